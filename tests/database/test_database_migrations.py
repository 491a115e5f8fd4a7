"""An empty, an older, a newer and a damaged database: each becomes what this version needs, or is left alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ivr.database import Database, prepare, read_url
from ivr.database.migrate import REVISIONS
from ivr.database.tables import METADATA


@contextmanager
def plainly(url: str) -> Iterator[sa.Connection]:
    """A connection that none of our code has had a hand in."""
    engine = sa.create_engine(read_url(url), poolclass=sa.NullPool)
    with engine.begin() as connection:
        yield connection


def use(url: str) -> None:
    """What a process does that keeps and counts something."""
    database = Database(url)
    with database.begin() as connection:
        connection.execute(sa.text("SELECT count(*) FROM counts"))
        connection.execute(sa.text("SELECT count(*) FROM bookmarks"))
    database.close()


def revision(url: str) -> list[str]:
    with plainly(url) as connection:
        return list(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalars())


def test_an_empty_database_gets_the_tables_that_the_code_has(url: str) -> None:
    use(url)
    with plainly(url) as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    assert revision(url) == [REVISIONS[-1]]


def test_the_revisions_are_all_known_in_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", "ivr.database:migrations")
    steps = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(step.revision for step in reversed(steps)) == REVISIONS


def test_a_database_from_before_the_migrations_keeps_its_bookmarks(url: str) -> None:
    with plainly(url) as connection:
        connection.execute(sa.text(
            "CREATE TABLE bookmarks (name VARCHAR(64) NOT NULL PRIMARY KEY,"
            " place VARCHAR(300) NOT NULL, expires BIGINT NOT NULL)"
        ))  # fmt: skip
        connection.execute(sa.text("INSERT INTO bookmarks VALUES ('name', 'topic/stress/2', 9)"))
    use(url)
    with plainly(url) as connection:
        assert connection.execute(sa.text("SELECT place FROM bookmarks")).scalars().all() == ["topic/stress/2"]
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_newer_versions_database_is_used_and_not_touched(url: str) -> None:
    """While a new version is deployed, or after it was taken back."""
    use(url)
    with plainly(url) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(sa.text("ALTER TABLE counts ADD COLUMN newer INTEGER"))
    use(url)
    assert revision(url) == ["9999"]
    with plainly(url) as connection:
        connection.execute(sa.text("DROP TABLE bookmarks"))
    use(url)  # and what somebody has dropped is made, without a step back
    assert revision(url) == ["9999"]


@pytest.mark.parametrize("table", ["counts", "bookmarks", "alembic_version"])
def test_a_table_that_was_dropped_is_made_again(url: str, table: str) -> None:
    use(url)
    with plainly(url) as connection:
        connection.execute(sa.text(f"DROP TABLE {table}"))
        if table == "alembic_version":  # all of it, as by a restored backup of an empty database
            connection.execute(sa.text("DROP TABLE counts"))
    use(url)


def test_processes_that_start_at_once_make_the_tables_once(url: str) -> None:
    code = (
        "import sys, sqlalchemy as sa; from ivr.database import Database\n"
        "with Database(sys.argv[1]).begin() as connection: connection.execute(sa.text('SELECT * FROM counts'))"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, url], stderr=subprocess.PIPE, text=True) for _ in range(6)]
    assert [process.communicate(timeout=60)[1] for process in started] == [""] * 6
    assert revision(url) == [REVISIONS[-1]]


def test_tables_are_made_before_anybody_waits_for_them(url: str, caplog: pytest.LogCaptureFixture) -> None:
    prepare(url)
    assert revision(url) == [REVISIONS[-1]]
    assert caplog.records == [] or {record.name.split(".")[0] for record in caplog.records} == {"alembic"}


def test_a_database_that_is_not_there_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    prepare("postgresql://line:pass-word@127.0.0.1:9/line")
    assert [record.message for record in caplog.records if record.name.startswith("ivr")] == [
        "the database does not answer, calls go on without: OperationalError"
    ]
    assert "pass-word" not in caplog.text
