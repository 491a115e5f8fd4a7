"""Bytes to a server over a real socket, and its answer; nothing here is held to HTTP's rules."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from werkzeug.security import generate_password_hash

from hostile_input.real import FORM, PASSWORD, PUBLIC, TOKEN, Answered, Asked, form, signature

NOTHING = Answered(0, (), b"")
"""The server said nothing, or closed."""

PATIENCE = 30.0
"""Seconds within which an answer must begin; far more than one takes."""


@dataclass(frozen=True)
class Served:
    """A running server."""

    port: int
    log: Path

    def open(self) -> socket.socket:
        """A connection to it."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def send(self, *pieces: bytes) -> Answered:
        """Send these bytes, end, and give what came back; NOTHING if the server closed without a word."""
        with self.open() as there:
            try:
                for piece in pieces:
                    there.sendall(piece)
                there.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # a server may answer, and close, before it was sent everything
            return _answered(_all_of(there))

    def ask(self, asked: Asked) -> Answered:
        """A request as a client sends it, and its answer."""
        length = [("Content-Length", str(len(asked.body)))] if asked.body else []
        own = [one for one in asked.headers if one[0].lower() not in ("connection", "content-length")]
        return self.send(request(asked.method, asked.target, [*own, *length], asked.body))

    def health(self) -> bool:
        """Whether it is alive."""
        return self.send(request("GET", "/health")).status == 200

    def call(self) -> Answered:
        """The first turn of a call."""
        return self.send(turn("/call"))

    def logged(self) -> str:
        """All that it has written about itself."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def request(method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> bytes:
    """A request, its target and headers as they stand."""
    lines = [f"{method} {target} HTTP/1.1", "Host: line.example", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


def turn(target: str, body: bytes | None = None, *more: tuple[str, str]) -> bytes:
    """A turn of a call, signed; `more` headers stand behind the usual ones."""
    sent = form(FORM.items()) if body is None else body
    usual = [
        ("X-Twilio-Signature", signature(target, sent)),
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", str(len(sent))),
    ]
    return request("POST", target, [*usual, *more], sent)


def _all_of(there: socket.socket) -> bytes:
    received = b""
    try:
        while piece := there.recv(65_536):
            received += piece
    except OSError:
        pass  # closed on us, with what it had said before
    return received


def _answered(received: bytes) -> Answered:
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    if not first.startswith("HTTP/"):
        return NOTHING
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    return Answered(int(first.split()[1]), headers, body)


@contextmanager
def server(workers: int = 1) -> Iterator[Served]:
    """`ivr serve`, as it is deployed, with a database of its own; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        own = {
            "TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC, "IVR_DATABASE_URL": f"sqlite:///{folder}/line.db",
            "IVR_BROWSER_PHONE": "on", "IVR_OPERATOR_PASSWORD": generate_password_hash(PASSWORD),
        }  # fmt: skip
        log = Path(folder) / "log"
        command = [str(Path(sys.executable).with_name("ivr")), "serve", "--port", str(port), "--workers", str(workers)]
        with log.open("wb") as written:
            process = subprocess.Popen(command, env={**os.environ, **own}, stderr=written, start_new_session=True)
        try:
            _until_it_answers(port, process, log)
            yield Served(port, log)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(60)


def _until_it_answers(port: int, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"hostile: the server does not answer:\n{log.read_text(encoding='utf-8')[-2000:]}")
