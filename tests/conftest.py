"""What the tests share: the line as it is shipped, a clock that stands where the test puts it, and a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from servers import Server, postgresql
from werkzeug.security import generate_password_hash

from ivr.content import Line, load_line
from ivr.desk import phone_here
from ivr.dialogue.walk import Visited, walk
from ivr.phone import Phone
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.settings import Settings
from ivr.web import create_app

WEEKDAY = datetime(2026, 11, 18, 11, tzinfo=UTC)
TOKEN = "token-of-the-tests"
PUBLIC_URL = "https://line.example"
PASSWORD = "password of the tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-calls", action="store_true", help="write the transcripts in tests/calls/ anew")
    parser.addoption("--recogniser", action="store_true", help="hear recordings too: scripts/environment recogniser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs the recogniser, unless it is asked for: CONTRIBUTING says how to install it."""
    unwanted = (
        [] if config.getoption("--recogniser") else [one for one in items if one.get_closest_marker("recogniser")]
    )
    config.hook.pytest_deselected(items=unwanted)
    items[:] = [one for one in items if one not in unwanted]


@pytest.fixture(scope="session")
def weekday() -> datetime:
    """A moment at which helplines with working hours are open."""
    return WEEKDAY


@pytest.fixture(scope="session")
def line() -> Line:
    return load_line("uk")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load(audio_folder())


@pytest.fixture(scope="session")
def settings() -> Settings:
    own = {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC_URL}
    return Settings.from_environ({**own, "IVR_BOOKMARKS": "off", "IVR_COUNTS": "off", "IVR_MOST_AN_HOUR": "off"})


@pytest.fixture(scope="session")
def app(settings: Settings) -> Flask:
    return create_app(settings, lambda: WEEKDAY)


@pytest.fixture(scope="session")
def app_with_phone(settings: Settings) -> Flask:
    """The same, with the browser phone switched on, behind `PASSWORD`."""
    hashed = generate_password_hash(PASSWORD)
    return create_app(replace(settings, browser_phone=True, operator_password=hashed), lambda: WEEKDAY)


@pytest.fixture(scope="session")
def password() -> str:
    """The operator's, of `app_with_phone`."""
    return PASSWORD


@pytest.fixture
def ring() -> Callable[..., Phone]:
    """A phone to the real app: `ring(dial="busy", at=…)`."""

    def phone(dial: str = "answer", at: datetime = WEEKDAY) -> Phone:
        return phone_here({}, dial, at)

    return phone


@pytest.fixture(scope="session")
def visits(line: Line) -> list[Visited]:
    """Every turn that the line can take."""
    return list(walk(line))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgresql() as made:
        yield made


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/line.db"


@pytest.fixture
def postgres(server: Server) -> str:
    """An empty PostgreSQL."""
    with psycopg.connect(server.url) as connection:
        connection.execute("DROP TABLE IF EXISTS bookmarks, counts, alembic_version")
    return server.url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of either kind."""
    return str(request.getfixturevalue(request.param))
