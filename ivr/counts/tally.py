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
from dataclasses import dataclass, replace
from datetime import datetime

from ivr.content import Line
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.moments import elapsed
from ivr.dialogue.needs import Pace, Time, Way
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


def tally(line: Line, place: Place, event: Event, reply: Reply, now: datetime, noted: str) -> Added:
    """Count one turn: `event` came to `place`, and `reply` followed; `noted` is what came with the address."""
    noted = "".join(letter for letter in ONCE if letter in noted)
    new = "".join(dict.fromkeys(letter for letter in _once(line, place, event, reply) if letter not in noted))
    each = tuple(f"call/{ONCE[letter]}" for letter in new)
    seconds = 0 if isinstance(event, Began) else round(elapsed(place, now, LONGEST_TURN) or 0)
    return Added((*_times(line, place, event, reply), *each), seconds, noted + new)


def _times(line: Line, place: Place, event: Event, reply: Reply) -> Iterator[str]:
    """What is counted as often as it happens."""
    if isinstance(event, Began):
        yield CALLS
    if _begins_a_topic(line, place, reply):
        yield f"topic/{_there(reply).spot.name}/begun"
    if _heard_out(line, place, event):
        yield f"topic/{place.spot.name}/to-the-end"
    if _asks_for_a_helpline(place, reply):
        yield f"helpline/{_there(reply).spot.name}/asked"
    if isinstance(event, Transferred) and place.spot.kind is Kind.TRANSFER:
        yield f"helpline/{place.spot.name}/{event.outcome}"


def _once(line: Line, place: Place, event: Event, reply: Reply) -> Iterator[str]:
    """The letters of what happened in this turn, whether or not it was counted before."""
    yield from _answered(place, event)
    yield from _rungs(line, place, event, reply)
    needs = _there(reply).needs
    yield from "s" if needs.pace is Pace.SLOW else ""
    yield from "t" if needs.time is not Time.NORMAL else ""
    yield from "l" if needs.way is Way.LISTENING else ""
    yield from "c" if place.spot.kind is Kind.BROKEN_OFF and line.words.topic.carrying_on in reply.prompts else ""
    yield from "b" if _begins_a_topic(line, place, reply) else ""
    yield from "e" if _heard_out(line, place, event) else ""
    yield from "h" if _asks_for_a_helpline(place, reply) else ""
    yield from "p" if isinstance(reply.then, Transfer) else ""
    yield from "r" if event == Transferred(Outcome.COMPLETED) else ""


def _answered(place: Place, event: Event) -> Iterator[str]:
    if isinstance(event, Key):
        yield "a" if place.needs.one_by_one else "k"
    if isinstance(event, Spoke) and event.meanings:
        yield "v"


def _rungs(line: Line, place: Place, event: Event, reply: Reply) -> Iterator[str]:
    """How far down the ladder the line went, told by what it says there; of reading out, by who began it."""
    words = line.words
    rungs = {
        "2": (words.choices.take_your_time, words.choices.not_a_choice),
        "3": (words.choices.one_at_a_time,),
        "5": (words.leaving.warning,),
    }
    for letter, said in rungs.items():
        if any(prompt in reply.prompts for prompt in said):
            yield letter
    reads_out = _there(reply).needs.way is Way.LISTENING and place.needs.way is not Way.LISTENING
    if reads_out and isinstance(event, Silence):
        yield "4"


def _begins_a_topic(line: Line, place: Place, reply: Reply) -> bool:
    there = _there(reply).spot
    if there.kind is not Kind.TOPIC or place.spot == replace(there, part=0):  # its length is said once more
        return False
    return line.topics[there.name].length in reply.prompts


def _heard_out(line: Line, place: Place, event: Event) -> bool:
    last = place.spot.kind is Kind.TOPIC and place.spot.part == len(line.topics[place.spot.name].parts)
    return last and isinstance(event, Silence)


def _asks_for_a_helpline(place: Place, reply: Reply) -> bool:
    there = _there(reply).spot
    new = place.spot.kind not in AT_A_HELPLINE or place.spot.name != there.name
    return there.kind in AT_A_HELPLINE and there.kind is not Kind.RECITAL and new


def _there(reply: Reply) -> Place:
    """Where the caller is next; at a goodbye, nowhere that counts."""
    return getattr(reply.then, "place", NOWHERE)
