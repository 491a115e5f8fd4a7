"""Every turn that the line can take, visited: it lists the recordings to make and proves that nobody is stuck."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ivr.content import Line, Prompt
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.needs import ERRATIC, Needs, Pace, Time, Way
from ivr.dialogue.offer import HURRY
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Reply, Transfer
from ivr.dialogue.step import step
from ivr.dialogue.words import COMMANDS

KEYS = tuple(Key(key) for key in "1234567890*#")
LISTENED: tuple[Event, ...] = (Silence(), *KEYS)
ANY_KEY: tuple[Event, ...] = (Silence(), *(Key(key) for key in "05*#"))
"""Where any key will do, as many as there could be a difference between."""
TRANSFERRED: tuple[Event, ...] = tuple(Transferred(outcome) for outcome in Outcome)

MOMENTS = (datetime(2026, 11, 18, 11, tzinfo=UTC), datetime(2026, 11, 22, 3, tzinfo=UTC))
"""A Wednesday morning and a Sunday night: one when offices are open, one when they are not."""


@dataclass(frozen=True, slots=True)
class Visited:
    """One turn: what happened where, and what the line made of it."""

    place: Place
    event: Event
    reply: Reply


def bare(place: Place) -> Place:
    """The place without what merely went along: only the way of answering multiplies places."""
    return Place(place.spot, place.count, place.trail, needs=Needs(way=place.needs.way))


def whole(place: Place) -> Hashable:
    """Places are different if anything is that shows within a step: back once, and what kind of place lies behind.

    Where keys are not numbered, places of a kind are alike to go back to.
    """
    back = place.trail[:1] if place.needs.way is Way.KEYS else ()
    return place.spot, place.count, place.needs.way, back, *(spot.kind for spot in place.trail[:2])


def by_what_is_said(place: Place) -> Hashable:
    """Places are the same if the same is said there, wherever back may lead: enough to list the prompts."""
    way = place.needs.way
    spot = Spot(Kind.PAUSE) if place.spot.kind is Kind.PAUSE else place.spot  # a pause is the same in every part
    started = place.trail[:1] if way is Way.LISTENING and place.spot.kind is Kind.TOPIC else ()  # where it will end
    return spot, place.count, bool(place.trail), started, Way.ANY if way in (Way.ONCE, Way.VOICE) else way


def walk(line: Line, same: Callable[[Place], Hashable] = whole) -> Iterator[Visited]:
    """Every place, with everything that can happen there, once for each of MOMENTS.

    What is merely remembered along the way is tried at each place in every form that matters there, and not
    multiplied with all the ways of getting there.
    """
    sounds: tuple[Event, ...] = (Spoke(()), Spoke(("yes",)), Spoke(("next",)))
    spoken = _spoken(line) if same is whole else (*sounds, *_spoken(line)[-1:])
    for now in MOMENTS:
        if now != MOMENTS[0]:
            same = by_what_is_said  # the hour changes what is said, and not where back leads
        seen: set[Hashable] = set()
        left = Place(Spot(Kind.TOPIC, next(iter(line.topics)), 2))
        ahead: deque[tuple[Place, tuple[Event, ...]]] = deque([(START, (Began(), Began(left)))])
        while ahead:
            place, events = ahead.popleft()
            for remembered in _remembering(line, place):
                for event in events:
                    reply = step(line, remembered, event, now)
                    yield Visited(remembered, event, reply)
                    for following in _following(reply, spoken, sounds):
                        if same(following[0]) not in seen:
                            seen.add(same(following[0]))
                            ahead.append(following)


def _spoken(line: Line) -> tuple[Event, ...]:
    """Whatever can be understood of what callers say, each once, and one thing that could be two."""
    topics = tuple(f"topic/{topic}" for topic in line.topics)
    places = (*topics, *(f"menu/{menu}" for menu in line.menus), *(f"offer/{name}" for name in line.helplines))
    single = (*COMMANDS, "person", "menu", "helplines", *places)
    return (Spoke(()), *(Spoke((meaning,)) for meaning in single), Spoke(topics[:2]))


def every_prompt(line: Line) -> list[Prompt]:
    """Everything that the line can say, each once, in the order in which a caller may first meet it.

    Raises nothing: a line that loads can be walked.
    """
    fault = line.words.fault
    said = dict.fromkeys(prompt for visited in walk(line, by_what_is_said) for prompt in visited.reply.prompts)
    return list(said | dict.fromkeys((fault.sorry, *line.number_twice(line.crisis.id), fault.wait)))


def _following(
    reply: Reply, spoken: tuple[Event, ...], sounds: tuple[Event, ...]
) -> Iterator[tuple[Place, tuple[Event, ...]]]:
    """Where the reply leads, and what can happen there; the whole vocabulary where single choices begin."""
    match reply.then:
        case Ask(place=place, speech=True):
            yield bare(place), _keys(place) + (sounds if place.count else spoken)
        case Ask(place=place):
            yield bare(place), _keys(place)
        case Transfer(place=place):
            yield bare(place), TRANSFERRED


def _keys(place: Place) -> tuple[Event, ...]:
    return ANY_KEY if place.needs.one_by_one else LISTENED


def _remembering(line: Line, place: Place) -> Iterator[Place]:
    """The place as it is, and with whatever could be remembered that changes what is said there."""
    yield place
    if place.spot.kind in (Kind.MENU, Kind.END, Kind.NEXT):
        yield replace(place, told=True)
    if place.spot.kind is Kind.MENU and place.needs.way is Way.KEYS:
        for choice in line.menus[place.spot.name].choices:
            kind, _, name = choice.partition("/")
            if kind == "topic":
                yield replace(place, told=True, left=Spot(Kind.TOPIC, name, len(line.topics[name].parts)))
    for changed in () if place.count or place.needs.one_by_one else _needing(place):
        yield place.with_needs(changed)


def _needing(place: Place) -> Iterator[Needs]:
    """What a caller may need here, if that changes what is said."""
    match place.spot.kind:
        case Kind.OFFER:
            yield replace(place.needs, slips=ERRATIC)
            yield replace(place.needs, slips=ERRATIC, hurried=HURRY)
        case Kind.TOPIC | Kind.PAUSE:
            yield replace(place.needs, slips=ERRATIC, pace=Pace.SLOW)
        case Kind.MENU | Kind.HELPLINES:
            yield replace(place.needs, time=Time.LONG)
            yield replace(place.needs, time=Time.UNLIMITED, pace=Pace.SLOW)
