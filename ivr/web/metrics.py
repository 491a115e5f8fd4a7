"""Metrics for Prometheus: how the server fares. What callers do is told by the day alone, in reports, and not here."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from ivr.counts import Tally
from ivr.counts.tally import CALLS, FAULTS
from ivr.logs import failed

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

log = logging.getLogger(__name__)

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The client library's own variable: the folder in which all processes of a server keep what they have counted."""

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
"""Seconds; after 15 the carrier gives a turn up."""

TIMED = ("call", "turn", "status", "recording")

RESERVED = 1 << 17
"""Bytes of each file of a process; each endpoint and status takes some 4 kB, and there are some twenty of them."""


class Metrics:
    """Counts on the way to the tally, times requests, and tells both at /metrics."""

    def __init__(self, tally: Tally, health: Callable[[], Iterable[tuple[str, bool]]]) -> None:
        """`health` tells which parts there are, and whether each is well."""
        import prometheus_client as prometheus  # which reads its variable when it is imported

        _reserve_files()
        self._harmless = _Harmless()
        self._tally = tally
        self._health = health
        self._registry = prometheus.CollectorRegistry()
        self._calls = prometheus.Counter("steadyline_calls", "Calls that were answered.", registry=self._registry)
        self._faults = prometheus.Counter(
            "steadyline_faults", "Turns that were answered with an apology.", registry=self._registry
        )
        self._refused = prometheus.Counter(
            "steadyline_refused", "Requests that were refused for their signature.", registry=self._registry
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
        with self._harmless:
            for counter, count in counters:
                self._measure(counter, count)

    def refuse(self) -> None:
        """Count a request whose signature does not fit."""
        with self._harmless:
            self._refused.inc()

    def refused(self) -> int:
        """How many there were, in all processes of this server."""
        with self._harmless:
            return int(self._of_all().get_sample_value("steadyline_refused_total") or 0)
        return 0

    def _measure(self, counter: str, count: int) -> None:
        if counter == CALLS:
            self._calls.inc(count)
        elif counter == FAULTS:
            self._faults.inc(count)
        elif counter.startswith("helpline/") and not counter.endswith("/asked"):
            self._transfers.labels(counter.rpartition("/")[2]).inc(count)

    def answers(self) -> bool:
        """As `Tally`."""
        return self._tally.answers()

    def close(self) -> None:
        """As `Tally`."""
        self._tally.close()

    def _end(self, response: Response) -> Response:
        if request.endpoint in TIMED and "began" in g:
            with self._harmless:
                labels = (request.endpoint, str(response.status_code))
                self._requests.labels(*labels).observe(perf_counter() - g.began)
        return response

    def _told(self) -> Response:
        from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

        wells = CollectorRegistry()
        wells.register(_Wells(self._health))
        told = generate_latest(self._of_all()) + generate_latest(wells)
        return Response(told, content_type=CONTENT_TYPE_LATEST)

    def _of_all(self) -> CollectorRegistry:
        """What all processes of this server have counted."""
        from prometheus_client import CollectorRegistry
        from prometheus_client.multiprocess import MultiProcessCollector

        if not os.environ.get(FOLDER):
            return self._registry
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return registry


class _Harmless:
    """The metrics of all workers lie in files: a full disk may cost a metric, and never a call."""

    def __init__(self) -> None:
        self._missed = 0

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        if not isinstance(error, Exception):
            return False
        self._missed += 1
        if self._missed & (self._missed - 1) == 0:  # 1, 2, 4, 8, …: told, and not with each turn
            failed(log, "something is not measured", error)
        return True


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


def _reserve_files() -> None:
    """Have the library's files whole on the disk before anything is counted in them.

    It writes to them as to memory. On a full disk, that would not raise an error, but end the process (SIGBUS).
    """
    from prometheus_client import values
    from prometheus_client.mmap_dict import MmapedDict

    class Reserved(MmapedDict):
        def __init__(self, filename: str, read_mode: bool = False) -> None:
            if not read_mode:
                reserve(Path(filename), RESERVED)
            super().__init__(filename, read_mode)  # type: ignore[no-untyped-call]

    values.MmapedDict = Reserved  # type: ignore[attr-defined]


def reserve(file: Path, size: int) -> None:
    """Make a file of so many zero bytes, unless it is there; OSError where there is no room, and none is left."""
    if file.exists() and file.stat().st_size:
        return
    try:
        file.write_bytes(bytes(size))
    except OSError:
        file.unlink(missing_ok=True)
        raise
