"""Time within a call: when the line began a turn, how long ago that was, and how long prompts last."""

from __future__ import annotations

from datetime import datetime

from ivr.content import Prompt
from ivr.content.measure import seconds
from ivr.dialogue.needs import Pace

DAY = 24 * 60 * 60 * 1000
"""Milliseconds; a moment is told within its day, which keeps addresses short."""

LONGEST = 10 * 60 * 1000
"""Milliseconds; no turn in which the line listens is longer, so that a moment further back was another clock's."""

SLOWER = 1.25
"""How many times as long a slow recording lasts: 150 words a minute against 120."""


def lasting(pace: Pace, *prompts: Prompt) -> float:
    """How many seconds it takes, about, to say these at a pace."""
    return sum(map(seconds, prompts)) * (SLOWER if pace is Pace.SLOW else 1)


def moment(now: datetime) -> int:
    """The milliseconds since midnight, UTC, of an aware time."""
    return round(now.timestamp() * 1000) % DAY


def elapsed(since: int | None, now: int, longest: int = LONGEST) -> int | None:
    """Milliseconds from one moment to another; None where nobody knows the first, or where it is over `longest`."""
    if since is None:
        return None
    passed = (now - since) % DAY
    return passed if passed <= longest else None


class Watch:
    """The time of one turn. It notes what it was asked, and so knows at which other times it would say the same."""

    __slots__ = ("_at", "_least", "_once", "_under", "moment", "passed")

    def __init__(self, at: datetime, since: int | None) -> None:
        """`at` is aware; `since` is when the line began the turn, as `moment` tells time, or None if nobody knows."""
        self._at = at
        self._once = False
        self._least, self._under = 0, LONGEST + 1
        self.moment = moment(at)
        self.passed = elapsed(since, self.moment)

    @property
    def now(self) -> datetime:
        """The hour and the day: at another hour, all may be otherwise."""
        self.only_once()
        return self._at

    def only_once(self) -> None:
        """Note that what comes of this turn comes of it at no other time."""
        self._once = True

    @property
    def alike(self) -> range | None:
        """With which milliseconds since the turn began the same would come of it; None if at no other time."""
        return None if self._once else range(self._least, self._under)

    def sooner(self, than: float) -> bool:
        """Whether the turn began less than so many seconds ago; False where nobody knows."""
        return self.passed is not None and self._is_under(self.passed, round(than * 1000))

    def later(self, than: float) -> bool:
        """Whether the turn began so many seconds ago or more; False where nobody knows."""
        return self.passed is not None and not self._is_under(self.passed, round(than * 1000))

    def _is_under(self, passed: int, limit: int) -> bool:
        if passed < limit:
            self._under = min(self._under, limit)
            return True
        self._least = max(self._least, limit)
        return False

    def beyond(self, than: float) -> int | None:
        """How many whole seconds more than so many ago the turn began, at least 0; None where nobody knows."""
        if self.passed is None:
            return None
        start = round(than * 1000)
        whole = max(0, (self.passed - start) // 1000)
        self._is_under(self.passed, start + (whole + 1) * 1000)
        if whole:
            self._is_under(self.passed, start + whole * 1000)
        return whole
