"""The proxy itself: HTTP on the carrier's side, and whatever its vices make of it on the server's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

from misbehaving.messages import Answer, Request
from misbehaving.upstream import Upstream

Pass = Callable[[Request, Upstream, Random], Answer]
"""Brings a request to the server and its answer back; OSError if there is none to bring."""


@dataclass
class Proxy:
    """One proxy before one server; `way` may be changed between two calls."""

    upstream: Upstream
    way: Pass
    chance: Random
    faults: list[str] = field(default_factory=list)
    """What went wrong in the proxy itself, and ought not to."""

    def passed(self, request: Request) -> Answer | None:
        """What the carrier gets; None if the connection ends without a word."""
        try:
            return self.way(request, self.upstream, self.chance)
        except OSError:
            return None
        except Exception as error:  # a fault of this script's own, which must not look like the server's
            self.faults.append(f"{type(error).__name__}: {error}")
            return None


@contextmanager
def listening(proxy: Proxy) -> Iterator[str]:
    """The address at which a proxy takes requests."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(proxy))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = tuple((name, f" {value}") for name, value in self.headers.items() if name != "Connection")
            answer = proxy.passed(Request(self.command, self.path, headers, body))
            self.close_connection = True
            if answer is None:
                return
            self.send_response_only(answer.status)
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Nothing: addresses tell where a caller is."""

    return Handler
