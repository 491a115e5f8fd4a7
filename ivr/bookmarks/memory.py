"""Bookmarks of one process, for as long as it runs: a phone on the desk, and simulated callers who ring again."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class InMemory:
    """A store without a database, a secret or an expiry; for no real caller."""

    _places: dict[str, str] = field(default_factory=dict, repr=False)

    def find(self, caller: str) -> str | None:
        """The place kept for this caller."""
        return self._places.get(caller)

    def keep(self, caller: str, place: str) -> None:
        """Keep a place instead of what was kept before."""
        self._places[caller] = place

    def drop(self, caller: str) -> None:
        """Forget what was kept."""
        self._places.pop(caller, None)

    def answers(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """There is nothing to close."""
