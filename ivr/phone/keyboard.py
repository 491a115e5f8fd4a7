"""Keys typed in the terminal: one by one where it can give them so, else line by line."""

from __future__ import annotations

import os
import select
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

SILENCE = "\n"
HANG_UP = "h"
END_OF_INPUT = "\x04"
KEYS = "0123456789*#"


class Keyboard(Protocol):
    """Gives what is typed: a key, `SILENCE` or `HANG_UP`."""

    def read(self, seconds: float | None = None) -> str | None:
        """Return what is typed next, or None when nothing comes within so many seconds (None: wait for ever)."""
        ...


class Lines:
    """Reads lines: every key in a line counts, an empty line is silence, and the end of input hangs up."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._typed: deque[str] = deque()

    def read(self, seconds: float | None = None) -> str | None:  # noqa: ARG002
        """Return what is typed next, however long it takes."""
        while not self._typed:
            line = self._stream.readline()
            if not line:
                return HANG_UP
            self._typed.extend(_typed(line))
        return self._typed.popleft()


class Raw:
    """Reads single keys from a terminal that has been put into cbreak mode; all that is no key is passed over."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read(self, seconds: float | None = None) -> str | None:
        """Return what is typed next, or None when nothing comes within so many seconds."""
        until = None if seconds is None else time.monotonic() + seconds
        while True:
            left = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._descriptor], [], [], left)[0]:
                return None
            character = os.read(self._descriptor, 1).decode("ascii", "replace")
            if character in ("", END_OF_INPUT):
                return HANG_UP
            if typed := _typed(character):
                return typed[0]


def _typed(characters: str) -> list[str]:
    line = characters.strip(" \t").lower()
    if line in ("\n", "\r", "\r\n"):
        return [SILENCE]
    return [character for character in line if character in KEYS + HANG_UP]


@contextmanager
def opened(stream: TextIO) -> Iterator[Keyboard]:
    """Yield the keyboard behind a stream, and leave its terminal as it was found."""
    if not stream.isatty() or sys.platform == "win32":
        yield Lines(stream)
        return
    import termios
    import tty

    descriptor = stream.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield Raw(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
