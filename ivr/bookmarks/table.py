"""The table of bookmarks, in SQLite or PostgreSQL; every method raises what the driver raises."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from ivr.bookmarks.changes import Change
from ivr.database import BOOKMARKS, Database


class Table:
    """Its rows, for one thread of one process; connects when first used."""

    def __init__(self, url: str) -> None:
        """Raises ImportError if the driver is missing, sqlalchemy.exc.ArgumentError if `url` is not right."""
        self._database = Database(url)

    def read(self, name: str, now: int) -> str | None:
        """The place kept under a name, unless it has expired at `now`."""
        row = (BOOKMARKS.c.name == name, BOOKMARKS.c.expires > now)
        with self._database.begin() as connection:
            place: str | None = connection.execute(sa.select(BOOKMARKS.c.place).where(*row)).scalar_one_or_none()
        return place

    def write(self, changes: Mapping[str, Change]) -> None:
        """Make all these changes, by name, or none of them.

        A change made late, after the database was away, does not undo what another process has kept since.
        """
        with self._database.begin() as connection:
            for name in sorted(changes):  # always in one order: two processes then never wait for each other
                self._write(connection, name, changes[name])

    def sweep(self, now: int) -> None:
        """Delete what has expired at `now`."""
        with self._database.begin() as connection:
            connection.execute(BOOKMARKS.delete().where(BOOKMARKS.c.expires <= now))

    def close(self) -> None:
        """Let the connection go."""
        self._database.close()

    def _write(self, connection: sa.Connection, name: str, change: Change) -> None:
        if change.place is None:
            kept_before = (BOOKMARKS.c.name == name, BOOKMARKS.c.expires <= change.until)
            connection.execute(BOOKMARKS.delete().where(*kept_before))
            return
        row = self._database.insert(BOOKMARKS).values(name=name, place=change.place, expires=change.until)
        new = {"place": row.excluded.place, "expires": row.excluded.expires}
        earlier = BOOKMARKS.c.expires <= row.excluded.expires
        connection.execute(row.on_conflict_do_update(index_elements=[BOOKMARKS.c.name], set_=new, where=earlier))
