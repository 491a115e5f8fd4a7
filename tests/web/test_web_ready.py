"""/ready: whether calls find all that they need."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.test import Client, TestResponse

from ivr.bookmarks import NoBookmarks
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.settings import Settings
from ivr.web import create_app


class Database(NoBookmarks):
    """A store whose database can be switched off, and that counts how often it is asked."""

    def __init__(self) -> None:
        self.on, self.asked = True, 0

    def answers(self) -> bool:
        self.asked += 1
        return self.on


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def later(weekday: datetime) -> Callable[[float], None]:
    """`later(6)`: six seconds pass."""

    def passes(seconds: float) -> None:
        passes.now += timedelta(seconds=seconds)  # type: ignore[attr-defined]

    passes.now = weekday  # type: ignore[attr-defined]
    return passes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A few of the recordings that are shipped, and the catalogue of all."""
    for file in ("catalogue.json", *list(Catalogue.load(audio_folder()).files)[:5]):
        shutil.copy(audio_folder() / file, tmp_path)
    return tmp_path


@pytest.fixture
def prober(settings: Settings, folder: Path, database: Database, later: Callable[[float], None]) -> Client:
    app = create_app(replace(settings, audio_dir=folder), lambda: later.now, database)  # type: ignore[attr-defined]
    return app.test_client()


def told(answer: TestResponse) -> tuple[int, object]:
    assert answer.json is not None
    return answer.status_code, answer.json["status"]


def test_all_is_there(prober: Client) -> None:
    answer = prober.get("/ready")
    assert answer.json == {"status": "ready", "line": "uk", "recordings": "ok", "bookmarks": "ok", "counts": "ok"}
    assert answer.status_code == 200


def test_without_its_database_it_is_ready_but_degraded_and_recovers(
    prober: Client, database: Database, later: Callable[[float], None]
) -> None:
    database.on = False
    assert told(prober.get("/ready")) == (200, "degraded")
    database.on = True
    later(6)
    assert told(prober.get("/ready")) == (200, "ready")


@pytest.mark.parametrize("becomes", [None, b"", b"no sound at all"], ids=["gone", "empty", "no sound"])
def test_recordings_that_vanish_or_are_spoilt_are_told_of_until_they_are_back(
    prober: Client, folder: Path, later: Callable[[float], None], becomes: bytes | None
) -> None:
    """Calls work without them, in the carrier's own voice: it is no reason to send them elsewhere."""
    assert told(prober.get("/ready")) == (200, "ready")
    kept = {file: file.read_bytes() for file in list(folder.glob("*.wav"))[:2]}
    for file in kept:
        file.unlink() if becomes is None else file.write_bytes(becomes)
    later(6)
    answer = prober.get("/ready")
    assert told(answer) == (200, "degraded")
    assert answer.json is not None
    assert answer.json["recordings"] == "2 gone or spoilt"
    for file, sound in kept.items():
        file.write_bytes(sound)
    later(6)
    assert told(prober.get("/ready")) == (200, "ready")


def test_asking_often_wears_out_nothing(prober: Client, database: Database, later: Callable[[float], None]) -> None:
    for _ in range(50):
        prober.get("/ready")
    assert database.asked == 1
    later(-3600)  # a clock that is set back
    prober.get("/ready")
    assert database.asked == 2


def test_recordings_that_are_served_elsewhere_are_not_looked_for(settings: Settings, weekday: datetime) -> None:
    app = create_app(replace(settings, audio_url="https://cdn.example/audio"), lambda: weekday)
    answer = app.test_client().get("/ready").json
    assert answer is not None
    assert answer["recordings"] == "served elsewhere"


def test_it_is_alive_whatever_is_missing(prober: Client, database: Database, folder: Path) -> None:
    database.on = False
    shutil.rmtree(folder)
    assert prober.get("/health").json == {"status": "ok"}
