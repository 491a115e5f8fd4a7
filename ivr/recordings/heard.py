"""What a recogniser understood of every recording over every channel, kept beside the recordings as `heard.json`.

A recording never changes under its name, so each is heard once; by another recogniser, or over other channels, anew.
"""

from __future__ import annotations

import json
import os
import signal
import wave
import zlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from ivr.errors import RecordingError
from ivr.recordings import channels, recogniser
from ivr.recordings.channels import CHANNELS
from ivr.recordings.recogniser import Recogniser

NAME = "heard.json"
VERSION = f"{recogniser.NAME} {recogniser.SHA256[:12]}, {channels.VERSION}"

Heard = dict[str, dict[str, str]]
"""File → channel → the words that were understood."""

_mine: Recogniser | None = None  # one in each process


def load(folder: Path) -> Heard:
    """Read `folder`/heard.json; none, or one of another version, is nothing heard; an unfit one a RecordingError."""
    path = folder / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RecordingError(f"{path}: cannot be read ({error}); delete it and run scripts/check_audio.py") from error
    words = content.get("heard") if isinstance(content, dict) else None
    if not isinstance(words, dict) or not all(isinstance(one, dict) for one in words.values()):
        raise RecordingError(f"{path}: must map files to channels to words; delete it and run scripts/check_audio.py")
    return words if content.get("version") == VERSION else {}


def save(folder: Path, heard: Mapping[str, Mapping[str, str]]) -> None:
    """Write `folder`/heard.json whole or not at all."""
    part = folder / f".{NAME}.part"
    content = {"version": VERSION, "heard": heard}
    part.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / NAME)


def to_hear(files: Iterable[str], heard: Heard, channels: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """Return each file and channel that nobody has listened to yet, of those that `channels` names for the file."""
    return [(file, channel) for file in files for channel in channels[file] if channel not in heard.get(file, {})]


def listen(
    folder: Path,
    channels: Mapping[str, Iterable[str]],
    progress: Callable[[], object] = bool,
) -> Heard:
    """Hear what has not been heard, on all cores, forget what is gone, and return everything; nothing done is lost.

    `channels` names, for each file, those that it is to be heard over.
    Raises RecordingError when the recogniser is not installed.
    """
    heard = {
        file: {channel: understood for channel, understood in words.items() if channel in channels[file]}
        for file, words in load(folder).items()
        if file in channels
    }
    todo = to_hear(sorted(channels), heard, channels)
    if todo:
        Recogniser.check()
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=_leave_ctrl_c_to_the_parent) as pool:
        asked = {pool.submit(_hear, folder / file, channel): (file, channel) for file, channel in todo}
        try:
            for done in as_completed(asked):
                file, channel = asked[done]
                heard.setdefault(file, {})[channel] = done.result()
                save(folder, heard)
                progress()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    save(folder, heard)
    return heard


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _hear(path: Path, channel: str) -> str:
    global _mine
    _mine = _mine or Recogniser()
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    # The same loss and the same noise for a recording each time, others for each recording.
    random = np.random.default_rng(zlib.crc32(f"{channel} {path.name}".encode()))
    return _mine.hear(CHANNELS[channel](sound, random))
