"""How single words are said: `lexicon.toml`, read whole and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ivr.errors import RecordingError

LEXICON = Path(__file__).with_name("lexicon.toml")
KEYS = ("respelling", "ipa", "right", "checked_by")
FORMAT = 'a table like { respelling = "steady line" }, { ipa = "ˈtɑːdɪv" } or { right = true }, and checked_by'


@dataclass(frozen=True, slots=True)
class Entry:
    """How one word is said.

    `respelling`: as if it were written so, for every voice; `ipa`: British IPA, for the voices that read it; neither:
    the voices say it right as it is written. `checked_by`: the person who listened, or nothing as long as nobody has.
    """

    respelling: str = ""
    ipa: str = ""
    checked_by: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Every word with an entry, as it is written there."""

    entries: Mapping[str, Entry]

    def respelled(self, text: str) -> str:
        """Return `text` with each word that has a respelling written so."""
        for word, entry in self.entries.items():
            if entry.respelling:
                text = pattern(word).sub(lambda _, said=entry.respelling: said, text)  # type: ignore[misc]
        return text

    def ipa(self, text: str) -> dict[str, str]:
        """Return the IPA of each word in `text` that has one."""
        return {word: one.ipa for word, one in self.entries.items() if one.ipa and pattern(word).search(text)}

    def holds(self, term: str) -> bool:
        """Tell whether somebody has thought about how `term` is said: whole, or each of its words."""
        known = {word.casefold() for word in self.entries}
        return term.casefold() in known or all(word in known for word in term.casefold().split())

    def without(self, terms: Iterable[str]) -> list[str]:
        """Return those of `terms` that are not held."""
        return [term for term in terms if not self.holds(term)]


@cache
def pattern(word: str) -> re.Pattern[str]:
    """Return a pattern for `word` alone, with any white space inside; in any case, unless it is all capitals."""
    inner = r"\s+".join(re.escape(piece) for piece in word.split())
    return re.compile(rf"(?<!\w){inner}(?!\w)", 0 if word.isupper() else re.IGNORECASE)


@cache
def lexicon() -> Lexicon:
    """Return what lexicon.toml holds; an unfit file is one RecordingError with everything that is wrong in it."""
    try:
        tables = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RecordingError(f"{LEXICON.name}: cannot be read ({error})") from error
    words = tables.get("words")
    if set(tables) != {"words"} or not isinstance(words, dict):
        raise RecordingError(f"{LEXICON.name}: must hold the table [words] alone, and in it, for each word, {FORMAT}")
    if problems := [f"{LEXICON.name}: {word}: {what}" for word, entry in words.items() if (what := _unfit(entry))]:
        raise RecordingError("\n".join(problems))
    return Lexicon({word: _entry(entry) for word, entry in words.items()})


def _unfit(entry: object) -> str:
    if not isinstance(entry, dict) or not set(entry) <= set(KEYS):
        return f"must be {FORMAT}"
    if any(not isinstance(entry[key], str) for key in KEYS if key in entry and key != "right"):
        return "respelling, ipa and checked_by must be texts"
    said = [key for key in ("respelling", "ipa", "right") if entry.get(key)]
    if len(said) != 1 or entry.get("right") not in (None, True):
        return "say one thing: its respelling, its ipa, or right = true if every voice says it right"
    return ""


def _entry(entry: Mapping[str, str]) -> Entry:
    return Entry(**{key: said for key, said in entry.items() if key != "right"})
