"""How much a caller may be given at once: choices, presses and seconds.

The loader tells the seconds from the texts; `ivr check` holds the recordings themselves to the same limits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ivr.content.measure import seconds, sentences
from ivr.content.model import Line, Menu, Prompt, Topic
from ivr.errors import Problem

MOST_CHOICES = 4
"""Numbered choices in a menu: ISO/IEC 13714; Irish universal-design toolkit."""

MOST_PRESSES = 3
"""Keys from the greeting to any topic: the same two."""

CRISIS_HEARD = 5.0
"""Seconds from the answer within which a caller has heard that 0 reaches a person."""

OFFER_LENGTH = 3.5
"""Seconds for who answers 0: with a second of listening and two requests, the transfer begins within 5."""

GREETING_LENGTH = 15.0
MENU_LENGTH = 20.0
"""Seconds that one menu may take: voice-platform guidance."""

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
        *limits.offer(),
        *(problem for menu in (*line.menus.values(), line.other_helplines) for problem in limits.menu(menu)),
        *limits.presses(),
        *(problem for topic in line.topics.values() for problem in limits.topic(topic)),
    ]


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
        yield from self._at_most("words.toml", "greeting.person", (words.person,), CRISIS_HEARD)
        everything = (words.person, words.no_hurry, words.danger, words.limits)
        yield from self._at_most("words.toml", "greeting", everything, GREETING_LENGTH)

    def offer(self) -> Iterator[Problem]:
        """What 0 brings, short enough for somebody in a crisis."""
        crisis = self.line.facts.crisis
        offer = self.line.words.helplines[crisis].offer
        yield from self._at_most("words.toml", f"helplines.{crisis}.offer", (offer,), OFFER_LENGTH)

    def menu(self, menu: Menu) -> Iterator[Problem]:
        """One menu: how many choices, and how long they take to hear."""
        key = menu.id if menu is self.line.other_helplines else f"menus.{menu.id}"
        most = min(MOST_CHOICES, len(self.line.words.choices.count))
        if not 1 <= len(menu.choices) <= most:
            yield Problem("line.toml", key, f"has {len(menu.choices)} choices; give 1 to {most}")
        yield from self._at_most("line.toml", key, (*menu.intro, *menu.full), MENU_LENGTH)

    def presses(self) -> Iterator[Problem]:
        """How many keys lead to each topic."""
        for topic in self.line.topics:
            presses, menu = 1, self.line.menu_of(topic)
            while menu.parent is not None:
                presses, menu = presses + 1, self.line.menus[menu.parent]
            if presses > MOST_PRESSES:
                yield Problem("line.toml", "menus", f"topic/{topic} is {presses} keys away; at most {MOST_PRESSES}")

    def topic(self, topic: Topic) -> Iterator[Problem]:
        """One topic: how many parts, and how long each is and all are."""
        file, most = f"topics/{topic.id}.md", len(self.line.words.topic.parts) + 1
        if not 2 <= len(topic.parts) <= most:
            yield Problem(file, "", f"has {len(topic.parts)} parts; give 2 to {most}, with an empty line between two")
        for number, part in enumerate(topic.parts, start=1):
            yield from self._between(file, f"part {number}", (part,), PART_LENGTH)
            if len(sentences(part)) > MOST_SENTENCES:
                yield Problem(file, f"part {number}", f"has {len(sentences(part))} sentences; at most {MOST_SENTENCES}")
        yield from self._between(file, "", topic.parts, TOPIC_LENGTH)

    def _at_most(self, file: str, key: str, said: tuple[Prompt, ...], most: float) -> Iterator[Problem]:
        if (length := sum(map(self.length, said))) > most:
            yield Problem(file, key, f"takes {length:.1f} s to say; at most {most:.1f} s, so shorten it")

    def _between(self, file: str, key: str, said: tuple[Prompt, ...], bounds: tuple[float, float]) -> Iterator[Problem]:
        length = sum(map(self.length, said))
        if not bounds[0] <= length <= bounds[1]:
            yield Problem(file, key, f"takes {length:.1f} s to say; make it {bounds[0]:.0f} to {bounds[1]:.0f} s")
