"""What a caller wants of the line, what they know beforehand, and when they have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from ivr.content import Line
from ivr.phone.callers.signs import plain
from ivr.phone.listening import Told

GAP = 0.5
"""Seconds of a part that may be missing between two pieces heard: less than a word or two, and the pauses around it."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to reach. Titles are as `plain` writes them."""

    name: str
    """Its kind and what it is about, such as topic/stress."""
    kind: str
    """topic, crisis, helpline or number."""
    path: tuple[str, ...]
    """The titles that lead there from the first menu; the last is the goal itself."""
    parts: tuple[str, ...] = ()
    """Of a topic: what must be heard."""
    numbers: frozenset[str] = frozenset()
    """Of a person: whose answer counts, in E.164."""
    spoken: str = ""
    """Of a number: how it is said."""


@dataclass(frozen=True, slots=True)
class Known:
    """What callers recognise when they hear it, whoever they are: what is a title, and what is a topic's text."""

    titles: frozenset[str]
    main: str
    crisis: str
    parts: Mapping[str, str]
    """The text of each part of a topic → that topic's title."""
    names: Mapping[str, str]
    """A helpline's number in E.164 → its id, for reports."""


def known(line: Line) -> Known:
    """What there is to recognise on this line."""
    words = line.words
    titles = [
        *(menu.title for menu in line.menus.values()),
        *(topic.title for topic in line.topics.values()),
        *(about.name for about in words.helplines.values()),
        line.other_helplines.title,
    ]
    return Known(
        titles=frozenset(map(plain, titles)),
        main=plain(line.menus[line.facts.main].title),
        crisis=plain(words.helplines[line.facts.crisis].name),
        parts={str(part): plain(topic.title) for topic in line.topics.values() for part in topic.parts},
        names={number: helpline.id for helpline in line.helplines.values() for number in helpline.dials},
    )


def tasks(line: Line) -> dict[str, Task]:
    """Every task by name: each topic, the crisis helpline, each other one that can be dialled, each other number."""
    helplines = line.words.helplines
    crisis = line.facts.crisis
    to_list = _way(line, "helplines")
    made = [
        Task(f"topic/{name}", "topic", _way(line, f"topic/{name}"), parts=tuple(map(str, topic.parts)))
        for name, topic in line.topics.items()
    ]
    made.append(Task("crisis", "crisis", (plain(helplines[crisis].name),), numbers=frozenset(line.crisis.dials)))
    for name, helpline in line.helplines.items():
        way = (*to_list, plain(helplines[name].name))
        if name != crisis and helpline.dials:
            made.append(Task(f"helpline/{name}", "helpline", way, numbers=frozenset(helpline.dials)))
        if name != crisis:
            made.append(Task(f"number/{name}", "number", way, spoken=helpline.spoken))
    return {task.name: task for task in made}


def _way(line: Line, choice: str) -> tuple[str, ...]:
    """The titles from the first menu to a choice, the choice last."""
    titles = {f"topic/{name}": topic.title for name, topic in line.topics.items()}
    titles |= {f"menu/{name}": menu.title for name, menu in line.menus.items()}
    title = titles.get(choice, line.other_helplines.title)
    holds = next(menu for menu in line.menus.values() if choice in menu.choices)
    above = () if holds.id == line.facts.main else _way(line, f"menu/{holds.id}")
    return (*above, plain(title))


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a part, in fractions of the whole: the same part may be recorded at several paces."""

    begin: float
    end: float
    gap: float
    """What `GAP` comes to."""


@dataclass(slots=True)
class Progress:
    """How much of a task is done, over all the calls it takes."""

    task: Task
    _heard: dict[str, list[Piece]] = field(default_factory=dict)
    _done: bool = False

    @property
    def done(self) -> bool:
        """Whether the goal is reached."""
        return self._done

    def hears(self, told: Told, *, at_goal: bool) -> None:
        """Take in what was said, as far as it was heard; `at_goal`: the caller knows that this is what they want."""
        if self.task.parts and told.prompt.text in self.task.parts:
            self._heard.setdefault(told.prompt.text, []).append(_piece(told))
            self._done = not self.missing
        elif self.task.spoken and told.prompt.text == self.task.spoken and told.in_full and at_goal:
            self._done = True

    def connected(self, number: str) -> bool:
        """Take in that somebody has answered; return whether it is who was wanted."""
        self._done = self._done or number in self.task.numbers
        return number in self.task.numbers

    @property
    def missing(self) -> tuple[str, ...]:
        """The parts of the topic that were not heard in full yet."""
        last = self.task.parts[-1:]
        return tuple(part for part in self.task.parts if not _whole(self._heard.get(part, ()), to_its_end=part in last))


def _piece(told: Told) -> Piece:
    """What was heard of a part, of which the address may say that it is played from some second on."""
    skipped = float(parse_qs(urlsplit(told.prompt.url).query).get("from", ["0"])[0])
    whole = skipped + told.prompt.end - told.prompt.begin
    return Piece(skipped / whole, (skipped + told.until - told.prompt.begin) / whole, GAP / whole)


def _whole(pieces: Sequence[Piece], *, to_its_end: bool) -> bool:
    reached = 0.0
    for piece in sorted(pieces, key=lambda one: one.begin):
        if piece.begin > reached + piece.gap:
            return False
        reached = max(reached, piece.end)
    gap = 0.001 if to_its_end else max((piece.gap for piece in pieces), default=0.0)
    return reached >= 1 - gap
