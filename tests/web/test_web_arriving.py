"""Slow senders: however many there are, calls are answered; over real sockets, to the server as it is deployed."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from hostile_input.client import Served, request, server, turn

from ivr.web.arriving import LARGEST, arrived
from ivr.web.server import THREADS

CONNECTIONS = 1000
"""That one worker takes at a time: gunicorn's own `worker_connections`."""

HEAD = b"POST /call HTTP/1.1\r\nHost: line.example\r\n"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with server() as made:
        yield made


@pytest.mark.parametrize(
    ("received", "there"),
    [
        (b"", False),
        (b"POST /ca", False),
        (HEAD, False),
        (HEAD + b"\r\n", True),
        (HEAD + b"Content-Length: 3\r\n\r\n", False),
        (HEAD + b"Content-Length: 3\r\n\r\nab", False),
        (HEAD + b"Content-Length: 3\r\n\r\nabc", True),
        (HEAD + b"content-length:3\r\nX: y\r\n\r\nabcGET", True),
        (HEAD + b"X-Content-Length: 9\r\n\r\n", True),
        (HEAD + b"Content-Length: 99999999\r\n\r\n", True),
        (HEAD + b"Content-Length: three\r\n\r\n", True),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", False),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", True),
        (b"x" * LARGEST, True),
    ],
)
def test_a_request_is_there_when_its_last_byte_is_or_when_that_does_not_matter(received: bytes, there: bool) -> None:
    assert arrived(received) is there


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"POST /call HT",
        turn("/call")[:150],
        turn("/call")[:-10],
        request("POST", "/call", [("Transfer-Encoding", "chunked")]) + b"5\r\nab",
        request("GET", "/health").replace(b"Connection: close\r\n", b"") + b"GET /hea",
        turn("/call"),
    ],
    ids=["nothing", "half a line", "half a head", "half a body", "half a chunk", "one and a half", "all, and no close"],
)
def test_calls_are_answered_while_many_more_send_slowly_than_there_are_threads(served: Served, half: bytes) -> None:
    with ExitStack() as slow:
        for _ in range(THREADS * 3):
            slow.enter_context(served.open()).sendall(half)
        assert served.call().status == 200
        assert served.health()


@pytest.mark.parametrize("kept", [b"", b"GET /health HTTP/1.1\r\nHost: line.example\r\n\r\n"], ids=["silent", "idle"])
def test_calls_are_answered_while_more_connections_do_nothing_than_a_worker_takes(
    served: Served, kept: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as many:
        for _ in range(CONNECTIONS + 50):
            many.enter_context(served.open()).sendall(kept)
        monkeypatch.setattr("hostile_input.client.PATIENCE", 15.0)  # the carrier's own
        assert served.call().status == 200
        assert served.health()


def test_a_request_that_comes_byte_by_byte_is_answered(served: Served) -> None:
    with served.open() as there:
        there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in turn("/call"):
            there.sendall(bytes([byte]))
        assert there.recv(15) == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize("first", [20, None], ids=["in pieces", "whole"])
def test_who_waits_to_be_asked_for_the_body_is_asked(served: Served, first: int | None) -> None:
    head, _, body = turn("/call", None, ("Expect", "100-continue")).partition(b"\r\n\r\n")
    with served.open() as there:
        there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        there.sendall(head[:first])
        if first:
            assert served.call().status == 200  # by then, the first piece has come
            there.sendall(head[first:])
        there.sendall(b"\r\n\r\n")
        assert there.recv(25).startswith(b"HTTP/1.1 100 Continue")
        there.sendall(body)
        received = b""
        while b"</Response>" not in received:
            received += there.recv(65_536)
        assert b"HTTP/1.1 200 OK" in received


def test_half_of_a_request_behind_another_is_waited_for(served: Served) -> None:
    kept = turn("/call").replace(b"Connection: close\r\n", b"")
    with served.open() as there:
        there.sendall(kept + kept[:100])
        received = b""
        while received.count(b"</Response>") < 1:
            received += there.recv(65_536)
        there.sendall(kept[100:])
        while received.count(b"</Response>") < 2:
            received += there.recv(65_536)
        assert received.count(b"HTTP/1.1 200 OK") == 2


def test_a_connection_that_is_kept_takes_one_request_after_another(served: Served) -> None:
    kept = turn("/call").replace(b"Connection: close\r\n", b"")
    with served.open() as there:
        for _ in range(3):
            there.sendall(kept)
            received = b""
            while b"</Response>" not in received:
                received += there.recv(65_536)
            assert received.startswith(b"HTTP/1.1 200 OK")
