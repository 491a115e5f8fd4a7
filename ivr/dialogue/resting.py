"""A number that has phoned very often: the topics rest, and people to talk to do not.

Whoever phones so often may be in distress, so nobody is turned away: they hear why, then the crisis helpline's number
twice, and any key leads to it. Helplines alone are reached from here, until the hour is over.
"""

from __future__ import annotations

from ivr.dialogue import leaving, offer
from ivr.dialogue.choosing import wait
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import slipped
from ivr.dialogue.place import Kind, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn

REPEATS = 2
"""How often it is said again in silence, before the line warns that it will leave."""

OPEN = frozenset({
    Kind.RESTING, Kind.HELPLINES, Kind.OFFER, Kind.CLOSED, Kind.PEN, Kind.NUMBER, Kind.TRANSFER, Kind.MISSED,
    Kind.CONFIRM, Kind.LEAVING,
})  # fmt: skip
"""Where a caller can be whose topics rest."""


def begin(turn: Turn) -> Go:
    """From the first word of a call on."""
    return back(turn.needing(resting=True))


def back(turn: Turn) -> Go:
    """From wherever else a way has led."""
    return Go(turn.place.at(Spot(Kind.RESTING)))


def enter(turn: Turn) -> Reply:
    """A person first, as always; then why the topics rest, and the number."""
    number = turn.line.number_twice(turn.line.crisis.id)
    someone = turn.words.choices.with_any_key(turn.words.choices.someone)
    said = (turn.words.greeting.person, turn.words.resting.topics, *number, someone)
    return Reply((), Ask(said, wait(turn), turn.place))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """Any key is somebody to talk to, with time to take it back; silence hears it all again, and then the warnings."""
    if isinstance(event, Key):
        return offer.someone(slipped(turn), turn.spot)
    if turn.place.count < REPEATS:
        return enter(turn.at(turn.place.counted(turn.place.count + 1)))
    return leaving.warn(turn)
