"""The facts and topics as they are written in the files, and all of it as one `Line` for the dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, field_validator

from ivr.content.hours import Hours, answers, bank_holidays
from ivr.content.site import Site
from ivr.content.words import Words
from ivr.content.written import Id, Prompt, Text, Written

LINES_KEPT = 8
"""A server has one."""

E164 = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{5,14}$")]
SETTINGS = ("any-key", "listening", "voice", "keys", "slower", "more-time")
"""What a caller can change for the rest of the call."""

Choice = Annotated[
    str, StringConstraints(pattern=rf"^((menu|topic)/[a-z][a-z0-9-]*|set/({'|'.join(SETTINGS)})|helplines)$")
]


class Helpline(Written):
    """Somebody whom callers can reach; every number that the line speaks or dials is in one of these."""

    id: Id
    spoken: Annotated[str, StringConstraints(pattern=r"^[0-9]+( [0-9]+)*$", max_length=30)]
    dials: tuple[E164, ...]
    hours: Hours
    zone: str
    holidays: str = ""
    cost: Text
    source: Text
    checked: date | None = None
    checked_by: str = ""

    @field_validator("dials")
    @classmethod
    def _no_emergency_number(cls, numbers: tuple[str, ...]) -> tuple[str, ...]:
        if any(number.endswith(("999", "911", "112")) and len(number) <= 7 for number in numbers):
            raise ValueError("an emergency number is never dialled: the carrier would give it the line's own address")
        return numbers

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"no time zone is called {zone!r}; write one such as Europe/London") from error
        return zone

    @field_validator("holidays")
    @classmethod
    def _known_calendar(cls, calendar: str) -> str:
        if calendar:
            try:
                bank_holidays(calendar)
            except NotImplementedError as error:
                raise ValueError(f"no bank holidays are known for {calendar!r}; write one such as GB-ENG") from error
        return calendar

    def may_answer(self, now: datetime) -> bool:
        """Whether it can be dialled and somebody may answer at `now` (aware)."""
        return bool(self.dials) and answers(self.hours, self.zone, self.holidays, now)


class Source(Written):
    """What topics were written from; without a publisher, the line itself."""

    id: Id
    title: Text
    publisher: str = ""
    link: Annotated[str, StringConstraints(pattern=r"^(https://[^\s\"<>]+)?$")] = ""
    read: date | None = None


class Timing(Written):
    """How unsteady hands are met; all in seconds."""

    bounce: Annotated[float, Field(ge=0.3, le=1.0)] = 0.7
    """The same key again within this time is one key: EN 301 549, 5.8; tremor acceptance 0.6 to 1.0 s."""
    any_key: Annotated[int, Field(ge=2, le=20)] = 3
    """Listening after each choice where any key takes it."""
    late: Annotated[float, Field(ge=0, le=2)] = 0.7
    """A key so soon after the next choice has begun means the one before."""


class Facts(Written):
    """`line.toml`: the tree, its order, and the helplines."""

    name: Text
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    voice: Id
    say_voice: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.:_+-]{0,99}$")]
    emergency: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
    crisis: Id
    text_line: Id
    disclaimer: Id
    main: Id
    menus: dict[Id, tuple[Choice, ...]]
    timing: Timing = Timing()
    sources: tuple[Source, ...]
    helplines: tuple[Helpline, ...]


class FrontMatter(Written):
    """The lines above a topic's parts."""

    id: Id
    title: Text
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    written: date
    reviewed_by: str


@dataclass(frozen=True, slots=True)
class TopicFile:
    """One topic as written: its front matter and its paragraphs."""

    front: FrontMatter
    parts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """One summary. `length` says how long it is; `parts` are said one after the other."""

    id: str
    title: Prompt
    length: Prompt
    parts: tuple[Prompt, ...]
    sources: tuple[Source, ...]
    written: date
    reviewed_by: str


@dataclass(frozen=True, slots=True)
class Menu:
    """Up to four choices; the key of each is its position, from 1. `parent` is one step back, or nothing."""

    id: str
    title: Prompt
    choices: tuple[str, ...]
    """Each a kind of place and a name: menu/…, topic/…, helplines, set/…, or in the list of helplines offer/…."""
    parent: str | None
    intro: tuple[Prompt, ...]
    """How many choices there are, and the person behind 0."""
    labels: tuple[Prompt, ...]
    """What each choice is called."""
    full: tuple[Prompt, ...]
    """Each choice and its key."""
    short: tuple[Prompt, ...]
    """The same for the shorter repeat, the person first."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """Everything a line says and everybody it reaches, checked: what the dialogue is given."""

    id: str
    facts: Facts = field(repr=False)
    words: Words = field(repr=False)
    site: Site = field(repr=False)
    menus: Mapping[str, Menu] = field(repr=False)
    topics: Mapping[str, Topic] = field(repr=False)
    helplines: Mapping[str, Helpline] = field(repr=False)
    other_helplines: Menu = field(repr=False)
    """All but the crisis helpline, read out as a menu is."""

    @property
    def locale(self) -> str:
        """The language and country of everything said, such as `en-GB`."""
        return self.facts.locale

    @property
    def crisis(self) -> Helpline:
        """Whom 0 reaches, from every place."""
        return self.helplines[self.facts.crisis]

    def number_twice(self, helpline: str) -> tuple[Prompt, ...]:
        """How a helpline's number is reached, and the number two times over."""
        reach, number = self.words.helplines[helpline].reach, Prompt(self.helplines[helpline].spoken)
        return (reach, number, self.words.helpline.once_more, number)

    def mark(self, topic: str) -> Prompt:
        """Where in the order of all topics this one stands, as it is said to those who only listen."""
        words, number = self.words.listening, _order(self)[topic]
        return Prompt(words.place.format(number=words.numbers[number], count=words.numbers[len(self.topics) - 1]))

    def menu_of(self, topic: str) -> Menu:
        """The menu in which a topic stands."""
        return self.menus[_menus(self)[topic]]

    def topic_after(self, topic: str) -> Topic | None:
        """The topic that follows in the order of the menus, or nothing after the last."""
        return _after(self)[topic]


# Looked up in every turn, and not to cost more where there are more topics.


@lru_cache(LINES_KEPT)
def _order(line: Line) -> Mapping[str, int]:
    """The position of each topic, from 0."""
    return {topic: number for number, topic in enumerate(line.topics)}


@lru_cache(LINES_KEPT)
def _menus(line: Line) -> Mapping[str, str]:
    """The id of each topic's menu."""
    choices = ((choice, menu.id) for menu in line.menus.values() for choice in menu.choices)
    return {choice.removeprefix("topic/"): menu for choice, menu in choices if choice.startswith("topic/")}


@lru_cache(LINES_KEPT)
def _after(line: Line) -> Mapping[str, Topic | None]:
    """The topic after each."""
    topics = list(line.topics.values())
    return {topic.id: after for topic, after in zip(topics, [*topics[1:], None], strict=True)}
