"""The first turn: a person within reach before anything else, then the first menu in the same breath."""

from __future__ import annotations

from ivr.dialogue import broken_off, menu, resting
from ivr.dialogue.event import Began, Event
from ivr.dialogue.reply import Go, Reply
from ivr.dialogue.turn import Turn


def enter(turn: Turn) -> Reply:
    """The greeting and the first menu; a key pressed during either is a choice of that menu."""
    words = turn.words.greeting
    first = turn.at(turn.place.at(turn.main))
    return menu.read_out(first, (words.person, words.no_hurry, words.danger, words.limits))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """The greeting; for somebody whose last call broke off, the way back to where that was.

    Where nothing was left, the greeting, for hands that are known to slip. For a number that phones very often,
    helplines alone.
    """
    if isinstance(event, Began) and event.too_often:
        return resting.begin(turn)
    if isinstance(event, Began) and (left := event.broken_off):
        if broken_off.nothing_left(turn.line, left):
            return enter(turn.needing(slips=left.needs.slips))
        return broken_off.begin(turn, left)
    return enter(turn)
