"""How much a caller may be given at once: choices, presses and seconds.

The loader tells the seconds from the texts; `ivr check` holds the recordings themselves to the same limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ivr.content.measure import seconds, sentences
from ivr.content.model import Line, Menu, Topic, TopicFile
from ivr.content.words import Words
from ivr.content.written import Prompt
from ivr.errors import Problem

MOST_CHOICES = 4
"""Numbered choices in a menu: ISO/IEC 13714; Irish universal-design toolkit."""

MOST_PRESSES = 3
"""Keys from the greeting to any topic: the same two."""

CRISIS_HEARD = 5.0
"""Seconds from the answer within which a caller has heard that 0 reaches a person."""

OFFER_LENGTH = 3.5
"""Seconds for who answers 0: with a second of listening and two requests, the transfer begins within 5."""

COST_HEARD = 10.0
"""Seconds before a transfer within which who it is and what it costs are heard: Samaritans' pages."""

GREETING_LENGTH = 15.0
MENU_LENGTH = 20.0
"""Seconds that one menu may take, its name included: voice-platform guidance."""

PART_LENGTH = (15.0, 40.0)
"""Seconds between two places where a topic can be stopped."""

TOPIC_LENGTH = (60.0, 150.0)
MOST_SENTENCES = 3
"""In one part of a topic."""

Length = Callable[[Prompt], float]
"""How long a prompt takes to say, in seconds."""


def line_problems(line: Line, length: Length = seconds) -> list[Problem]:
    """Everything that is too much, or too little, for one turn of a call."""
    limits = Limits(line, length)
    return [
        *limits.greeting(),
        *limits.offers(),
        *(problem for menu in (*line.menus.values(), line.other_helplines) for problem in limits.menu(menu)),
        *limits.presses(),
    ]


def topic_problems(
    topics: Mapping[str, Topic | TopicFile], words: Words | None, length: Length = seconds
) -> list[Problem]:
    """Parts and topics that are too short or too long to listen to, or more parts than the words can count."""
    most = len(words.topic.parts) + 1 if words else None
    found: list[Problem] = []
    for name, topic in topics.items():
        file = f"topics/{name}.md"
        if most and not 2 <= len(topic.parts) <= most:
            what = f"has {len(topic.parts)} parts; give 2 to {most}, with an empty line between two"
            found.append(Problem(file, "", what))
        for number, part in enumerate(topic.parts, start=1):
            found += _between(file, f"part {number}", length(part), PART_LENGTH)
            if len(sentences(part)) > MOST_SENTENCES:
                what = f"has {len(sentences(part))} sentences; at most {MOST_SENTENCES}"
                found.append(Problem(file, f"part {number}", what))
        found += _between(file, "", sum(map(length, topic.parts)), TOPIC_LENGTH)
    return found


def _between(file: str, key: str, length: float, bounds: tuple[float, float]) -> Iterator[Problem]:
    if not bounds[0] <= length <= bounds[1]:
        yield Problem(file, key, f"takes {length:.1f} s to say; make it {bounds[0]:.0f} to {bounds[1]:.0f} s")


@dataclass(frozen=True, slots=True)
class Limits:
    """One line, held to the limits, with one way to tell lengths."""

    line: Line
    length: Length

    def greeting(self) -> Iterator[Problem]:
        """A person first, and soon; and no more than a greeting."""
        words = self.line.words.greeting
        if "0" not in words.person:
            yield Problem("words.toml", "greeting.person", "must say that 0 reaches a person")
        if self.line.facts.emergency not in words.danger:
            yield Problem("words.toml", "greeting.danger", f"must name {self.line.facts.emergency}: phone it oneself")
        yield from self._at_most("words.toml", "greeting.person", (words.person,), CRISIS_HEARD)
        everything = (words.person, words.no_hurry, words.danger, words.limits)
        yield from self._at_most("words.toml", "greeting", everything, GREETING_LENGTH)

    def offers(self) -> Iterator[Problem]:
        """What 0 brings, short enough for somebody in a crisis; of the others, who it is and what it costs."""
        words, crisis = self.line.words, self.line.facts.crisis
        about = words.helplines[crisis]
        for key, said in (("offer", about.offer), ("at_once", about.at_once)):
            yield from self._at_most("words.toml", f"helplines.{crisis}.{key}", (said,), OFFER_LENGTH)
        for name in self.line.helplines:
            said_before = (words.helplines[name].name, words.helpline.as_before)
            yield from self._at_most("words.toml", f"helplines.{name}.name", said_before, COST_HEARD)

    def menu(self, menu: Menu) -> Iterator[Problem]:
        """One menu: how many choices, and how long they take to hear."""
        key = menu.id if menu is self.line.other_helplines else f"menus.{menu.id}"
        most = min(MOST_CHOICES, len(self.line.words.choices.count))
        if not 1 <= len(menu.choices) <= most:
            beside = " beside the crisis helpline" if menu is self.line.other_helplines else ""
            yield Problem("line.toml", key, f"has {len(menu.choices)} choices{beside}; give 1 to {most}")
        yield from self._at_most("line.toml", key, (menu.title, *menu.intro, *menu.full), MENU_LENGTH)

    def presses(self) -> Iterator[Problem]:
        """How many keys lead to each topic."""
        for topic in self.line.topics:
            presses, menu = 1, self.line.menu_of(topic)
            while menu.parent is not None:
                presses, menu = presses + 1, self.line.menus[menu.parent]
            if presses > MOST_PRESSES:
                yield Problem("line.toml", "menus", f"topic/{topic} is {presses} keys away; at most {MOST_PRESSES}")

    def _at_most(self, file: str, key: str, said: tuple[Prompt, ...], most: float) -> Iterator[Problem]:
        if (length := sum(map(self.length, said))) > most:
            yield Problem(file, key, f"takes {length:.1f} s to say; at most {most:.1f} s, so shorten it")
