"""How much a caller may be given at once: choices, presses and seconds, told from the texts.

`ivr check` measures the recordings themselves against the same limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ivr.content.measure import seconds, sentences
from ivr.content.model import Line, Menu, Topic
from ivr.errors import Problem

MOST_CHOICES = 4
"""Numbered choices in a menu: ISO/IEC 13714; Irish universal-design toolkit."""

MOST_PRESSES = 3
"""Keys from the greeting to any topic: the same two."""

CRISIS_HEARD = 5.0
"""Seconds from the answer within which a caller has heard that 0 reaches a person."""

GREETING_LENGTH = 15.0
MENU_LENGTH = 20.0
"""Seconds that one menu may take: voice-platform guidance."""

PART_LENGTH = (15.0, 40.0)
"""Seconds between two places where a topic can be stopped."""

TOPIC_LENGTH = (60.0, 150.0)
MOST_SENTENCES = 3
"""In one part of a topic."""


def line_problems(line: Line) -> list[Problem]:
    """Everything that is too much, or too little, for one turn of a call."""
    return [
        *_greeting(line),
        *(problem for menu in line.menus.values() for problem in _menu(line, menu)),
        *_helpline_menu(line),
        *_presses(line),
        *(problem for topic in line.topics.values() for problem in _topic(line, topic)),
    ]


def _greeting(line: Line) -> Iterator[Problem]:
    words = line.words.greeting
    if (length := seconds(words.person)) > CRISIS_HEARD:
        yield Problem("words.toml", "greeting.person", f"takes {length:.1f} s; at most {CRISIS_HEARD} s, so shorten it")
    if "0" not in words.person:
        yield Problem("words.toml", "greeting.person", "must say that 0 reaches a person")
    length = _spoken((words.person, words.no_hurry, words.danger, words.limits))
    if length > GREETING_LENGTH:
        yield Problem("words.toml", "greeting", f"takes {length:.1f} s; at most {GREETING_LENGTH} s, so shorten it")


def _menu(line: Line, menu: Menu) -> Iterator[Problem]:
    key = f"menus.{menu.id}"
    if not 1 <= len(menu.choices) <= MOST_CHOICES:
        yield Problem("line.toml", key, f"has {len(menu.choices)} choices; give 1 to {MOST_CHOICES}")
        return
    titles = [choice_title(line, choice) for choice in menu.choices]
    yield from _length_of_menu(line, "line.toml", key, titles)


def _helpline_menu(line: Line) -> Iterator[Problem]:
    others = [helpline.id for helpline in line.facts.helplines if helpline.id != line.facts.crisis]
    if not 1 <= len(others) <= MOST_CHOICES:
        yield Problem("line.toml", "helplines", f"{len(others)} beside the crisis one; give 1 to {MOST_CHOICES}")
        return
    titles = [line.words.helplines[name].name for name in others]
    yield from _length_of_menu(line, "line.toml", "helplines", titles)


def _length_of_menu(line: Line, file: str, key: str, titles: list[str]) -> Iterator[Problem]:
    words = line.words.choices
    choices = [words.choice.format(title=title.rstrip("."), key=key) for key, title in enumerate(titles, start=1)]
    length = _spoken((words.count[0], words.person, *choices, words.back))
    if length > MENU_LENGTH:
        yield Problem(file, key, f"takes {length:.1f} s to read out; at most {MENU_LENGTH} s: shorten a title")


def choice_title(line: Line, choice: str) -> str:
    """The name of a menu's choice, as it is spoken."""
    kind, _, name = choice.partition("/")
    return line.topics[name].title if kind == "topic" else line.words.menus[name or kind]


def _presses(line: Line) -> Iterator[Problem]:
    for topic in line.topics:
        presses, menu = 1, line.menu_of(topic)
        while menu.parent is not None:
            presses, menu = presses + 1, line.menus[menu.parent]
        if presses > MOST_PRESSES:
            yield Problem("line.toml", "menus", f"topic/{topic} is {presses} presses away; at most {MOST_PRESSES}")


def _topic(line: Line, topic: Topic) -> Iterator[Problem]:
    file = f"topics/{topic.id}.md"
    most = len(line.words.topic.parts) + 1
    if not 2 <= len(topic.parts) <= most:
        yield Problem(file, "", f"has {len(topic.parts)} parts; give 2 to {most}, with an empty line between two")
    for number, part in enumerate(topic.parts, start=1):
        yield from _between(file, f"part {number}", seconds(part), PART_LENGTH)
        if len(sentences(part)) > MOST_SENTENCES:
            yield Problem(file, f"part {number}", f"has {len(sentences(part))} sentences; at most {MOST_SENTENCES}")
    yield from _between(file, "", _spoken(topic.parts), TOPIC_LENGTH)


def _between(file: str, key: str, length: float, bounds: tuple[float, float]) -> Iterator[Problem]:
    least, most = bounds
    if not least <= length <= most:
        yield Problem(file, key, f"takes about {length:.0f} s to say; make it {least:.0f} to {most:.0f} s")


def _spoken(texts: Iterable[str]) -> float:
    return sum(seconds(text) for text in texts)
