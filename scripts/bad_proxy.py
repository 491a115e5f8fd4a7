#!/usr/bin/env python3
"""A proxy that misbehaves, before the line's own server: is a call lost by it?

Random calls are phoned by seed, first straight to `ivr serve` and then through the proxy (scripts/misbehaving/), which
has one vice after the other and then all of them mixed. What the callers hear has to be the same to the hundredth of a
second; where the vice leaves nothing that can be trusted, the carrier's fallback has to put them through. Prints a
table, and ends with 1 if a call was lost. Needs `scripts/environment test`.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

import reliability  # noqa: E402
from misbehaving.calls import LONGEST, Carrier, Heard, called  # noqa: E402
from misbehaving.clock import Clock  # noqa: E402
from misbehaving.line import Served, counted, served  # noqa: E402
from misbehaving.proxy import Proxy, listening  # noqa: E402
from misbehaving.upstream import Upstream  # noqa: E402
from misbehaving.vices import ALL, AT_ONCE, PUBLIC, Fate, Vice  # noqa: E402

FIRST_DAY = datetime(2027, 1, 13, 11, tzinfo=UTC)
"""A Wednesday; each vice has one of its own, so that what is counted can be told apart."""

HEAD = "| the proxy | calls | as without it | fallback | lost | asked again | counted |\n|---|---|---|---|---|---|---|"
FAULTS = {500, *range(502, 600)}
"""What the server must never answer; 501 is right for a coding of the body that nobody knows: RFC 9112, section 6.1."""

SAME = "as many"

LEAKS = ("44770090", "a turn failed", "Traceback", "/call/t", "/call/m", "/call/o", "%2Fmain")
"""What must not be in a log: numbers, faults, and where a caller was."""


@dataclass
class Result:
    """What became of the calls under one vice."""

    vice: Vice
    day: datetime
    database: str
    heard: list[Heard] = field(default_factory=list)
    same: int = 0
    fell: int = 0
    """Calls in which the carrier took the fallback, which put the caller through."""
    wrong: list[str] = field(default_factory=list)
    """Whatever ought not to be."""
    more: str = ""
    """How much was counted, beside the same calls without the proxy."""

    @property
    def lost(self) -> int:
        """Calls that ended otherwise than they ought to."""
        return len(self.heard) - self.same - self.fell

    def row(self) -> str:
        """A row of the table."""
        again = sum(one.retries for one in self.heard)
        return (
            f"| {self.vice.name} | {len(self.heard)} | {self.same or '–'} | {self.fell or '–'} | {self.lost} | "
            f"{again or '–'} | {self.more} |"
        )


class Trial:
    """The servers, and the calls as they are without a proxy."""

    def __init__(self, folder: Path, seed: int, calls: int) -> None:
        self.seeds = [f"{seed}/{number}" for number in range(calls)]
        self._folder = folder
        self._chance = Random(seed)
        self._clock = Clock(folder / "clock", FIRST_DAY.timestamp())
        self._parts = ExitStack()
        self._served: dict[str, Served] = {}
        self._days = (FIRST_DAY + timedelta(weeks=number) for number in range(10_000))
        self._callers = iter(range(10_000, 100_000))
        self.plain = Result(Vice("none"), next(self._days), self.server(PUBLIC).database)
        carrier = Carrier(f"http://127.0.0.1:{self.server(PUBLIC).port}", self._clock, self.plain.day)
        self.plain.heard += [called(carrier, PUBLIC, seed, next(self._callers)) for seed in self.seeds]
        self._recordings = {url: one.body for url, one in carrier.recordings.items()}
        if any(one.lost or one.broken for one in self.plain.heard):
            raise SystemExit(f"bad_proxy: calls are lost without a proxy: {self.plain.heard}")

    def server(self, public: str) -> Served:
        """The one under this public address."""
        if public not in self._served:
            folder = self._folder / str(len(self._served))
            self._served[public] = self._parts.enter_context(served(public, self._clock, folder))
        return self._served[public]

    def under(self, vice: Vice) -> Result:
        """The same calls through a proxy with a vice."""
        there = self.server(vice.public)
        result = Result(vice, next(self._days), there.database)
        upstream = Upstream(there.port, seen={"longest": f"/audio/{LONGEST}"})
        proxy = Proxy(upstream, vice.passed, self._chance)
        with listening(proxy) as base:
            carrier = Carrier(base, self._clock, result.day)
            for seed in self.seeds:
                if vice.fate is Fate.AWAY:
                    upstream.seen.clear()
                result.heard.append(called(carrier, vice.signed or vice.public, seed, next(self._callers)))
            upstream.end()
        self._judge(result, upstream, proxy)
        bodies = ((url, one.body) for url, one in carrier.recordings.items() if vice.public == PUBLIC)
        spoilt = [url for url, body in bodies if "?" not in url and body != self._recordings.get(url, body)]
        result.wrong += [f"a recording is another's rest: {url}" for url in spoilt]
        return result

    def _judge(self, result: Result, upstream: Upstream, proxy: Proxy) -> None:
        fate = result.vice.fate
        for plain, heard in zip(self.plain.heard, result.heard, strict=True):
            same = heard.events == plain.events and not heard.lost
            fell = bool(heard.lost) and heard.helped and not heard.broken
            result.same += same or (fate is Fate.WHOLE and _in_words(heard) == _in_words(plain))
            result.fell += fell and fate in (Fate.REFUSED, Fate.AWAY)
        statuses = Counter(upstream.answers)
        result.wrong += [f"{status} by the server, {statuses[status]} times" for status in statuses if status in FAULTS]
        result.wrong += proxy.faults
        if fate is Fate.REFUSED and statuses[403] < len(result.heard):
            result.wrong.append("not every call was refused")
        if result.lost:
            result.wrong.append(f"lost: {Counter(map(_why, self.plain.heard, result.heard))}")

    def end(self, results: Sequence[Result]) -> None:
        """Stop the servers, which then have written what they counted and logged, and look at both."""
        self._parts.close()
        self._clock.close()
        plain = counted(self.plain.database, self.plain.day)
        for result in results:
            result.more = _more(plain, counted(result.database, result.day))
            if result.vice.fate is Fate.SAME and result.vice.deliver not in AT_ONCE and result.more != SAME:
                result.wrong.append(f"counted otherwise: {result.more}")
        for there in self._served.values():
            log = there.log.read_text()
            for word in LEAKS:
                if word in log:
                    results[-1].wrong.append(f"{word!r} is in a log: {log[max(log.index(word) - 300, 0) :][:900]}")


def _in_words(heard: Heard) -> list[tuple[str, str, str]]:
    return [(event.event, event.text, event.key) for event in heard.events]


def _why(plain: Heard, heard: Heard) -> str:
    if heard.lost:
        return heard.lost[0]
    if heard.broken:
        return heard.broken
    if heard.events == plain.events:
        return "as without it"
    where = next((pair for pair in zip(plain.events, heard.events, strict=False) if pair[0] != pair[1]), ("", ""))
    return f"other words: {where[0]} / {where[1]}"


def _more(plain: dict[str, int], got: dict[str, int]) -> str:
    """What was counted beside what is true: as much, or how many times as much."""
    if got == plain:
        return SAME
    calls = got.get("calls", 0) / max(plain.get("calls", 0), 1)
    seconds = got.get("carrier/seconds", 0) / max(plain.get("carrier/seconds", 0), 1)
    return f"calls × {calls:.2f}, carrier's seconds × {seconds:.2f}"


def tried(seed: int, calls: int, vices: Sequence[Vice]) -> Iterator[Result]:
    """Each vice in turn; what was counted is known once all are through."""
    with tempfile.TemporaryDirectory(prefix="proxy-") as folder:
        trial, results = Trial(Path(folder), seed, calls), []
        try:
            for vice in vices:
                results.append(trial.under(vice))
                yield results[-1]
        finally:
            trial.end(results)


def main() -> None:
    """Try them, and print the table."""
    options = _options()
    vices = [one for one in ALL if re.search(options.only, one.name, re.IGNORECASE)]
    if options.list or not vices:
        print("\n".join(f"{one.name}: {one.fate.value}" for one in vices or ALL))
        return
    results = []
    for result in tried(options.seed, options.calls, vices):
        print(".", end="", flush=True, file=sys.stderr)
        results.append(result)
    table = "\n".join((HEAD, *(result.row() for result in results)))
    print(f"\n{table}")
    wrong = [f"{result.vice.name}: {one}" for result in results for one in result.wrong]
    print("\n".join(wrong), file=sys.stderr)
    if options.save:
        reliability.save("proxy", f"{options.calls} calls each, seed {options.seed}.\n\n{table}")
    sys.exit(1 if wrong else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="of the calls, and of what the vices do at random")
    parser.add_argument("--calls", type=int, default=10, help="under each vice")
    parser.add_argument("--only", default="", metavar="WORDS", help="the vices that match this regular expression")
    parser.add_argument("--list", action="store_true", help="tell the vices, and what is to become of a call")
    parser.add_argument("--save", action="store_true", help="put the table into docs/reliability.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
