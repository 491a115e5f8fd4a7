"""Gunicorn's worker with threads, in which no thread waits for a sender: a request is given to one when it is there.

Gunicorn gives a connection to a thread with its first byte. As many senders as there are threads, who begin a request
and never end it, would then silence the line; and so would a few who do not close what is closed, as its loop waits
two seconds for each. A proxy before the server keeps them off, if it waits for whole requests; this does without.
"""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from signal import SIG_UNBLOCK, SIGINT, SIGQUIT, SIGTERM, pthread_sigmask
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

LARGEST = 64 * 1024
"""Bytes that are waited for, as in `LARGEST_FORM`: more is refused anyway, and whoever refuses it need not have it."""

ARRIVED_WITHIN = 20.0
"""Seconds from the first byte; the carrier itself gives up after 15."""

IN_A_HURRY = 2.0
"""The same for a server that is asked to stop, as long as gunicorn then keeps connections that wait; and for one that
takes no more connections, or else a thousand that send nothing would keep all others out."""

DONE_WITHIN = 60.0
"""Seconds for a thread: a recording of 40 s to somebody whose connection is slower than speech."""

LINGERS = 2.0
"""Seconds in which the other side may close, after an answer, and so is sure to have read all of it: RFC 9112, 9.6."""

TO_WORKERS = (SIGTERM, SIGINT, SIGQUIT)
"""What tells a worker to end."""

LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*(?=\r\n|$)", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
WAITS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n|$)", re.IGNORECASE)
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


def arrived(received: bytes) -> bool:
    """Whether the bytes of a request are all there, or so many that the rest does not matter."""
    head, ended, body = received.partition(b"\r\n\r\n")
    if len(received) >= LARGEST:
        return True
    if not ended:
        return False
    if CHUNKED.search(head):
        return body.endswith(b"\r\n\r\n")
    length = LENGTH.search(head)
    return length is None or len(body) >= int(length[1]) or int(length[1]) > LARGEST


def waits(received: bytes) -> bool:
    """Whether the sender sends the body when it is asked to, and not before: RFC 9110, section 10.1.1."""
    head, ended, body = received.partition(b"\r\n\r\n")
    return bool(ended) and not body and WAITS.search(head) is not None


class Connection(TConn):
    """A connection that its worker closes, and nobody waits for."""

    def __init__(self, worker: Worker, there: socket.socket, who: Any, here: Any) -> None:
        super().__init__(worker.cfg, there, who, here)
        self._worker = worker

    def close(self, graceful: bool = False) -> None:
        """Called by gunicorn, in its loop: after an answer, or (not `graceful`) without one."""
        if graceful:
            self._worker.linger(self.sock)
        else:
            super().close()


def behind(conn: TConn) -> bytes:
    """What came behind the last request of a connection, and was taken from it together with that."""
    unreader = getattr(conn.parser, "unreader", None)
    return bytes(unreader.buf.getvalue()) if unreader else b""


class Worker(ThreadWorker):
    """Waits for requests in its one loop, and has threads answer them."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._arriving: dict[TConn, float] = {}
        self._under_way: dict[TConn, float] = {}
        self._lingering: dict[socket.socket, float] = {}
        self._told_to_go_on: set[TConn] = set()

    def init_signals(self) -> None:
        """Called by gunicorn, as all below; whatever has come until now is heard now."""
        super().init_signals()
        pthread_sigmask(SIG_UNBLOCK, TO_WORKERS)

    def accept(self, listener: socket.socket) -> None:
        """Somebody connects."""
        try:
            there, who = listener.accept()
        except OSError:  # it is gone again, or another worker was quicker
            return
        self.nr_conns += 1
        self._wait_for(Connection(self, there, who, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Another request begins on a connection that was kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._wait_for(conn)

    def murder_pending(self) -> None:
        """Once a second: whoever takes too long is let go; where there is no room for anybody else, sooner."""
        super().murder_pending()
        crowded = self.nr_conns >= self.worker_connections
        now, within = time.monotonic(), IN_A_HURRY if crowded or not self.alive else ARRIVED_WITHIN
        for conn in self.keepalived_conns if crowded else ():
            conn.timeout = now  # nobody waits for an answer there
        for conn in [one for one, since in self._arriving.items() if now - since > within]:
            self._no_more(conn)
            self.nr_conns -= 1
            conn.close()
        for conn in [one for one, since in self._under_way.items() if now - since > DONE_WITHIN]:
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RDWR)  # and its thread finds that nobody is there
        for there in [one for one, since in self._lingering.items() if now - since > LINGERS]:
            self._let_go(there)

    def enqueue_req(self, conn: TConn) -> None:
        """A thread takes over."""
        self._under_way[conn] = time.monotonic()
        super().enqueue_req(conn)

    def finish_request(self, conn: TConn, done: Any) -> None:
        """The thread is free again."""
        self._under_way.pop(conn, None)
        kept = not done.cancelled() and done.exception() is None and done.result()
        if kept and behind(conn) and not arrived(behind(conn)):  # half of the next request
            self._wait_for(conn)
        else:
            super().finish_request(conn, done)

    def linger(self, there: socket.socket) -> None:
        """Close our side, and the whole once the other has closed or `LINGERS` is over."""
        try:
            there.setblocking(False)
            there.shutdown(socket.SHUT_WR)
            self.poller.register(there, EVENT_READ, self._rest)
            self._lingering[there] = time.monotonic()
        except (OSError, ValueError):
            there.close()

    def _rest(self, there: socket.socket) -> None:
        """What comes after an answer is read by nobody."""
        try:
            if there.recv(LARGEST):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._let_go(there)

    def _let_go(self, there: socket.socket) -> None:
        del self._lingering[there]
        self.poller.unregister(there)
        there.close()

    def _wait_for(self, conn: TConn) -> None:
        self._arriving[conn] = time.monotonic()
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, EVENT_READ, partial(self._more, conn, []))

    def _more(self, conn: TConn, sizes: list[int], there: socket.socket) -> None:
        """Something has come: nothing is taken from the connection, for the thread reads it from the beginning."""
        try:
            received = there.recv(LARGEST, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            received = b""
        if not arrived(behind(conn) + received) and len(received) not in (0, *sizes):  # or its sender has ended
            if conn not in self._told_to_go_on and waits(behind(conn) + received):
                self._told_to_go_on.add(conn)
                with suppress(OSError):
                    there.send(GO_ON)
            sizes[:] = [len(received)]
            there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(received) + 1)
            return
        self._no_more(conn)
        there.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        conn.data_ready = True
        self.enqueue_req(conn)

    def _no_more(self, conn: TConn) -> None:
        del self._arriving[conn]
        self._told_to_go_on.discard(conn)
        with suppress(KeyError, ValueError, OSError):
            self.poller.unregister(conn.sock)
