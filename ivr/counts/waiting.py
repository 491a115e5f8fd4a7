"""What was counted and is not written yet: sums, so that a day without a database takes little more than a minute."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

MOST_SUMS = 20_000
"""Different sums, under 200 bytes each; a line adds some hundred a day."""


class Sum(NamedTuple):
    """What a number stands for."""

    day: date
    line: str
    counter: str


class Waiting:
    """The sums of one process; not safe to be used from two threads at once."""

    def __init__(self) -> None:
        self._sums: dict[Sum, int] = {}
        self.dropped = 0
        """How many were given up because there was no room for another sum."""

    def __len__(self) -> int:
        return len(self._sums)

    def add(self, key: Sum, count: int) -> None:
        """Add to a sum; where there is no room for a new one, what is added is dropped, and that is counted."""
        if key in self._sums or len(self._sums) < MOST_SUMS:
            self._sums[key] = self._sums.get(key, 0) + count
        else:
            self.dropped += count

    def take(self) -> dict[Sum, int]:
        """Everything that waits, to be written now."""
        taken, self._sums = self._sums, {}
        return taken

    def put_back(self, taken: Mapping[Sum, int]) -> None:
        """What was taken could not be written: it waits again, before what has come since."""
        since, self._sums = self._sums, dict(taken)
        for key, count in since.items():
            self.add(key, count)
