"""Written text → what a voice is given to say: words and exact silences, with every number spelled out.

A voice left alone with "0300 123 3393" says "three hundred"; a caller would dial the wrong number.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from num2words import num2words

from ivr.content.measure import CHOICE_PAUSE, GROUP_PAUSE
from ivr.errors import RecordingError

LEXICON = Path(__file__).with_name("lexicon.toml")

SENTENCES = 0.4  # seconds between two sentences
DIGIT_CHUNKS = 0.4  # seconds inside one long run of digits

LETTERS_IN_A_WORD = 5.3  # the space after it included: what the voices' usual speeds were measured on
QUICKER = (0.8, 1.15)
WORDS_TO_TELL = 16

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[\"“‘(]?[A-Z0-9])")
PHONE_NUMBER = re.compile(r"\b\d{2,}(?: \d{2,})+\b|\b\d{3,}\b")
UNFIT = re.compile(r"[^\W\d_]\d|\d[^\W\d_]|\d[.,:/]\d|[+£$€]\s?\d")


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be said in one breath: no digits, and a mark at the end."""

    text: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence of exactly so many seconds."""

    seconds: float


Segment = Words | Silence


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words that a voice would say wrongly, in lower case → how to spell them, or their phonemes."""

    respelling: dict[str, str]
    phonemes: dict[str, str]


def spoken(text: str) -> tuple[Segment, ...]:
    """Return the words and silences of `text`; a number that could be read in two ways is a RecordingError."""
    if unfit := UNFIT.search(text):
        raise RecordingError(f"“{text}”: write “{unfit.group()}” out in words, so that it can be read in one way only")
    segments = tuple(_joined(_segments(text)))
    if not segments:
        raise RecordingError(f"“{text}”: holds no words to say")
    return segments


def word_count(text: str) -> int:
    """Return how many words a caller hears in `text`; each digit of a phone number is one."""
    return sum(len(one.text.split()) for one in spoken(text) if isinstance(one, Words))


def quicker(text: str) -> float:
    """Return how much quicker than usual a voice must be for `text` to have the usual words a minute.

    A voice says so many letters a second, so long words make few words a minute and short ones many. Within bounds
    in which it still sounds the same; and only where there are enough words to tell.
    """
    words = word_count(text)
    if words < WORDS_TO_TELL:
        return 1.0
    least, most = QUICKER
    return min(max(round(len(text) / words / LETTERS_IN_A_WORD, 2), least), most)


@cache
def lexicon() -> Lexicon:
    """Return lexicon.toml, its words in lower case; an unfit file is a RecordingError."""
    try:
        tables = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
        lowered = {name: {word.lower(): said for word, said in table.items()} for name, table in tables.items()}
        return Lexicon(**lowered)
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise RecordingError(f"{LEXICON}: must hold the tables respelling and phonemes alone ({error})") from error


def pronunciations(text: str) -> dict[str, str]:
    """Return the lexicon's phonemes for the words that occur in `text`."""
    return {word: said for word, said in lexicon().phonemes.items() if whole_word(word).search(text)}


@cache
def whole_word(word: str) -> re.Pattern[str]:
    """Return a pattern for `word` alone, in any case and with any white space inside."""
    inner = r"\s+".join(re.escape(piece) for piece in word.split())
    return re.compile(rf"\b{inner}\b", re.IGNORECASE)


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
    text = re.sub(r"\s*%", " per cent", text)
    for word, spelling in lexicon().respelling.items():
        text = whole_word(word).sub(spelling, text)
    text = text.strip(" ,;:—–-")
    # A voice cuts a text without a closing mark short; a comma keeps its tone up, as inside a sentence.
    return text if not text or text[-1] in ".!?" or text[-2:-1] in (".", "!", "?") else f"{text},"


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
