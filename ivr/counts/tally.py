"""One turn of a call → the counters that it adds to. Pure; of callers it sees no number and no words.

A counter's name is a path. These are all there are, with `<topic>` and `<helpline>` by their ids in the line:

    calls                        calls that this line answered
    seconds                      from the answer to each call's last request, as this server saw it
    carrier/calls                calls that the carrier said were over, and
    carrier/seconds              how long it says they were; it may never say so
    faults                       turns that were answered with an apology

    topic/<topic>/begun          how often it was begun, also by the same caller again, and
    topic/<topic>/to-the-end     how often its last part was heard out
    helpline/<helpline>/asked    how often somebody came to its offer, and
    helpline/<helpline>/<met>    what a transfer to it met: completed, busy, no-answer, failed,
                                 too-often

    call/<what>                  once a call, however often it happens in it: `ONCE` has them all
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from ivr.content import Line, Prompt
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.moments import elapsed, moment
from ivr.dialogue.needs import USUAL, Needs, Pace, Time, Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Reply, Transfer

CALLS, SECONDS, FAULTS = "calls", "seconds", "faults"
CARRIER_CALLS, CARRIER_SECONDS = "carrier/calls", "carrier/seconds"

ONCE = {
    "k": "keys",  # answered with a numbered key
    "a": "any-key",  # answered with a key where any would do
    "v": "voice",  # answered with words that were understood
    "l": "listening",  # was read everything, without a question
    "2": "repeated",  # rungs of the ladder: the choices came again, shorter,
    "3": "one-at-a-time",  # one at a time,
    "4": "read-out",  # not at all, but everything was read out,
    "5": "warned",  # and the line warned that the call would end
    "s": "slower",
    "t": "more-time",
    "c": "carried-on",  # from where an earlier call broke off
    "b": "topic-begun",
    "e": "topic-to-the-end",
    "h": "helpline-asked",
    "p": "put-through",  # a transfer was begun
    "r": "reached-someone",  # and answered
    "o": "rested",  # topics did, as the number had phoned very often
}
"""What is counted once a call, by the letter that says in its addresses that it was."""

AT_A_HELPLINE = frozenset({
    Kind.OFFER, Kind.CLOSED, Kind.PEN, Kind.NUMBER, Kind.TRANSFER, Kind.MISSED, Kind.RECITAL,
})  # fmt: skip

NOWHERE = Place(Spot(Kind.LEAVING))
"""Where a goodbye leads."""

LONGEST_TURN = 9 * 30 * 60 * 1000
"""Milliseconds, four hours and a half: a transfer may last four."""


class Added(NamedTuple):
    """What one turn adds."""

    counters: tuple[str, ...]
    """Each is one more."""
    seconds: int
    """Since the turn before."""
    noted: str
    """The letters of what was counted in this call by now."""


class _Turn(NamedTuple):
    """What there is to count of one turn."""

    line: Line
    place: Place
    event: Event
    reply: Reply
    said: tuple[Prompt, ...]
    there: Place
    """Where the caller is next; after a goodbye, nowhere that counts."""

    @property
    def begins_a_topic(self) -> bool:
        """Whether a topic's length is told, and not once more."""
        there = self.there.spot
        if there.kind is not Kind.TOPIC or self.place.spot == Spot(there.kind, there.name):
            return False
        return self.line.topics[there.name].length in self.said

    @property
    def hears_a_topic_out(self) -> bool:
        """Whether the last part of a topic was over before anything happened."""
        here = self.place.spot
        return (
            here.kind is Kind.TOPIC
            and isinstance(self.event, Silence)
            and here.part == len(self.line.topics[here.name].parts)
        )

    @property
    def asks_for_a_helpline(self) -> bool:
        """Whether the caller comes to a helpline who was not with it before."""
        here, there = self.place.spot, self.there.spot
        if there.kind not in AT_A_HELPLINE or there.kind is Kind.RECITAL:
            return False
        return here.kind not in AT_A_HELPLINE or here.name != there.name


def tally(line: Line, place: Place, event: Event, reply: Reply, now: datetime, noted: str) -> Added:
    """Count one turn: `event` came to `place`, and `reply` followed; `noted` is what came with the address."""
    turn = _Turn(line, place, event, reply, reply.prompts, getattr(reply.then, "place", NOWHERE))
    noted = _known(noted)
    times, once = _times(turn)
    new = ""
    for letter in _once(turn) + once:
        if letter not in noted and letter not in new:
            new += letter
    each = [f"call/{ONCE[letter]}" for letter in new]
    seconds = 0 if isinstance(event, Began) else round((elapsed(place.since, moment(now), LONGEST_TURN) or 0) / 1000)
    return Added((*times, *each), seconds, noted + new)


@lru_cache(4096)
def _known(noted: str) -> str:
    """The letters among these that say something."""
    return "".join(letter for letter in ONCE if letter in noted)


def _times(turn: _Turn) -> tuple[list[str], str]:
    """What is counted as often as it happens, and the letters of what is counted once of that too."""
    times, once = [], ""
    if isinstance(turn.event, Began):
        times.append(CALLS)
    if turn.begins_a_topic:
        times.append(f"topic/{turn.there.spot.name}/begun")
        once += "b"
    if turn.hears_a_topic_out:
        times.append(f"topic/{turn.place.spot.name}/to-the-end")
        once += "e"
    if turn.asks_for_a_helpline:
        times.append(f"helpline/{turn.there.spot.name}/asked")
        once += "h"
    if isinstance(turn.event, Transferred) and turn.place.spot.kind is Kind.TRANSFER:
        times.append(f"helpline/{turn.place.spot.name}/{turn.event.outcome}")
    return times, once


def _once(turn: _Turn) -> str:
    """The letters of what else happened in this turn, whether or not it was counted before."""
    place, event, there = turn.place, turn.event, turn.there
    letters = _rungs(turn) + _needs(there.needs)
    if isinstance(event, Key):
        letters += "a" if place.needs.one_by_one else "k"
    elif isinstance(event, Spoke) and event.meanings:
        letters += "v"
    elif isinstance(event, Transferred) and event.outcome is Outcome.COMPLETED:
        letters += "r"
    if place.spot.kind is Kind.BROKEN_OFF and turn.line.words.topic.carrying_on in turn.said:
        letters += "c"
    if isinstance(turn.reply.then, Transfer):
        letters += "p"
    return letters


def _needs(needs: Needs) -> str:
    if needs is USUAL:
        return ""
    letters = "s" if needs.pace is Pace.SLOW else ""
    if needs.time is not Time.NORMAL:
        letters += "t"
    if needs.way is Way.LISTENING:
        letters += "l"
    if needs.resting:
        letters += "o"
    return letters


def _rungs(turn: _Turn) -> str:
    """How far down the ladder the line went, told by what it says there; of reading out, by who began it."""
    words, said, letters = turn.line.words, turn.said, ""
    if words.choices.take_your_time in said or words.choices.not_a_choice in said:
        letters += "2"
    if words.choices.one_at_a_time in said:
        letters += "3"
    if words.leaving.warning in said:
        letters += "5"
    reads_out = turn.there.needs.way is Way.LISTENING and turn.place.needs.way is not Way.LISTENING
    if reads_out and isinstance(turn.event, Silence):
        letters += "4"
    return letters
