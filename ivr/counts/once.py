"""What was counted lately, so that a request which a proxy delivers twice is counted once.

All workers of a server share it, for it is made before they are. It is in memory alone, and holds no more than hashes
with a seed that nobody knows, each for a minute. What it cannot know: that another machine has counted the same
request; nor, where one process stands still just while it looks, whether another would know better.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from mmap import mmap
from multiprocessing import Lock
from time import monotonic

LASTS = 60.0
"""Seconds: longer than a carrier waits for an answer, or a proxy for a server."""

LONGEST_WAIT = 0.005
"""Seconds for another process to look; it takes a few microseconds."""

SHELVES, ON_A_SHELF = 16384, 4
"""Where marks lie, 1 MB in all; a new one takes the place of the oldest on its shelf, which may be counted again."""

MARK = struct.Struct("qd")
"""A mark, and when it was made, by the clock that all processes of a machine have in common."""

SHELF = struct.Struct("qd" * ON_A_SHELF)


class Once:
    """Tells what comes again from what is new."""

    def __init__(self) -> None:
        self._marks = mmap(-1, SHELVES * SHELF.size)  # shared with every process that is forked from this one
        self._lock = Lock()  # a semaphore: unlike a locked file, it lets no other thread in between

    def again(self, what: str) -> bool:
        """Whether the same was asked about within `LASTS` seconds; it is from now on."""
        mark, now = hash(what), monotonic()  # of a text, with a seed that all processes of a server have in common
        at = mark % SHELVES * SHELF.size
        self._lock.acquire(timeout=LONGEST_WAIT)
        try:
            return self._look(mark, now, at)
        finally:
            # Also where it could not be had: its holder was killed, or stands still, and the caller on the phone waits.
            with suppress(ValueError):
                self._lock.release()

    def _look(self, mark: int, now: float, at: int) -> bool:
        """Whether a mark lies on the shelf at `at`, and is not too old; put it there."""
        there = SHELF.unpack_from(self._marks, at)
        marks, times = there[::2], there[1::2]
        known = mark in marks
        place = marks.index(mark) if known else times.index(min(times))
        MARK.pack_into(self._marks, at + place * MARK.size, mark, now)
        return known and bool(now - times[place] < LASTS)
