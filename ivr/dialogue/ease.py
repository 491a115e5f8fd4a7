"""Making the line easier: what a caller changes for the rest of the call."""

from __future__ import annotations

from ivr.dialogue import listening
from ivr.dialogue.needs import Pace, Time, Way
from ivr.dialogue.place import Spot
from ivr.dialogue.reply import Go
from ivr.dialogue.turn import Turn

SET = "set"
"""The kind of a menu's choice that changes something."""

PACES = (Pace.NORMAL, Pace.SLOW)
TIMES = (Time.NORMAL, Time.LONG, Time.UNLIMITED)


def change(turn: Turn, name: str) -> Go:
    """Change what `name` says, as line.toml names it, say so, and stay in the same place."""
    done = turn.words.settings[name].done
    match name:
        case "slower":
            return other_pace(turn, turn.spot)
        case "more-time":
            at = (TIMES.index(turn.needs.time) + 1) % len(TIMES)
            return Go(turn.needing(time=TIMES[at]).place, (done[at - 1],))
        case "listening":
            return Go(listening.begin(turn).place, done)
        case "any-key":
            return Go(turn.needing(way=Way.ANY).place, done)
        case _:
            return Go(turn.needing(way=Way(name)).place, done)


def other_pace(turn: Turn, spot: Spot) -> Go:
    """Slower, or back to normal, at `spot`."""
    slow = turn.needs.pace is Pace.NORMAL
    changed = turn.needing(pace=Pace.SLOW if slow else Pace.NORMAL).place
    done = turn.words.settings["slower"].done[0 if slow else 1]
    return Go(changed.at(spot, changed.trail), (done,))
