#!/usr/bin/env python3
"""How many calls a server holds, and what a turn costs it, beside a bare Flask view under the same gunicorn.

Callers ring over HTTP (`scripts/load/callers.py`, by locust), a turn every 8 s each, and go on where documents say.
They run on the same machine as the server, so that processor time is told by turn, from the kernel's own account of the
server's processes; what is told in milliseconds is slowed by the callers themselves.

    scripts/environment test load
    .venv/bin/python scripts/bench_load.py
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import logging  # noqa: E402

logging.getLogger("locust").setLevel(logging.ERROR)  # it warns of callers who begin at once, and then wait

import argparse  # noqa: E402
import random  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from datetime import UTC, datetime  # noqa: E402
from itertools import chain  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402

import gevent  # noqa: E402
from bench_server import PUBLIC_URL, TOKEN  # noqa: E402
from load.callers import PRESSED, SECONDS_A_TURN, Call, Measured, Turn, caller_class, ringing  # noqa: E402
from load.many_topics import many_topics  # noqa: E402
from load.served import Served, server  # noqa: E402
from reliability import save  # noqa: E402
from twilio.request_validator import RequestValidator  # noqa: E402

from ivr.settings import Settings  # noqa: E402
from ivr.web import create_app  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
RESTLESS = 0.6
"""The share of turns that a key ends, where callers hardly listen: the least that is alike from call to call."""

TOO_SLOW = 0.5
"""Seconds of the 95th percentile, at which a server is said to hold no more."""


@dataclass
class Stage:
    """So many callers, for a while."""

    callers: int
    turns: float
    """A second."""
    faults: int
    processor: float
    """Seconds of a turn."""
    memory: float
    p50: float
    p95: float
    p99: float
    """Seconds."""

    def row(self, name: str) -> str:
        """A row of a Markdown table."""
        times = " | ".join(f"{1000 * one:.1f}" for one in (self.p50, self.p95, self.p99))
        return (
            f"| {name} | {self.callers} | {self.turns:.0f} | {times} | {1e6 * self.processor:.0f} | "
            f"{self.memory:.1f} | {self.faults} |"
        )


HEAD = (
    "| | calls in progress | turns a second | p50 ms | p95 ms | p99 ms | processor µs a turn | worker MB | lost |",
    "|---|---|---|---|---|---|---|---|---|",
)


class Load:
    """Callers at one server, more or fewer of them."""

    def __init__(self, served: Served, seed: int, pressed: float = PRESSED, replayed: list[Turn] | None = None) -> None:
        self._served = served
        self._measured = [Measured()]
        user = caller_class(served.url, PUBLIC_URL, TOKEN, seed, self._measured, pressed, replayed or [])
        self._environment = ringing(user)

    def stage(self, callers: int, seconds: float) -> Stage:
        """Measure for so many seconds, after all callers have begun."""
        runner = self._environment.runner
        assert runner is not None
        runner.start(callers, spawn_rate=callers)
        time.sleep(SECONDS_A_TURN * 1.5)
        self._measured.append(Measured())
        began, processor = time.perf_counter(), self._served.processor()
        time.sleep(seconds)
        took, processor = time.perf_counter() - began, self._served.processor() - processor
        measured = self._measured[-1]
        self._measured.append(Measured())
        times = sorted(measured.seconds) or [float("nan")]

        def at(share: float) -> float:
            return times[min(len(times) - 1, int(share * len(times)))]

        return Stage(
            callers, len(measured.seconds) / took, measured.faults, processor / max(1, len(measured.seconds)),
            self._served.memory(), at(0.5), at(0.95), at(0.99),
        )  # fmt: skip

    def stop(self) -> None:
        """Have everybody hang up."""
        assert self._environment.runner is not None
        self._environment.runner.quit()


def turns_of_the_line(seed: int, pressed: float, turns: int = 3000) -> list[Turn]:
    """Turns at addresses that the line itself gave out, for the bare view to be asked too."""
    off = {"IVR_BOOKMARKS": "off", "IVR_COUNTS": "off", "IVR_MOST_AN_HOUR": "off"}
    settings = Settings.from_environ({"TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC_URL, **off})
    client = create_app(settings, lambda: datetime.now(UTC)).test_client(use_cookies=False)
    call, signs = Call(PUBLIC_URL, random.Random(seed), "+447700900000", pressed), RequestValidator(TOKEN)
    found = []
    for _ in range(turns):
        form = call.form()
        found.append((call.address, form))
        headers = {"X-Twilio-Signature": signs.compute_signature(PUBLIC_URL + call.address, form)}
        call.went_on(client.post(call.address, data=form, headers=headers).data)
    return found


def one(name: str, options: argparse.Namespace, workers: int, **server_options: str) -> str:
    """The row of a server of the line of its own, at a moderate load."""
    with server("line", workers, **server_options) as served:
        load = Load(served, options.seed)
        stage = load.stage(int(options.moderate * SECONDS_A_TURN), options.seconds)
        load.stop()
    return stage.row(f"{name}, started in {served.started:.2f} s")


def beside(options: argparse.Namespace, turns: float, pressed: float = PRESSED) -> Iterator[str]:
    """The line and the bare view, both at the same time, so that a change in the machine's speed meets both alike."""
    name = (
        f"### The line beside a bare view, {turns:.0f} turns a second for each, a key in {pressed:.0%} of them, "
        "two workers each"
    )
    yield from (name, "", *HEAD)
    ratios = []
    with server("bare", 2) as bare_server, server("line", 2) as line_server:
        replayed = turns_of_the_line(options.seed, pressed)
        loads = (
            Load(bare_server, options.seed, replayed=replayed), Load(line_server, options.seed, pressed),
        )  # fmt: skip
        callers = int(turns * SECONDS_A_TURN)
        for load in loads:
            load.stage(callers, 0)
        for _ in range(options.pairs):
            both = gevent.joinall(
                [gevent.spawn(load.stage, callers, options.seconds) for load in loads], raise_error=True
            )
            bare, line = (one.value for one in both)
            yield from (bare.row("bare view"), line.row("the line"))
            ratios.append(line.processor / bare.processor)
        for load in loads:
            load.stop()
    taken = f"{min(ratios):.2f} to {max(ratios):.2f}, in the median {median(ratios):.2f}"
    yield from ("", f"A turn of the line takes {taken} times the processor time of the bare view.", "")


