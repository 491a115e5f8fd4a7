"""Random calls, each the same for the same seed, and the carrier that carries them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

from ivr.carrier.fallback import fallback
from ivr.content import load_line
from ivr.errors import PhoneError, Refused
from ivr.phone import Call, Phone, Response
from ivr.phone.event import Event
from ivr.phone.http import Http
from ivr.recordings.catalogue import Catalogue, audio_folder
from misbehaving.clock import Clock
from misbehaving.line import TOKEN

LINE = load_line("uk")
FALLBACK = fallback(LINE, "+442079460000")
SORRY = str(LINE.words.fault.sorry)
CRISIS = LINE.crisis.dials
CAPTIONS = {file: one.text for file, one in Catalogue.load(audio_folder()).files.items()}
LONGEST = max(CAPTIONS, key=lambda file: (audio_folder() / file).stat().st_size)
"""The recording of most bytes."""

KEYS = "0112233445567789*##"
WORDS = ("stress", "a person please", "yes", "go back", "the other one", "mumble mumble", "depression", "")
OUTCOMES = ("answer", "busy", "no-answer", "failed")


@dataclass
class Carrier:
    """Asks the line, once more where it got no answer or a fault, and then takes the fallback."""

    base: str
    """Where the proxy is, or the server."""
    clock: Clock
    day: datetime
    phone: Phone | None = None
    lost: list[str] = field(default_factory=list)
    """Why the fallback was taken, or a recording not had."""
    retries: int = 0
    recordings: dict[str, Response] = field(default_factory=dict)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        """As `Network`."""
        self.clock.put(self.day.timestamp() + (self.phone.now if self.phone else 0.0))
        answer = self._asked(url, form, headers)
        if answer is not None and 200 <= answer.status < 300:
            return answer
        self.lost.append(f"{answer.status}" if answer else "no answer")
        return Response(200, {"Content-Type": "text/xml"}, FALLBACK)

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """As `Network`; a recording is kept, as carriers keep them."""
        if url not in self.recordings:
            answer = self._asked(url, None, headers)
            if answer is None or answer.status != 200:
                self.lost.append(f"a recording: {answer.status if answer else 'no answer'}")
                return answer or Response(504)
            self.recordings[url] = answer
        return self.recordings[url]

    def _asked(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Response | None:
        answer = self._asked_once(url, form, headers)
        if answer is None or answer.status >= 500:
            self.retries += 1
            answer = self._asked_once(url, form, {**headers, "I-Twilio-Idempotency-Token": "of the proxy's tests"})
        return answer

    def _asked_once(self, url: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> Response | None:
        try:
            there = Http(self.base)
            return there.get(url, headers) if form is None else there.post(url, form, headers)
        except Refused:
            return None


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of one call."""

    events: tuple[Event, ...]
    lost: tuple[str, ...]
    broken: str = ""
    """What the phone could not obey."""
    retries: int = 0

    @property
    def helped(self) -> bool:
        """Whether the fallback said its words, and phoned the helpline."""
        said = {event.text for event in self.events if event.event == "say"}
        return SORRY in said and any(event.event == "dial" and event.number in CRISIS for event in self.events)


def called(carrier: Carrier, public: str, seed: str, number: int) -> Heard:
    """One call, whose every act is drawn from `seed`; the caller is the one of that number."""
    chance = Random(seed)
    dials = [chance.choice(OUTCOMES) for _ in range(4)]
    phone = Phone(
        carrier, f"{public}/call", TOKEN, CAPTIONS, dials, caller=f"+4477009{number:05}", portable=False,
        status_url=f"{public}/status", lenient_media=True, silent=True,
    )  # fmt: skip
    carrier.phone, carrier.lost, carrier.retries, broken = phone, [], 0, ""
    try:
        _talk(phone.ring(), chance)
    except PhoneError as error:
        broken = str(error)
    return Heard(tuple(map(_rounded, phone.transcript)), tuple(carrier.lost), broken, carrier.retries)


def _rounded(event: Event) -> Event:
    return replace(event, at=round(event.at, 2))


def _talk(call: Call, chance: Random) -> None:
    """Keys, words and silences, until the caller has enough; the line may be first."""
    for _ in range(chance.randint(4, 16)):
        act, key, word = chance.random(), chance.choice(KEYS), chance.choice(WORDS)
        into = None if chance.random() < 0.5 else chance.uniform(0.0, 25.0)
        if call.ended:
            return
        if act < 0.35:
            call.stay_silent()
        elif act < 0.85:
            call.press(key, into=into)
        elif act < 0.92:
            call.speak(word, into=into)
        else:
            call.bounce()
    call.hang_up()
