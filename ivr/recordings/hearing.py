"""What was understood, held against what was said: word errors, numbers, keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

from ivr.recordings.lexicon import lexicon
from ivr.recordings.spoken import PHONE_NUMBER, Words, spoken

SOUNDS_LIKE = {"to": "2", "too": "2", "for": "4", "won": "1"}  # after "press", nobody can hear a difference
PER_CENT = re.compile(r"\s*(?:%|\bper ?cent\b)")  # which the rules lose after digits that stand apart
SAME = {"one": "1"}  # the rules write every digit as a figure but this one
KEY = re.compile(r"\bpress (\d|star|hash|any)\b|\b(star|hash)\b|\b(any) key\b|…\s*(\d)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hearing:
    """One text as it was understood: its words, and how many of them were wrong, left out or put in.

    `missed_keys`: the keys that were not understood, as they are written; `number_right`: whether all digits of the
    phone number were, in their order; true if there is none.
    """

    words: int
    errors: int
    missed_keys: tuple[str, ...]
    number_right: bool


def compare(text: str, heard: str) -> Hearing:
    """Hold what was understood against the spoken form of `text`."""
    said = plain(" ".join(one.text for one in spoken(text) if isinstance(one, Words)))
    understood = plain(heard)
    found = jiwer.process_words(said, understood)
    right = {
        at
        for chunk in found.alignments[0]
        if chunk.type == "equal"
        for at in range(chunk.ref_start_idx, chunk.ref_end_idx)
    }
    missed = tuple(key for key, at in _keys(text, said.split()) if at not in right)
    number = bool(PHONE_NUMBER.search(text))
    return Hearing(
        words=len(said.split()),
        errors=found.substitutions + found.deletions + found.insertions,
        missed_keys=missed,
        number_right=not number or _digits(said) == _digits(understood),
    )


def word_error_rate(hearings: Iterable[Hearing]) -> float:
    """Return the errors per word of all of them together, in per cent."""
    every = list(hearings)
    return 100 * sum(one.errors for one in every) / max(1, sum(one.words for one in every))


def plain(text: str) -> str:
    """Return `text` as both sides write it: small letters, no marks, numbers digit by digit, one spelling.

    The rules are OpenAI's for Whisper; on top, digits stand apart, and after "press" a word that sounds like a digit
    is one.
    """
    text = text.replace("*", " star ").replace("#", " hash ")
    written = PER_CENT.sub(" centum", lexicon().respelled(text)).replace("-", " ").replace("…", " ")
    normal = _rules()(_parted(written))  # digits parted before the rules too, which would take the zero off "020"
    words = [SAME.get(word, word) for word in _parted(normal).split()]
    return " ".join(
        SOUNDS_LIKE.get(word, word) if before == "press" else word
        for before, word in zip(["", *words], words, strict=False)
    )


def _parted(text: str) -> str:
    return re.sub(r"(\d)", r" \1 ", text)


@cache
def _rules() -> EnglishTextNormalizer:
    return EnglishTextNormalizer()


def _keys(text: str, said: list[str]) -> list[tuple[str, int]]:
    """Return each key that `text` names, and which of the words `said` it is."""
    found = []
    for match in KEY.finditer(text):
        key = match[match.lastindex or 0].lower()
        about = len(plain(text[: match.start(match.lastindex or 0)]).split())
        found.append((key, min((at for at, word in enumerate(said) if word == key), key=lambda at: abs(at - about))))
    return found


def _digits(words: str) -> str:
    return "".join(word for word in words.split() if word.isdigit())
