"""Bytes over a real socket to a real server: what no client would send, and what a client should not be able to do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack

from hostile_input.client import Served, request, server, turn
from hostile_input.judge import against, against_document
from hostile_input.real import CALLED, CALLER, Answered, catalogue
from hostile_input.shapes import FORGED, NEVER_TWICE, SHAPES, TOO_LARGE, Shape
from hostile_input.tried import Tried, timed

SLOW_ONES = 100
"""Connections at once that send next to nothing: three times as many as a worker has threads."""

OF_THE_PROTOCOL = (501, 505)
"""What RFC 9110 asks of a server for a method, a coding or a version that it does not have; gunicorn says it."""


def run(inputs: int, seed: int) -> Tried:
    """Send so many; after each, the server must be alive, and a call must be answered."""
    tried, chance = Tried("bytes on the wire", "over a socket, to gunicorn"), random.Random(seed)
    with server() as served, timed(tried):
        for number in range(inputs):
            shape = SHAPES[number % len(SHAPES)]
            sent = shape(chance)
            answered = served.send(*sent)
            tried.got(f"{answered.status}" if answered.status else "closed without a word")
            for what in (*_against(shape, answered), *_still_well(served)):
                tried.finds(what, f"{shape.__name__}: {b''.join(sent)[:3000]!r}")
        if inputs:
            _slow_senders(served, tried)
            _slow_readers(served, tried)
            _log(served, tried)
    return tried


def _against(shape: Shape, answered: Answered) -> Iterator[str]:
    if answered.status not in OF_THE_PROTOCOL:
        yield from against(answered, CALLED)
    if shape in FORGED and answered.status not in (400, 403, 413, 431):
        yield f"{shape.__name__}: what nobody signed is answered with {answered.status}"
    if shape in TOO_LARGE and answered.status not in (0, 400, 401, 403, 413):  # 0: closed while it was still sent
        yield f"{shape.__name__}: is answered with {answered.status}"
    if shape in NEVER_TWICE and b"HTTP/1.1 " in answered.body:
        yield f"{shape.__name__}: a request inside another is answered"
    if any(secret in answered.body for secret in (b"root:x:", b"import annotations", b"auth_token")):
        yield "a file of this machine is given out"


def _still_well(served: Served) -> Iterator[str]:
    if not served.health():
        yield "the server is not alive any more"
    answered = served.call()
    if answered.status != 200 or against_document(answered.body):
        yield "a call is not answered any more"


def _slow_senders(served: Served, tried: Tried) -> None:
    """Many connections that never finish their request; calls must be answered all the same."""
    halves = (b"", b"POST /call HT", turn("/call")[:120], turn("/call")[:-20])
    with ExitStack() as slow:
        for number in range(SLOW_ONES):
            there = slow.enter_context(served.open())
            there.sendall(halves[number % len(halves)])
            tried.got("held open")
        for what in _still_well(served):
            tried.finds(f"{SLOW_ONES} slow senders: {what}", repr(halves))


def _slow_readers(served: Served, tried: Tried) -> None:
    """Many connections that ask for the longest recording and read none of it."""
    longest = max(catalogue().files, key=lambda file: catalogue().files[file].seconds)
    with ExitStack() as slow:
        for _ in range(SLOW_ONES):
            slow.enter_context(served.open()).sendall(request("GET", f"/audio/{longest}"))
            tried.got("held open")
        for what in _still_well(served):
            tried.finds(f"{SLOW_ONES} slow readers: {what}", longest)


def _log(served: Served, tried: Tried) -> None:
    log = served.logged()
    if CALLER in log or CALLED in log or CALLER[1:] in log:
        tried.finds("a number is in the log", "the whole run")
    for line in log.splitlines():
        if "a turn failed" in line or "Exception on /" in line:
            tried.finds(f"a turn failed: {line[:300]}", "the whole run")
