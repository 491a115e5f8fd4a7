// The browser phone: performs in real time what the server says happens in the call, and tells it what the caller does.
// The call is a row of tokens in the form's own fields, as `ivr phone --keys` takes them; without this script the same
// form works, a page for every key.
"use strict";

const $ = (id) => document.getElementById(id);
const form = $("phone"), voice = $("voice"), captions = $("captions");
const TICK = 50; // milliseconds
let performance_ = 0; // which turn is being performed: a key begins another
let listening = null; // what a key would interrupt: { spent, wait }, in seconds; null while the line does not listen
let cut = null; // ends the present step at once
let busy = false; // a request is under way

// --- the steps of a turn

// Resolves when the recording is over, fails, or is cut short; tells where in it the caller is.
function play(step, heard) {
  return new Promise((done) => {
    const over = () => { voice.onended = voice.onerror = voice.ontimeupdate = cut = null; done(); };
    cut = () => { voice.pause(); over(); };
    voice.onended = over;
    voice.onerror = () => { over.failed = true; voice.onended = voice.onerror = null; wait(step.seconds, heard).then(done); };
    voice.ontimeupdate = () => heard(voice.currentTime);
    voice.src = step.url;
    if (!$("hold").checked) voice.play().catch(() => voice.onerror && voice.onerror());
  });
}

// Resolves after so many seconds in which time did not stand still, or when cut short.
function wait(seconds, passed = () => {}) {
  return new Promise((done) => {
    let gone = 0, last = Date.now();
    const over = () => { clearInterval(timer); cut = null; done(); };
    const timer = setInterval(() => {
      const now = Date.now();
      if (!$("hold").checked) gone += (now - last) / 1000;
      last = now;
      if (gone >= seconds) over(); else passed(gone);
    }, TICK);
    cut = over;
  });
}

function perform(step, heard) {
  const line = caption(step);
  const at = (second) => { mark(line, step, second); heard(second); };
  at(0);
  return step.event === "play" ? play(step, at) : wait(step.seconds, at);
}

async function go(turn) {
  const mine = ++performance_;
  const mineStill = () => mine === performance_;
  listening = null;
  show(turn);
  for (const step of turn.steps) {
    await perform(tell(step), () => {});
    if (!mineStill()) return;
  }
  $("over").hidden = true;
  if (!turn.here) return end("The call has ended.");
  listening = { spent: 0, at: 0, until: turn.wait };
  listening.until += turn.listening.reduce((sum, step) => sum + step.seconds, 0);
  state("The line speaks, and listens.");
  for (const [number, step] of turn.listening.entries()) {
    ahead(turn.listening[number + 1]);
    await perform(step, (second) => { listening.at = second; });
    if (!mineStill()) return;
    listening.spent += step.seconds;
    listening.at = 0;
  }
  unmark();
  state("The line waits.");
  $("wait").hidden = false;
  await wait(turn.wait, (gone) => { listening.at = gone; $("wait").value = gone / turn.wait; });
  if (mineStill()) act("-");
}

// What a step outside listening means to the caller.
function tell(step) {
  if (step.event === "dial") news(`Phoning ${step.number}. It rings.`);
  if (step.event === "connected") { news(`Connected to ${step.number}. Here, two people would talk.`); $("over").hidden = false; }
  if (step.event !== "end") state(step.event === "play" || step.event === "say" ? "The line speaks, and does not listen." : "The line does not listen.");
  return step;
}

// --- what the caller does

async function act(key) {
  if (busy) return;
  if (key === "end") return end("You ended the call.");
  const calling = !$("end").disabled;
  if (key === "ring") begin();
  else if (!calling) return news("Nobody is on the phone: press “Phone the line” first.");
  else if (!listening) return news(`The line does not listen now: ${named(key)} is lost.`);
  const body = new URLSearchParams(new FormData(form));
  body.set("key", key);
  if (key !== "ring" && key !== "-") body.set("into", moment().toFixed(2));
  echo(key);
  performance_++; // nothing of the old turn goes on
  if (cut) cut();
  listening = null;
  await ask(body);
}

async function ask(body) {
  busy = true;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const turn = await response.json();
    busy = false;
    if (turn.error) return fault(turn.error);
    for (const name of ["at", "keys", "dials"]) form.elements[name].value = turn[name];
    $("command").textContent = `ivr phone --keys "${turn.keys}"`;
    go(turn);
  } catch (problem) {
    busy = false;
    fault("The server of this page does not answer. Is it still running?");
  }
}

