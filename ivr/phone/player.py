"""The sound player at hand, whichever the machine has."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PLAYERS: Sequence[Sequence[str]] = (
    ("aplay", "-q"),
    ("paplay",),
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("play", "-q"),
)


class Player:
    """Plays WAV files through another program."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)

    @contextmanager
    def playing(self, wav: bytes) -> Iterator[None]:
        """Play a recording for as long as the block lasts; leaving the block stops the sound."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "recording.wav")
            path.write_bytes(wav)
            quiet = subprocess.DEVNULL  # the keys typed meanwhile are not the player's
            with subprocess.Popen([*self._command, str(path)], stdin=quiet, stdout=quiet, stderr=quiet) as process:
                try:
                    yield
                finally:
                    process.terminate()


def at_hand() -> Player | None:
    """Return the first player this machine has, or None."""
    return next((Player(command) for command in PLAYERS if shutil.which(command[0])), None)
