"""Written text → what a voice is given to say: words and exact silences, with every number spelled out.

A voice left alone with "0300 123 3393" says "three hundred"; a caller would dial the wrong number. The written form
stays what captions and pages show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from num2words import num2words

from ivr.content.measure import CHOICE_PAUSE, GROUP_PAUSE
from ivr.errors import RecordingError
from ivr.recordings.lexicon import lexicon

SENTENCES = 0.4  # seconds between two sentences
DIGIT_CHUNKS = 0.4  # seconds inside one long run of digits

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“‘(]?[A-Z0-9])")
PHONE_NUMBER = re.compile(r"\b\d{2,}(?: \d{2,})+\b|\b\d{3,}\b")
UNFIT = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|\d[.,:/]\d|[+£$€]\s?\d")
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b(?:([Tt]he) )?(?:(\d{{1,2}}) )?({MONTHS})(?: (\d{{4}}))?\b")
PER_CENT = re.compile(r"\b(\d+)(?:\.(\d+))?\s*%")


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be said in one breath: no digits, and a mark at the end."""

    text: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence of exactly so many seconds."""

    seconds: float


Segment = Words | Silence


def spoken(text: str) -> tuple[Segment, ...]:
    """Return the words and silences of `text`.

    A number or an abbreviation that could be read in two ways is a RecordingError.
    """
    written_out = PER_CENT.sub(_percentage, DATE.sub(_date, lexicon().respelled(text)))
    if unfit := UNFIT.search(written_out):
        raise RecordingError(f"“{text}”: write “{unfit.group()}” out in words, so that it can be read in one way only")
    if unknown := lexicon().without(CAPITALS.findall(text)):
        raise RecordingError(
            f"“{text}”: put “{unknown[0]}” into lexicon.toml, so that every voice says it the same way"
        )
    segments = tuple(_joined(_segments(written_out)))
    if not segments:
        raise RecordingError(f"“{text}”: holds no words to say")
    return segments


def word_count(text: str) -> int:
    """Return how many words a caller hears in `text`; each digit of a phone number is one."""
    return sum(len(one.text.split()) for one in spoken(text) if isinstance(one, Words))


def _segments(text: str) -> Iterator[Segment]:
    for at, stretch in enumerate(text.split("…")):
        if at:
            yield Silence(CHOICE_PAUSE)
        for nth, sentence in enumerate(SENTENCE_END.split(stretch.strip())):
            if nth:
                yield Silence(SENTENCES)
            yield from _sentence(" ".join(sentence.split()))


def _sentence(sentence: str) -> Iterator[Segment]:
    """Cut a sentence inside its phone numbers, which are said in groups."""
    start, before = 0, ""
    for number in PHONE_NUMBER.finditer(sentence):
        *pieces, last = _number(number.group())
        before += sentence[start : number.start()]
        for words, pause in pieces:
            yield Words(_said(before + words))
            yield Silence(pause)
            before = ""
        before, start = before + last[0], number.end()
    yield Words(_said(before + sentence[start:]))


def _number(digits: str) -> list[tuple[str, float]]:
    """Return the groups of a phone number as words, each with the seconds of silence after it."""
    groups = []
    for group in digits.split():
        size = 4 if len(group) <= 4 else 3
        chunks = [group[at : at + size] for at in range(0, len(group), size)]
        groups += [(_digit_by_digit(chunk), DIGIT_CHUNKS) for chunk in chunks]
        groups[-1] = (groups[-1][0], GROUP_PAUSE)
    return groups


def _digit_by_digit(digits: str) -> str:
    return " ".join(DIGITS[int(digit)] for digit in digits)


def _said(text: str) -> str:
    text = re.sub(r"\d+", lambda digits: _small_number(digits.group()), text)
    text = text.strip(" ,;:—–-")
    # A voice cuts a text without a closing mark short; a comma keeps its tone up, as inside a sentence.
    return text if not text or text[-1] in ".!?" or text[-2:-1] in (".", "!", "?") else f"{text},"


def _percentage(found: re.Match[str]) -> str:
    whole, decimals = found.groups()
    return f"{num2words(int(whole))}{f' point {_digit_by_digit(decimals)}' if decimals else ''} per cent"


def _date(found: re.Match[str]) -> str:
    """Return "the twelfth of May, twenty twenty-six"; a month alone stays as it is."""
    the, day, month, year = found.groups()
    if day and not 1 <= int(day) <= 31:
        raise RecordingError(f"“{found.group()}” is no date: correct its day")
    said = (
        f"{the or 'the'} {num2words(int(day), to='ordinal')} of {month}"
        if day
        else found.group().removesuffix(f" {year}")
    )
    return f"{said}{',' if day and year else ''} {num2words(int(year), to='year')}" if year else said


def _small_number(digits: str) -> str:
    # "007" as two digits or fewer, such as "05", would lose its zero: say what is written.
    return _digit_by_digit(digits) if len(digits) > 1 and digits[0] == "0" else str(num2words(int(digits)))


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Drop what says nothing; silences that meet are added up, and none is kept at either end."""
    pause, begun = 0.0, False
    for segment in segments:
        if isinstance(segment, Silence):
            pause += segment.seconds
        elif re.search(r"\w", segment.text):
            if begun and pause:
                yield Silence(pause)
            yield segment
            pause, begun = 0.0, True
