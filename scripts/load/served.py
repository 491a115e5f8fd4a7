"""A server of its own for each measurement, and what the kernel says that it takes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from bench_server import PUBLIC_URL, TOKEN  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Served:
    """A running server."""

    process: subprocess.Popen[bytes]
    url: str
    started: float
    """Seconds from the command to the first answer."""

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def processor(self) -> float:
        """Seconds of processor time that all its processes have taken."""
        return sum(_times(pid) for pid in (self.process.pid, *self.workers()))

    def memory(self) -> float:
        """Megabytes of memory of its own that a worker holds, beside what it shares with the others; the largest."""
        return max(_private(pid) for pid in self.workers())


def _times(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS  # utime and stime: proc(5)


def _private(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


@contextmanager
def server(what: str, workers: int, line: str = "uk", **settings: str) -> Iterator[Served]:
    """A server of the line, or `bare`."""
    with socket.socket() as probe, tempfile.TemporaryDirectory() as folder:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environ = {
            **os.environ, "TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC_URL, "IVR_LINE": line,
            "IVR_DATABASE_URL": f"sqlite:///{folder}/load.db", **settings,
        }  # fmt: skip
        began = time.perf_counter()
        command = [sys.executable, str(HERE / "serve.py"), what, str(port), str(workers)]
        process = subprocess.Popen(command, env=environ, stderr=(log := Path(folder) / "log").open("wb"))
        url = f"http://127.0.0.1:{port}"
        try:
            _until_it_answers(url, process, log)
            yield Served(process, url, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait(30)


def _until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and process.poll() is None:
        try:
            urlopen(f"{url}/health", timeout=2).close()
        except OSError as error:
            if "404" in str(error):  # the bare view has no other address
                return
            time.sleep(0.005)
        else:
            return
    raise SystemExit(f"bench_load: a server does not answer:\n{log.read_text()[-2000:]}")


def worker_starts() -> float:
    """Seconds from the death of a server's only worker until requests are answered again."""
    with server("line", 1) as served:
        urlopen(f"{served.url}/health").close()
        (worker,) = served.workers()
        began = time.perf_counter()
        os.kill(worker, signal.SIGKILL)
        while True:
            try:
                urlopen(f"{served.url}/health", timeout=0.2).close()
            except OSError:
                continue
            return time.perf_counter() - began
