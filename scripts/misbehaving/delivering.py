"""Vices in how a request is brought to the server, and its answer back."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace
from random import Random

from misbehaving.messages import Answer, Request
from misbehaving.upstream import Upstream, nobody, reset


def once(request: Request, upstream: Upstream, _: Random) -> Answer:
    """As it should be."""
    return upstream.ask(request)


# --- more than once


def twice_at_once(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Two at the same moment, of which the first answer is taken."""
    upstream.later(request, 0.0)
    return upstream.ask(request)


def twice_in_a_row(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Again after the answer; what comes the second time is taken."""
    upstream.ask(request)
    return upstream.ask(request)


def again_later(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Again after a second, when the call has gone on."""
    answer = upstream.ask(request)
    upstream.later(request, 1.0)
    return answer


def answer_lost(request: Request, upstream: Upstream, _: Random) -> Answer:
    """The answer is dropped, and the request sent once more."""
    with upstream.connect() as there:
        there.sendall(request.wire)
        there.recv(1)
    return upstream.ask(request)


def not_reached(request: Request, upstream: Upstream, _: Random) -> Answer:
    """First to a server that is not there, then to the one that is."""
    with nobody() as port:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return upstream.ask(request)
    raise AssertionError("somebody was there")


def gone_before_the_answer(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Sent, and the connection closed at once; and then once more as it should be."""
    with upstream.connect() as there:
        there.sendall(request.wire)
    return upstream.ask(request)


def reset_in_the_body(request: Request, upstream: Upstream, chance: Random) -> Answer:
    """The connection is reset in the middle of the body; and then once more as it should be."""
    there = upstream.connect()
    there.sendall(request.wire[: len(request.head) + chance.randint(0, len(request.body))])
    reset(there)
    return upstream.ask(request)


def no_answer_at_first(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Sent, and the carrier left without an answer; it asks again."""
    answer = upstream.ask(request)
    if _first_time(request, upstream):
        raise ConnectionError("the answer is thrown away")
    return answer


def bad_gateway_at_first(request: Request, upstream: Upstream, _: Random) -> Answer:
    """502 by the proxy itself, until the carrier asks again."""
    return _away() if _first_time(request, upstream) else upstream.ask(request)


def away_from_the_third_on(request: Request, upstream: Upstream, _: Random) -> Answer:
    """502 by the proxy itself from the third turn on, for as long as the call lasts."""
    if request.method == "POST" and request.header("X-Twilio-Signature"):
        _first_time(request, upstream)
    return _away() if len(upstream.seen) > 2 else upstream.ask(request)


def _away() -> Answer:
    return Answer(502, "text/html", b"<html><h1>502 Bad Gateway</h1></html>")


def _first_time(request: Request, upstream: Upstream) -> bool:
    """Whether this turn was not asked for before; recordings are left in peace."""
    name = request.header("X-Twilio-Signature")
    new = bool(name) and name not in upstream.seen
    upstream.seen[name] = True
    return new


# --- slowly, or in pieces


def slowly(request: Request, upstream: Upstream, chance: Random) -> Answer:
    """A while before, and a while after."""
    time.sleep(chance.uniform(0.0, 0.04))
    answer = upstream.ask(request)
    time.sleep(chance.uniform(0.0, 0.04))
    return answer


def byte_by_byte(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Each byte in a packet of its own."""
    return upstream.ask(request, *(bytes([one]) for one in request.wire))


def head_then_body(request: Request, upstream: Upstream, _: Random) -> Answer:
    """The body in a packet of its own, a moment later."""
    return upstream.ask(request, *filter(None, (request.head, request.body)), pause=0.005)


def awaiting_100(request: Request, upstream: Upstream, _: Random) -> Answer:
    """The body only once the server says that it wants it."""
    if not request.body or request.version == "HTTP/1.0":
        return upstream.ask(request)
    with upstream.connect() as there:
        there.sendall(request.adding(Expect="100-continue").head)
        told = there.recv(12, socket.MSG_PEEK)
        if told.startswith(b"HTTP/1.1 100"):
            there.sendall(request.body)
        return upstream.answer(there)


# --- over connections that others have used


def kept(request: Request, upstream: Upstream, _: Random) -> Answer:
    """One connection for everything and everybody, for as long as the server keeps it."""
    return _over_the_kept(request, upstream)


def kept_too_long(request: Request, upstream: Upstream, _: Random) -> Answer:
    """The same, left idle for three seconds now and then, and never asked whether it is still there."""
    if request.method == "POST" and upstream.seen.setdefault("turns", 0) == 5:
        time.sleep(3.0)
    if request.method == "POST":
        upstream.seen["turns"] = int(str(upstream.seen["turns"])) + 1
    return _over_the_kept(request, upstream, again=False)


def idle_ones_closed(request: Request, upstream: Upstream, _: Random) -> Answer:
    """A connection that says nothing is opened and closed, before and after."""
    upstream.connect().close()
    answer = _over_the_kept(request, upstream)
    there = upstream.seen.pop("kept", None)
    if isinstance(there, socket.socket):
        there.close()
    return answer


def pipelined(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Somebody else's request before it and behind it, all in one packet."""
    if request.version == "HTTP/1.0":
        return upstream.ask(request)
    other = Request("GET", "/health", (("Host", " line.example"),))
    with upstream.connect() as there:
        there.sendall(other.wire + request.wire + other.wire)
        coming = there.makefile("rb")
        upstream.next_answer(coming, "GET")
        return upstream.next_answer(coming, request.method)


def pipelined_twice(request: Request, upstream: Upstream, _: Random) -> Answer:
    """The same request twice in one packet; the second answer is taken."""
    if request.version == "HTTP/1.0":
        return upstream.ask(request)
    with upstream.connect() as there:
        there.sendall(request.wire * 2)
        coming = there.makefile("rb")
        upstream.next_answer(coming, request.method)
        return upstream.next_answer(coming, request.method)


_ONE_AT_A_TIME = threading.Lock()


def _over_the_kept(request: Request, upstream: Upstream, *, again: bool = True) -> Answer:
    with _ONE_AT_A_TIME:
        there = upstream.seen.pop("kept", None)
        fresh = not isinstance(there, socket.socket)
        there = there if isinstance(there, socket.socket) else upstream.connect()
        if there not in upstream.held:
            upstream.held.append(there)
        try:
            there.sendall(request.wire)
            answer = upstream.answer(there, request.method)
        except OSError:
            if fresh or not again:
                raise
            return upstream.ask(request)
        upstream.seen["kept"] = there
        return answer


# --- with something else


def empty_line_first(request: Request, upstream: Upstream, _: Random) -> Answer:
    """An empty line before the request: RFC 9112, section 2.2, has servers pass over it."""
    return upstream.ask(request, b"\r\n" + request.wire)


def garbage_first(request: Request, upstream: Upstream, chance: Random) -> Answer:
    """What is no request at all, over a connection of its own."""
    garbage = [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + chance.randbytes(200), b"\0" * 100, b"GET\r\n\r\n",
        b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", chance.randbytes(500),
        b"POST /call HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"POST /call HTTP/1.1\r\nTransfer-Encoding: x\r\n\r\n",
        b"POST /call HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"POST \xff\xfe HTTP/1.1\r\n\r\n",
    ]  # fmt: skip
    _said(upstream, chance.choice(garbage))
    return upstream.ask(request)


def other_methods_first(request: Request, upstream: Upstream, chance: Random) -> Answer:
    """The same address asked for with another method, the carrier's signature and all."""
    method = chance.choice(["HEAD", "OPTIONS", "TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "PROPFIND"])
    _said(upstream, replace(request, method=method).adding(Connection="close").wire)
    return upstream.ask(request)


def _said(upstream: Upstream, wire: bytes) -> None:
    """Send something and read whatever comes, if anything does; its status is noted."""
    with upstream.connect(5) as there:
        there.sendall(wire)
        there.shutdown(socket.SHUT_WR)
        try:
            upstream.answer(there, "HEAD")
        except OSError:
            return


# --- out of a store


def stored_without_query(request: Request, upstream: Upstream, _: Random) -> Answer:
    """Recordings out of a store that does not look at queries, unless the server forbids to store one."""
    if request.method != "GET":
        return upstream.ask(request)
    kept_one = upstream.seen.get(request.path)
    if isinstance(kept_one, Answer):
        return kept_one
    answer = upstream.ask(request)
    if answer.status == 200 and not answer.private:
        upstream.seen[request.path] = answer
    return answer
