"""The databases of these tests, a clock to set, and stores that are closed in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from servers import Server, never_answers, postgresql
from standing import Clock, until

from ivr.bookmarks import Bookmarks
from ivr.bookmarks.database import TABLE, read_url

SECRET = "secret-of-the-tests"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgresql() as made:
        yield made


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/bookmarks.db"


@pytest.fixture
def postgres(server: Server) -> str:
    """An empty PostgreSQL."""
    with psycopg.connect(server.url) as connection:
        connection.execute("DROP TABLE IF EXISTS bookmarks")
    return server.url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of either kind."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a database that never answers."""
    with never_answers() as address:
        yield address


@pytest.fixture
def open_store(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Bookmarks]]:
    """`open_store(url)`: a store under this test's clock; each has a thread and a connection of its own."""
    made: list[Bookmarks] = []

    def new(url: str, secret: str = SECRET) -> Bookmarks:
        made.append(Bookmarks(url, secret, clock))
        return made[-1]

    yield new
    monkeypatch.setattr("ivr.bookmarks.worker.LONGEST_CLOSE", 0.1)  # some of them hang
    for one in made:
        one.close()


@pytest.fixture
def brief_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failure, the database is asked again within the test's time."""
    monkeypatch.setattr("ivr.bookmarks.worker.REST", 0.2)


@pytest.fixture
def rows() -> Callable[[str, int], bool]:
    """`rows(url, 2)`: whether the table comes to have as many."""

    def come_to(url: str, wanted: int) -> bool:
        engine = sa.create_engine(read_url(url), poolclass=sa.NullPool)

        def count() -> int:
            with engine.connect() as connection:
                if not sa.inspect(connection).has_table(TABLE.name):
                    return 0
                return connection.execute(sa.select(sa.func.count()).select_from(TABLE)).scalar_one()

        return until(lambda: count() == wanted)

    return come_to
