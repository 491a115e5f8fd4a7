"""Time within a call: when the line began a turn, and how long ago that was."""

from __future__ import annotations

from datetime import datetime

from ivr.dialogue.place import Place

DAY = 24 * 60 * 60 * 1000
"""Milliseconds; a moment is told within its day, which keeps addresses short."""

LONGEST = 10 * 60.0
"""Seconds; no turn in which the line listens is longer, so that a moment further back was another clock's."""


def moment(now: datetime) -> int:
    """The milliseconds since midnight, UTC, of an aware time."""
    return round(now.timestamp() * 1000) % DAY


def elapsed(place: Place, now: datetime, longest: float = LONGEST) -> float | None:
    """Seconds since the line began the turn that the caller now answers; None where nobody knows, or over `longest`."""
    if place.since is None:
        return None
    seconds = (moment(now) - place.since) % DAY / 1000
    return seconds if seconds <= longest else None
