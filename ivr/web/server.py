"""The app under a production server."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from signal import SIG_BLOCK, SIG_UNBLOCK, pthread_sigmask
from tempfile import mkdtemp
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger

from ivr.database import prepare
from ivr.logs import failed, log_to
from ivr.settings import Settings
from ivr.web.app import Clock, create_app
from ivr.web.arriving import TO_WORKERS, Worker
from ivr.web.metrics import FOLDER, RESERVED, reserve

log = logging.getLogger(__name__)

FILES = 2
"""Of metrics, for each process: one of counters, one of times."""

THREADS = 32
"""Requests under way in one process; each takes well under a millisecond, unless whoever asked reads slowly."""

KEPT = 75
"""Seconds that a connection is kept for the next request."""


def now() -> datetime:
    """The time that a server goes by."""
    return datetime.now(UTC)


def run(settings: Settings, address: str, workers: int, clock: Clock = now) -> None:
    """Serve until stopped, in `workers` processes at `address` (host:port); unfit content or settings raise first."""
    log_to(sys.stderr)
    with _shared_folder() as folder:
        if _has_room(Path(folder), workers):
            os.environ[FOLDER] = folder  # any worker is asked, and tells what all have counted
        app = create_app(settings, clock)
        if settings.bookmarks or settings.counts:
            prepare(settings.database_url)
        gc.collect()
        gc.freeze()  # or else each worker's first collection would make a copy of everything that was loaded
        log.info("serving %s, version %s, at %s", settings.line, version("steadyline"), address)
        serve(app, address, workers)


@contextmanager
def _shared_folder() -> Iterator[str]:
    """A folder for all workers, which goes with the process that made it: a worker that ends comes by here too."""
    folder, maker = mkdtemp(prefix="steadyline-"), os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == maker:
            shutil.rmtree(folder, ignore_errors=True)


def _has_room(folder: Path, workers: int) -> bool:
    """Whether the metrics of all processes can lie in a folder; or else each worker tells its own."""
    try:
        reserve(folder / "room", RESERVED * FILES * (workers + 1))
        (folder / "room").unlink()
    except OSError as error:
        failed(log, "there is no room for metrics, each worker tells its own", error)
        return False
    return True


def serve(app: Flask, address: str, workers: int) -> None:
    """Serve any app until stopped, as the line is served."""
    options = {
        "bind": address,
        "workers": workers,
        # With one request at a time to a process, or a thread for each sender, slow ones would silence the line.
        "worker_class": Worker,
        "threads": THREADS,
        # Proxies use a connection again for as much as a minute. One that is closed just then costs them a request, and
        # not all of them send a POST once more.
        "keepalive": KEPT,
        # What a proxy says of the caller's way to it is not needed, and two proxies contradict each other.
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
        "forwarder_headers": "",
        # Several proxies in a row, each with cookies and traces of its own, come to more than the usual 100 of 8 kB.
        "limit_request_fields": 200,
        "limit_request_field_size": 16 * 1024,
        "preload_app": True,
        "accesslog": None,
        "logger_class": Logs,
        "control_socket_disable": True,
    }
    Server(app, options).run()


class Logs(Logger):
    """Gunicorn's own words, written where all others are."""

    def setup(self, cfg: Config) -> None:
        """Called by gunicorn."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Workers(Arbiter):
    """Gunicorn's own, but for this: a signal that reaches a worker before it listens is kept until it does.

    Or else a server that is stopped while a worker begins would wait for that one as long as for a caller's turn.
    """

    def spawn_worker(self) -> Any:
        """Called by gunicorn; a worker does not come back from here."""
        pthread_sigmask(SIG_BLOCK, TO_WORKERS)
        try:
            return super().spawn_worker()
        finally:
            pthread_sigmask(SIG_UNBLOCK, TO_WORKERS)


class Server(BaseApplication):
    """Gunicorn, given an app instead of the name of one."""

    def __init__(self, app: Flask, options: dict[str, object]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Called by gunicorn."""
        return self._app

    def run(self) -> None:
        """Serve until stopped."""
        Workers(self).run()
