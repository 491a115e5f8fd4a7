"""Listening: nothing is asked, everything is read out in order, and any key stops it."""

from __future__ import annotations

from ivr.content import Prompt
from ivr.dialogue import leaving
from ivr.dialogue.choosing import hears_words
from ivr.dialogue.event import Event, Key
from ivr.dialogue.needs import Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn

BETWEEN = 3
"""Seconds between one helpline and the next."""


def begin(turn: Turn) -> Go:
    """From the first topic of the menu at hand on, then round to those before it."""
    turn = turn.needing(way=Way.LISTENING)
    menu = turn.spot if turn.spot.kind is Kind.MENU else turn.main
    start = Spot(Kind.MENU, menu.name)
    return Go(turn.place.at(Spot(Kind.TOPIC, _first(turn, start)), (start,)))


def after_topic(turn: Turn) -> Go:
    """On from the end of a topic: the next one, and after the last of them the helplines."""
    order = list(turn.line.topics)
    following = order[(order.index(turn.spot.name) + 1) % len(order)]
    start = turn.place.trail[0] if turn.place.trail else turn.main
    if following == _first(turn, start):
        return Go(turn.place.at(Spot(Kind.RECITAL, next(iter(turn.line.helplines)))))
    return Go(turn.place.at(Spot(Kind.TOPIC, following), (start,)))


def _first(turn: Turn, start: Spot) -> str:
    """The first topic below a menu; of the whole line, where there is none."""
    for topic in turn.line.topics:
        menu = turn.line.menu_of(topic)
        while menu.parent is not None and menu.id != start.name:
            menu = turn.line.menus[menu.parent]
        if menu.id == start.name:
            return topic
    return next(iter(turn.line.topics))


def mark(turn: Turn) -> tuple[Prompt, ...]:
    """Where among all topics the caller is, for those who only listen."""
    return (turn.line.mark(turn.spot.name),) if turn.needs.way is Way.LISTENING else ()


def enter(turn: Turn) -> Reply:
    """One helpline: who they are, what they cost, and the number twice, in groups."""
    name = turn.spot.name
    about = turn.words.helplines[name]
    first = (turn.words.listening.helplines,) if name == next(iter(turn.line.helplines)) else ()
    said = (*first, about.name, about.about, about.cost, *turn.line.number_twice(name))
    return Reply((), Ask(said, BETWEEN, turn.place, speech=hears_words(turn)))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """Any key goes to the helplines, one at a time; silence to the next one; after the last, the line may leave."""
    if isinstance(event, Key):
        return Go(turn.needing(way=Way.ANY).place.at(Spot(Kind.HELPLINES)), (turn.words.topic.stopped,))
    order = list(turn.line.helplines)
    following = order.index(turn.spot.name) + 1
    if following < len(order):
        return Go(turn.place.at(Spot(Kind.RECITAL, order[following])))
    menu: Place = turn.needing(way=Way.ANY).place.at(turn.main)
    return leaving.warn(turn.at(menu)).told_first(turn.words.listening.everything)
