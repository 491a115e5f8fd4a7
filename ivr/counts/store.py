"""What calls tell, and nothing else: none of it ever raises, and no call waits for it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from ivr.counts.waiting import Sum
from ivr.counts.worker import Worker
from ivr.database import LONGEST_COUNTER, LONGEST_LINE, read_url

log = logging.getLogger(__name__)


class Tally(Protocol):
    """Adds up what happens on lines."""

    def add(self, day: date, line: str, counters: Iterable[tuple[str, int]]) -> None:
        """Add to these counters of a day and a line; returns at once."""

    def answers(self) -> bool:
        """Whether what was counted can be written at present, as far as is known."""

    def close(self) -> None:
        """Write what still waits, for at most two seconds, and let the database go."""


class NoCounts:
    """The tally of a line that counts nothing."""

    def add(self, day: date, line: str, counters: Iterable[tuple[str, int]]) -> None:
        """Add nothing."""

    def answers(self) -> bool:
        """Nothing is wanted of it."""
        return True

    def close(self) -> None:
        """There is nothing to close."""


class Counts:
    """Counts in a database: `sqlite:///FILE`, or `postgresql://…`.

    Safe to be made before a process forks: each process connects, and starts its thread, when it first counts.
    """

    def __init__(self, url: str) -> None:
        """The database is not looked at yet.

        Raises ImportError if the database's driver is missing, and sqlalchemy.exc.ArgumentError if `url` is not right:
        `ivr.settings` reports these before.
        """
        read_url(url).get_dialect().import_dbapi()  # now, so that the first call does not wait for it
        self._url = url
        self._workers: dict[int, Worker] = {}
        """By process id. A child leaves its parent's alone."""

    def add(self, day: date, line: str, counters: Iterable[tuple[str, int]]) -> None:
        """As `Tally`; what a database would refuse for its length is cut."""
        try:
            self._worker().add(
                [(Sum(day, line[:LONGEST_LINE], counter[:LONGEST_COUNTER]), count) for counter, count in counters]
            )
        except Exception as error:
            log.error("counts: %s", type(error).__name__)

    def answers(self) -> bool:
        """As `Tally`: false from a writing that failed to one that did not."""
        return not self._worker().failing

    def close(self) -> None:
        """As `Tally`; what is counted after it begins anew."""
        worker = self._workers.pop(os.getpid(), None)
        if worker:
            worker.close()

    def _worker(self) -> Worker:
        process = os.getpid()
        # `setdefault` is one step, as in the bookmarks.
        return self._workers.get(process) or self._workers.setdefault(process, Worker(self._url))
