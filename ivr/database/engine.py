"""An address → a transaction on tables that exist; every method raises what the driver raises."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.pool import NullPool

from ivr.database.migrate import is_current, migrate

log = logging.getLogger(__name__)

PATIENCE = 2
"""Seconds that anybody waits for a connection, a lock or a statement; libpq takes no less."""

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

ALONE = {"steadyline_alone": True}
"""Of a transaction on SQLite: nobody else writes from its beginning on, and so two processes never migrate at once."""


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
        self._has_tables = False

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """A transaction on tables that are as `tables` has them."""
        try:
            if not self._has_tables:
                self._make_tables()
                self._has_tables = True
            with self._transaction(self._engine) as connection:
                yield connection
        except Exception:
            self._has_tables = False  # somebody may have put an empty database in the place of this one
            raise

    def insert(self, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
        """An insertion that can also say what to do where the row is there already."""
        return postgresql.insert(table) if self._is_postgresql else sqlite.insert(table)

    def close(self) -> None:
        """Let the connection go."""
        self._engine.dispose()

    def _make_tables(self) -> None:
        with self._transaction(self._engine) as connection:
            if is_current(connection):
                return
        with self._transaction(self._engine.execution_options(**ALONE)) as connection:
            migrate(connection)

    @contextmanager
    def _transaction(self, engine: sa.Engine) -> Iterator[sa.Connection]:
        with engine.begin() as connection:
            if self._is_postgresql:  # for this transaction alone: a pooler may hand the connection on
                connection.execute(sa.text(f"SET LOCAL statement_timeout = {PATIENCE * 1000}"))
            yield connection


def prepare(url: str) -> None:
    """Make the tables before anybody waits for them, if the database is there; it may also come later."""
    database = Database(url)
    try:
        with database.begin():
            pass
    except sa.exc.SQLAlchemyError as error:
        kind = type(getattr(error, "orig", None) or error).__name__  # a message may hold the database's password
        log.warning("the database does not answer, calls go on without: %s", kind)
    finally:
        database.close()


def _engine(url: sa.URL) -> sa.Engine:
    # Without hide_parameters, an error's text would hold a name and a place.
    if url.get_backend_name() == "postgresql":
        return sa.create_engine(
            url, connect_args=OF_POSTGRESQL, hide_parameters=True, pool_size=1, max_overflow=0, pool_pre_ping=True
        )
    # Opened anew each time, a file that was replaced is the one written to; it costs a tenth of a millisecond.
    engine = sa.create_engine(url, connect_args={"timeout": PATIENCE}, hide_parameters=True, poolclass=NullPool)
    sa.event.listen(engine, "connect", _of_sqlite)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _of_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # Python's own transactions would leave the making of tables out
    connection.execute("PRAGMA secure_delete = ON")  # or else the bytes of a deleted row stay in the file


def _begin(connection: sa.Connection) -> None:
    alone = connection.get_execution_options().items() >= ALONE.items()
    connection.exec_driver_sql("BEGIN IMMEDIATE" if alone else "BEGIN")
