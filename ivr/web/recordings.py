"""The recordings, as files that never change: a new text has a new name."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response, send_from_directory
from werkzeug.exceptions import NotFound

FOR_EVER = 365 * 24 * 60 * 60
"""Seconds."""


class Recordings:
    """Serves one folder of recordings and its catalogue, and no other file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add_to(self, app: Flask) -> None:
        """Register the addresses."""
        app.add_url_rule("/audio/<path:file>", "recording", self.recording)

    def recording(self, file: str) -> Response:
        """One recording, or the catalogue, which does change; 404 for anything else."""
        if file == "catalogue.json":
            return send_from_directory(self._folder, file, mimetype="application/json", max_age=0)
        if not file.endswith(".wav"):
            raise NotFound
        # The name holds the hash of what is said and how: a better tag than this machine's file times.
        response = send_from_directory(self._folder, file, mimetype="audio/wav", max_age=FOR_EVER, etag=file)
        response.cache_control.immutable = True
        return response
