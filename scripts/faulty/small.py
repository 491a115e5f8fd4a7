"""A small disk, which can be filled to the last byte."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

SIZE = 4
"""Megabytes."""


class Disk:
    """A small one in memory, of this script's own; where it may not be mounted, there is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self) -> None:
        """Make it, if it is not there; SystemExit where one must be root for it."""
        self.folder.mkdir(exist_ok=True)
        if not os.path.ismount(self.folder):
            _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=0777", "none", str(self.folder))

    def fill(self) -> None:
        """Leave not one byte of room."""
        with (self.folder / "filler").open("ab", buffering=0) as filler, suppress(OSError):
            while filler.write(bytes(4096)):
                pass

    def empty(self) -> None:
        """Make room again."""
        (self.folder / "filler").unlink(missing_ok=True)

    def read_only(self, yes: bool) -> None:
        """Let nothing be written on it, or all again."""
        _run("mount", "-o", "remount,ro" if yes else "remount,rw", str(self.folder))

    def unmount(self) -> None:
        """Let it go, whoever uses it."""
        if os.path.ismount(self.folder):
            _run("umount", "-l", str(self.folder))


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"faults: {' '.join(command[:1])} is needed, and works for root alone: {done.stderr.strip()}")