def more_workers(options: argparse.Namespace) -> Iterator[str]:
    """The same load for 1, 2 and 4 workers."""
    yield from ("### More workers", "", *HEAD)
    for workers in (1, 2, 4):
        yield one(f"{workers} worker{'s' if workers > 1 else ''}", options, workers)
    yield ""


def more_topics(options: argparse.Namespace) -> Iterator[str]:
    """The same load for lines with more and more topics."""
    yield from ("### More topics, two workers", "", *HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for topics in (10, 100, 1000):
            line = many_topics(ROOT / "ivr/content/lines/uk", Path(folder), topics)
            yield one(f"{topics} topics", options, 2, line=str(line))
    yield ""


def longer(options: argparse.Namespace) -> Iterator[str]:
    """One process, turn after turn: what it keeps is bounded, so that memory stops growing."""
    yield from ("### One process for longer", "", "| turns | memory of its own, MB |", "|---|---|")
    command = [sys.executable, str(ROOT / "scripts/load/longer.py"), str(options.seed), str(options.turns)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield from (row.rstrip() for row in process.stdout or ())
    yield ""


def ramp(options: argparse.Namespace, workers: int) -> Iterator[str]:
    """More and more callers, until they are answered slowly, or cannot themselves ring as fast as they would."""
    yield from (f"### More and more callers, {workers} workers", "", *HEAD)
    held = last = None
    with server("line", workers) as served:
        load, turns = Load(served, options.seed), options.moderate / 2
        while turns <= options.most:
            last = load.stage(int(turns * SECONDS_A_TURN), options.seconds)
            yield last.row("")
            if last.faults or last.p95 > TOO_SLOW or last.turns < 0.85 * turns:
                break
            held, turns = last, turns * 1.4
        load.stop()
    if held and last:
        alone = 2 / last.processor * SECONDS_A_TURN
        yield from (
            "",
            f"Held: {held.callers:,} calls in progress, beside their callers on the same two cores, who take most of "
            "them. By the processor time of a turn, two cores that do nothing but serve the line would be busy at "
            f"{alone:,.0f}.",
            "",
        )


def main() -> None:
    """Print the tables as they come; with --save, into docs/reliability.md too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=15.0, help="measured of each stage")
    parser.add_argument("--moderate", type=float, default=150.0, help="turns a second, for comparing")
    parser.add_argument(
        "--busy", type=float, default=1200.0, help="turns a second, for comparing a server that is busy"
    )
    parser.add_argument("--most", type=float, default=3000.0, help="turns a second at which the ramp ends")
    parser.add_argument("--pairs", type=int, default=5, help="how often the line and the bare view are compared")
    parser.add_argument("--turns", type=int, default=60_000, help="of the one process that goes on for longer")
    parser.add_argument("--save", action="store_true", help="put the figures into docs/reliability.md")
    options = parser.parse_args()
    told: list[str] = []
    tables = (
        beside(options, options.busy / 2), beside(options, options.moderate / 2),
        beside(options, options.moderate / 2, RESTLESS), more_workers(options),
        more_topics(options), longer(options), ramp(options, 2),
    )  # fmt: skip
    for text in chain(*tables):
        print(text, flush=True)
        told.append(text)
    if options.save:
        save("load", "\n".join(told))


if __name__ == "__main__":
    main()
