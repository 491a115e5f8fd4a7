#!/usr/bin/env python3
"""What one turn of a call costs, beside a bare Flask view that checks the same signature and answers a fixed document.

Both apps are called in this process, through WSGI, in turn and in small batches, so that a change in the machine's
speed meets both alike. Printed: the median time of each, and the median of the ratios batch by batch.
"""

from __future__ import annotations

import argparse
import io
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, request
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
    "a call begins": ("/call", ""),
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


def environ(address: str, key: str) -> dict[str, Any]:
    """One signed request, as a WSGI server hands it over."""
    path, _, query = address.partition("?")
    form = {**FORM, **({"Digits": key, "FinishedOnKey": "", "msg": "Gather End"} if key else {})}
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
        "HTTP_X_TWILIO_SIGNATURE": RequestValidator(TOKEN).compute_signature(PUBLIC_URL + address, form),
        "wsgi.url_scheme": "https",
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "body": body,
    }


def seconds(app: App, given: dict[str, Any], turns: int) -> float:
    """How long one turn takes, in seconds, over so many of them."""
    statuses: list[str] = []
    began = time.perf_counter()
    for _ in range(turns):
        request = {**given, "wsgi.input": io.BytesIO(given["body"]), "wsgi.errors": io.StringIO()}
        b"".join(app(request, lambda status, _headers, _fault=None: statuses.append(status)))
    took = (time.perf_counter() - began) / turns
    if set(statuses) != {"200 OK"}:
        raise SystemExit(f"bench_server: not every request was answered: {set(statuses)}")
    return took


def compare(line: App, plain: App, given: dict[str, Any], batches: int, turns: int) -> tuple[float, float, float]:
    """Median seconds of a turn, of the bare view, and the median ratio of the two."""
    pairs = [(seconds(line, given, turns), seconds(plain, given, turns)) for _ in range(batches + 1)][1:]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    return statistics.median(ours for ours, _ in pairs), statistics.median(theirs for _, theirs in pairs), ratio


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=40)
    parser.add_argument("--turns", type=int, default=100, help="requests in one batch")
    options = parser.parse_args()
    settings = Settings.from_environ({"TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC_URL})
    line, plain = create_app(settings, lambda: datetime.now(UTC)).wsgi_app, bare().wsgi_app
    print(f"{'turn':28} {'the line':>10} {'bare view':>10} {'ratio':>6}")
    for name, (address, key) in TURNS.items():
        ours, theirs, ratio = compare(line, plain, environ(address, key), options.batches, options.turns)
        print(f"{name:28} {ours * 1e6:7.0f} µs {theirs * 1e6:7.0f} µs {ratio:6.2f}")


if __name__ == "__main__":
    main()
