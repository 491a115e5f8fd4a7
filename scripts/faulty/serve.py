"""`ivr serve`, but with a clock that each request brings along: the phone's, whose calls last no time.

    serve.py PORT WORKERS

And after a failure the database rests for as many seconds as `FAULTY_REST` says, and not for half a minute; counts are
written, and recordings and /ready looked at, more often too, so that whoever waits for them waits less.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from time import monotonic

from flask import has_request_context, request

import ivr.bookmarks.worker
import ivr.counts.worker
import ivr.recordings.fit
import ivr.web.health
from ivr.settings import Settings
from ivr.web.server import run

NOW = "X-Now"
"""The header that holds the time of a request, in seconds since 1970."""

BEGAN = datetime(2026, 11, 18, 11, tzinfo=UTC)
"""When every server begins, as it thinks itself: a weekday, and no holiday."""

STARTED = monotonic()


def clock() -> datetime:
    """The time of the request; outside of requests, the server's own."""
    told = request.headers.get(NOW) if has_request_context() else None
    return datetime.fromtimestamp(float(told), UTC) if told else BEGAN + timedelta(seconds=monotonic() - STARTED)


def main() -> None:
    """Serve until stopped."""
    rest = float(os.environ.get("FAULTY_REST", "30"))
    ivr.bookmarks.worker.REST = ivr.counts.worker.REST = rest
    ivr.counts.worker.EVERY = min(ivr.counts.worker.EVERY, rest / 4)
    ivr.recordings.fit.EVERY = 0.0  # or else a whole call would be over before anybody looks
    ivr.web.health.HOLDS = min(ivr.web.health.HOLDS, timedelta(seconds=rest / 4))
    run(Settings.from_environ(os.environ), f"127.0.0.1:{sys.argv[1]}", int(sys.argv[2]), clock)


if __name__ == "__main__":
    main()
