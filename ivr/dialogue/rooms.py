"""The rooms of the dialogue: for each kind of place, what is said to who comes there, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.dialogue import broken_off, chosen, greeting, leaving, listening, menu, number, resting, topic, transfer, words
from ivr.dialogue.choosing import Choices
from ivr.dialogue.event import Event
from ivr.dialogue.place import Kind
from ivr.dialogue.reply import Go, Reply
from ivr.dialogue.turn import Turn


@dataclass(frozen=True, slots=True)
class Room:
    """What is said to a caller who comes to a kind of place, and what becomes of what happens there."""

    enter: Callable[[Turn], Reply | Go]
    answer: Callable[[Turn, Event], Reply | Go]
    choices: Callable[[Turn], Choices] | None = None
    """What can be chosen there one at a time."""
    unanswered: Callable[[Turn], Reply | Go] = number.where_they_were
    """What becomes of a caller who took none of them, three times round."""


ROOMS = {
    Kind.GREETING: Room(greeting.enter, greeting.answer),
    Kind.BROKEN_OFF: Room(broken_off.enter, broken_off.answer),
    Kind.RESTING: Room(resting.enter, resting.answer),
    Kind.MENU: Room(menu.enter, menu.answer, menu.choices, menu.unanswered),
    Kind.HELPLINES: Room(menu.enter, menu.answer, menu.choices, menu.unanswered),
    Kind.TOPIC: Room(topic.enter, topic.answer),
    Kind.PAUSE: Room(topic.enter_pause, topic.answer_pause, topic.pause_choices, topic.unanswered_pause),
    Kind.END: Room(topic.enter_end, topic.answer_end, topic.end_choices, topic.unanswered_end),
    Kind.NEXT: Room(topic.enter_next, topic.answer_next),
    Kind.RECITAL: Room(listening.enter, listening.answer),
    Kind.OFFER: Room(chosen.enter, chosen.answer, chosen.choices),
    Kind.CLOSED: Room(number.enter_closed, number.answer_closed, number.closed_choices),
    Kind.PEN: Room(number.enter_pen, number.answer_pen),
    Kind.NUMBER: Room(number.enter_number, number.answer_number, number.number_choices),
    Kind.TRANSFER: Room(transfer.enter, transfer.answer),
    Kind.MISSED: Room(transfer.enter_missed, transfer.answer_missed, transfer.choices),
    Kind.CONFIRM: Room(words.enter, words.answer),
    Kind.LEAVING: Room(leaving.enter, leaving.answer),
}
