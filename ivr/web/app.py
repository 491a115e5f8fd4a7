"""The application factories: settings and a clock in, a Flask app out."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from ivr.bookmarks import Bookmarks, NoBookmarks, Store
from ivr.carrier.twiml import nothing_unfit
from ivr.content import Line, load_line
from ivr.counts import Counts, NoCounts, Tally
from ivr.phone import InProcess, Phone
from ivr.recordings.catalogue import Catalogue
from ivr.recordings.fit import Fit
from ivr.recordings.voices import SAY
from ivr.settings import Settings
from ivr.web.browser_phone import BrowserPhone
from ivr.web.calls import Calls
from ivr.web.counting import Counting
from ivr.web.front import Front
from ivr.web.guard import Password, unguarded
from ivr.web.health import Health
from ivr.web.metrics import Metrics
from ivr.web.operator_page import OperatorPage
from ivr.web.pages import A_YEAR, Pages
from ivr.web.recordings import Recordings
from ivr.web.signed import Signed
from ivr.web.site import Site

log = logging.getLogger(__name__)

LARGEST_FORM = 64 * 1024
"""Bytes; the carrier's own forms are under 4 kB."""

PRIVATE = "https://steadyline.invalid"
"""The public address of a line that only phones in this process can reach."""

Clock = Callable[[], datetime]
"""Gives the time, aware."""


def _tell_nobody() -> None:
    """Of a refused request, where nobody is told of metrics."""


def create_app(
    settings: Settings,
    clock: Clock,
    bookmarks: Store | None = None,
    counts: Tally | None = None,
    *,
    for_anyone_to_try: bool = False,
) -> Flask:
    """The server of one line; nothing in it reads a clock but `clock`.

    `bookmarks` and `counts` are those of the settings if None.

    `for_anyone_to_try` puts the browser phone at /phone without a password: for a server that only this machine
    reaches. Raises ContentError if the line is unfit to be served, and RecordingError if the catalogue cannot be read.
    """
    line, catalogue = load_line(settings.line), _catalogue(settings)
    if line.facts.voice == SAY:
        catalogue = Catalogue()
    elif not catalogue.files:
        log.warning("no recordings in %s: callers hear the carrier's own voice", settings.audio_dir)
    app = Flask("ivr.web", static_folder="static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = A_YEAR
    bookmarks, counts = bookmarks or _bookmarks(settings, clock), counts or _counts(settings)
    folder = None if settings.audio_url else settings.audio_dir
    fit = Fit(folder, catalogue) if folder else None
    health = Health(line, fit, bookmarks, counts, clock)
    # Nobody is told of metrics without an operator, and so nothing is measured.
    metrics = Metrics(counts, lambda: health.look().parts().items()) if settings.operator_password else None
    refused = metrics.refuse if metrics else _tell_nobody
    add_line(app, line, catalogue, settings, clock, bookmarks, metrics or counts, refused, fit)
    health.add_to(app)
    secure = settings.public_url.startswith("https:")
    pages = Pages(settings.audio_url, secure=secure)
    Site(line, catalogue, settings, clock, pages).add_to(app)
    ring = PrivateLine(line, catalogue.present(settings.audio_dir), settings).phone
    phone = partial(BrowserPhone, line, catalogue, ring, clock, pages)
    if for_anyone_to_try:
        phone(unguarded).add_to(app)
    elif metrics:
        guard = Password(settings.operator_password, settings.auth_token)
        guard.add_to(app, secure=secure)
        OperatorPage(line, catalogue, settings, clock, health, pages, guard, metrics.refused).add_to(app)
        metrics.add_to(app, guard)
        if settings.browser_phone:
            phone(guard).add_to(app)
    pages.add_to(app)
    return app


def add_line(
    app: Flask,
    line: Line,
    catalogue: Catalogue,
    settings: Settings,
    clock: Clock,
    bookmarks: Store,
    counts: Tally,
    refused: Callable[[], None] = _tell_nobody,
    fit: Fit | None = None,
) -> None:
    """Put a line on an app: the addresses that the carrier asks, and nothing else.

    `refused` is called for each request whose signature does not fit; `fit` looks after the recordings.
    """
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_FORM
    app.url_map.strict_slashes = False  # a redirect would turn the carrier's POST into a GET and lose the key
    app.url_map.merge_slashes = False
    app.wsgi_app = Front(app.wsgi_app, settings.public_url)  # type: ignore[method-assign]
    guard = Signed(settings, refused)
    counting = Counting(line, counts, clock, guard)
    unfit = fit.unfit if fit else nothing_unfit
    Calls(line, catalogue, settings, clock, bookmarks, counting, guard, unfit).add_to(app)
    counting.add_to(app)
    Recordings(settings.audio_dir, fit).add_to(app)


class PrivateLine:
    """The same line once more, with a token of its own, for phones in this process; it keeps nothing of any call."""

    def __init__(self, line: Line, catalogue: Catalogue, settings: Settings) -> None:
        token = secrets.token_hex(16)
        usual = replace(settings, audio_url="", caller_id="", most_an_hour=0)
        self._settings = replace(usual, auth_token=token, second_token="", public_url=PRIVATE)
        self._line = line
        self._catalogue = catalogue
        self._captions = {file: recording.text for file, recording in catalogue.files.items()}

    def phone(self, at: datetime) -> Phone:
        """A phone to the line, whose clock starts at `at` (aware) and runs with the phone's call."""
        app = Flask("ivr.web", static_folder=None)
        phone: Phone  # the clock runs with its call

        def clock() -> datetime:
            return at + timedelta(seconds=phone.now)

        add_line(app, self._line, self._catalogue, self._settings, clock, NoBookmarks(), NoCounts())
        phone = Phone(InProcess(app), f"{PRIVATE}/call", self._settings.auth_token, self._captions, silent=True)
        return phone


def _catalogue(settings: Settings) -> Catalogue:
    catalogue = Catalogue.load(settings.audio_dir)
    return catalogue if settings.audio_url else catalogue.present(settings.audio_dir)


def _bookmarks(settings: Settings, clock: Clock) -> Store:
    if not settings.bookmarks:
        return NoBookmarks()
    return Bookmarks(settings.database_url, settings.bookmark_secret, clock)


def _counts(settings: Settings) -> Tally:
    return Counts(settings.database_url) if settings.counts else NoCounts()
