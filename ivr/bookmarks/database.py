"""The table of bookmarks, in SQLite or PostgreSQL; every method raises what the driver raises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from ivr.bookmarks.changes import Change

LONGEST_PLACE = 300

METADATA = sa.MetaData()
TABLE = sa.Table(
    "bookmarks",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("place", sa.String(LONGEST_PLACE), nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),  # seconds since 1970; no index: the rows are few
)

PATIENCE = 2
"""Seconds that the worker waits for a connection, a lock or a statement; libpq takes no less."""

OF_POSTGRESQL: dict[str, Any] = {
    "application_name": "steadyline",
    "connect_timeout": PATIENCE,
    # A machine that vanishes is noticed in seconds, not in the hours that the system's own settings allow.
    "tcp_user_timeout": 5000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "prepare_threshold": None,  # a pooler in between may know no prepared statements
}


def read_url(url: str) -> sa.URL:
    """The address for SQLAlchemy, with the driver we have; postgres:// is what some hosts still hand out.

    Raises sqlalchemy.exc.ArgumentError if it is none.
    """
    parsed = sa.make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


class Database:
    """One engine with at most one connection, for one thread of one process; connects when first used."""

    def __init__(self, url: str) -> None:
        """Raises ImportError if the driver is missing, sqlalchemy.exc.ArgumentError if `url` is not right."""
        self._engine = _engine(read_url(url))
        self._is_postgresql = self._engine.dialect.name == "postgresql"
        self._has_table = False

    def read(self, name: str, now: int) -> str | None:
        """The place kept under a name, unless it has expired at `now`."""
        query = TABLE.select().with_only_columns(TABLE.c.place).where(TABLE.c.name == name, TABLE.c.expires > now)
        with self._begin() as connection:
            place: str | None = connection.execute(query).scalar_one_or_none()
        return place

    def write(self, changes: Mapping[str, Change]) -> None:
        """Make all these changes, by name, or none of them.

        A change made late, after the database was away, does not undo what another process has kept since.
        """
        with self._begin() as connection:
            for name in sorted(changes):  # always in one order: two processes then never wait for each other
                self._write(connection, name, changes[name])

    def sweep(self, now: int) -> None:
        """Delete what has expired at `now`."""
        with self._begin() as connection:
            connection.execute(TABLE.delete().where(TABLE.c.expires <= now))

    def close(self) -> None:
        """Let the connection go."""
        self._engine.dispose()

    def _write(self, connection: sa.Connection, name: str, change: Change) -> None:
        if change.place is None:
            connection.execute(TABLE.delete().where(TABLE.c.name == name, TABLE.c.expires <= change.until))
            return
        insert = postgresql.insert(TABLE) if self._is_postgresql else sqlite.insert(TABLE)
        row = insert.values(name=name, place=change.place, expires=change.until)
        new = {"place": row.excluded.place, "expires": row.excluded.expires}
        earlier = TABLE.c.expires <= row.excluded.expires
        connection.execute(row.on_conflict_do_update(index_elements=[TABLE.c.name], set_=new, where=earlier))

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        """A transaction on a table that exists."""
        try:
            if not self._has_table:
                self._make_table()
                self._has_table = True
            with self._engine.begin() as connection:
                self._hurry(connection)
                yield connection
        except Exception:
            self._has_table = False  # somebody may have put an empty database in the place of this one
            raise

    def _make_table(self) -> None:
        """Two processes that start at once may both see no table: one of them fails, and then finds it made."""
        try:
            self._create()
        except DBAPIError as error:
            if self._is_postgresql and isinstance(error, OperationalError):  # nobody there: not to be waited for twice
                raise
            self._create()

    def _create(self) -> None:
        with self._engine.begin() as connection:
            self._hurry(connection)
            METADATA.create_all(connection, checkfirst=True)

    def _hurry(self, connection: sa.Connection) -> None:
        if self._is_postgresql:  # for this transaction alone: a pooler may hand the connection on
            connection.execute(sa.text(f"SET LOCAL statement_timeout = {PATIENCE * 1000}"))


def _engine(url: sa.URL) -> sa.Engine:
    # Without hide_parameters, an error's text would hold a name and a place.
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(
            url, connect_args=OF_POSTGRESQL, hide_parameters=True, pool_size=1, max_overflow=0, pool_pre_ping=True
        )
    # Opened anew each time, a file that was replaced is the one written to; it costs a tenth of a millisecond.
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE}, hide_parameters=True, poolclass=NullPool)
    sa.event.listen(engine, "connect", _overwrite_what_is_deleted)
    return engine


def _overwrite_what_is_deleted(connection: Any, _record: object) -> None:
    """SQLite otherwise leaves the bytes of a deleted row in the file."""
    connection.execute("PRAGMA secure_delete = ON")
