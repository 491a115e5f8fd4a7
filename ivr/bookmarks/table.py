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
        name: sa.BindParameter[str] = sa.bindparam("named")
        place: sa.BindParameter[str] = sa.bindparam("left")
        until: sa.BindParameter[int] = sa.bindparam("until")
        self._read = sa.select(BOOKMARKS.c.place).where(BOOKMARKS.c.name == name, BOOKMARKS.c.expires > until)
        row = self._database.insert(BOOKMARKS).values(name=name, place=place, expires=until)
        self._keep = row.on_conflict_do_update(
            index_elements=[BOOKMARKS.c.name],
            set_={"place": row.excluded.place, "expires": row.excluded.expires},
            where=BOOKMARKS.c.expires <= row.excluded.expires,
        )
        self._drop = BOOKMARKS.delete().where(BOOKMARKS.c.name == name, BOOKMARKS.c.expires <= until)

    def read(self, name: str, now: int) -> str | None:
        """The place kept under a name, unless it has expired at `now`."""
        with self._database.begin() as connection:
            place: str | None = connection.execute(self._read, {"named": name, "until": now}).scalar_one_or_none()
        return place

    def write(self, changes: Mapping[str, Change]) -> None:
        """Make all these changes, by name; where it raises, some may be made, and all can be made again.

        A change made late, after the database was away, does not undo what another process has kept since.
        """
        # Each kind in a transaction of its own, and by name: so two processes never wait for each other.
        rows = [{"named": name, "left": changes[name].place, "until": changes[name].until} for name in sorted(changes)]
        for statement, its in (
            (self._drop, [row for row in rows if row["left"] is None]),
            (self._keep, [row for row in rows if row["left"] is not None]),
        ):
            if its:
                with self._database.begin() as connection:
                    connection.execute(statement, its)

    def sweep(self, now: int) -> None:
        """Delete what has expired at `now`."""
        with self._database.begin() as connection:
            connection.execute(BOOKMARKS.delete().where(BOOKMARKS.c.expires <= now))

    def close(self) -> None:
        """Let the connection go."""
        self._database.close()
