"""Recordings are put where they are served from, and those of the version before stay there for a day.

A call in progress still plays what its last document named, and a carrier may fetch late; after a day, none does.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ivr.errors import RecordingError
from ivr.recordings.catalogue import Catalogue

KEPT_FOR = timedelta(days=1)

OURS = re.compile(r"[a-z0-9-]+-[0-9a-f]{12}\.wav")
"""How recordings are named; nothing else in the folder is ever deleted."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was done, in numbers of files."""

    copied: int
    kept: int
    """Of an earlier version."""
    deleted: int


def publish(source: Path, folder: Path, now: datetime) -> Published:
    """Copy the recordings in `source` and their catalogue into `folder`, which is made if need be; `now` is aware.

    A server may read the folder all the while: each file appears whole, and the catalogue last. Raises RecordingError
    if a catalogue cannot be read, or a recording that it names is not there, before anything is changed.
    """
    new = _complete(source)
    if folder.exists() and folder.samefile(source):
        raise RecordingError(f"{folder}: is where the recordings come from; name another folder to serve them from")
    folder.mkdir(parents=True, exist_ok=True)
    _date(folder, set(Catalogue.load(folder).files) - set(new.files), now)
    missing = [file for file in new.files if not _is_same(source / file, folder / file)]
    for file in missing:
        _copy(source / file, folder / file)
    new.save(folder)
    old = [one for one in folder.iterdir() if OURS.fullmatch(one.name) and one.name not in new.files]
    over = [one for one in old if now.timestamp() - one.stat().st_mtime > KEPT_FOR.total_seconds()]
    for one in over:
        one.unlink()
    return Published(len(missing), len(old) - len(over), len(over))


def _complete(source: Path) -> Catalogue:
    catalogue = Catalogue.load(source)
    if not catalogue.files:
        raise RecordingError(f"{source}: there are no recordings; make them with scripts/generate_audio.py")
    if gone := [file for file in catalogue.files if not (source / file).is_file()]:
        raise RecordingError(f"{source}: {len(gone)} recordings are not there, such as {gone[0]}; record them anew")
    return catalogue


def _date(folder: Path, ended: set[str], now: datetime) -> None:
    """Mark what was served until now: a recording may be years old, and have been played a minute ago."""
    for file in ended:
        if (folder / file).is_file():
            os.utime(folder / file, (now.timestamp(), now.timestamp()))


def _is_same(one: Path, other: Path) -> bool:
    """A name is the hash of what is said and how; a file of another size is one that a full disk has cut."""
    return other.is_file() and one.stat().st_size == other.stat().st_size


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)
