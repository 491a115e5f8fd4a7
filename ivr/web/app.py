"""The application factory: settings and a clock in, a Flask app out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from ivr.bookmarks import Bookmarks, NoBookmarks, Store
from ivr.content import load_line
from ivr.recordings.catalogue import Catalogue
from ivr.recordings.voices import SAY
from ivr.settings import Settings
from ivr.web.calls import Calls
from ivr.web.health import health
from ivr.web.recordings import Recordings

log = logging.getLogger(__name__)

LARGEST_FORM = 64 * 1024
"""Bytes; the carrier's own forms are under 4 kB."""

Clock = Callable[[], datetime]
"""Gives the time, aware."""


def create_app(settings: Settings, clock: Clock, bookmarks: Store | None = None) -> Flask:
    """The server of one line; nothing in it reads a clock but `clock`. `bookmarks` are those of the settings if None.

    Raises ContentError if the line is unfit to be served, and RecordingError if the catalogue cannot be read.
    """
    line = load_line(settings.line)
    catalogue = Catalogue() if line.facts.voice == SAY else Catalogue.load(settings.audio_dir)
    if not settings.audio_url:
        catalogue = catalogue.present(settings.audio_dir)
    if not catalogue.files and line.facts.voice != SAY:
        log.warning("no recordings in %s: callers hear the carrier's own voice", settings.audio_dir)
    app = Flask("ivr.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    app.url_map.strict_slashes = False  # a redirect would turn the carrier's POST into a GET and lose the key
    app.url_map.merge_slashes = False
    Calls(line, catalogue, settings, clock, bookmarks or _bookmarks(settings, clock)).add_to(app)
    Recordings(settings.audio_dir).add_to(app)
    app.add_url_rule("/health", view_func=health)
    return app


def _bookmarks(settings: Settings, clock: Clock) -> Store:
    if not settings.bookmarks:
        return NoBookmarks()
    return Bookmarks(settings.database_url, settings.bookmark_secret, clock)
