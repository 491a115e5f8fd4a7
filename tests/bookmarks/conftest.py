"""A clock to set, a database that never answers, and stores that are closed in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from servers import never_answers
from standing import Clock, until

from ivr.bookmarks import Bookmarks
from ivr.database import BOOKMARKS, read_url

SECRET = "secret-of-the-tests"


@pytest.fixture
def clock() -> Clock:
    return Clock()


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
    monkeypatch.setattr("ivr.bookmarks.worker.EVERY", 0.2)


@pytest.fixture
def rows() -> Callable[[str, int], bool]:
    """`rows(url, 2)`: whether the table comes to have as many."""

    def come_to(url: str, wanted: int) -> bool:
        engine = sa.create_engine(read_url(url), poolclass=sa.NullPool)

        def count() -> int:
            with engine.connect() as connection:
                if not sa.inspect(connection).has_table(BOOKMARKS.name):
                    return 0
                return connection.execute(sa.select(sa.func.count()).select_from(BOOKMARKS)).scalar_one()

        return until(lambda: count() == wanted)

    return come_to
