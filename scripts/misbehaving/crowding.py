"""Vices that keep many connections open, while a caller wants to get through."""

from __future__ import annotations

import socket
from random import Random

from misbehaving.messages import Answer, Request
from misbehaving.upstream import Upstream

IN_A_CROWD = 150
"""Connections that do nothing: more than twice as many as two workers have threads."""


def silent_crowd(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Many connections that say nothing stay open."""
    _crowd(upstream, b"")
    return upstream.ask(request)


def stalled_crowd(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Many requests that stop in the middle stay open."""
    _crowd(upstream, b"POST /call HTTP/1.1\r\nHost: line.example\r\nContent-Length: 500\r\n\r\nCallSid=")
    return upstream.ask(request)


def slow_readers(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Many ask for a recording, the longest there is, and do not read it."""
    _crowd(upstream, b"GET %b HTTP/1.1\r\nHost: line.example\r\n\r\n" % str(upstream.seen["longest"]).encode())
    return upstream.ask(request)


def left_open(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Many get their answers, and a connection that is over, and do not close it on their side."""
    _crowd(upstream, b"GET /health HTTP/1.0\r\nHost: line.example\r\n\r\n")
    return upstream.ask(request)


def _crowd(upstream: Upstream, wire: bytes) -> None:
    if "crowd" not in upstream.seen:
        upstream.seen["crowd"] = True
        for _ in range(IN_A_CROWD):
            upstream.held.append(there := upstream.connect())
            there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            there.sendall(wire)
