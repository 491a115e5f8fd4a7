"""The app on this machine, for whoever sits at it."""

from __future__ import annotations

import os
import socket
import sys
import webbrowser
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from ivr.errors import SettingsError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PORTS = range(8000, 8100)
"""Tried one after the other, if none is asked for."""

ANYWHERE = ("0.0.0.0", "::")
"""Hosts that mean every address of this machine."""


class Quiet(WSGIRequestHandler):
    """Notes no request: each of them would tell a key."""

    def log_request(self, *_: object) -> None:
        """Called by werkzeug."""

    def make_environ(self) -> WSGIEnvironment:
        """Called by werkzeug, which leaves a file open when its reader goes away, and says so wherever it is closed."""
        return {**super().make_environ(), "wsgi.file_wrapper": _read_whole}


def _read_whole(file: IO[bytes], _block: int = 0) -> list[bytes]:
    """Read a file, a recording at most, and close it before anything is sent (PEP 3333, `wsgi.file_wrapper`)."""
    with file:
        return [file.read()]


def run(app: Flask, host: str, port: int | None, tell: Callable[[str], None], *, browser: bool) -> None:
    """Serve until Ctrl+C at `host` and `port`, or the next free one if None; with `browser`, open the phone there.

    `tell` is given the address. Raises SettingsError if there is nowhere to listen.
    """
    with _listener(host, port) as listener:
        at = listener.getsockname()[1]
        shown = "127.0.0.1" if host in ANYWHERE else host
        address = f"http://{f'[{shown}]' if ':' in shown else shown}:{at}"
        server = make_server(host, at, app, threaded=True, request_handler=Quiet, fd=listener.fileno())
        tell(f"Phone the line:    {address}/phone")
        tell(f"Read what it says: {address}/")
        tell("Ctrl+C ends this.")
        if browser and _has_screen():
            webbrowser.open(f"{address}/phone")
        server.serve_forever()  # returns at Ctrl+C


def _listener(host: str, port: int | None) -> socket.socket:
    problem: Exception | None = None
    for one in PORTS if port is None else (port,):
        try:
            family = socket.getaddrinfo(host, one, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, one), family=family)
        except OSError as error:
            problem = error
    wanted = f"{PORTS[0]} to {PORTS[-1]}" if port is None else port
    raise SettingsError(f"--host {host}, --port {wanted}: {problem}; name others")


def _has_screen() -> bool:
    """Or else the terminal's own browser would open, in this terminal."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
