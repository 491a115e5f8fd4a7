"""The thread that alone speaks to the database, so that no call ever waits for it longer than it chose to."""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from time import monotonic

from ivr.bookmarks.changes import MOST_CHANGES, Change, Changes
from ivr.bookmarks.table import Table

log = logging.getLogger(__name__)

LONGEST_FIND = 0.5
"""Seconds that a call waits for its bookmark."""

EVERY = 3.0
"""Seconds between two writings: many calls share one, and nobody has rung again so soon."""

ENOUGH = MOST_CHANGES // 4
"""So many changes are written before that, or else a busy line would lose some."""

REST = 30.0
"""Seconds, after a failure, in which the database is not asked again."""

SWEEP_EVERY = 600.0
"""Seconds between two deletions of what has expired."""

LONGEST_CLOSE = 2.0
"""Seconds that a process which ends waits for its last changes to be written."""


class Worker:
    """One process's way to the database; the thread starts with the first use and ends with the process."""

    def __init__(self, url: str, now: Callable[[], int]) -> None:
        """`now` gives the seconds since 1970."""
        self._url = url
        self._now = now
        self._process = os.getpid()
        self._awake = threading.Condition()
        """Held to touch what is below; never held while the database is spoken to."""
        self._thread: threading.Thread | None = None
        self._changes = Changes()
        self._finds: deque[tuple[str, int, Future[str | None]]] = deque()
        self._silent_until = self._resting_until = self._write_at = self._sweep_at = float("-inf")
        """Times of `monotonic`: until when nothing is found, and nothing written; when to write and to sweep next."""
        self._failing = False
        self._ending = False

    def change(self, name: str, change: Change) -> None:
        """Have a change written soon; returns at once."""
        with self._awake:
            lost, idle = self._changes.lost, not self._changes
            self._changes.add(name, change)
            lost = self._changes.lost if self._changes.lost > lost else 0
            if enough := len(self._changes) == ENOUGH:
                self._write_at = float("-inf")
            if idle or enough:  # or else it knows when to wake by itself
                self._wake()
        if lost and lost & (lost - 1) == 0:  # 1, 2, 4, 8, …: told, and not a thousand times
            log.warning("bookmarks: %d changes were lost so far: too many waited for the database", lost)

    def find(self, name: str, now: int) -> str | None:
        """The place kept under a name, or None where that cannot be told within `LONGEST_FIND` seconds."""
        with self._awake:
            waiting = self._changes.find(name)
            if waiting:
                return waiting.place if waiting.until > now else None
        return self._ask(name, now)[1]

    def answers(self, now: int) -> bool:
        """Whether the database answers within `LONGEST_FIND` seconds; in its rest after a failure, it does not."""
        return self._ask("", now)[0]

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

    def _ask(self, name: str, now: int) -> tuple[bool, str | None]:
        """Whether the database answered in time, and with which place."""
        with self._awake:
            if monotonic() < self._silent_until:
                return False, None
            asked = (name, now, Future[str | None]())
            self._finds.append(asked)
            self._wake()
        try:
            return True, asked[2].result(LONGEST_FIND)
        except CancelledError:  # the worker failed, and says so
            return False, None
        except TimeoutError:
            self._give_up(asked)
            return False, None

    def _wake(self) -> None:
        if not self._thread:
            thread = threading.Thread(target=self._run, name="bookmarks", daemon=True)
            thread.start()
            self._thread = thread
            atexit.register(self.close)
        self._awake.notify()

    def _give_up(self, asked: tuple[str, int, Future[str | None]]) -> None:
        with self._awake:
            self._silent_until = monotonic() + REST
            if asked in self._finds:
                self._finds.remove(asked)
        self._tell("TimeoutError")

    def _run(self) -> None:
        table: Table | None = None
        while task := self._next():
            try:
                table = table or Table(self._url)
                task(table)
            except Exception as error:
                self._failed(error)
            else:
                self._worked()
        if table:
            table.close()

    def _next(self) -> Callable[[Table], None] | None:
        """Wait for something to do; None at the end. Finds come first: somebody is on the phone."""
        with self._awake:
            while True:
                if self._finds:
                    return partial(self._answer, *self._finds.popleft())
                now = monotonic()
                write_at = self._resting_until if self._ending else max(self._resting_until, self._write_at)
                if self._changes and write_at <= now:
                    self._write_at = now + EVERY
                    return partial(self._write, self._changes.take())
                if self._ending:
                    return None
                sweep_at = max(self._sweep_at, self._resting_until)
                if sweep_at <= now:
                    self._sweep_at = now + SWEEP_EVERY
                    return self._sweep
                self._awake.wait((min(write_at, sweep_at) if self._changes else sweep_at) - now)

    def _answer(self, name: str, now: int, answer: Future[str | None], table: Table) -> None:
        try:
            answer.set_result(table.read(name, now))
        except BaseException:
            answer.cancel()
            raise

    def _write(self, changes: dict[str, Change], table: Table) -> None:
        try:
            table.write(changes)
        except BaseException:
            with self._awake:
                self._changes.put_back(self._now())
            raise
        with self._awake:
            self._changes.done()

    def _sweep(self, table: Table) -> None:
        table.sweep(self._now())

    def _failed(self, error: Exception) -> None:
        with self._awake:
            self._silent_until = self._resting_until = monotonic() + REST
        # The kind alone: a message may hold the database's password, or something of a caller's.
        cause = getattr(error, "orig", None)
        self._tell(type(error).__name__ + (f" ({type(cause).__name__})" if cause else ""))

    def _worked(self) -> None:
        with self._awake:
            again = self._failing and monotonic() >= self._silent_until
            self._failing = self._failing and not again
        if again:
            log.warning("bookmarks: the database answers again")

    def _tell(self, kind: str) -> None:
        with self._awake:
            known, self._failing = self._failing, True
        if not known:
            log.warning("bookmarks: the database does not answer, calls go on without: %s", kind)
