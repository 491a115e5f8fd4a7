"""Every turn that the line can take, visited: it lists the recordings to make and proves that nobody is stuck."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product

from ivr.content import Line, Prompt
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.needs import ERRATIC, OFTEN, Needs, Pace, Time, Way
from ivr.dialogue.offer import HURRY
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer
from ivr.dialogue.step import step
from ivr.dialogue.words import COMMANDS

SILENCE: tuple[Event, ...] = (Silence(),)
KEYS = tuple(Key(key) for key in "1234567890*#")
ANY_KEY = tuple(Key(key) for key in "05*#")
"""Where any key will do, as many as there could be a difference between."""
SOUNDS: tuple[Event, ...] = (Spoke(()), Spoke(("yes",)), Spoke(("next",)))
TRANSFERRED: tuple[Event, ...] = tuple(Transferred(outcome) for outcome in Outcome)

MOMENTS = (datetime(2026, 11, 18, 11, tzinfo=UTC), datetime(2026, 11, 22, 3, tzinfo=UTC))
"""A Wednesday morning and a Sunday night: one when offices are open, one when they are not."""

BY_THE_HOUR = {Kind.OFFER, Kind.CLOSED, Kind.TRANSFER}
"""Where callers arrive, or not, by the hour."""


@dataclass(frozen=True, slots=True)
class Visited:
    """One turn: what happened where, and what the line made of it."""

    place: Place
    event: Event
    reply: Reply


def bare(place: Place) -> Place:
    """The place without what merely went along: the way of answering, and what is open, alone multiply places."""
    return Place(place.spot, place.count, place.trail, needs=Needs(place.needs.way, resting=place.needs.resting))


def whole(place: Place) -> Hashable:
    """Places are different if anything is that shows within a step: back once, and what kind of place lies behind.

    Where keys are not numbered, places of a kind are alike to go back to.
    """
    back = place.trail[:1] if place.needs.way is Way.KEYS else ()
    return place.spot, place.count, place.needs.way, place.needs.resting, back, *(spot.kind for spot in place.trail[:2])


def by_what_is_said(place: Place) -> Hashable:
    """Places are the same if the same is said there, wherever back may lead: enough to list the prompts."""
    way, topic = place.needs.way, place.spot.kind is Kind.TOPIC
    spot = Spot(Kind.PAUSE) if place.spot.kind is Kind.PAUSE else place.spot  # a pause is the same in every part
    alike = Way.ANY if way in (Way.ONCE, Way.VOICE) else way
    return spot, place.count, bool(place.trail) and not topic, alike


def walk(line: Line, *, briefly: bool = False) -> Iterator[Visited]:
    """Every place, with everything that can happen there; where that leads to a helpline, once for each of MOMENTS.

    What is merely remembered along the way is tried at each place in every form that matters there, and not
    multiplied with all the ways of getting there. `briefly` leaves out what leads to nothing that is not said
    elsewhere too.
    """
    same, happening = (by_what_is_said, _briefly) if briefly else (whole, _whatever)
    remembering = (_needing,) if briefly else (_needing, _told)
    left = Place(Spot(Kind.TOPIC, next(iter(line.topics)), 2))
    listened = Place(Spot(Kind.RECITAL, next(iter(line.helplines))), needs=Needs(Way.LISTENING))
    seen: set[Hashable] = set()
    began: tuple[Event, ...] = (Began(), Began(left), Began(listened), Began(too_often=True))
    ahead: deque[tuple[Place, tuple[Event, ...]]] = deque([(START, began)])
    while ahead:
        place, events = ahead.popleft()
        forms = (place, *(form for remembered in remembering for form in remembered(line, place)))
        for visited in (one for form, event in product(forms, events) for one in _visits(line, form, event)):
            yield visited
            match visited.reply.then:
                case Ask() | Transfer() as then if same(following := bare(then.place)) not in seen:
                    seen.add(same(following))
                    ahead.append((following, happening(line, then)))


def _visits(line: Line, place: Place, event: Event) -> Iterator[Visited]:
    by_day, by_night = MOMENTS
    reply = step(line, place, event, by_day)
    yield Visited(place, event, reply)
    if not isinstance(reply.then, Farewell) and reply.then.place.spot.kind in BY_THE_HOUR:
        yield Visited(place, event, step(line, place, event, by_night))


def _whatever(line: Line, then: Ask | Transfer) -> tuple[Event, ...]:
    """Everything that can happen there; the whole vocabulary where single choices begin."""
    if isinstance(then, Transfer):
        return TRANSFERRED
    spoken = (SOUNDS if then.place.count else _spoken(line)) if then.speech else ()
    return SILENCE + (ANY_KEY if then.place.needs.one_by_one else KEYS) + spoken


def _briefly(line: Line, then: Ask | Transfer) -> tuple[Event, ...]:
    """One of those that are answered alike: words do what keys do, but for two that sound alike."""
    if isinstance(then, Transfer):
        return TRANSFERRED
    close = _spoken(line)[-1:] if then.speech and not then.place.count else ()
    return SILENCE + (ANY_KEY[:2] if then.place.needs.one_by_one else KEYS[:5] + KEYS[-3:]) + close


def _spoken(line: Line) -> tuple[Event, ...]:
    """Whatever can be understood of what callers say, each once, and one thing that could be two."""
    topics = tuple(f"topic/{topic}" for topic in line.topics)
    places = (*topics, *(f"menu/{menu}" for menu in line.menus), *(f"offer/{name}" for name in line.helplines))
    single = (*COMMANDS, "person", "menu", "helplines", *places)
    return (Spoke(()), *(Spoke((meaning,)) for meaning in single), Spoke(topics[:2]))


FAULT = "fault"
"""Where a fault is told: in no place."""


def every_prompt(line: Line) -> list[Prompt]:
    """Everything that the line can say, each once, in the order in which a caller may first meet it.

    Raises nothing: a line that loads can be walked.
    """
    return list(first_met(line))


def first_met(line: Line) -> dict[Prompt, str]:
    """The same, with the kind of place where a caller may first meet it, or FAULT."""
    fault = line.words.fault
    places: dict[Prompt, str] = {}
    for visited in walk(line, briefly=True):
        for prompt in visited.reply.prompts:
            places.setdefault(prompt, _arrived(visited))
    for prompt in (fault.sorry, *line.number_twice(line.crisis.id), fault.wait):
        places.setdefault(prompt, FAULT)
    return places


def _arrived(visited: Visited) -> Kind:
    """Where the caller hears it: a beginning is heard where it begins, all else where it leads."""
    if isinstance(visited.event, Began):
        began = visited.event
        return Kind.RESTING if began.too_often else Kind.BROKEN_OFF if began.broken_off else Kind.GREETING
    then = visited.reply.then
    return Kind.LEAVING if isinstance(then, Farewell) else then.place.spot.kind


def _told(line: Line, place: Place) -> Iterator[Place]:
    """The place once the keys were told, and with each topic of the menu left half-way."""
    if place.spot.kind in (Kind.MENU, Kind.END, Kind.NEXT):
        yield replace(place, told=True)
    if place.spot.kind is Kind.MENU and place.needs.way is Way.KEYS:
        for choice in line.menus[place.spot.name].choices:
            kind, _, name = choice.partition("/")
            if kind == "topic":
                yield replace(place, told=True, left=Spot(Kind.TOPIC, name, len(line.topics[name].parts)))


def _needing(_: Line, place: Place) -> Iterator[Place]:
    """The place for callers with other needs, where those change what is said."""
    if not place.count and not place.needs.one_by_one:
        yield from map(place.with_needs, _needs(place))


def _needs(place: Place) -> Iterator[Needs]:
    match place.spot.kind:
        case Kind.OFFER:
            yield replace(place.needs, slips=ERRATIC)
            yield replace(place.needs, slips=ERRATIC, hurried=HURRY)
            yield replace(place.needs, slips=OFTEN)
        case Kind.TOPIC | Kind.PAUSE:
            yield replace(place.needs, slips=ERRATIC, pace=Pace.SLOW)
            yield replace(place.needs, slips=OFTEN)
        case Kind.MENU | Kind.HELPLINES:
            yield replace(place.needs, slips=OFTEN)
            yield replace(place.needs, time=Time.LONG)
            yield replace(place.needs, time=Time.UNLIMITED, pace=Pace.SLOW)
