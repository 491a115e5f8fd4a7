"""Replies that are kept: most turns of any two calls differ in their moment alone."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from ivr.content import Line
from ivr.dialogue.event import Event
from ivr.dialogue.moments import Watch
from ivr.dialogue.place import Place
from ivr.dialogue.reply import Farewell, Reply
from ivr.dialogue.step import reply_to
from ivr.dialogue.turn import Turn

EVENTS_KEPT = 4096
"""Each at its place."""

TIMES_KEPT = 8
"""Of each, the latest."""


class _Kept(NamedTuple):
    """A reply, and with which milliseconds since the turn began it is the same."""

    alike: range
    reply: Reply


class Steps:
    """`step` for one line, which takes none twice; as what it replies, it may be used by several threads."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._kept = lru_cache(EVENTS_KEPT)(_nothing)

    def step(self, place: Place, event: Event, now: datetime) -> Reply:
        """What `step.step` replies; `now` is aware."""
        watch = Watch(now, place.since)
        passed = watch.passed or 0
        kept = self._kept(
            event, watch.passed is None,
            place.spot, place.count, place.trail, place.told, place.left, place.needs, place.key, place.lead,
        )  # fmt: skip
        for one in kept:
            if passed in one.alike:
                return _begun(one.reply, watch.moment)
        reply = reply_to(Turn(self._line, place, watch), event)
        if (alike := watch.alike) is not None:
            kept.append(_Kept(alike, reply))
            del kept[:-TIMES_KEPT]
        return reply


def _nothing(*_: object) -> list[_Kept]:
    """Where to keep what is replied."""
    return []


def _begun(reply: Reply, moment: int) -> Reply:
    """The same reply in a turn that begins at `moment`."""
    return reply if isinstance(reply.then, Farewell) else reply.to(reply.then.place.stamped(moment))
