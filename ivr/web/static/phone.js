// The browser phone: performs in real time what the server says happens in the call, and tells it what the caller does.
// The call is a row of tokens in the form's own fields, as `ivr phone --keys` takes them; without this script the same
// form works, a page for every key.
"use strict";

const $ = (id) => document.getElementById(id);
const form = $("phone"), voice = $("voice"), captions = $("captions"), hold = $("hold");
const TICK = 50; // milliseconds
const NOBODY = "Nobody is on the phone: press “Phone the line” first.";
let calling = Boolean(form.elements.at.value);
let round = 0; // of what is being performed or asked for: a key begins another, and the older ones stop
let listening = null; // while a key would be heard: seconds spent, seconds into the present step, and when it ends
let cut = null; // ends the present step at once
let hearsWords = false;

// --- the steps of a turn

// Resolves when the recording is over or cut short; in silence of its length if it cannot be played.
function play(step, heard) {
  return new Promise((done) => {
    const over = () => { voice.onended = voice.onerror = voice.ontimeupdate = cut = null; done(); };
    const mute = () => {
      if (voice.onended !== over) return; // another step has begun
      voice.onended = voice.onerror = voice.ontimeupdate = null;
      news("This recording cannot be played here. Its words are shown for as long as it takes.");
      wait(step.seconds, heard).then(done);
    };
    cut = () => { voice.pause(); over(); };
    voice.onended = over;
    voice.onerror = mute;
    voice.ontimeupdate = () => heard(voice.currentTime);
    voice.src = step.url;
    if (!hold.checked) voice.play().catch(mute);
  });
}

// Resolves after so many seconds in which time did not stand still, or when cut short.
function wait(seconds, passed = () => {}) {
  return new Promise((done) => {
    let gone = 0, last = Date.now();
    const over = () => { clearInterval(timer); cut = null; done(); };
    const timer = setInterval(() => {
      const now = Date.now();
      if (!hold.checked) gone += (now - last) / 1000;
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
  const mine = round;
  news("");
  for (const step of turn.steps) {
    tell(step);
    await perform(step, () => {});
    if (mine !== round) return;
  }
  $("over").hidden = true;
  if (!turn.here) return end("The call has ended.");
  hearsWords = turn.speech;
  listening = { spent: 0, into: 0, until: turn.listening.reduce((sum, step) => sum + step.seconds, turn.wait) };
  state(hearsWords ? "The line speaks, and listens for keys and words." : "The line speaks, and listens for keys.");
  for (const [number, step] of turn.listening.entries()) {
    here(step.here);
    fetchAhead(turn.listening[number + 1]);
    await perform(step, (second) => { listening.into = second; });
    if (mine !== round) return;
    listening.spent += step.seconds;
    listening.into = 0;
  }
  unmark();
  here(turn.here);
  state("The line waits for you.");
  $("wait").hidden = false;
  await wait(turn.wait, (gone) => { listening.into = gone; $("wait").value = gone / turn.wait; });
  if (mine === round) act("-");
}

// What a step means to the caller in which nobody listens to keys.
function tell(step) {
  if (step.event === "dial") news(`Phoning ${step.number}. It rings.`);
  if (step.event === "connected") news(`Connected to ${step.number}. Here, two people would talk.`);
  $("over").hidden = step.event !== "connected";
  state(step.event === "play" || step.event === "say" ? "The line speaks, and does not listen." : "The line does not listen.");
}

// --- what the caller does

function act(key) {
  if (key === "end") return calling ? end("You ended the call.") : news(NOBODY);
  if (key === "ring") begin();
  else if (!calling) return news(NOBODY);
  else if (!listening) return news(`The line does not listen now: ${named(key)} is lost.`);
  const body = new URLSearchParams(new FormData(form));
  body.set("key", key);
  if (key !== "ring" && key !== "-") body.set("into", moment().toFixed(2));
  if (key !== "ring") written(`> ${said(key)}`).className = "caller";
  const deaf = key === "say" && !hearsWords;
  stop();
  ask(body, deaf ? "The line listened for keys alone, and did not hear that." : "");
}

// Nothing of the old turn goes on.
function stop() {
  round++;
  listening = null;
  if (cut) cut();
  $("wait").hidden = $("over").hidden = true;
  $("error").textContent = "";
  state("One moment.");
  news("");
}

async function ask(body, remark) {
  const mine = round;
  let turn;
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    turn = await response.json();
  } catch (problem) {
    turn = { error: "The server of this page does not answer. Is it still running?" };
  }
  if (mine !== round) return;
  if (turn.error) {
    end("The call has ended.");
    $("error").textContent = turn.error;
    return;
  }
  for (const name of ["at", "keys", "dials"]) form.elements[name].value = turn[name];
  $("command").textContent = turn.command;
  const performed = go(turn);
  if (remark) news(remark);
  await performed;
}

// Seconds since the line began to listen, and before it goes on by itself.
function moment() {
  const into = voice.ontimeupdate ? voice.currentTime : listening.into; // it tells the time four times a second only
  return Math.min(listening.spent + into, listening.until - 0.02);
}

function begin() {
  captions.replaceChildren();
  forget();
  calling = true;
  if (!voice.src) voice.load(); // in the click itself: some browsers let a page play only what was touched then
  state("It rings.");
  $("ring").textContent = "Phone again";
}

function end(why) {
  stop();
  unmark();
  forget();
  calling = false;
  state("Nobody is on the phone.");
  news(why);
  here(null);
}

function forget() {
  for (const name of ["at", "keys", "dials"]) form.elements[name].value = "";
}

const named = (key) => ({ "*": "star", "#": "hash", "-": "silence", say: "what you said" })[key] || key;
const said = (key) => ({ "-": "(silence)", say: `“${$("words").value.trim()}”` })[key] || key;

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
  const now = Math.max(0, step.sentences.findLastIndex((sentence) => sentence.at <= second));
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

function here(place) {
  for (const old of document.querySelectorAll("[data-node][aria-current]")) old.removeAttribute("aria-current");
  $("here-words").textContent = place ? place.words : "not on the line";
  if (!place) return;
  for (const need of ["way", "pace", "time"]) $(`here-${need}`).textContent = place[need];
  const node = place.node && document.querySelector(`[data-node="${CSS.escape(place.node)}"]`);
  if (!node) return;
  node.setAttribute("aria-current", "true");
  const map = $("map"), at = node.getBoundingClientRect(), frame = map.getBoundingClientRect();
  if (at.top < frame.top || at.top > frame.bottom - 40) map.scrollTop += at.top - frame.top - frame.height / 3;
}

const state = (text) => { $("state").textContent = text; };
const news = (text) => { $("news").textContent = text; };

// The next recording is fetched while this one plays, and then comes out of the browser's store.
function fetchAhead(step) {
  if (step && step.url) fetch(step.url).catch(() => {});
}

// --- the page's own keys and switches

form.addEventListener("submit", (event) => {
  event.preventDefault();
  act(event.submitter.value);
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

$("sound").addEventListener("change", () => { voice.muted = !$("sound").checked; });
$("over").addEventListener("click", () => { if (cut) cut(); });
hold.addEventListener("change", () => {
  if (hold.checked) voice.pause();
  else if (voice.onended) voice.play().catch(() => voice.onerror && voice.onerror());
});

for (const one of document.querySelectorAll(".scripted")) one.hidden = false;
for (const one of document.querySelectorAll(".unscripted")) one.hidden = true;
if (calling) end("This page began anew, and the call with it has ended.");
