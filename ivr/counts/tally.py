"""One turn of a call → the counters that it adds to. Pure; of callers it sees no number and no words.

A counter's name is a path. These are all there are, with `<topic>` and `<helpline>` by their ids in the line:

    calls                        calls that this line answered
    seconds                      from the answer to each call's last request, as this server saw it
    carrier/calls                calls that the carrier said were over, and
    carrier/seconds              how long it says they were; it may never say so, and it may say so twice
    faults                       turns that were answered with an apology

    topic/<topic>/begun          how often it was begun, also by the same caller again, and
    topic/<topic>/to-the-end     how often its last part was heard out
    helpline/<helpline>/asked    how often somebody came to its offer, and
    helpline/<helpline>/<met>    what a transfer to it met: completed, busy, no-answer, failed

    call/<what>                  once a call, however often it happens in it: `ONCE` has them all
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ivr.content import Line, Prompt
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.moments import elapsed
from ivr.dialogue.needs import Needs, Pace, Time, Way
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
}
"""What is counted once a call, by the letter that says in its addresses that it was."""

AT_A_HELPLINE = frozenset({
    Kind.OFFER, Kind.CLOSED, Kind.PEN, Kind.NUMBER, Kind.TRANSFER, Kind.MISSED, Kind.RECITAL,
})  # fmt: skip

NOWHERE = Place(Spot(Kind.LEAVING))
"""Where a goodbye leads."""

LONGEST_TURN = 4.5 * 60 * 60
"""Seconds: a transfer may last four hours."""


@dataclass(frozen=True, slots=True)
class Added:
    """What one turn adds."""

    counters: tuple[str, ...]
    """Each is one more."""
    seconds: int
    """Since the turn before."""
    noted: str
    """The letters of what was counted in this call by now."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """What there is to count of one turn."""

    line: Line
    place: Place
    event: Event
    reply: Reply
    said: frozenset[Prompt]
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
    turn = _Turn(line, place, event, reply, frozenset(reply.prompts), getattr(reply.then, "place", NOWHERE))
    noted = "".join(letter for letter in ONCE if letter in noted)
    new = "".join(dict.fromkeys(letter for letter in _once(turn) if letter not in noted))
    each = tuple(f"call/{ONCE[letter]}" for letter in new)
    seconds = 0 if isinstance(event, Began) else round(elapsed(place, now, LONGEST_TURN) or 0)
    return Added((*_times(turn), *each), seconds, noted + new)


def _times(turn: _Turn) -> Iterator[str]:
    """What is counted as often as it happens."""
    if isinstance(turn.event, Began):
        yield CALLS
    if turn.begins_a_topic:
        yield f"topic/{turn.there.spot.name}/begun"
    if turn.hears_a_topic_out:
        yield f"topic/{turn.place.spot.name}/to-the-end"
    if turn.asks_for_a_helpline:
        yield f"helpline/{turn.there.spot.name}/asked"
    if isinstance(turn.event, Transferred) and turn.place.spot.kind is Kind.TRANSFER:
        yield f"helpline/{turn.place.spot.name}/{turn.event.outcome}"


def _once(turn: _Turn) -> Iterator[str]:
    """The letters of what happened in this turn, whether or not it was counted before."""
    if isinstance(turn.event, Key):
        yield "a" if turn.place.needs.one_by_one else "k"
    if isinstance(turn.event, Spoke) and turn.event.meanings:
        yield "v"
    yield from _rungs(turn)
    yield from _needs(turn.there.needs)
    if turn.place.spot.kind is Kind.BROKEN_OFF and turn.line.words.topic.carrying_on in turn.said:
        yield "c"
    if turn.begins_a_topic:
        yield "b"
    if turn.hears_a_topic_out:
        yield "e"
    if turn.asks_for_a_helpline:
        yield "h"
    if isinstance(turn.reply.then, Transfer):
        yield "p"
    if turn.event == Transferred(Outcome.COMPLETED):
        yield "r"


def _needs(needs: Needs) -> Iterator[str]:
    if needs.pace is Pace.SLOW:
        yield "s"
    if needs.time is not Time.NORMAL:
        yield "t"
    if needs.way is Way.LISTENING:
        yield "l"


def _rungs(turn: _Turn) -> Iterator[str]:
    """How far down the ladder the line went, told by what it says there; of reading out, by who began it."""
    words, said = turn.line.words, turn.said
    if words.choices.take_your_time in said or words.choices.not_a_choice in said:
        yield "2"
    if words.choices.one_at_a_time in said:
        yield "3"
    if words.leaving.warning in said:
        yield "5"
    reads_out = turn.there.needs.way is Way.LISTENING and turn.place.needs.way is not Way.LISTENING
    if reads_out and isinstance(turn.event, Silence):
        yield "4"
