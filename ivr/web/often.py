"""How often somebody comes: counted for a while, in this process's memory alone, which it cannot fill."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from secrets import token_hex
from threading import Lock
from time import monotonic

from cachetools import TTLCache

from ivr.bookmarks.callers import Names

MOST_KEPT = 10_000
"""Of each kind, under 5 MB: whoever came longest ago is forgotten first."""

HOUR = 60 * 60.0
"""Seconds."""


class Often:
    """Counts what comes from each of many, from the first time on, until the window is over."""

    def __init__(self, most: int, seconds: float, timer: Callable[[], float] = monotonic) -> None:
        """`most` times within `seconds` are not too often; `timer` gives seconds that never jump."""
        self._most = most
        self._lock = Lock()
        self._counted: TTLCache[Hashable, list[int]] = TTLCache(MOST_KEPT, seconds, timer)

    def hit(self, who: Hashable) -> bool:
        """Count one more; whether that is too often."""
        with self._lock:
            times = self._counted.setdefault(who, [0])  # not set again: the window would begin anew each time
            times[0] += 1
            return times[0] > self._most

    def reached(self, who: Hashable) -> bool:
        """Whether one more would be too often."""
        with self._lock:
            return self._counted.get(who, [0])[0] >= self._most


class Callers:
    """Which numbers phone, or are put through, very often: by names that this process alone can make.

    The way to the crisis helpline is never counted. Who withholds the number cannot be told from others, and is not
    counted either. Each worker counts for itself: the calls of one number may land on any.
    """

    def __init__(self, most: int, timer: Callable[[], float] = monotonic) -> None:
        """`most` calls an hour from one number, and as many transfers for it, are not too often; 0 for any number."""
        self._counts = most > 0
        self._names = Names(token_hex())
        self._calls = Often(most, HOUR, timer)
        self._transfers = Often(most, HOUR, timer)

    def calls(self, caller: str) -> bool:
        """Count a call that begins, by the number as the carrier sends it; whether it is one of too many."""
        return self._hit(self._calls, caller)

    def is_put_through(self, caller: str) -> bool:
        """Count a transfer; whether it is one of too many."""
        return self._hit(self._transfers, caller)

    def _hit(self, often: Often, caller: str) -> bool:
        name = self._names.name(caller) if self._counts else None
        return name is not None and often.hit(name)
