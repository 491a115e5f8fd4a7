"""Whether the server is alive, and whether calls find all that they need; open to anyone, and nothing about callers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from flask import Flask

from ivr.bookmarks import Store
from ivr.content import Line
from ivr.counts import Tally
from ivr.recordings.catalogue import Catalogue

HOLDS = timedelta(seconds=5)
"""For how long an answer is given again, so that nobody can wear out the disk and the database by asking."""

Answer = tuple[dict[str, object], int]
"""What is answered, as JSON, and its HTTP status."""


class Health:
    """The addresses /health, for whoever restarts a server, and /ready, for whoever sends calls to it."""

    def __init__(
        self,
        line: Line,
        played: Catalogue,
        folder: Path | None,
        bookmarks: Store,
        counts: Tally,
        clock: Callable[[], datetime],
    ) -> None:
        """`played` are the recordings that calls are sent to, in `folder`; None if they are served elsewhere."""
        self._line = line
        self._played = played
        self._folder = folder
        self._bookmarks = bookmarks
        self._counts = counts
        self._clock = clock
        self._looking = Lock()
        self._kept: tuple[datetime, Answer] | None = None

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.add_url_rule("/health", "health", self.health)
        app.add_url_rule("/ready", "ready", self.ready)

    def health(self) -> dict[str, str]:
        """Alive: requests are answered."""
        return {"status": "ok"}

    def ready(self) -> Answer:
        """200 with `ready` or `degraded`, in which calls work with less; 503 with `unready`, in which they may break.

        Without a database, a call that breaks off cannot be carried on, and what is counted waits. A recording that was
        there at the start and is gone is still played, and carriers may end a call over it; one that was never there is
        spoken instead.
        """
        with self._looking:
            now = self._clock()
            if self._kept is None or not timedelta() <= now - self._kept[0] < HOLDS:
                self._kept = now, self._look()
            return self._kept[1]

    def _look(self) -> Answer:
        gone = sum(not (self._folder / file).is_file() for file in self._played.files) if self._folder else 0
        stores = {"bookmarks": self._bookmarks.answers(), "counts": self._counts.answers()}
        status = "unready" if gone else "ready" if all(stores.values()) else "degraded"
        found: dict[str, object] = {
            "status": status,
            "line": self._line.id,
            "recordings": f"{gone} gone" if gone else "ok" if self._folder else "served elsewhere",
            **{name: "ok" if answers else "the database does not answer" for name, answers in stores.items()},
        }
        return found, 503 if gone else 200
