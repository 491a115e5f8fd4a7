"""A way to PostgreSQL that can be slow, silent or closed: TCP on this side, its Unix socket on the other."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path


class Relay:
    """Passes on what it is sent."""

    def __init__(self, to: Path) -> None:
        self._to = to
        self.delay = 0.0
        """Seconds that every answer takes longer."""
        self.silent = False
        """Whether nothing is passed on any more."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection off."""
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near = self._listener.accept()[0]
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, socket.socket(socket.AF_UNIX) as far, suppress(OSError):
            far.connect(str(self._to))
            self._open |= {near, far}
            back = threading.Thread(target=self._pass, args=(far, near, True), daemon=True)
            back.start()
            self._pass(near, far, False)
            back.join()
        self._open -= {near, far}

    def _pass(self, source: socket.socket, to: socket.socket, answers: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if answers and self.delay:
                    time.sleep(self.delay)
                while self.silent:
                    time.sleep(0.05)
                to.sendall(data)
        for one in (source, to):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
