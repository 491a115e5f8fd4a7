"""Written text → what a voice is given to say: words and exact silences, with every number spelled out.

A voice left alone with "0300 123 3393" says "three hundred"; a caller would dial the wrong number. The written form
stays what captions and pages show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from num2words import num2words

from ivr.content.measure import CHOICE_PAUSE, GROUP_PAUSE
from ivr.errors import RecordingError
from ivr.recordings.lexicon import lexicon

SENTENCES = 0.4  # seconds between two sentences
DIGIT_CHUNKS = 0.4  # seconds inside one long run of digits

LEAP_YEAR = 2024
DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“‘(]?[A-Z0-9])")
TITLE = re.compile(r"\b(Dr|Mr|Mrs|Ms)\.(?=\s)")  # whose dot ends no sentence
PHONE_NUMBER = re.compile(r"\b\d{2,}(?: \d{2,})+\b|\b\d{3,}\b")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"\b(?:([Tt]he) )?(?:(?<![-–])(\d{{1,2}}) )?({MONTHS})(?:,? (\d{{4}}))?\b")
YEAR = re.compile(r"\b(in|since|until|by|from|before|after) ((?:19|20)\d\d)\b(?! \d)", re.IGNORECASE)
PER_CENT = re.compile(r"\b(\d+)(?:\.(\d+))?\s*%")
CAPITALS = re.compile(r"\b([A-Z]{2,})(s?)\b")
UNFIT = re.compile(
    r"[^\W\d_]\d|\d[^\W\d_]"  # 2nd, 9am, B12
    r"|\d[-–.,:/]\d|[+£$€]\s?\d"  # 1-2, 1.5, 1,500, 9:00, £5
    rf"|\b(?:{MONTHS}) \d|\b\d{{1,2}} (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"  # May 12, 12 Jan
    r"|\b[A-Z]\.[A-Z]\b|\w&\w|[*#@=<>¼½¾]"  # U.K., A&E, ½
)


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

    A number of three digits or more is read digit by digit, a word in capitals that is not in the lexicon letter by
    letter. What could be read in two ways is a RecordingError.
    """
    segments = tuple(_joined(_segments(TITLE.sub(r"\1", text))))
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
            yield from _sentence(_written_out(" ".join(sentence.split())))


def _written_out(sentence: str) -> str:
    """Return a sentence with its abbreviations, dates and percentages in words; phone numbers stay as they are."""
    written = lexicon().respelled(sentence)
    for pattern, words in ((CAPITALS, _letters), (DATE, _date), (YEAR, _year), (PER_CENT, _percentage)):
        written = pattern.sub(words, written)
    if unfit := UNFIT.search(written):
        raise RecordingError(f"“{sentence}”: write “{unfit.group()}” in words, so that it can be read in one way only")
    return written


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


def _letters(found: re.Match[str]) -> str:
    return found.group() if lexicon().holds(found.group()) else " ".join(found[1]) + found[2]


def _percentage(found: re.Match[str]) -> str:
    whole, decimals = found.groups()
    return f"{num2words(int(whole))}{f' point {_digit_by_digit(decimals)}' if decimals else ''} per cent"


def _date(found: re.Match[str]) -> str:
    """Return "the twelfth of May, twenty twenty-six"; a month alone stays as it is."""
    the, day, month, year = found.groups()
    if day:
        try:
            date(int(year or LEAP_YEAR), MONTHS.split("|").index(month) + 1, int(day))
        except ValueError as error:
            raise RecordingError(f"“{found.group()}” is no date: correct its day") from error
    said = f"{the or 'the'} {num2words(int(day), to='ordinal')} of {month}" if day else f"{the or ''} {month}".strip()
    return f"{said}{',' if day and year else ''} {num2words(int(year), to='year')}" if year else said


def _year(found: re.Match[str]) -> str:
    return f"{found[1]} {num2words(int(found[2]), to='year')}"


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
