"""One turn of a call as the browser phone needs it: what to play, how long to wait, where the caller is."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qs, urlsplit

from flask import request

from ivr.content import Line
from ivr.content.measure import sentences
from ivr.dialogue.address import read_address
from ivr.dialogue.needs import Pace, Time, Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.phone import Call
from ivr.phone.event import caption
from ivr.phone.media import file_name
from ivr.phone.retold import Told, met
from ivr.phone.steps import Step, ahead, past
from ivr.phone.transfer import OUTCOMES
from ivr.recordings.catalogue import Catalogue

NODES = {
    Kind.BROKEN_OFF: "greeting", Kind.RESTING: "greeting", Kind.GREETING: "greeting", Kind.MENU: "menu",
    Kind.TOPIC: "topic", Kind.PAUSE: "topic", Kind.END: "topic", Kind.NEXT: "topic", Kind.RECITAL: "offer",
    Kind.HELPLINES: "helplines", Kind.OFFER: "offer", Kind.CLOSED: "offer", Kind.PEN: "offer", Kind.NUMBER: "offer",
    Kind.TRANSFER: "offer", Kind.MISSED: "offer", Kind.CONFIRM: "", Kind.LEAVING: "leaving",
}  # fmt: skip
"""Where on the map a kind of place is; with its name behind it, if it has one."""

WAYS = {
    Way.KEYS: "numbered keys", Way.ONCE: "any key, in this one place", Way.ANY: "any key",
    Way.LISTENING: "listening only", Way.VOICE: "your voice, or any key",
}  # fmt: skip
PACES = {Pace.NORMAL: "normal", Pace.SLOW: "slower"}
TIMES = {Time.NORMAL: "normal", Time.LONG: "long", Time.UNLIMITED: "no limit"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a recording, and how many seconds into it it begins."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class Here:
    """Where the caller is: a node of the map, the same in words, and what they need."""

    node: str
    words: str
    way: str
    pace: str
    time: str


@dataclass(frozen=True, slots=True)
class Turn:
    """What to perform next, with the call that led to it."""

    told: Told
    met: tuple[str, ...]
    """What the transfers of the call met."""
    steps: tuple[dict[str, object], ...]
    """First, what cannot be interrupted."""
    listening: tuple[dict[str, object], ...]
    """Then what a key or a word stops, each with where it is said: its `here`."""
    wait: int
    """Seconds of listening after that."""
    speech: bool
    """Whether words are listened for too."""
    here: Here | None
    """None once the call has ended."""
    captions: tuple[str, ...]
    """The call up to the last key, word or silence, and this too; for a page that shows all of it."""

    @property
    def command(self) -> str:
        """The same call up to now, in a terminal."""
        keys = ("--keys", " ".join(self.told.tokens)) if self.told.tokens else ()
        dials = list(self.told.dials)
        while dials and (dials[-1:] == dials[-2:-1] or dials == [OUTCOMES[0]]):
            dials.pop()  # the last holds for all that follow
        return shlex.join(
            ("ivr", "phone", *keys, *(f"--dial={outcome}" for outcome in dials), "--at", self.told.at.isoformat())
        )

    def as_json(self) -> dict[str, object]:
        """The turn with the fields that the next request has to send: at, keys, dials."""
        return {
            "at": self.told.at.isoformat(),
            "keys": " ".join(self.told.tokens),
            "dials": " ".join(self.met),
            "steps": self.steps,
            "listening": self.listening,
            "wait": self.wait,
            "speech": self.speech,
            "here": asdict(self.here) if self.here else None,
            "command": self.command,
        }


class Turns:
    """Makes turns of calls to one line."""

    def __init__(self, line: Line, catalogue: Catalogue) -> None:
        self._line = line
        self._catalogue = catalogue

    def of(self, told: Told, call: Call) -> Turn:
        """What follows in a call after all that was told of it."""
        listening = call.listening
        here = self._here(listening.gather.action) if listening else None
        return Turn(
            told=told,
            met=met(told, call),
            steps=tuple(map(self._performed, past(call))),
            listening=tuple(self._listened(told, here, ahead(listening))) if listening and here else (),
            wait=listening.timeout if listening else 0,
            speech=listening.gather.hears_speech if listening else False,
            here=here,
            captions=tuple(map(caption, call.transcript[: len(call.transcript) - len(call.lately)])),
        )

    def _performed(self, step: Step) -> dict[str, object]:
        address = urlsplit(step.url)
        url = f"{request.script_root}{address.path}{'?' if address.query else ''}{address.query}"
        said = [asdict(sentence) for sentence in self._sentences(step)] if step.text else []
        return asdict(step) | {"url": url, "seconds": round(step.seconds, 2), "sentences": said}

    def _listened(self, told: Told, here: Here, steps: Iterable[Step]) -> Iterator[dict[str, object]]:
        """The greeting and the first menu are said in one breath; the rest is said where the caller is then."""
        greets = replace(here, node=NODES[Kind.GREETING], words=self._line.site.words.places.greeting)
        greeting = () if told.tokens else tuple(vars(self._line.words.greeting).values())
        for step in steps:
            yield self._performed(step) | {"here": asdict(greets if step.text in greeting else here)}

    def _sentences(self, step: Step) -> list[Sentence]:
        """The sentences still to be heard, with when they begin; all as one where that is not known."""
        texts = sentences(step.text)
        recording = self._catalogue.files.get(file_name(step.url))
        begins = (0.0, *recording.sentences) if recording else ()
        if len(texts) != len(begins):
            return [Sentence(step.text, 0.0)]
        skipped = float(parse_qs(urlsplit(step.url).query).get("from", ["0"])[0])
        timed = zip(texts, begins, strict=True)
        return [Sentence(text, round(begin - skipped, 2)) for text, begin in timed if begin >= skipped - 0.01]

    def _here(self, action: str) -> Here:
        address = urlsplit(action)
        place = read_address(address.path.partition("/call/")[2], address.query.encode(), self._line)
        needs = place.needs
        return Here(node(place.spot), self._words(place), WAYS[needs.way], PACES[needs.pace], TIMES[needs.time])

    def _words(self, place: Place) -> str:
        spot, line = place.spot, self._line
        kind: str = getattr(line.site.words.places, spot.kind.replace("-", "_"))
        match spot.kind:
            case Kind.MENU:
                return line.menus[spot.name].title.rstrip(".")
            case Kind.TOPIC | Kind.PAUSE | Kind.END | Kind.NEXT:
                topic = line.topics[spot.name]
                part = f", part {spot.part} of {len(topic.parts)}" if spot.part else ""
                paused = " (paused)" if spot.kind is Kind.PAUSE else ""
                return f"{topic.title.rstrip('.')}{part}{paused}"
            case _ if spot.name:
                return f"{kind}: {line.words.helplines[spot.name].name.rstrip('.')}"
            case _:
                return kind


def node(spot: Spot) -> str:
    """Where on the map a spot is: an address such as `topic/stress`; empty for a place that the map does not show."""
    return "/".join(filter(None, (NODES[spot.kind], spot.name if spot.kind is not Kind.HELPLINES else "")))
