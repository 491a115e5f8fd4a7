"""How long a text takes to say, and how hard it is to follow, told from the text alone."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import pyphen

WORDS_PER_MINUTE = 150
"""The middle of the normal pace, 140 to 160 words a minute, pauses between sentences included."""

CHOICE_PAUSE = 0.5
"""Seconds of silence that "…" stands for: W3C COGA, "Let users avoid navigating voice menus"."""

GROUP_PAUSE = 1.0
"""Seconds between the groups of a number that is to be written down."""

_NUMBER = re.compile(r"\d+(?: \d+)+|\d{3,}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order."""
    return tuple(sentence for sentence in _SENTENCE_END.split(text.strip()) if sentence)


def words(text: str) -> tuple[str, ...]:
    """The words as they are spoken: each digit of a number of three or more is one."""
    return tuple(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", digit_by_digit(text)))


def digit_by_digit(text: str) -> str:
    """The text with every number of three or more digits spelled out: "116 123" is "1 1 6, 1 2 3"."""
    return _NUMBER.sub(lambda number: ", ".join(" ".join(group) for group in number.group().split()), text)


@lru_cache(4096)
def seconds(text: str) -> float:
    """About how long a text takes to say at the normal pace, in seconds."""
    groups: int = sum(number.count(" ") for number in _NUMBER.findall(text))
    return len(words(text)) * 60 / WORDS_PER_MINUTE + text.count("…") * CHOICE_PAUSE + groups * GROUP_PAUSE


def reading_age(text: str) -> float:
    """The age in years at which a text can be read: the Flesch–Kincaid grade (Kincaid and others, 1975), plus five."""
    spoken = words(text)
    if not spoken:
        return 0.0
    per_sentence = len(spoken) / max(1, len(sentences(text)))
    per_word = sum(_syllables(word.lower()) for word in spoken) / len(spoken)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59 + 5


@cache
def _dictionary() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US")  # its breaks follow sound; the British dictionary's follow word history


@cache
def _syllables(word: str) -> int:
    breaks: list[int] = _dictionary().positions(word)
    return len(breaks) + 1
