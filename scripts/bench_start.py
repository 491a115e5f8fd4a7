#!/usr/bin/env python3
"""What a start costs: the imports of each dependency, until the first answer, and until a dead worker is replaced.

scripts/environment test
.venv/bin/python scripts/bench_start.py
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tomllib
from collections import Counter
from importlib.metadata import packages_distributions, requires
from pathlib import Path

from load.served import server, worker_starts
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from reliability import save

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \|\s*([\w.]+)")
SERVER = "from ivr.web.server import run"
BARE = "import flask, twilio.request_validator, gunicorn.app.base"


def imports(what: str) -> Counter[str]:
    """Microseconds that importing takes, by distribution: `-X importtime`, which counts each module's own time."""
    done = subprocess.run([sys.executable, "-X", "importtime", "-c", what], capture_output=True, text=True, check=True)
    owners, taken = packages_distributions(), Counter[str]()
    for own, _, module in ROW.findall(done.stderr):
        top = module.partition(".")[0]
        owner = "ivr itself" if top == "ivr" else canonicalize_name(owners[top][0]) if top in owners else "Python"
        taken[owner] += int(own)
    return taken


def median_imports(what: str, runs: int) -> dict[str, float]:
    """Milliseconds by distribution, the median of several runs."""
    found = [imports(what) for _ in range(runs)]
    return {name: statistics.median(one[name] for one in found) / 1000 for name in set().union(*found)}


def direct() -> dict[str, str]:
    """The dependencies that pyproject.toml names, each with the reason beside it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = tomllib.loads(text)["project"]["dependencies"]
    reasons = {}
    for one in asked:
        beside = re.search(re.escape(f'"{one}",') + r"\s*# (.*)", text)
        reasons[canonicalize_name(Requirement(one).name)] = beside[1] if beside else ""
    return reasons


def brings(name: str) -> set[str]:
    """What a distribution needs in turn, itself included."""
    found, ahead = set(), [name]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            needed = (Requirement(text) for text in requires(one) or ())
            ahead += [canonicalize_name(r.name) for r in needed if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


def dependencies(taken: dict[str, float]) -> str:
    """The table of direct dependencies."""
    reasons = direct()
    rows = ["| dependency | what for | brings | imported at the start, ms |", "|---|---|---|---|"]
    for name, reason in sorted(reasons.items(), key=lambda one: -taken.get(one[0], 0)):
        cost = f"{taken[name]:.0f}" if name in taken else "not imported"
        rows.append(f"| {name} | {reason} | {len(brings(name)) - 1} | {cost} |")
    listed = set().union(*map(brings, reasons))
    others = sum(cost for name, cost in taken.items() if name in listed - reasons.keys())
    rows += [
        f"| {len(listed - reasons.keys())} others, which those bring | | | {others:.0f} |",
        f"| Python's own modules | | | {taken['Python']:.0f} |",
        f"| the line's own | | | {taken['ivr itself']:.0f} |",
    ]
    return "\n".join(rows)


def main() -> None:
    """Print the tables; with --save, into docs/reliability.md too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--save", action="store_true", help="put the figures into docs/reliability.md")
    options = parser.parse_args()
    taken, bare = median_imports(SERVER, options.runs), median_imports(BARE, options.runs)
    starts = []
    for _ in range(options.runs):
        with server("line", 2) as served:
            starts.append(served.started)
    replaced = [worker_starts() for _ in range(options.runs)]
    told = "\n".join((
        "| what | seconds, median |",
        "|---|---|",
        f"| imports of the server, as `-X importtime` counts them | {sum(taken.values()) / 1000:.2f} |",
        f"| imports of a bare Flask view with gunicorn and the signature | {sum(bare.values()) / 1000:.2f} |",
        f"| from the command to the first answer | {statistics.median(starts):.2f} |",
        f"| from the death of the only worker to the next answer | {statistics.median(replaced):.2f} |",
        "",
        dependencies(taken),
    ))  # fmt: skip
    print(told)
    if options.save:
        save("start", told)


if __name__ == "__main__":
    main()
