"""A PostgreSQL of the tests' own, and a database that never answers."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
MISSING = "PostgreSQL is needed for these tests and is not installed; on Debian or Ubuntu: apt-get install postgresql"
STOP = 30
"""Seconds; a server that is asked to stop at once takes well under one."""


def find_program(name: str) -> str:
    """The path of one of PostgreSQL's programs; Debian keeps those of the server out of the PATH."""
    found = [str(path) for place in PLACES for path in sorted(Path("/").glob(f"{place[1:]}/{name}"), reverse=True)]
    path = shutil.which(name) or (found[0] if found else None)
    if not path:
        raise FileNotFoundError(f"{MISSING} (no {name} in the PATH or in {', '.join(PLACES)})")
    return path


class Server:
    """A cluster in a folder of its own, on a Unix socket; as root it runs as somebody else, which it insists on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._user = _user()
        if self._user:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", f"{folder}/data", "-U", "line", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://line@/postgres?host={self.folder}"

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-w", "-o", options, "start")

    def stop(self) -> None:
        """As in a power cut: no goodbye to anybody."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop")

    def _run(self, name: str, *arguments: str) -> None:
        user = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        path = Path(find_program(name)).resolve()  # a link elsewhere would not find its neighbours
        done = subprocess.run(
            [str(path), *arguments], cwd=self.folder, timeout=60, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **user,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()


def _user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


@contextmanager
def postgresql() -> Iterator[Server]:
    """A running server; nothing of it is left afterwards."""
    # Not pytest's folder: others may not enter that, and the path of a socket is short.
    with tempfile.TemporaryDirectory(prefix="line-") as name:
        server = Server(Path(name))
        try:
            yield server
        finally:
            with suppress(AssertionError):  # a test may have stopped it
                server.stop()


@contextmanager
def never_answers() -> Iterator[str]:
    """The address of a database that accepts every connection and says nothing."""
    listener = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                held.append(listener.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"postgresql://line:pass-word@127.0.0.1:{listener.getsockname()[1]}/line"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        for one in (listener, *held):
            one.close()
