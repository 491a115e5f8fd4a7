"""What the line talks to: find, keep, drop. None of them ever raises, and no call waits for them."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from ivr.bookmarks.callers import Names
from ivr.bookmarks.changes import Change
from ivr.bookmarks.worker import Worker
from ivr.database import LONGEST_PLACE, read_url

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(minutes=30)
"""How long after a call a caller who rings again can carry on."""


class Store(Protocol):
    """Remembers the places of calls that broke off; `caller` is the number as the carrier sends it."""

    def find(self, caller: str) -> str | None:
        """The place kept for this caller, as its address; None if there is none, or it cannot be told in time."""

    def keep(self, caller: str, place: str) -> None:
        """Keep the address of a place for half an hour, instead of what was kept before; returns at once."""

    def drop(self, caller: str) -> None:
        """Forget what was kept; returns at once."""

    def answers(self) -> bool:
        """Whether places can be found and kept at present; waits as long as `find`."""

    def close(self) -> None:
        """Write what still waits, for at most two seconds, and let the database go."""


class NoBookmarks:
    """The store of a line that keeps nothing."""

    def find(self, caller: str) -> str | None:  # noqa: ARG002 - a Store
        """Nothing."""
        return None

    def keep(self, caller: str, place: str) -> None:
        """Keep nothing."""

    def drop(self, caller: str) -> None:
        """There is nothing to forget."""

    def answers(self) -> bool:
        """Nothing is wanted of it."""
        return True

    def close(self) -> None:
        """There is nothing to close."""


class Bookmarks:
    """Bookmarks in a database: `sqlite:///FILE`, or `postgresql://…`.

    Safe to be made before a process forks: each process connects, and starts its thread, when it first needs them. Not
    safe to be in use at the moment of a fork: a lock that SQLite holds just then stays locked in the child.
    """

    def __init__(self, url: str, secret: str, clock: Callable[[], datetime]) -> None:
        """`clock` gives the time, aware. The database is not looked at yet.

        Raises ValueError for an empty secret, ImportError if the database's driver is missing, and
        sqlalchemy.exc.ArgumentError if `url` is not right: `ivr.settings` reports these before.
        """
        read_url(url).get_dialect().import_dbapi()  # now, so that the first call does not wait for it
        self._url = url
        self._names = Names(secret)
        self._clock = clock
        self._workers: dict[int, Worker] = {}
        """By process id. A child leaves its parent's alone: to let go of it would close the parent's connection."""

    def find(self, caller: str) -> str | None:
        """As `Store`; None also for who withholds the number. A change that is not written yet counts."""
        try:
            name = self._names.name(caller)
            return self._worker().find(name, self._now()) if name else None
        except Exception as error:
            _log(error)
            return None

    def keep(self, caller: str, place: str) -> None:
        """As `Store`; nothing for who withholds the number, or a text that is no address of a place."""
        if 0 < len(place) <= LONGEST_PLACE and place.isascii() and place.isprintable():
            self._change(caller, place)
        else:  # one row that a database refuses would hold up all others
            log.error("bookmarks: a place of %d characters is not kept", len(place))

    def drop(self, caller: str) -> None:
        """As `Store`."""
        self._change(caller, None)

    def answers(self) -> bool:
        """As `Store`."""
        try:
            return self._worker().answers(self._now())
        except Exception as error:
            _log(error)
            return False

    def close(self) -> None:
        """As `Store`; what is used after it begins anew."""
        worker = self._workers.pop(os.getpid(), None)
        if worker:
            worker.close()

    def _change(self, caller: str, place: str | None) -> None:
        try:
            name = self._names.name(caller)
            if name:
                self._worker().change(name, Change(place, self._now() + int(KEPT_FOR.total_seconds())))
        except Exception as error:
            _log(error)

    def _worker(self) -> Worker:
        process = os.getpid()
        # `setdefault` is one step: of two threads that come first, both get the same worker. A lock could be copied,
        # locked, into a child.
        return self._workers.get(process) or self._workers.setdefault(process, Worker(self._url, self._now))

    def _now(self) -> int:
        return int(self._clock().timestamp())


def _log(error: Exception) -> None:
    log.error("bookmarks: %s", type(error).__name__)  # its message may hold something of the caller's
