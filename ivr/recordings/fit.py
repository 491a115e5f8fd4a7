"""Which recordings can be played just now: whoever deletes or spoils one costs callers the voice, and not the call."""

from __future__ import annotations

import os
import wave
from pathlib import Path
from time import monotonic

from ivr.recordings.catalogue import Catalogue

EVERY = 5.0
"""Seconds between two looks, which take a millisecond or two: a turn has no time for one of its own."""

OFF = 0.1
"""Seconds by which a recording may be shorter than its catalogue says."""


class Fit:
    """Looks after the recordings in a folder."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        """`catalogue` are the recordings that calls are sent to; all are looked at now."""
        self._folder = folder
        self._catalogue = catalogue
        self._whole: dict[str, tuple[int, int]] = {}
        """Those that were found whole, with their size and time then: they are read again when these change."""
        self._unfit = frozenset[str]()
        self._look_at = 0.0
        self.look()

    def unfit(self) -> frozenset[str]:
        """All files that cannot be played, as they were found within `EVERY` seconds."""
        return self.look() if monotonic() >= self._look_at else self._unfit

    def look(self) -> frozenset[str]:
        """All files that cannot be played now."""
        self._unfit = frozenset(file for file in self._catalogue.files if not self.is_whole(file))
        self._look_at = monotonic() + EVERY
        return self._unfit

    def is_whole(self, file: str) -> bool:
        """Whether a recording is there, is one, and lasts as long as the catalogue says; one that is not ours is."""
        if file not in self._catalogue.files:
            return True
        path = f"{self._folder}/{file}"
        try:
            found = os.stat(path)  # noqa: PTH116 - half the time of Path.stat, of some recordings in each turn
            seen = found.st_size, found.st_mtime_ns
            if self._whole.get(file) == seen:
                return True
            whole = _lasts(path, found.st_size) >= self._catalogue.files[file].seconds - OFF
        except (OSError, EOFError, wave.Error):
            return False
        if whole:
            self._whole[file] = seen
        return whole

    def knows(self, file: str) -> bool:
        """Whether calls may have been sent to this file."""
        return file in self._catalogue.files


def _lasts(path: str, size: int) -> float:
    """Seconds of sound that are really there, of a file of so many bytes; raises OSError, EOFError or wave.Error."""
    try:
        with wave.open(path) as sound:
            there = min(sound.getnframes(), size // (sound.getsampwidth() * sound.getnchannels()))
            return float(there / sound.getframerate())
    except wave.Error:
        if _is_other_wav(path, size):
            return float("inf")
        raise


def _is_other_wav(path: str, size: int) -> bool:
    """Whether a file says that it is WAV, in an encoding that Python cannot read, such as mu-law, and is as long as it
    says.
    """
    with Path(path).open("rb") as file:
        head = file.read(12)
    is_wav = head[:4] == b"RIFF" and head[8:] == b"WAVE"
    return is_wav and size >= int.from_bytes(head[4:8], "little") + 8
