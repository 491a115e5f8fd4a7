"""The recordings, as files that never change: a new text has a new name."""

from __future__ import annotations

import io
import re
import wave
from pathlib import Path

from flask import Flask, Response, request, send_file, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from ivr.recordings.catalogue import is_recording
from ivr.recordings.fit import Fit

FOR_EVER = 365 * 24 * 60 * 60
"""Seconds."""

SECONDS = re.compile(r"[0-9]{1,4}(\.[0-9]{1,6})?")
"""What `from` may be; it is taken to a hundredth, so that no file has more than a hundred rests a second."""


class Recordings:
    """Serves one folder of recordings and its catalogue, and no other file."""

    def __init__(self, folder: Path, fit: Fit | None = None) -> None:
        """`fit` knows which recordings calls are sent to, if any are."""
        self._folder = folder.resolve()  # Flask would take a relative one from its own folder
        self._fit = fit

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.add_url_rule("/audio/<path:file>", "recording", self.recording)

    def recording(self, file: str) -> Response:
        """One recording, or the catalogue, which does change; 404 for anything else.

        With `?from=12.34`, what is left of the recording from that second on, as a whole WAV file. An unfit `from` is
        passed over: a caller would rather hear all of it than nothing.

        A recording that calls were sent to, and that is gone or spoilt since, is a moment of silence: carriers may end
        a call over an error, and within seconds documents have the carrier's own voice say what cannot be played.
        """
        if file == "catalogue.json":
            return send_from_directory(self._folder, file, mimetype="application/json", max_age=0)
        path = safe_join(str(self._folder), file)
        if not file.endswith(".wav") or path is None:
            raise NotFound
        if self._fit and self._fit.knows(file) and not self._fit.is_whole(file):
            return send_file(io.BytesIO(SILENCE), "audio/wav", download_name=file, max_age=0)
        if not is_recording(Path(path)):
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
        response = send_file(
            io.BytesIO(wav), "audio/wav", download_name=file, max_age=FOR_EVER, etag=f"{file}?from={second:.2f}"
        )
        # Some stores on the way do not look at the query, and would give this to whoever asks for the whole.
        response.cache_control.public, response.cache_control.private = False, True
        return response


def _wav(frames: bytes, rate: int) -> bytes:
    """A WAV file of 16-bit mono."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(frames)
    return made.getvalue()


SILENCE = _wav(bytes(2 * 4000), 8000)
"""Half a second."""


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
