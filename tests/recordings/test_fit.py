"""Recordings that are deleted, cut off or spoilt while calls are under way are said by the carrier's own voice."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from ivr.phone import InProcess, Phone
from ivr.phone.media import seconds_of
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.fit import Fit
from ivr.settings import Settings
from ivr.web import create_app

Spoil = Callable[[Path], object]

SPOILS: dict[str, Spoil] = {
    "deleted": Path.unlink,
    "cut off": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "empty": lambda file: file.write_bytes(b""),
    "no sound": lambda file: file.write_bytes(b"\xa5" * file.stat().st_size),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "another sound": lambda file: file.write_bytes(_wav(b"\0\0")),
}


def _wav(frames: bytes, encoding: int = 1) -> bytes:
    """16,000 bytes a second; encoding 1 is PCM, 7 is mu-law."""
    fmt = b"fmt " + struct.pack("<IHHIIHH", 16, encoding, 1, 8000, 16000, 2, 16)
    body = b"WAVE" + fmt + b"data" + struct.pack("<I", len(frames)) + frames
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of all recordings, which may be spoilt."""
    folder = tmp_path / "audio"
    shutil.copytree(audio_folder(), folder)
    return folder


@pytest.fixture
def app(folder: Path, settings: Settings, weekday: datetime) -> Iterator[Flask]:
    return create_app(replace(settings, audio_dir=folder), lambda: weekday)


@pytest.fixture(autouse=True)
def always_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call of a test is over before half a second is."""
    monkeypatch.setattr("ivr.recordings.fit.EVERY", 0.0)


def rung(app: Flask, settings: Settings) -> Phone:
    phone = Phone(InProcess(app), f"{settings.public_url}/call", settings.auth_token)
    phone.ring()
    return phone


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS.keys())
def test_the_very_next_document_says_what_cannot_be_played(
    app: Flask, folder: Path, settings: Settings, spoil: Spoil
) -> None:
    phone = rung(app, settings)
    played = {event.event for event in phone.transcript}
    assert phone.call
    for file in folder.glob("*.wav"):
        spoil(file)
    phone.call.press("2", into=1.0)
    phone.call.stay_silent()
    since = [event.event for event in phone.call.lately]
    assert played <= {"play"}
    assert "say" in {event.event for event in phone.transcript}
    assert "play" not in since


def test_a_recording_that_is_back_is_played_again(app: Flask, folder: Path, settings: Settings) -> None:
    moved = folder.rename(folder.with_name("away"))
    folder.mkdir()
    first = rung(app, settings)
    assert first.call
    first.call.wait(into=0.0)
    assert first.transcript[0].event == "say"
    folder.rmdir()
    moved.rename(folder)
    second = rung(app, settings)
    assert second.call
    second.call.wait(into=0.0)
    assert second.transcript[0].event == "play"


@pytest.mark.parametrize("spoil", SPOILS.values(), ids=SPOILS.keys())
def test_what_a_document_before_named_is_a_moment_of_silence_that_nobody_keeps(
    app: Flask, folder: Path, spoil: Spoil
) -> None:
    file = next(iter(Catalogue.load(folder).files))
    spoil(folder / file)
    for query in ("", "?from=0.50"):
        answer = app.test_client().get(f"/audio/{file}{query}")
        assert answer.status_code == 200
        assert answer.content_type == "audio/wav"
        assert seconds_of(answer.data) == 0.5
        assert "immutable" not in answer.headers["Cache-Control"]
    assert app.test_client().get("/audio/nothing-0123456789ab.wav").status_code == 404


def test_a_whole_recording_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalogue.load(folder)
    fit = Fit(folder, catalogue)
    assert fit.look() == frozenset()
    monkeypatch.setattr("wave.open", None)  # would fail if it were asked
    assert fit.look() == frozenset()


def test_between_two_looks_no_file_is_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.recordings.fit.EVERY", 3600.0)
    fit = Fit(folder, Catalogue.load(folder))
    monkeypatch.setattr(Path, "stat", None)
    assert fit.unfit() == frozenset()


def test_what_python_cannot_read_may_still_be_a_sound(folder: Path) -> None:
    file = next(iter(Catalogue.load(folder).files))
    (folder / file).write_bytes(_wav(bytes(8000), encoding=7))
    assert Fit(folder, Catalogue.load(folder)).look() == frozenset()
    (folder / file).write_bytes(_wav(bytes(8000), encoding=7)[:-10])
    assert Fit(folder, Catalogue.load(folder)).look() == {file}
