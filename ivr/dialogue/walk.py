"""Every turn that the line can take, visited: it lists the recordings to make and proves that nobody is stuck."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ivr.content import Line, Prompt
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Transferred
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Reply, Transfer
from ivr.dialogue.step import step

KEYS = tuple(Key(key) for key in "1234567890*#")
LISTENED: tuple[Event, ...] = (Silence(), *KEYS)
TRANSFERRED: tuple[Event, ...] = tuple(Transferred(outcome) for outcome in Outcome)

MOMENTS = (datetime(2026, 11, 18, 11, tzinfo=UTC), datetime(2026, 11, 22, 3, tzinfo=UTC))
"""A Wednesday morning and a Sunday night: one when offices are open, one when they are not."""


@dataclass(frozen=True, slots=True)
class Visited:
    """One turn: what happened where, and what the line made of it."""

    place: Place
    event: Event
    reply: Reply


def whole(place: Place) -> Hashable:
    """Places are different if anything about them is."""
    return place


def by_what_is_said(place: Place) -> Hashable:
    """Places are the same if the same is said there, wherever back may lead: enough to list the prompts."""
    return place.spot, place.count, bool(place.trail)


def walk(line: Line, same: Callable[[Place], Hashable] = whole) -> Iterator[Visited]:
    """Every place, with everything that can happen there, once for each of MOMENTS.

    What is merely remembered along the way (`told`, `left`) is tried at each place in every form that matters there,
    and not multiplied with all the ways of getting there.
    """
    for now in MOMENTS:
        seen: set[Hashable] = set()
        ahead: deque[tuple[Place, tuple[Event, ...]]] = deque([(START, (Began(),))])
        while ahead:
            place, events = ahead.popleft()
            for remembered in _remembering(line, place):
                for event in events:
                    reply = step(line, remembered, event, now)
                    yield Visited(remembered, event, reply)
                    for following in _following(reply):
                        if same(following[0]) not in seen:
                            seen.add(same(following[0]))
                            ahead.append(following)


def every_prompt(line: Line) -> list[Prompt]:
    """Everything that the line can say, each once, in the order in which a caller may first meet it.

    Raises nothing: a line that loads can be walked.
    """
    fault = line.words.fault
    said = dict.fromkeys(prompt for visited in walk(line, by_what_is_said) for prompt in visited.reply.prompts)
    return list(said | dict.fromkeys((fault.sorry, *line.number_twice(line.crisis.id), fault.wait)))


def _following(reply: Reply) -> Iterator[tuple[Place, tuple[Event, ...]]]:
    match reply.then:
        case Ask(place=place):
            yield _bare(place), LISTENED
        case Transfer(place=place):
            yield _bare(place), TRANSFERRED


def _bare(place: Place) -> Place:
    return replace(place, told=False, left=None)


def _remembering(line: Line, place: Place) -> Iterator[Place]:
    """The place as it is, and with whatever could be remembered that changes what is said there."""
    yield place
    if place.spot.kind in (Kind.MENU, Kind.END, Kind.NEXT):
        yield replace(place, told=True)
    if place.spot.kind is Kind.MENU:
        for choice in line.menus[place.spot.name].choices:
            kind, _, name = choice.partition("/")
            if kind == "topic":
                yield replace(place, told=True, left=Spot(Kind.TOPIC, name, len(line.topics[name].parts)))
