"""What is still to be written: the last change of each caller, the oldest first, and never more than so many."""

from __future__ import annotations

from dataclasses import dataclass

MOST_CHANGES = 1000
"""Each holds well under 1 kB: a database that is away for an hour costs a process less than 1 MB."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one bookmark."""

    place: str | None
    """The place to keep; None to forget what was kept."""

    until: int
    """Seconds since 1970: when the place expires; of a forgetting, when anything kept before it would have."""


class Changes:
    """The changes of one process; not safe to be used from two threads at once."""

    def __init__(self) -> None:
        self._waiting: dict[str, Change] = {}
        self._written: dict[str, Change] = {}
        self.lost = 0
        """How many were given up because there were too many."""

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, name: str, change: Change) -> None:
        """Replaces what waits for the same name; one too many, and the oldest is lost."""
        self._waiting.pop(name, None)
        self._waiting[name] = change
        self._shorten()

    def find(self, name: str) -> Change | None:
        """The last change of this name that the database may not hold yet."""
        return self._waiting.get(name) or self._written.get(name)

    def take(self) -> dict[str, Change]:
        """Everything that waits, to be written now; `done` or `put_back` must follow."""
        self._written, self._waiting = self._waiting, {}
        return self._written

    def done(self) -> None:
        """What was taken is in the database."""
        self._written = {}

    def put_back(self, now: int) -> None:
        """What was taken could not be written: it waits again, but for what is replaced or has expired."""
        unexpired = {name: change for name, change in self._written.items() if change.until > now}
        for name in self._waiting:
            unexpired.pop(name, None)
        self._waiting, self._written = {**unexpired, **self._waiting}, {}
        self._shorten()

    def _shorten(self) -> None:
        while len(self._waiting) > MOST_CHANGES:
            del self._waiting[next(iter(self._waiting))]
            self.lost += 1
