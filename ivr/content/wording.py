"""How a caller is spoken to: plain sentences, safe words, and no number in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ivr.content.measure import reading_age, sentences, words
from ivr.content.model import Facts, TopicFile
from ivr.content.site import Site
from ivr.content.words import Words
from ivr.errors import Problem

MOST_WORDS = 20
"""In one sentence: NHS service manual."""

MOST_CHARACTERS = 1000
"""In one prompt, which is more than a minute. Carriers say at most 4,096, and take documents of at most 64 kB; a turn
has a dozen prompts, and an escaped character up to five bytes."""

READING_AGE = 11.0
READING_AGE_MEDICAL = 14.0
"""Years; the second where a part cannot do without a medical term: NHS service manual."""

UNSAFE = (
    (r"\bcommit(s|ted|ting)? suicide", 'say "died by suicide"'),
    (r"\b(successful|failed|unsuccessful) (suicide|attempt)", 'say "died by suicide", or "attempted suicide"'),
    (r"\bkill(s|ed|ing)? (him|her|them|your|my)sel(f|ves)\b", 'say "died by suicide"'),
    (r"\bsuicidal\b", 'say "thoughts of suicide"'),
    (r"\bmentally[ -]ill\b", 'say "mental health condition"'),
    (r"\bsuffer(s|er|ers|ing)? from\b", 'say "has" or "with"'),
    (r"\bhang(s|ing)? up\b", 'say "end the call"'),
    (r"\bdial(s|led|ling)?\b", 'say "phone" or "call"'),
    (r"\b(pound|asterisk)\b", 'say "hash" or "star"'),
    (r"\bthis call is free\b", "nobody can promise that; say what the helpline costs when phoned directly"),
)
"""Patterns that must not be said, and what to say instead: Samaritans' media guidelines; NAMI New Hampshire."""

_NOT_SPOKEN = re.compile(r"[*_#<>`|\\\[\]]|https?:")

_NUMBER_TO_DIAL = re.compile(r"\d(?: ?\d){2,}")


def wording_problems(
    facts: Facts | None, words: Words | None, site: Site | None, topics: Mapping[str, TopicFile]
) -> list[Problem]:
    """Every sentence that nobody should be given, with what to say instead, in whatever could be read."""
    found: list[Problem] = []
    for file, key, text in _everything_told(words, site, topics):
        found += _sentence_problems(file, key, text)
        if facts:
            found += _number_problems(file, key, text, facts.emergency)
    terms = _any_of(words.medical.terms) if words else None
    for name, topic in topics.items():
        for number, part in enumerate(topic.parts, start=1):
            found += _age_problems(f"topics/{name}.md", f"part {number}", part, terms)
    return found


def _everything_told(
    words: Words | None, site: Site | None, topics: Mapping[str, TopicFile]
) -> Iterator[tuple[str, str, str]]:
    # Medical terms are no sentences, and what the line listens for is never said: callers may be as blunt as they are.
    for key, text in _leaves("", words.model_dump(exclude={"medical", "voice"}) if words else {}):
        yield "words.toml", key, text
    for key, text in _leaves("", site.model_dump() if site else {}):
        yield "site.toml", key, text
    for name, topic in topics.items():
        yield f"topics/{name}.md", "title", topic.front.title
        for number, part in enumerate(topic.parts, start=1):
            yield f"topics/{name}.md", f"part {number}", part


def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(map(re.escape, terms))})\b", re.IGNORECASE)


def _leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{key}.{name}".lstrip("."), inner)
    else:
        for number, inner in enumerate(value):
            yield from _leaves(f"{key}.{number}", inner)


def _sentence_problems(file: str, key: str, text: str) -> Iterator[Problem]:
    if len(text) > MOST_CHARACTERS:
        yield Problem(file, key, f"has {len(text)} characters; at most {MOST_CHARACTERS}")
    for sentence in sentences(text):
        if (count := len(words(sentence))) > MOST_WORDS:
            yield Problem(file, key, f"a sentence of {count} words, at most {MOST_WORDS}: {sentence}")
    if match := _NOT_SPOKEN.search(text):
        yield Problem(file, key, f"{match.group()!r} cannot be said: write plain words, without marks or addresses")
    for pattern, instead in UNSAFE:
        if match := re.search(pattern, text, re.IGNORECASE):
            yield Problem(file, key, f"{match.group()!r} is not said on this line: {instead}")


def _number_problems(file: str, key: str, text: str, emergency: str) -> Iterator[Problem]:
    for number in _NUMBER_TO_DIAL.findall(text):
        if number != emergency:
            yield Problem(file, key, f"holds the number {number}; numbers live in line.toml alone, so take it out")


def _age_problems(file: str, key: str, text: str, terms: re.Pattern[str] | None) -> Iterator[Problem]:
    most = READING_AGE_MEDICAL if terms is None or terms.search(text) else READING_AGE
    if (age := reading_age(text)) > most:
        yield Problem(file, key, f"reads as for age {age:.1f}; at most {most:.0f}: use shorter words and sentences")
