"""Metrics for Prometheus: how the server fares. What callers do is told by the day alone, in reports, and not here."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from time import perf_counter
from typing import Any

from flask import Flask, Response, g, request

from ivr.counts import Tally
from ivr.counts.tally import CALLS, FAULTS
from ivr.logs import failed

log = logging.getLogger(__name__)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The client library's own variable: the folder in which all processes of a server keep what they have counted."""

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
"""Seconds; after 15 the carrier gives a turn up."""

TIMED = ("call", "turn", "status", "recording")


class Metrics:
    """Counts on the way to the tally, times requests, and tells both at /metrics."""

    def __init__(self, tally: Tally, health: Callable[[], Iterable[tuple[str, bool]]]) -> None:
        """`health` tells which parts there are, and whether each is well."""
        import prometheus_client as prometheus  # which reads its variable when it is imported

        self._tally = tally
        self._health = health
        self._registry = prometheus.CollectorRegistry()
        self._calls = prometheus.Counter("steadyline_calls", "Calls that were answered.", registry=self._registry)
        self._faults = prometheus.Counter(
            "steadyline_faults", "Turns that were answered with an apology.", registry=self._registry
        )
        self._transfers = prometheus.Counter(
            "steadyline_transfers", "Transfers, by what they met.", ["outcome"], registry=self._registry
        )
        self._requests = prometheus.Histogram(
            "steadyline_request_seconds",
            "Requests, by what they asked for and their status.",
            ["endpoint", "status"],
            buckets=BUCKETS,
            registry=self._registry,
        )

    def add_to(self, app: Flask, guard: Callable[[], None]) -> None:
        """Register the address, and time the requests of calls."""

        def metrics() -> Response:
            guard()
            return self._told()

        app.add_url_rule("/metrics", "metrics", metrics)
        app.before_request(_begin)
        app.after_request(self._end)

    def add(self, day: date, line: str, counters: Iterable[tuple[str, int]]) -> None:
        """As `Tally`."""
        counters = list(counters)
        self._tally.add(day, line, counters)
        with _harmless():
            self._measure(counters)

    def _measure(self, counters: Iterable[tuple[str, int]]) -> None:
        for counter, count in counters:
            match counter.split("/"):
                case [what] if what == CALLS:
                    self._calls.inc(count)
                case [what] if what == FAULTS:
                    self._faults.inc(count)
                case ["helpline", _, outcome] if outcome != "asked":
                    self._transfers.labels(outcome).inc(count)

    def answers(self) -> bool:
        """As `Tally`."""
        return self._tally.answers()

    def close(self) -> None:
        """As `Tally`."""
        self._tally.close()

    def _end(self, response: Response) -> Response:
        if request.endpoint in TIMED and "began" in g:
            with _harmless():
                labels = (request.endpoint, str(response.status_code))
                self._requests.labels(*labels).observe(perf_counter() - g.began)
        return response

    def _told(self) -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self._registry
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        wells = CollectorRegistry()
        wells.register(_Wells(self._health))
        return Response(generate_latest(registry) + generate_latest(wells), content_type=CONTENT_TYPE_LATEST)


class _Wells:
    """Whether each part is well, at the moment of asking."""

    def __init__(self, health: Callable[[], Iterable[tuple[str, bool]]]) -> None:
        self._health = health

    def collect(self) -> Iterator[Any]:
        """Called by the client library."""
        from prometheus_client.core import GaugeMetricFamily

        family = GaugeMetricFamily("steadyline_well", "Whether a part is well: 1 or 0.", labels=["part"])
        for part, well in self._health():
            family.add_metric([part], float(well))
        yield family


def _begin() -> None:
    g.began = perf_counter()


@contextmanager
def _harmless() -> Iterator[None]:
    """The metrics of all workers lie in files: a full disk may cost a metric, and never a call."""
    try:
        yield
    except Exception as error:
        failed(log, "something is not measured", error)
