"""The first turn: a person within reach before anything else, then the first menu in the same breath."""

from __future__ import annotations

from ivr.dialogue import menu
from ivr.dialogue.event import Event
from ivr.dialogue.place import Kind, Spot
from ivr.dialogue.reply import Reply
from ivr.dialogue.turn import Turn


def enter(turn: Turn) -> Reply:
    """The greeting and the first menu; a key pressed during either is a choice of that menu."""
    words = turn.words.greeting
    first = turn.at(turn.place.at(Spot(Kind.MENU, turn.line.facts.main)))
    return menu.read_out(first, (words.person, words.no_hurry, words.danger, words.limits))


def answer(turn: Turn, event: Event) -> Reply:  # noqa: ARG001 - whatever happened, who arrives is greeted
    """The greeting."""
    return enter(turn)
