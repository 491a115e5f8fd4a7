"""What calls add to the counts, on this line and this day; whatever fails here, the call does not notice."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, request

from ivr.content import Line
from ivr.counts import Tally
from ivr.counts.tally import CARRIER_CALLS, CARRIER_SECONDS, FAULTS, SECONDS, tally
from ivr.dialogue.event import Event
from ivr.dialogue.place import Place
from ivr.dialogue.reply import Reply
from ivr.logs import failed

log = logging.getLogger(__name__)

NOTED = "noted"
"""The field of an address that says what was counted in its call by then."""

DURATION = re.compile(r"[0-9]{1,5}")
"""Seconds; no call lasts a day."""


class Counting:
    """Counts turns, faults and, where the carrier tells it, ends of calls."""

    def __init__(self, line: Line, counts: Tally, clock: Callable[[], datetime], guard: Callable[[], None]) -> None:
        """`guard` keeps everybody but the carrier out of /status."""
        self._line = line
        self._counts = counts
        self._clock = clock
        self._guard = guard
        self._zone = ZoneInfo(line.crisis.zone)  # the line's own: its days begin and end where its callers are

    def add_to(self, app: Flask) -> None:
        """Register the address that the carrier tells of calls that are over."""
        app.add_url_rule("/status", "status", self.ended, methods=["POST"], provide_automatic_options=False)

    def turn(self, place: Place, event: Event, reply: Reply, now: datetime) -> str:
        """Count a turn; return what the next address is to say was counted."""
        noted = request.args.get(NOTED, "")
        try:
            added = tally(self._line, place, event, reply, now, noted)
            self._add([*((counter, 1) for counter in added.counters), (SECONDS, added.seconds)], now)
        except Exception as error:
            failed(log, "a turn is not counted", error)
            return ""
        return added.noted

    def fault(self) -> None:
        """Count a turn that was answered with an apology."""
        try:
            self._add([(FAULTS, 1)], self._clock())
        except Exception as error:
            failed(log, "a fault is not counted", error)

    def ended(self) -> tuple[str, int]:
        """Count a call that is over, by the carrier's own count of its seconds; 204."""
        self._guard()
        self._ended(request.form)
        return "", 204

    def _ended(self, form: Mapping[str, str]) -> None:
        duration = form.get("CallDuration", "")
        if form.get("CallStatus") == "completed" and DURATION.fullmatch(duration):
            self._add([(CARRIER_CALLS, 1), (CARRIER_SECONDS, int(duration))], self._clock())

    def _add(self, counters: list[tuple[str, int]], now: datetime) -> None:
        self._counts.add(self._day(now), self._line.id, [(name, count) for name, count in counters if count])

    def _day(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()
