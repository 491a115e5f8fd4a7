"""One call: the caller's side of it, and the obeying of what the line answers."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence

from ivr.errors import PhoneError, Refused
from ivr.phone.event import CALLER_HUNG_UP, LINE_ENDED, Event
from ivr.phone.listening import Listening, Prompt, Told, spoken_seconds, timed
from ivr.phone.media import Media
from ivr.phone.transfer import meet
from ivr.phone.twiml import Dial, Gather, Hangup, Pause, Play, Redirect, Say, Sound, Verb, verbs
from ivr.phone.webhook import Webhook

KEYS = "0123456789*#"
REQUESTS_AT_MOST = 20
"""How many documents may follow each other while nothing is said and nobody is waited for."""
CALL_AT_MOST = 24 * 3600.0
"""Seconds after which a call that never ends is given up."""


class Call:
    """A call in simulated time, resting where a Gather begins: what is said in it still lies ahead of `press`."""

    def __init__(
        self,
        webhook: Webhook,
        media: Media,
        captions: Mapping[str, str],
        outcomes: Sequence[str],
        delay: float,
        status_url: str = "",
    ) -> None:
        self.transcript: list[Event] = []
        """What has happened up to now."""
        self.told: list[Told] = []
        """Every prompt that has begun, with when it ended; of one that is still being said, when it will."""
        self.listening: Listening | None = None
        self.address = ""
        """The address of the last document: where the caller is."""
        self.ended = False
        self.now = 0.0
        """Seconds since the call was answered."""
        self._webhook = webhook
        self._media = media
        self._captions = captions
        self._outcomes = deque(outcomes)
        self._delay = delay
        self._status_url = status_url
        self._todo: deque[Verb] = deque()
        self._told = 0  # how many prompts of the present listening are in the transcript
        self._since = 0  # how long the transcript was at the last key or silence
        self._requests = 0  # how many documents since the caller last heard or did anything

    # --- the caller's side

    def begin(self, number_url: str) -> None:
        """Ring the line, and run to where it first listens."""
        self._ask(number_url, "POST", {})
        self._run()

    def press(self, key: str, *, after: float = 0.0, into: float | None = None) -> None:
        """Strike a key `after` seconds into the wait, or `into` seconds after the line began to listen (over prompts).

        When the line has gone on by then, its further turns run their course until that moment, and the key falls
        where the call is; outside a Gather, it is struck as soon as the line listens again.
        """
        if len(key) != 1 or key not in KEYS:
            raise PhoneError(f"{key!r} is not a key: press one of {' '.join(KEYS)}")
        if self._reach(after, into):
            self._strike(key)

    def bounce(self, after: float = 0.3) -> bool:
        """Strike the last key again, `after` seconds after it was struck; return whether the line was listening.

        A strike that fell between two Gathers is lost, and leaves no trace.
        """
        last = next((event for event in reversed(self.transcript) if event.event == "key"), None)
        if last is None or self.listening is None or last.at + after < self.now:
            return False
        if self._reach(0.0, last.at + after - self.listening.begin):
            self._strike(last.key)
        return True

    def speak(self, words: str, *, after: float = 0.0, into: float | None = None) -> None:
        """Say something, timed as a key; no words are a sound nobody recognises, and a Gather for keys goes on."""
        if self._reach(after, into):
            self._speak(words)

    def wait(self, after: float = 0.0, *, into: float | None = None) -> None:
        """Do nothing until a moment, timed as a key, through further turns if the line goes on by then."""
        self._reach(after, into)

    def stay_silent(self) -> None:
        """Do nothing until the line goes on by itself, and listens again."""
        listening = self._listens()
        self._hear(listening.wait_begins)
        self._pass(listening.ends - self.now)
        if listening.digits:
            self._post_digits(listening, "")
        else:
            self._note(Event(self.now, "silence"), answers=True)
            self._unanswered(listening.gather)

    def hang_up(self, *, after: float = 0.0, into: float | None = None) -> None:
        """End the call, timed as a key; a call that has ended stays so."""
        if not self.ended and (self.listening is None or self._reach(after, into)):
            self._end(CALLER_HUNG_UP)

    def will_meet(self, outcomes: Sequence[str]) -> None:
        """Let the transfers that are still to come meet these, one each, and the last from then on."""
        self._outcomes = deque(outcomes)

    @property
    def lately(self) -> Sequence[Event]:
        """What has happened since the last key, words or silence."""
        return self.transcript[self._since :]

    @property
    def said(self) -> str:
        """What the line has said since the last key or silence, with what it is about to say while it listens."""
        heard = [event.text for event in self.lately if event.event in ("play", "say")]
        ahead = [prompt.text for prompt in self.listening.prompts[self._told :]] if self.listening else []
        return " ".join(text for text in (*heard, *ahead) if text)

    def heard(self, words: str) -> bool:
        """Tell whether the line has just said these words, whatever their capitals and spaces."""
        return " ".join(words.split()).casefold() in " ".join(self.said.split()).casefold()

    # --- time

    def _listens(self) -> Listening:
        if self.listening is None:
            raise PhoneError("the call has ended" if self.ended else "the line does not listen")
        return self.listening

    def _reach(self, after: float, into: float | None) -> bool:
        """Let time run until the moment meant; return whether the line listens then."""
        listening = self._listens()
        moment = listening.wait_begins + after if into is None else listening.begin + into
        while self.listening and moment >= self.listening.ends:
            self.stay_silent()
        if self.listening:
            self._pass(moment - self.now)
            self._hear(self.now)
        return self.listening is not None

    def _hear(self, until: float) -> None:
        listening = self._listens()
        while self._told < len(listening.prompts) and listening.prompts[self._told].begin <= until:
            prompt = listening.prompts[self._told]
            self._begin(prompt)
            self._told += 1

    def _begin(self, prompt: Prompt) -> None:
        if prompt.event != "pause":
            self._note(prompt.as_event())
            self.told.append(Told(prompt, prompt.end))

    def _stop(self) -> None:
        """Whatever is being said is heard no further."""
        if self.told and self.told[-1].until > self.now:
            self.told[-1] = Told(self.told[-1].prompt, self.now)

    def _pass(self, seconds: float) -> None:
        if seconds > 0:
            self.now += seconds
            self._requests = 0

    def _note(self, event: Event, *, answers: bool = False) -> None:
        self.transcript.append(event)
        if answers:
            self._since = len(self.transcript)
            self._requests = 0

    # --- what a Gather makes of it

    def _strike(self, key: str) -> None:
        listening = self._listens()
        gather = listening.gather
        self._note(Event(self.now, "key", key=key), answers=True)
        if gather.hears_keys and key == gather.finish_on_key:
            self._finish(listening)
        elif gather.hears_keys:
            self._stop()
            self._collect(Listening(gather, self.now, (), listening.digits + key))

    def _finish(self, listening: Listening) -> None:
        self._stop()
        if listening.digits:
            self._post_digits(listening, listening.gather.finish_on_key)
        else:
            self._unanswered(listening.gather)

    def _collect(self, listening: Listening) -> None:
        self.listening, self._told = listening, 0
        if len(listening.digits) == listening.gather.num_digits:
            self._post_digits(listening, "")

    def _speak(self, words: str) -> None:
        gather = self._listens().gather
        self._note(Event(self.now, "speech", text=words), answers=True)
        if gather.hears_speech:
            self._stop()
            self._pass(spoken_seconds(words))
            self._post(
                gather, {"SpeechResult": words, "Confidence": "0.9" if words else "0.0", "Language": gather.language}
            )

    def _post_digits(self, listening: Listening, finished_on: str) -> None:
        self._post(listening.gather, {"Digits": listening.digits, "FinishedOnKey": finished_on, "msg": "Gather End"})

    def _unanswered(self, gather: Gather) -> None:
        if gather.reports_silence:
            self._post(gather, {"Digits": "", "FinishedOnKey": "", "msg": "Gather End"})
        else:
            self.listening = None
            self._run()

    def _post(self, gather: Gather, fields: Mapping[str, str]) -> None:
        self.listening = None
        self._ask(gather.action, gather.method, fields)
        self._run()

    # --- obeying the line

    def _run(self) -> None:
        while not self.ended and self.listening is None:
            if self.now > CALL_AT_MOST:
                raise PhoneError(f"the call goes on for more than {CALL_AT_MOST / 3600:.0f} hours")
            self._obey(self._todo.popleft() if self._todo else Hangup())

    def _obey(self, verb: Verb) -> None:
        match verb:
            case Play() | Say() | Pause():
                self._sound(verb)
            case Gather():
                prompts = timed(verb.sounds, self.now, self._media, self._captions)
                self.listening, self._told = Listening(verb, self.now, tuple(prompts)), 0
            case Redirect(url, method):
                self._ask(url, method, {})
            case Dial():
                self._dial(verb)
            case Hangup():
                self._end(LINE_ENDED)

    def _sound(self, sound: Sound) -> None:
        for prompt in timed((sound,), self.now, self._media, self._captions):
            self._begin(prompt)
            self._pass(prompt.end - self.now)

    def _dial(self, dial: Dial) -> None:
        transfer = meet(self._outcomes.popleft() if len(self._outcomes) > 1 else self._outcomes[0], dial)
        self._note(Event(self.now, "dial", number=dial.number))
        self._pass(transfer.rings)
        if transfer.talks:
            self._note(Event(self.now, "connected", number=dial.number))
            self._pass(transfer.talks)
        if dial.action:
            self._ask(dial.action, dial.method, transfer.fields())

    def _ask(self, url: str, method: str, fields: Mapping[str, str]) -> None:
        self._todo.clear()  # what follows in the old document is never reached
        self._requests += 1
        if self._requests > REQUESTS_AT_MOST:
            raise Refused(11215, f"more than {REQUESTS_AT_MOST} documents in a row in which nothing happens: {url}")
        if self.address:
            self.now += self._delay  # the first document is asked for while the phone still rings
        document = self._webhook.ask(url, method, fields)
        self.address = url.partition("#")[0]
        self._todo.extend(verbs(document, self.address))

    def _end(self, who: str) -> None:
        self._stop()
        self.ended, self.listening = True, None
        self._note(Event(self.now, "end", text=who))
        if self._status_url:
            self._webhook.tell_end(self._status_url, math.ceil(self.now))
