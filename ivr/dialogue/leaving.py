"""Leaving for silence: warned at length, and never without the number of somebody who answers.

WCAG 2.2.1: before time runs out the caller is warned and has at least 20 seconds to stay with one simple action,
ten times or more. Here any key stays, as often as it takes; and the warning itself is given ten times.
"""

from __future__ import annotations

from ivr.dialogue.event import Event, Key
from ivr.dialogue.place import Kind, Spot
from ivr.dialogue.reply import Ask, Farewell, Go, Reply
from ivr.dialogue.turn import Turn

WAIT = 20
"""Seconds after each warning."""

WARNINGS = 10

LAST_WAIT = 1
"""Seconds after the number, before goodbye."""


def warn(turn: Turn) -> Reply:
    """The first warning, given where the caller has been silent; any key leads back there."""
    trail = (turn.spot, *turn.place.trail)
    return enter(turn.at(turn.place.at(Spot(Kind.LEAVING), trail)))


def enter(turn: Turn) -> Reply:
    """One warning; after the last, that the call ends now, and the crisis helpline's number."""
    if turn.place.count >= WARNINGS:
        number = turn.line.number_twice(turn.line.crisis.id)[:2]
        return Reply((), Ask((turn.words.leaving.ending, *number), LAST_WAIT, turn.place))
    return Reply((), Ask((turn.words.leaving.warning,), WAIT, turn.place))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """Any key goes back to the exact place; silence after ten warnings and the number ends the call."""
    if isinstance(event, Key):
        place = turn.place.back() if turn.place.trail else turn.place.at(turn.main)
        return Go(place, (turn.words.leaving.staying,))
    warned = turn.place.count + 1
    if warned > WARNINGS:
        return _goodbye(turn)
    return enter(turn.at(turn.place.counted(warned)))


def _goodbye(turn: Turn) -> Reply:
    """The number once more, and goodbye."""
    again = turn.line.number_twice(turn.line.crisis.id)[2:]
    return Reply((*again, turn.words.leaving.goodbye), Farewell())
