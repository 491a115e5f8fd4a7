"""The app under a production server."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from ivr.settings import Settings
from ivr.web.app import create_app

THREADS = 32
"""Requests under way in one process; each takes well under a millisecond, unless its sender is slow."""


def run(settings: Settings, address: str, workers: int) -> None:
    """Serve until stopped, in `workers` processes at `address` (host:port); unfit content or settings raise first."""
    app = create_app(settings, lambda: datetime.now(UTC))
    options = {
        "bind": address,
        "workers": workers,
        # With one request at a time to a process, two connections that send nothing would silence the line.
        "worker_class": "gthread",
        "threads": THREADS,
        "preload_app": True,
        "accesslog": None,
        "control_socket_disable": True,
    }
    Server(app, options).run()


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
