"""Whether the server is alive, and whether calls find all that they need; open to anyone, and nothing about callers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from flask import Flask

from ivr.bookmarks import Store
from ivr.content import Line
from ivr.counts import Tally
from ivr.recordings.fit import Fit

HOLDS = timedelta(seconds=5)
"""For how long an answer is given again, so that nobody can wear out the disk and the database by asking."""


@dataclass(frozen=True, slots=True)
class Found:
    """How the server was when it was last looked at."""

    gone: int
    """Recordings that cannot be played any more: they are gone, cut off, or no sound."""
    elsewhere: bool
    """Whether recordings are served elsewhere, and are not looked for."""
    bookmarks: bool
    counts: bool
    """Whether the database answers for each."""

    @property
    def status(self) -> str:
        """`ready`, or `degraded`, in which calls work with less."""
        return "ready" if self.bookmarks and self.counts and not self.gone else "degraded"

    def parts(self) -> dict[str, bool]:
        """Whether each part is well."""
        return {"recordings": not self.gone, "bookmarks": self.bookmarks, "counts": self.counts}


class Health:
    """The addresses /health, for whoever restarts a server, and /ready, for whoever sends calls to it."""

    def __init__(
        self,
        line: Line,
        fit: Fit | None,
        bookmarks: Store,
        counts: Tally,
        clock: Callable[[], datetime],
    ) -> None:
        """`fit` looks after the recordings; None if they are served elsewhere."""
        self._line = line
        self._fit = fit
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

    def ready(self) -> dict[str, str]:
        """`ready` or `degraded`, and why.

        Without a database, a call that breaks off cannot be carried on, and what is counted waits. What cannot be
        played is said by the carrier's own voice. All that is no reason to send calls elsewhere, where it may be the
        same: so this is never an error.
        """
        found = self.look()
        return {
            "status": found.status,
            "line": self._line.id,
            "recordings": _of_recordings(found),
            "bookmarks": "ok" if found.bookmarks else "the database does not answer",
            "counts": "ok" if found.counts else "the database does not answer",
        }

    def look(self) -> Found:
        """How the server is, or was within the last five seconds."""
        with self._looking:
            now = self._clock()
            if self._kept is None or not timedelta() <= now - self._kept[0] < HOLDS:
                gone = len(self._fit.look()) if self._fit else 0
                found = Found(gone, self._fit is None, self._bookmarks.answers(), self._counts.answers())
                self._kept = now, found
            return self._kept[1]


def _of_recordings(found: Found) -> str:
    if found.gone:
        return f"{found.gone} gone or spoilt"
    return "served elsewhere" if found.elsewhere else "ok"
