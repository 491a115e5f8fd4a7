"""A telephone in the terminal."""

from __future__ import annotations

import io
import os
import pty
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_line import SmallLine, wav

from ivr.phone.keyboard import HANG_UP, SILENCE, Lines, Raw, opened
from ivr.phone.player import Player, at_hand
from ivr.phone.terminal import HELP, Terminal, talk

CAPTIONS = {
    "hello-3.wav": "Hello.",
    "one-2.wav": "Press 1.",
    "zero-4.wav": "Press 0.",
    "chosen-1.wav": "One.",
    "slower-2.wav": "Take your time.",
}
MENU = ["Press 1.", "Press 0."]


def typed(line: SmallLine, keys: str) -> list[str]:
    """Return what the terminal shows when these lines are typed."""
    shown: list[str] = []
    talk(line.phone(captions=CAPTIONS), io.StringIO(keys), shown.append)
    return shown


def test_lines_of_keys_make_a_call(line: SmallLine) -> None:
    """Captions as they are said, each once, with a mark before what the caller does; the end of input hangs up."""
    assert typed(line, "1\n\n") == [
        HELP, "Hello.", *MENU, "> 1", "One.", *MENU, "> (silence)", "Take your time.", *MENU, "(the caller hung up)",
    ]  # fmt: skip


def test_h_hangs_up(line: SmallLine) -> None:
    """Keys after it are not read."""
    assert typed(line, "h1\n")[-2:] == ["Press 0.", "(the caller hung up)"]


def test_a_recording_without_a_caption_is_named(line: SmallLine) -> None:
    """A caption that is missing is no reason to leave the reader without a word."""
    line.documents["menu"] = "<Play>https://line.example/audio/new-1.wav</Play>"
    assert typed(line, "") == [HELP, "Hello.", "(recording new-1.wav)", "(the line ended the call)"]


def test_ctrl_c_hangs_up(line: SmallLine) -> None:
    """The call ends as any other."""

    class Interrupted(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:  # noqa: ARG002
            raise KeyboardInterrupt

    shown: list[str] = []
    talk(line.phone(captions=CAPTIONS), Interrupted(), shown.append)
    assert shown == [HELP, "Hello.", *MENU, "(the caller hung up)"]


def test_lines_hold_keys_silence_and_hanging_up() -> None:
    """What is no key is passed over."""
    lines = Lines(io.StringIO("1 a2\n\n*\nH"))
    assert [lines.read() for _ in range(6)] == ["1", "2", SILENCE, "*", HANG_UP, HANG_UP]


@pytest.fixture
def terminal() -> Iterator[tuple[int, io.TextIOWrapper]]:
    """Return the far end of a pseudo-terminal, and its near end as a stream."""
    far, near = pty.openpty()
    with os.fdopen(near, "r") as stream:
        yield far, stream
    os.close(far)


def test_a_real_terminal_gives_single_keys_and_is_left_as_it_was(terminal: tuple[int, io.TextIOWrapper]) -> None:
    """A key counts when it is struck, without Enter."""
    far, stream = terminal
    before = termios.tcgetattr(stream.fileno())
    with opened(stream) as keyboard:
        assert isinstance(keyboard, Raw)
        assert keyboard.read(0.01) is None
        os.write(far, b"x1\n")
        assert [keyboard.read(1), keyboard.read(1)] == ["1", SILENCE]
        assert termios.tcgetattr(stream.fileno()) != before
    assert termios.tcgetattr(stream.fileno()) == before


@pytest.fixture
def player(tmp_path: Path) -> Player:
    """Return a player that plays nothing but takes as long as it is let."""
    program = tmp_path / "player.py"
    program.write_text("import time\ntime.sleep(30)\n")
    return Player([sys.executable, str(program)])


def test_a_key_stops_the_sound_at_the_moment_it_is_struck(
    line: SmallLine, player: Player, terminal: tuple[int, io.TextIOWrapper]
) -> None:
    """With a player the call goes by real time; a key outside a Gather is lost, and one over a prompt stops it."""
    line.documents["call"] = line.documents["call"].replace("hello-3", "hello-0.2")  # type: ignore[union-attr]
    shown: list[str] = []
    far, stream = terminal
    phone = line.phone(captions=CAPTIONS)

    def show(text: str) -> None:
        shown.append(text)
        if text in ("(recording hello-0.2.wav)", "Press 1."):
            os.write(far, b"1" if len(shown) < 5 else b"h")

    began = time.monotonic()
    with opened(stream) as keyboard:
        Terminal(phone, keyboard, player, show).talk()
    assert shown[1:] == [
        "(recording hello-0.2.wav)", "(the line is not listening: 1 is lost)", "Press 1.", "> 1", "One.",
        "Press 1.", "(the caller hung up)",
    ]  # fmt: skip
    assert phone.transcript[2].at < 2
    assert time.monotonic() - began < 10


def test_without_a_player_nothing_is_waited_for(line: SmallLine, terminal: tuple[int, io.TextIOWrapper]) -> None:
    """All captions appear at once, and the key falls when it is typed, over prompts that would still be said."""
    far, stream = terminal
    phone = line.phone(captions=CAPTIONS)
    with opened(stream) as keyboard:
        os.write(far, b"1\nh")  # what is typed before the terminal is ready is dropped
        Terminal(phone, keyboard, None, lambda _: None).talk()
    assert [event.event for event in phone.transcript] == [
        "play", "play", "key", "play", "play", "play", "silence", "play", "play", "end",
    ]  # fmt: skip


def test_a_player_is_looked_for_in_the_usual_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first that the machine has is taken; none is no fault."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert at_hand() is None
    (tmp_path / "paplay").write_text("#!/bin/sh\n")
    (tmp_path / "paplay").chmod(0o755)
    found = at_hand()
    assert found is not None
    with found.playing(wav(0.1)):
        pass
