"""What calls add to the counts, on this line and this day; whatever fails here, the call does not notice."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

from ivr.carrier.form import Form
from ivr.content import Line
from ivr.counts import Once, Tally
from ivr.counts.tally import CARRIER_CALLS, CARRIER_SECONDS, FAULTS, SECONDS, tally
from ivr.dialogue.event import Event
from ivr.dialogue.place import Place
from ivr.dialogue.reply import Reply
from ivr.logs import failed
from ivr.web.signed import Guard

log = logging.getLogger(__name__)

NOTED = re.compile(rb"(?:^|&)noted=([a-z0-9]*)(?=&|$)")
"""Says in an address what was counted in its call by then: at its end, unless a proxy has put it elsewhere."""

DURATION = re.compile(r"[0-9]{1,5}")
"""Seconds; no call lasts a day."""


def parted(query: bytes) -> tuple[bytes, str]:
    """The query of a place, and what its address says was counted."""
    noted = NOTED.search(query)
    return (query[: noted.start()] + query[noted.end() :], noted[1].decode()) if noted else (query, "")


def along(address: str, noted: str) -> str:
    """The address of a place as the line writes it, with what was counted."""
    return f"{address}&noted={noted}" if noted else address


class Counting:
    """Counts turns, faults and, where the carrier tells it, ends of calls."""

    def __init__(self, line: Line, counts: Tally, clock: Callable[[], datetime], guard: Guard) -> None:
        """`guard` keeps everybody but the carrier out of /status, and gives what the carrier sent."""
        self._line = line
        self._counts = counts
        self._clock = clock
        self._guard = guard
        self._once = Once()
        self._zone = ZoneInfo(line.crisis.zone)  # the line's own: its days begin and end where its callers are

    def add_to(self, app: Flask) -> None:
        """Register the address that the carrier tells of calls that are over."""
        app.add_url_rule("/status", "status", self.ended, methods=["POST"], provide_automatic_options=False)

    def turn(self, place: Place, event: Event, reply: Reply, now: datetime, noted: str, *, again: bool) -> str:
        """Count a turn; `noted` is what its address says was counted, and returned what the next one is to say.

        A turn that came a moment ago is not counted `again`.
        """
        try:
            added = tally(self._line, place, event, reply, now, noted)
            if again:
                return added.noted
            counters = [(counter, 1) for counter in added.counters]
            if added.seconds:
                counters.append((SECONDS, added.seconds))
            if counters:
                self._counts.add(self._day(now), self._line.id, counters)
        except Exception as error:
            failed(log, "a turn is not counted", error)
            return ""
        return added.noted

    def again(self, form: Form) -> bool:
        """Whether just this request came a moment ago; a carrier makes none twice, for each turn has its own moment."""
        try:
            return self._once.again(form.signature)
        except Exception as error:
            failed(log, "a request is taken for new", error)
            return False

    def fault(self) -> None:
        """Count a turn that was answered with an apology."""
        try:
            self._counts.add(self._day(self._clock()), self._line.id, [(FAULTS, 1)])
        except Exception as error:
            failed(log, "a fault is not counted", error)

    def ended(self) -> tuple[str, int]:
        """Count a call that is over, by the carrier's own count of its seconds; 204."""
        self._ended(self._guard(lambda: ("/status",)))
        return "", 204

    def _ended(self, form: Form) -> None:
        duration = form.get("CallDuration", "")
        told = form.get("CallStatus") == "completed" and DURATION.fullmatch(duration)
        if told and not self._once.again(f"over {form.get('CallSid') or form.signature}"):  # a call ends but once
            seconds = [(CARRIER_SECONDS, int(duration))] if int(duration) else []
            self._counts.add(self._day(self._clock()), self._line.id, [(CARRIER_CALLS, 1), *seconds])

    def _day(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()
