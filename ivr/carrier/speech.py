"""Speech → meaning: from what the carrier's recogniser took down to what the caller may have meant.

Recognisers get about 69 % of the words of a voice with laryngeal dystonia, so nothing here needs every word. Words are
compared run together, because a broken voice moves the gaps: "die Stonia" is "dystonia". The figures below were found
by spoiling every phrase at that rate, by hearing this line's own recordings broken up and in noise, and by 146
sentences of everyday talk and television, none of which may mean anything: tests/carrier/test_carrier_speech.py.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from ivr.content import Line
from ivr.dialogue.event import Spoke

PERSON = "person"

SAME = 100.0
CLOSE = 80.0
"""Per cent: how alike two texts must be. At 80 no everyday sentence means anything, at 75 six of 146 do; at 85 one
spoilt title in ten is lost that 80 understands, and one spoilt cry in ten."""

CLOSE_SHORT = 90.0
SHORT = 10
"""Letters below which a cry inside longer speech must be as alike as CLOSE_SHORT: at 80, "overdone" is "overdose"."""

MARGIN = 6.0
"""Per cent: as near to the likeliest as this, another is meant too. From 0 to 8 hardly anything changes, as phrases are
far apart; from 10 on, phrases that were heard without a fault begin to have two meanings."""

LEAST_CONFIDENCE = 0.25
"""Below it, only a person is understood. Low on purpose: Whisper, hearing the recordings spoilt, was never less sure
of one that was then understood, and of those that were not, most were already too unlike. A carrier's own figures may
differ: to be measured on a live line."""

MOST_WORDS = 40
"""In longer speech, cries are sought word for word only, so that a minute of television costs no more time."""

_POSSIBLE = 65.0
"""Per cent: the quick look before a cry is compared with every stretch of words."""


@dataclass(frozen=True)
class Words:
    """What was said or may be said: small letters alone, without marks, and each word once that was said twice over."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """The words of any text."""
        letters = (one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one))
        found = re.findall(r"[^\W_]+", re.sub("['’]", "", "".join(letters)))
        return cls(tuple(word for before, word in zip(["", *found], found, strict=False) if word != before))

    @cached_property
    def run_together(self) -> str:
        """For comparing."""
        return "".join(self.words)

    @cached_property
    def spaced(self) -> str:
        """With a space before and after each word, for finding whole words."""
        return f" {' '.join(self.words)} "


class Speech:
    """What can be said to one line. Nothing that it hears is kept or logged."""

    def __init__(self, line: Line) -> None:
        voice = line.words.voice
        self._crisis = [Words.of(phrase) for phrase in voice.crisis]
        self._help = [Words.of(phrase) for phrase in voice.help]
        self._not_help = sorted((Words.of(phrase).spaced for phrase in voice.not_help), key=len, reverse=True)
        self._fillers = {word for filler in voice.fillers for word in Words.of(filler).words}
        known = [(way, meaning) for meaning, phrase in phrases(line) for way in self._ways(Words.of(phrase))]
        self._known = [way for way, _ in known]
        self._meanings = [meaning for _, meaning in known]

    def understand(self, words: str, confidence: float | None) -> Spoke:
        """At most two meanings, the likeliest first; none for what is like nothing that this line knows.

        `confidence` is from 0 to 1, or None where the carrier gave none: then the words alone decide. A cry for help is
        understood at any confidence and inside longer speech: if it was none, the caller gets an offer, and takes it
        back. Words of crisis come before all else; a plea for help, or what is only near to either, comes after a
        phrase that is known to the letter, such as "NHS urgent help".
        """
        said = Words.of(words)
        if _holds(said, self._crisis):
            return Spoke((PERSON,))
        asked = self._without_refusals(said)
        likeness = self._likeness(asked)
        if SAME not in likeness.values() and (_holds(asked, self._help) or _is_near(asked, self._crisis + self._help)):
            return Spoke((PERSON,))
        meanings = _likeliest(likeness)
        if confidence is not None and confidence < LEAST_CONFIDENCE:
            return Spoke(tuple(meaning for meaning in meanings if meaning == PERSON))
        return Spoke(meanings)

    def _without_refusals(self, said: Words) -> Words:
        """Without "self-help", "I don't need help", or the line's own voice asking whether the caller does."""
        rest = said.spaced
        for refusal in self._not_help:
            rest = rest.replace(refusal, " ")
        return Words.of(rest)

    def _likeness(self, said: Words) -> dict[str, float]:
        """How like each meaning is, in per cent, of those that are alike at all."""
        found: dict[str, float] = {}
        for way in self._ways(said):
            for _, score, at in process.extract(way, self._known, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=None):
                found[self._meanings[at]] = max(score, found.get(self._meanings[at], 0.0))
        return found

    def _ways(self, said: Words) -> set[str]:
        """As it was said, and without the words that change nothing."""
        bare = Words(tuple(word for word in said.words if word not in self._fillers))
        return {said.run_together, bare.run_together} - {""}


def phrases(line: Line) -> Iterator[tuple[str, str]]:
    """Every meaning with each phrase for it; of phrases that are equally near, the first counts as the likeliest."""
    voice = line.words.voice
    for command, several in voice.commands:
        yield from ((command, phrase) for phrase in several)
    for choice, title in titles(line):
        meaning = PERSON if choice == f"offer/{line.crisis.id}" else choice
        yield from ((meaning, phrase) for phrase in (title, *voice.also.get(choice, ())))


def titles(line: Line) -> Iterator[tuple[str, str]]:
    """Every choice by its address, with its name."""
    yield from ((f"topic/{topic.id}", topic.title) for topic in line.topics.values())
    yield from ((f"menu/{menu.id}", menu.title) for menu in line.menus.values())
    yield from ((f"offer/{name}", about.name) for name, about in line.words.helplines.items())
    yield "helplines", line.other_helplines.title


def _holds(said: Words, cries: Iterable[Words]) -> bool:
    return any(cry.spaced in said.spaced for cry in cries)


def _is_near(said: Words, cries: Iterable[Words]) -> bool:
    if len(said.words) > MOST_WORDS:
        return False
    whole = said.run_together
    return any(
        fuzz.ratio(stretch, cry.run_together) >= (CLOSE if len(cry.run_together) >= SHORT else CLOSE_SHORT)
        for cry in cries
        if fuzz.partial_ratio(cry.run_together, whole) >= _POSSIBLE
        for stretch in _stretches(said.words, len(cry.words))
    )


def _stretches(words: tuple[str, ...], count: int) -> Iterator[str]:
    """Every run of about `count` words, run together."""
    for length in (count - 1, count, count + 1):
        if length:
            yield from ("".join(words[start : start + length]) for start in range(len(words) - length + 1))


def _likeliest(likeness: dict[str, float]) -> tuple[str, ...]:
    ranked = sorted(likeness, key=lambda meaning: -likeness[meaning])
    return tuple(meaning for meaning in ranked[:2] if likeness[meaning] >= likeness[ranked[0]] - MARGIN)
