#!/usr/bin/env python3
"""What one turn of a call costs, beside a bare Flask view that checks the same signature and answers a fixed document.

Both apps are called in this process, through WSGI, in turn and in small batches, so that a change in the machine's
speed meets both alike. Printed: the median processor time of each, and the median of the ratios batch by batch. Then
the same with the processor's caches emptied before each turn, as by all else that a machine does between two: the one
is the least that a turn costs, and the other the most.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import io
import logging
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, request
from reliability import save
from twilio.request_validator import RequestValidator

from ivr.settings import Settings
from ivr.web import create_app

TOKEN = "token-of-the-benchmark"
PUBLIC_URL = "https://line.example"
FIXED = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup /></Response>'

FORM = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "CallSid": "CA" + "0" * 32,
    "CallStatus": "in-progress",
    "Called": "+442079460000",
    "Caller": "+447700900123",
    "Direction": "inbound",
    "From": "+447700900123",
    "To": "+442079460000",
}
"""What the carrier posts with every turn."""

TURNS = {
    "a call begins, and a bookmark is looked for": ("/call", ""),
    "a choice of a menu": ("/call/menu/main?told=yes", "2"),
    "a topic goes on by itself": ("/call/topic/stress/2?told=yes&left=topic/stress/2", ""),
    "0 in the middle of a topic": ("/call/topic/stress/2?told=yes", "0"),
    "back from a helpline": ("/call/offer/mind?trail=helplines~topic/stress/3&told=yes", "*"),
}
"""Addresses with the key that is pressed there; none is silence."""

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def bare() -> Flask:
    """What any Flask webhook of this carrier does at the least."""
    app = Flask("bare")
    validator = RequestValidator(TOKEN)

    @app.post("/call")
    @app.post("/call/<path:where>")
    def turn(where: str = "") -> Response:  # noqa: ARG001
        url = PUBLIC_URL + request.full_path.rstrip("?")
        if not validator.validate(url, request.form, request.headers.get("X-Twilio-Signature", "")):
            abort(403)
        return Response(FIXED, mimetype="text/xml")

    return app


def served(given: dict[str, str]) -> App:
    """The line, with these settings."""
    return create_app(Settings.from_environ(given), lambda: datetime.now(UTC)).wsgi_app


def environ(address: str, key: str, call: int) -> dict[str, Any]:
    """One signed request of a call, as a WSGI server hands it over."""
    path, _, query = address.partition("?")
    form = {
        **FORM,
        "CallSid": f"CA{call:032x}",
        "Caller": f"+4477{call:08}",
        "From": f"+4477{call:08}",
        **({"Digits": key, "FinishedOnKey": "", "msg": "Gather End"} if key else {}),
    }
    body = urlencode(form).encode()
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "line.example",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "line.example",
        "HTTP_X_TWILIO_SIGNATURE": RequestValidator(TOKEN).compute_signature(PUBLIC_URL + address, form),
        "wsgi.url_scheme": "https",
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "body": body,
    }


def nothing() -> None:
    """Happens between two turns."""


class Emptied:
    """More memory than any cache holds, all of it touched between two turns."""

    def __init__(self) -> None:
        self._much = bytearray(64 << 20)

    def __call__(self) -> None:
        """Touch each line of it."""
        self._much[::64] = bytes(len(self._much) // 64)


def seconds(app: App, asked: Sequence[dict[str, Any]], between: Callable[[], None]) -> float:
    """How long one turn takes, in seconds, over all that are asked."""
    statuses: list[str] = []
    took = 0.0
    for given in asked:
        request = {**given, "wsgi.input": io.BytesIO(given["body"]), "wsgi.errors": io.StringIO()}
        between()
        began = time.process_time()
        b"".join(app(request, lambda status, _headers, _fault=None: statuses.append(status)))
        took += time.process_time() - began
    if set(statuses) != {"200 OK"}:
        raise SystemExit(f"bench_server: not every request was answered: {set(statuses)}")
    return took / len(asked)


def compare(
    line: App, plain: App, batches: Iterable[Sequence[dict[str, Any]]], between: Callable[[], None]
) -> tuple[float, float, float]:
    """Median seconds of a turn, of the bare view, and the median ratio of the two; the first batch does not count."""
    pairs = []
    for batch in batches:
        gc.collect()
        gc.freeze()  # as the server does with all that was there before the first request
        pairs.append((seconds(line, batch, between), seconds(plain, batch, between)))
    del pairs[0]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    return statistics.median(ours for ours, _ in pairs), statistics.median(theirs for _, theirs in pairs), ratio


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=40)
    parser.add_argument("--turns", type=int, default=100, help="requests in one batch")
    parser.add_argument("--save", action="store_true", help="put the figures into docs/reliability.md")
    options = parser.parse_args()
    logging.getLogger("ivr.bookmarks").setLevel(logging.ERROR)  # no database keeps up with turns without a pause
    folder = tempfile.mkdtemp()  # or else it would find the bookmarks of the time before
    atexit.register(shutil.rmtree, folder)
    given = {
        "TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC_URL, "IVR_MOST_AN_HOUR": "off",
        "IVR_DATABASE_URL": f"sqlite:///{folder}/turns.db",
    }  # fmt: skip
    line, plain = served(given), bare().wsgi_app
    rows = ["| turn | the line, µs | bare view, µs | ratio | caches emptied: the line | bare view | ratio |"]
    rows.append("|---|---|---|---|---|---|---|")
    calls = count()  # the line knows a request that comes twice, and does less for it

    def row(name: str, app: App, address: str, key: str) -> str:
        cells = [name]
        for batches, between in ((options.batches, nothing), (max(1, options.batches // 10), Emptied())):
            asked = ([environ(address, key, next(calls)) for _ in range(options.turns)] for _ in range(batches + 1))
            ours, theirs, ratio = compare(app, plain, asked, between)
            cells += [f"{ours * 1e6:.0f}", f"{theirs * 1e6:.0f}", f"{ratio:.2f}"]
        return f"| {' | '.join(cells)} |"

    rows += [row(name, line, *asked) for name, asked in TURNS.items()]
    rows.append(row("a call begins, without bookmarks", served({**given, "IVR_BOOKMARKS": "off"}), "/call", ""))
    print(*rows, sep="\n")
    if options.save:
        save("turn", "\n".join(rows))


if __name__ == "__main__":
    main()
