"""The app under a production server."""

from __future__ import annotations

import logging
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from tempfile import mkdtemp
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.glogging import Logger

from ivr.database import prepare
from ivr.logs import log_to
from ivr.settings import Settings
from ivr.web.app import create_app
from ivr.web.metrics import FOLDER

log = logging.getLogger(__name__)

THREADS = 32
"""Requests under way in one process; each takes well under a millisecond, unless its sender is slow."""


def run(settings: Settings, address: str, workers: int) -> None:
    """Serve until stopped, in `workers` processes at `address` (host:port); unfit content or settings raise first."""
    log_to(sys.stderr)
    with _shared_folder() as folder:
        os.environ[FOLDER] = folder  # any worker is asked, and tells what all have counted
        app = create_app(settings, lambda: datetime.now(UTC))
        if settings.bookmarks or settings.counts:
            prepare(settings.database_url)
        log.info("serving %s, version %s, at %s", settings.line, version("steadyline"), address)
        _serve(app, address, workers)


@contextmanager
def _shared_folder() -> Iterator[str]:
    """A folder for all workers, which goes with the process that made it: a worker that ends comes by here too."""
    folder, maker = mkdtemp(prefix="steadyline-"), os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == maker:
            shutil.rmtree(folder, ignore_errors=True)


def _serve(app: Flask, address: str, workers: int) -> None:
    options = {
        "bind": address,
        "workers": workers,
        # With one request at a time to a process, two connections that send nothing would silence the line.
        "worker_class": "gthread",
        "threads": THREADS,
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