// Seconds since the line began to listen, and before it goes on by itself.
const moment = () => Math.min(listening.spent + listening.at, listening.until - 0.02);

function begin() {
  captions.replaceChildren();
  for (const name of ["at", "keys", "dials"]) form.elements[name].value = "";
  for (const id of ["end", "say"]) $(id).disabled = false;
  $("ring").textContent = "Phone again";
  news("Phoning the line.");
}

function end(why) {
  performance_++;
  listening = null;
  if (cut) cut();
  unmark();
  for (const id of ["end", "say"]) $(id).disabled = true;
  for (const id of ["wait", "over"]) $(id).hidden = true;
  form.elements.at.value = form.elements.keys.value = form.elements.dials.value = "";
  state(why);
  news(why);
  here(null);
}

function fault(what) {
  end("The call has ended.");
  $("error").textContent = what;
}

const named = (key) => ({ "*": "star", "#": "hash", "-": "silence", say: "what you said" })[key] || key;

function echo(key) {
  const words = { "-": "(silence)", say: `“${$("words").value.trim()}”` }[key] || key;
  if (key !== "ring") written(`> ${words}`).className = "caller";
  $("wait").hidden = true;
  $("error").textContent = "";
  if (key !== "ring") news("");
}

// --- what the page shows

function caption(step) {
  if (step.event === "end" || step.event === "pause") return null;
  if (step.number) return written(step.event === "dial" ? `(phoning ${step.number})` : `(connected to ${step.number})`);
  const line = written("");
  for (const sentence of step.sentences) {
    const words = document.createElement("span");
    words.textContent = sentence.text;
    line.append(words, " ");
  }
  return line;
}

function written(text) {
  const line = document.createElement("li");
  line.textContent = text;
  captions.append(line);
  captions.scrollTop = captions.scrollHeight;
  return line;
}

// Marks the sentence that is being said.
function mark(line, step, second) {
  if (!line || !step.sentences.length) return;
  let now = 0;
  step.sentences.forEach((sentence, number) => { if (sentence.at <= second) now = number; });
  const words = line.children[now];
  if (words.firstElementChild) return;
  unmark();
  const marked = document.createElement("mark");
  marked.textContent = words.textContent;
  words.replaceChildren(marked);
  const below = words.getBoundingClientRect().bottom - captions.getBoundingClientRect().bottom;
  if (below > 0) captions.scrollTop += below + 8;
}

function unmark() {
  for (const marked of captions.querySelectorAll("mark")) marked.replaceWith(marked.textContent);
}

function show(turn) {
  $("wait").hidden = true;
  if (turn.here) here(turn.here);
}

function here(place) {
  for (const old of document.querySelectorAll("[data-node][aria-current]")) old.removeAttribute("aria-current");
  $("here-words").textContent = place ? place.words : "not on the line";
  if (!place) return;
  $("here-way").textContent = place.way;
  $("here-pace").textContent = place.pace;
  $("here-time").textContent = place.time;
  const node = place.node && document.querySelector(`[data-node="${CSS.escape(place.node)}"]`);
  if (!node) return;
  node.setAttribute("aria-current", "true");
  const map = $("map"), at = node.getBoundingClientRect(), frame = map.getBoundingClientRect();
  if (at.top < frame.top || at.top > frame.bottom - 40) map.scrollTop += at.top - frame.top - frame.height / 3;
}

const state = (text) => { $("state").textContent = text; };
const news = (text) => { $("news").textContent = text; };

// The next recording is fetched while this one plays, and then comes out of the browser's store.
function ahead(step) {
  if (step && step.url) fetch(step.url).catch(() => {});
}

// --- the page's own keys and switches

form.addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter && event.submitter.value !== "" ? event.submitter.value : "say");
});

// Enter among the words says them; the form's first button would phone anew.
$("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); act("say"); }
});

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input:not([type=checkbox]), select");
  if (!$("typing").checked || writing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (!/^[0-9*#]$/.test(event.key)) return;
  event.preventDefault();
  act(event.key);
});

$("sound").addEventListener("change", (event) => { voice.muted = !event.target.checked; });
$("over").addEventListener("click", () => { if (cut) cut(); });
$("hold").addEventListener("change", (event) => {
  if (event.target.checked) voice.pause();
  else if (cut && voice.src && !voice.ended && voice.onended) voice.play().catch(() => {});
});

for (const one of document.querySelectorAll(".scripted")) one.hidden = false;
for (const one of document.querySelectorAll(".unscripted")) one.hidden = true;
for (const one of document.querySelectorAll("[name=key]:disabled")) if (one.value === "-") one.remove();
