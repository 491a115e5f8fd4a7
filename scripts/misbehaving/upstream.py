"""The proxy's way to the line's server: plain sockets, so that anything can be sent over them in any way."""

from __future__ import annotations

import http.client
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from misbehaving.messages import Answer, Request

WAIT = 20.0
"""Seconds for an answer: longer than the carrier waits for one."""


@dataclass
class Upstream:
    """The server at a port of this machine; it may be asked by several threads at once."""

    port: int
    answers: list[int] = field(default_factory=list)
    """The status of every answer that the server gave, whoever got it."""
    held: list[socket.socket] = field(default_factory=list)
    """Connections that a vice leaves open."""
    late: list[threading.Thread] = field(default_factory=list)
    """Deliveries that are still to come."""
    changed: int = 0
    """Requests whose address or body is not what the carrier sent."""
    seen: dict[str, object] = field(default_factory=dict)
    """Whatever a vice must remember."""

    def connect(self, seconds: float = WAIT) -> socket.socket:
        """A new connection that sends what it is given at once."""
        made = socket.create_connection(("127.0.0.1", self.port), seconds)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, request: Request, *pieces: bytes, pause: float = 0.0) -> Answer:
        """Send a request, in these pieces if there are any, over a connection of its own; OSError without an answer."""
        with self.connect() as there:
            for piece in pieces or (request.wire,):
                there.sendall(piece)
                if pause:
                    time.sleep(pause)
            return self.answer(there, request.method)

    def answer(self, there: socket.socket, method: str = "POST") -> Answer:
        """Read the only answer of a connection, or the only one that is under way; OSError if there is none."""
        return self.next_answer(there.makefile("rb"), method)

    def next_answer(self, coming: BinaryIO, method: str = "POST") -> Answer:
        """Read one answer of several; OSError if there is none."""
        response = http.client.HTTPResponse(_Read(coming), method=method)  # type: ignore[arg-type]
        try:
            response.begin()
            body = response.read()
        except (http.client.HTTPException, ValueError) as error:
            raise ConnectionError(f"no answer: {type(error).__name__}") from error
        self.answers.append(response.status)
        private = re.search(r"private|no-store", response.headers.get("Cache-Control", "")) is not None
        return Answer(response.status, response.headers.get("Content-Type", ""), body, private)

    def later(self, request: Request, seconds: float) -> None:
        """Deliver a request after a while, whatever has happened by then."""

        def deliver() -> None:
            time.sleep(seconds)
            self.ask(request)

        thread = threading.Thread(target=deliver, daemon=True)
        self.late.append(thread)
        thread.start()

    def end(self) -> None:
        """Wait for what is still to be delivered, and let everything go."""
        for thread in self.late:
            thread.join(WAIT)
        for one in self.held:
            one.close()
        self.late.clear()
        self.held.clear()


@dataclass(frozen=True, slots=True)
class _Read:
    """What `http.client` takes for a socket; it closes what it reads from after each answer, and others follow."""

    coming: BinaryIO

    def makefile(self, _mode: str) -> BinaryIO:
        return _Open(self.coming)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class _Open:
    """A file that stays open."""

    coming: BinaryIO

    def __getattr__(self, name: str) -> object:
        return getattr(self.coming, name)

    def close(self) -> None:
        """Nothing."""


def reset(there: socket.socket) -> None:
    """End a connection as if its machine had gone: what is under way is thrown away on both sides."""
    there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    there.close()


@contextmanager
def nobody() -> Iterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]
