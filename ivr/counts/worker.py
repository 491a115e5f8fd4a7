"""The thread that alone writes counts: every few seconds, all at once."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections.abc import Iterable
from time import monotonic

from ivr.counts.table import Table
from ivr.counts.waiting import Sum, Waiting

log = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two writings: so much is lost of a process that is killed."""

REST = 30.0
"""Seconds, after a failure, until the database is tried again."""

LONGEST_CLOSE = 2.0
"""Seconds that a process which ends waits for its last counts to be written."""


class Worker:
    """One process's way to the table; the thread starts with the first count and ends with the process."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._process = os.getpid()
        self._awake = threading.Condition()
        """Held to touch what is below; never held while the database is spoken to."""
        self._thread: threading.Thread | None = None
        self._waiting = Waiting()
        self._next = float("-inf")
        """The time of `monotonic` before which nothing is written."""
        self._ending = False
        self.failing = False
        """Whether the last writing failed."""

    @property
    def dropped(self) -> int:
        """How much was counted in this process and given up."""
        return self._waiting.dropped

    def add(self, sums: Iterable[tuple[Sum, int]]) -> None:
        """Have these added soon; returns at once."""
        with self._awake:
            dropped, idle = self._waiting.dropped, not self._waiting
            for key, count in sums:
                self._waiting.add(key, count)
            now_dropped = self._waiting.dropped
            if not self._thread:
                self._start()
            if idle:  # or else it knows when to wake by itself
                self._awake.notify()
        if now_dropped.bit_length() > dropped.bit_length():  # told at 1, 2, 4, 8, … and not a thousand times
            log.warning("counts: %d were dropped so far: too many waited for the database", now_dropped)

    def close(self) -> None:
        """Write what waits, if that can be done in `LONGEST_CLOSE` seconds, and end the thread."""
        if os.getpid() != self._process:  # a child that ends: the thread is its parent's, and the lock may be held
            return
        atexit.unregister(self.close)
        with self._awake:
            self._ending = True
            thread = self._thread
            self._awake.notify()
        if thread:
            thread.join(LONGEST_CLOSE)

    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="counts", daemon=True)
        self._thread.start()
        self._next = monotonic() + EVERY
        atexit.register(self.close)

    def _run(self) -> None:
        table: Table | None = None
        while (sums := self._due()) is not None:
            try:
                table = table or Table(self._url)
                table.add(sums)
            except Exception as error:
                self._failed(sums, error)
            else:
                self._worked()
        if table:
            table.close()

    def _due(self) -> dict[Sum, int] | None:
        """Wait until something is to be written; None at the end."""
        with self._awake:
            while True:
                if self._waiting and (self._ending or monotonic() >= self._next):
                    self._next = monotonic() + EVERY
                    return self._waiting.take()
                if self._ending:
                    return None
                self._awake.wait(max(self._next - monotonic(), 0.01) if self._waiting else None)

    def _failed(self, sums: dict[Sum, int], error: Exception) -> None:
        with self._awake:
            known, self.failing = self.failing, True
            self._next = monotonic() + REST
            if self._ending:  # there is no other time
                self._waiting.take()
                log.warning("counts: %d were not written before the process ended", sum(sums.values()))
            else:
                self._waiting.put_back(sums)
        if not known:
            # The kind alone: a message may hold the database's password.
            cause = getattr(error, "orig", None)
            kind = type(error).__name__ + (f" ({type(cause).__name__})" if cause else "")
            log.warning("counts: the database does not answer, they wait: %s", kind)

    def _worked(self) -> None:
        with self._awake:
            known, self.failing = self.failing, False
        if known:
            log.warning("counts: the database answers again")
