"""What a recogniser understood of every recording over every line, kept beside the recordings as `heard.json`.

A recording never changes under its name, so each is heard once.
"""

from __future__ import annotations

import json
import os
import wave
import zlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from ivr.errors import RecordingError
from ivr.recordings.channels import CHANNELS
from ivr.recordings.recogniser import Recogniser

NAME = "heard.json"

Heard = dict[str, dict[str, str]]
"""File → channel → the words that were understood."""

_recogniser: Recogniser | None = None  # one in each process


def load(folder: Path) -> Heard:
    """Read `folder`/heard.json; none there is nothing heard, an unfit one a RecordingError."""
    path = folder / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RecordingError(f"{path}: cannot be read ({error}); delete it and run scripts/check_audio.py") from error
    if not isinstance(content, dict) or not all(isinstance(one, dict) for one in content.values()):
        raise RecordingError(f"{path}: must map files to lines to words; delete it and run scripts/check_audio.py")
    return content


def save(folder: Path, heard: Mapping[str, Mapping[str, str]]) -> None:
    """Write `folder`/heard.json whole or not at all."""
    part = folder / f".{NAME}.part"
    part.write_text(json.dumps(heard, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    part.replace(folder / NAME)


def to_hear(files: Iterable[str], heard: Heard) -> list[tuple[str, str]]:
    """Return each file and channel that nobody has listened to yet."""
    return [(file, channel) for file in files for channel in CHANNELS if channel not in heard.get(file, {})]


def listen(folder: Path, files: Iterable[str], progress: Callable[[], object] = bool) -> Heard:
    """Hear what has not been heard, on all cores, forget what is gone, and return everything; nothing done is lost.

    Raises RecordingError when the recogniser is not installed.
    """
    wanted = set(files)
    heard = {file: channels for file, channels in load(folder).items() if file in wanted}
    todo = to_hear(sorted(wanted), heard)
    if todo:
        Recogniser.check()
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        asked = {pool.submit(_hear, folder / file, channel): (file, channel) for file, channel in todo}
        try:
            for done in as_completed(asked):
                file, channel = asked[done]
                heard.setdefault(file, {})[channel] = done.result()
                progress()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            save(folder, heard)
    return heard


def _hear(path: Path, channel: str) -> str:
    global _recogniser
    _recogniser = _recogniser or Recogniser()
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    # The same loss and the same noise for a recording each time, others for each recording.
    random = np.random.default_rng(zlib.crc32(f"{channel} {path.name}".encode()))
    return _recogniser.hear(CHANNELS[channel](sound, random))
