#!/usr/bin/env python3
"""How simulated callers fare on the line, and on an ordinary phone tree beside it.

Every kind of caller (ivr/phone/callers/model.py) tries every task (task.py) many times, on both, with the same chances:
the numbers depend on the seed alone, not on how many processes share the work. A task is done when the caller has it
within 15 minutes, redials included, without a transfer or an ending that they did not want. Transfers are answered.
A perfect caller, who presses each right key at the very end of the prompt that names it, gives the shortest way;
what such a caller cannot do on one of the two is not offered there. Both are the real apps, called through WSGI; as
neither keeps anything between turns, a turn that was answered once is not asked again. A full run is saved in
benchmarks/.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from multiprocessing import Pool
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from callers_report import Pair, Tried, draw, explained, markdown, save, summed  # noqa: E402
from ordinary_tree.app import create_tree  # noqa: E402
from remembering import Remembering  # noqa: E402

from ivr.bookmarks import InMemory  # noqa: E402
from ivr.content import load_line  # noqa: E402
from ivr.desk import phone_here  # noqa: E402
from ivr.phone import InProcess, Phone  # noqa: E402
from ivr.phone.callers import MODELS, PERFECT, Known, Model, Result, Task, attempt, known, one_key, tasks  # noqa: E402
from ivr.recordings.catalogue import Catalogue, audio_folder  # noqa: E402

WHEN = datetime(2026, 11, 18, 11, tzinfo=UTC)
"""A Wednesday morning: everybody who closes is open."""
TREE_URL = "https://tree.invalid"
LINES = ("line", "tree")
AT_ONCE = 20
"""Calls in one piece of work."""


@dataclass(frozen=True, slots=True)
class Job:
    """Some calls of one kind of caller for one task."""

    on: str
    model: Model
    task: str
    seed: int
    first: int
    calls: int


BOOKMARKS = InMemory()
"""Of callers whose call drops, in this process."""


@lru_cache(1)
def _facts() -> tuple[Known, Mapping[str, Task]]:
    line = load_line(os.environ.get("IVR_LINE", "uk"))
    return known(line), tasks(line)


@lru_cache
def phone_to(on: str) -> Phone:
    """One phone for each process and line: recordings are fetched, and each distinct turn is asked, once."""
    if on == "line":
        return phone_here(os.environ, "answer", WHEN, BOOKMARKS)
    captions = {file: recording.text for file, recording in Catalogue.load(audio_folder()).files.items()}
    app = create_tree(load_line(os.environ.get("IVR_LINE", "uk")), TREE_URL)
    return Phone(Remembering(InProcess(app)), f"{TREE_URL}/call", "no token is asked for", captions, portable=False)


def call(on: str, model: Model, task: str, seed: int, nth: int) -> Result:
    """The nth call of one kind of caller for one task."""
    facts, named = _facts()
    BOOKMARKS.drop(phone_to(on).caller)  # another caller, who has never rung before
    return attempt(phone_to(on), facts, named[task], model, f"{seed}/{model.name}/{task}/{nth}")


def work(job: Job) -> tuple[Job, list[Tried]]:
    """What came of some calls."""
    made = [call(job.on, job.model, job.task, job.seed, job.first + nth) for nth in range(job.calls)]
    return job, [Tried(one.why, one.seconds, one.keys, one.calls, one.cause) for one in made]


def run(jobs: Sequence[Job], processes: int) -> dict[Pair, list[Tried]]:
    """All of it, in the order of the jobs whoever was done first."""
    found: dict[Job, list[Tried]] = {}
    with Pool(processes) as pool, tqdm(total=sum(job.calls for job in jobs), unit=" calls", smoothing=0) as bar:
        for job, tried in pool.imap_unordered(work, jobs):
            found[job] = tried
            bar.update(job.calls)
    together: dict[Pair, list[Tried]] = {}
    for job in jobs:
        together.setdefault(Pair(job.on, job.model.name, job.task), []).extend(found[job])
    return together


def jobs(models: Sequence[Model], named: Sequence[str], calls: int, seed: int) -> Iterator[Job]:
    """All pieces of work, and a perfect call for each task."""
    for on, task in product(LINES, named):
        yield Job(on, PERFECT, task, seed, 0, 1)
    for on, model, task, first in product(LINES, models, named, range(0, calls, AT_ONCE)):
        yield Job(on, model, task, seed, first, min(AT_ONCE, calls - first))


def transcript(on: str, model: Model, task: str, seed: int, nth: int) -> Iterator[str]:
    """One call, line by line, each with its second."""
    result = call(on, model, task, seed, nth)
    for event in result.transcript:
        shown = {"key": f"> {event.key}", "speech": f"> “{event.text}”", "mind": f"        ({event.text})"}
        other = f"-- {event.event} {event.text or event.number or event.key} {event.key if event.text else ''}".rstrip()
        yield f"{event.at:8.2f}  {event.text if event.event in ('play', 'say') else shown.get(event.event, other)}"
    yield f"{result.seconds:8.2f}  == {result.why or 'done'}; {result.keys} keys, {result.calls} calls"


def chosen(wanted: Sequence[str] | None, named: Sequence[str]) -> list[str]:
    """Those whose name, or the beginning of it up to a stroke, was given; all of them if none was."""
    groups = {name.partition("/")[0] for name in named}
    if unknown := [name for name in wanted or () if name not in named and name not in groups]:
        raise SystemExit(f"bench_callers: {', '.join(unknown)}: not known; there are {', '.join(named)}")
    return [name for name in named if not wanted or name in wanted or name.partition("/")[0] in wanted]


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1000, help="of each kind of caller for each task")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--models", nargs="+", metavar="NAME", help=", ".join(MODELS))
    parser.add_argument("--tasks", nargs="+", metavar="NAME", help="such as topic, topic/stress, crisis, helpline/mind")
    parser.add_argument("--one-key", default="5", metavar="KEY", help="the key of the caller who has one alone")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, help="a folder to save in; benchmarks/ if everything is run")
    parser.add_argument("--explain", action="store_true", help="print why callers fail, for each pair")
    parser.add_argument("--transcript", nargs=3, metavar=("MODEL", "TASK", "N"), help="print one call, and no more")
    parser.add_argument("--on", choices=LINES, default="line", help="where that call is made")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and save."""
    given = options()
    models = {**MODELS, "one key": one_key(given.one_key)}
    if given.transcript:
        name, task, nth = given.transcript
        everyone = {**models, PERFECT.name: PERFECT}
        model = everyone[chosen([name], list(everyone))[0]]
        task = chosen([task], list(_facts()[1]))[0]
        print("\n".join(transcript(given.on, model, task, given.seed, int(nth))))
        return
    kinds = [models[name] for name in chosen(given.models, list(models))]
    named = chosen(given.tasks, list(_facts()[1]))
    whole = not given.models and not given.tasks
    out = given.out or (ROOT / "benchmarks" if whole else None)
    found = summed(run(list(jobs(kinds, named, given.calls, given.seed)), given.processes))
    table = markdown(found, given.calls, given.seed)
    print(table)
    if given.explain:
        print("\n".join(explained(found)))
    if out:
        save(found, table, out, given.calls, given.seed)
        draw(found, out / "callers.svg")


if __name__ == "__main__":
    main()
