"""The recordings, as files that never change: a new text has a new name."""

from __future__ import annotations

import io
import re
import wave
from pathlib import Path

from flask import Flask, Response, request, send_file, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

FOR_EVER = 365 * 24 * 60 * 60
"""Seconds."""

SECONDS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")
"""What `from` may be; it is taken to a hundredth, so that no file has more than a hundred rests a second."""


class Recordings:
    """Serves one folder of recordings and its catalogue, and no other file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()  # Flask would take a relative one from its own folder

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.add_url_rule("/audio/<path:file>", "recording", self.recording)

    def recording(self, file: str) -> Response:
        """One recording, or the catalogue, which does change; 404 for anything else.

        With `?from=12.34`, what is left of the recording from that second on, as a whole WAV file. An unfit `from` is
        passed over: a caller would rather hear all of it than nothing.
        """
        if file == "catalogue.json":
            return send_from_directory(self._folder, file, mimetype="application/json", max_age=0)
        if not file.endswith(".wav"):
            raise NotFound
        # The name holds the hash of what is said and how: a better tag than this machine's file times.
        response = self._rest(file) or send_from_directory(
            self._folder, file, mimetype="audio/wav", max_age=FOR_EVER, etag=file
        )
        response.cache_control.immutable = True
        return response

    def _rest(self, file: str) -> Response | None:
        second = _second(request.args.getlist("from"))
        path = safe_join(str(self._folder), file)
        wav = rest(Path(path), second) if path and second else None
        if wav is None:
            return None
        return send_file(
            io.BytesIO(wav), "audio/wav", download_name=file, max_age=FOR_EVER, etag=f"{file}?from={second:.2f}"
        )


def rest(path: Path, second: float) -> bytes | None:
    """Return what is left of a WAV file from `second` on, as a WAV file, cut at the nearest sample.

    None where nothing is left, and for a file that is not there or not PCM.
    """
    try:
        with wave.open(str(path)) as whole:
            whole.setpos(round(second * whole.getframerate()))
            params, frames = whole.getparams(), whole.readframes(whole.getnframes())
    except (OSError, ValueError, EOFError, wave.Error):  # ValueError: a path that no file can have
        return None
    if not frames:
        return None
    made = io.BytesIO()
    with wave.open(made, "wb") as left:
        left.setparams(params)
        left.writeframes(frames)
    return made.getvalue()


def _second(given: list[str]) -> float:
    """Return the one second asked for, to a hundredth; 0.0 for none, several, or what is no such number."""
    return round(float(given[0]), 2) if len(given) == 1 and SECONDS.fullmatch(given[0]) else 0.0
