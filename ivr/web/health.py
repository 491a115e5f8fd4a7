"""Whether the server is alive, and whether calls find all that they need; open to anyone, and nothing about callers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Found:
    """How the server was when it was last looked at."""

    gone: int
    """Recordings that were there at the start, and are not any more."""
    elsewhere: bool
    """Whether recordings are served elsewhere, and are not looked for."""
    bookmarks: bool
    counts: bool
    """Whether the database answers for each."""

    @property
    def status(self) -> str:
        """`ready`, `degraded`, in which calls work with less, or `unready`, in which they may break."""
        return "unready" if self.gone else "ready" if self.bookmarks and self.counts else "degraded"

    def parts(self) -> dict[str, bool]:
        """Whether each part is well."""
        return {"recordings": not self.gone, "bookmarks": self.bookmarks, "counts": self.counts}


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
        self._kept: tuple[datetime, Found] | None = None

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.add_url_rule("/health", "health", self.health)
        app.add_url_rule("/ready", "ready", self.ready)

    def health(self) -> dict[str, str]:
        """Alive: requests are answered."""
        return {"status": "ok"}

    def ready(self) -> tuple[dict[str, str], int]:
        """200 with `ready` or `degraded`, 503 with `unready`, and why.

        Without a database, a call that breaks off cannot be carried on, and what is counted waits. A recording that was
        there at the start and is gone is still played, and carriers may end a call over it; one that was never there is
        spoken instead.
        """
        found = self.look()
        told = {
            "status": found.status,
            "line": self._line.id,
            "recordings": f"{found.gone} gone" if found.gone else "served elsewhere" if found.elsewhere else "ok",
            "bookmarks": "ok" if found.bookmarks else "the database does not answer",
            "counts": "ok" if found.counts else "the database does not answer",
        }
        return told, 503 if found.gone else 200

    def look(self) -> Found:
        """How the server is, or was within the last five seconds."""
        with self._looking:
            now = self._clock()
            if self._kept is None or not timedelta() <= now - self._kept[0] < HOLDS:
                gone = sum(not (self._folder / file).is_file() for file in self._played.files) if self._folder else 0
                found = Found(gone, self._folder is None, self._bookmarks.answers(), self._counts.answers())
                self._kept = now, found
            return self._kept[1]
