"""One turn of the line: `step(line, place, event, now) -> Reply`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ivr.content import Line, Prompt
from ivr.dialogue import greeting, helpline, leaving, menu, topic, transfer
from ivr.dialogue.event import Event, Key
from ivr.dialogue.place import Kind, Place
from ivr.dialogue.reply import Go, Reply
from ivr.dialogue.turn import Turn

PERSON = "0"
"""The key that means talking to someone, and nothing else, in every place."""


@dataclass(frozen=True, slots=True)
class Room:
    """What is said to a caller who comes to a kind of place, and what becomes of what happens there."""

    enter: Callable[[Turn], Reply | Go]
    answer: Callable[[Turn, Event], Reply | Go]


ROOMS = {
    Kind.GREETING: Room(greeting.enter, greeting.answer),
    Kind.MENU: Room(menu.enter, menu.answer),
    Kind.HELPLINES: Room(menu.enter, menu.answer),
    Kind.TOPIC: Room(topic.enter, topic.answer),
    Kind.PAUSE: Room(topic.enter_pause, topic.answer_pause),
    Kind.END: Room(topic.enter_end, topic.answer_end),
    Kind.NEXT: Room(topic.enter_next, topic.answer_next),
    Kind.OFFER: Room(helpline.enter_offer, helpline.answer_offer),
    Kind.CLOSED: Room(helpline.enter_closed, helpline.answer_closed),
    Kind.PEN: Room(helpline.enter_pen, helpline.answer_pen),
    Kind.NUMBER: Room(helpline.enter_number, helpline.answer_number),
    Kind.TRANSFER: Room(transfer.enter, transfer.answer),
    Kind.MISSED: Room(transfer.enter_missed, transfer.answer_missed),
    Kind.LEAVING: Room(leaving.enter, leaving.answer),
}


def step(line: Line, place: Place, event: Event, now: datetime) -> Reply:
    """What the line says and does when `event` happens to a caller at `place`; `now` is aware."""
    turn = Turn(line, place, now)
    outcome = helpline.someone(turn) if event == Key(PERSON) else ROOMS[place.spot.kind].answer(turn, event)
    return _received(turn, outcome)


def _received(turn: Turn, outcome: Reply | Go) -> Reply:
    said: tuple[Prompt, ...] = ()
    told: tuple[Prompt, ...] = ()
    while isinstance(outcome, Go):
        said += outcome.said
        told += outcome.told
        outcome = ROOMS[outcome.place.spot.kind].enter(turn.at(outcome.place))
    return (outcome.told_first(*told) if told else outcome).after(*said)
