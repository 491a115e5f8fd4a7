"""The line's own server, `ivr serve` with several workers, for the proxy to stand before."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.request import urlopen

from ivr.counts.table import Table
from misbehaving.clock import Clock

TOKEN = "token-of-the-proxy"
WORKERS = 2
SERVE = Path(__file__).with_name("serve.py")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    port: int
    log: Path
    database: str


@contextmanager
def served(public: str, clock: Clock, folder: Path) -> Iterator[Served]:
    """A server of the line under a public address; `folder` is its own, and holds what it writes."""
    folder.mkdir(exist_ok=True)
    made = Served(_free_port(), folder / "log", f"sqlite:///{folder}/line.db")
    own = {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": public, "IVR_DATABASE_URL": made.database}
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))} | own
    command = [sys.executable, str(SERVE), str(made.port), str(WORKERS), str(clock.path)]
    with made.log.open("wb") as log:
        process = subprocess.Popen(command, env=environ, stderr=log)
    try:
        _until_it_answers(made, process)
        yield made
    finally:
        process.terminate()
        process.wait(30)


def counted(database: str, day: datetime) -> dict[str, int]:
    """What was counted on a day, once the server has stopped or some seconds have passed."""
    table = Table(database)
    try:
        found = table.read("uk", date(day.year, day.month, day.day), date(day.year, day.month, day.day))
    finally:
        table.close()
    return dict(next(iter(found.values()), {}))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_it_answers(made: Served, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{made.port}/health", timeout=2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"bad_proxy: a server does not answer:\n{made.log.read_text()[-2000:]}")
