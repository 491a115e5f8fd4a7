"""Recordings are put where they are served from, and those of the version before stay there for a day."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr.errors import RecordingError
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.publish import Published, publish

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AGO = (NOW - timedelta(days=400)).timestamp()


@pytest.fixture
def versions(tmp_path: Path) -> list[Path]:
    """Three versions of a line's recordings: abcd, cdef, ef."""
    names = list(Catalogue.load(audio_folder()).files)[:6]
    made = []
    for number, chosen in enumerate((names[:4], names[2:], names[4:])):
        folder = tmp_path / f"version-{number}"
        folder.mkdir()
        for name in chosen:
            shutil.copy(audio_folder() / name, folder)
            os.utime(folder / name, (LONG_AGO, LONG_AGO))
        Catalogue({name: Catalogue.load(audio_folder()).files[name] for name in chosen}).save(folder)
        made.append(folder)
    return made


def there(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir() if one.suffix == ".wav"}


def test_a_new_folder_gets_them_all(versions: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "served" / "audio"
    assert publish(versions[0], folder, NOW) == Published(copied=4, kept=0, deleted=0)
    assert there(folder) == there(versions[0])
    assert Catalogue.load(folder).files == Catalogue.load(versions[0]).files
    assert publish(versions[0], folder, NOW) == Published(copied=0, kept=0, deleted=0)


def test_what_was_served_until_now_stays_for_a_day_however_old_it_is(versions: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "served"
    publish(versions[0], folder, NOW - timedelta(days=300))
    for file in there(folder):
        os.utime(folder / file, (LONG_AGO, LONG_AGO))
    assert publish(versions[1], folder, NOW) == Published(copied=2, kept=2, deleted=0)
    assert there(folder) == there(versions[0]) | there(versions[1])
    assert set(Catalogue.load(folder).files) == there(versions[1])
    # Twenty-three hours on, the next version: all that was played within a day is there.
    assert publish(versions[2], folder, NOW + timedelta(hours=23)) == Published(copied=0, kept=4, deleted=0)
    assert publish(versions[2], folder, NOW + timedelta(hours=25)) == Published(copied=0, kept=2, deleted=2)
    assert there(folder) == there(versions[1])
    assert publish(versions[2], folder, NOW + timedelta(hours=48)) == Published(copied=0, kept=0, deleted=2)
    assert there(folder) == there(versions[2])


def test_a_version_that_is_taken_back_is_whole_again(versions: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "served"
    publish(versions[0], folder, NOW)
    publish(versions[2], folder, NOW + timedelta(hours=1))
    publish(versions[0], folder, NOW + timedelta(days=30))
    assert there(folder) >= there(versions[0])


def test_nothing_that_is_not_ours_is_deleted(versions: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "served"
    publish(versions[0], folder, NOW)
    for name in ("music.wav", "notes.txt", "Our-Own-0123456789ab.wav"):
        (folder / name).write_bytes(b"something of somebody's")
        os.utime(folder / name, (LONG_AGO, LONG_AGO))
    publish(versions[1], folder, NOW + timedelta(days=9))
    publish(versions[1], folder, NOW + timedelta(days=19))
    assert {"music.wav", "notes.txt", "Our-Own-0123456789ab.wav"} <= {one.name for one in folder.iterdir()}


def test_a_file_that_was_cut_is_copied_again(versions: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "served"
    publish(versions[0], folder, NOW)
    cut = sorted(there(folder))[0]
    (folder / cut).write_bytes((folder / cut).read_bytes()[:100])
    assert publish(versions[0], folder, NOW).copied == 1
    assert (folder / cut).read_bytes() == (versions[0] / cut).read_bytes()


def test_nothing_changes_where_something_is_wrong(versions: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "served"
    publish(versions[0], folder, NOW)
    before = {one.name: one.read_bytes() for one in folder.iterdir()}
    (versions[1] / sorted(there(versions[1]))[0]).unlink()
    with pytest.raises(RecordingError, match="1 recordings are not there"):
        publish(versions[1], folder, NOW)
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordingError, match="there are no recordings"):
        publish(tmp_path / "empty", folder, NOW)
    with pytest.raises(RecordingError, match="is where the recordings come from"):
        publish(versions[0], versions[0], NOW)
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == before


def test_a_folder_with_another_catalogue_is_left_alone(versions: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "catalogue.json").write_text(json.dumps(["something else"]))
    with pytest.raises(RecordingError):
        publish(versions[0], folder, NOW)
    assert there(folder) == set()
