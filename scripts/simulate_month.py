#!/usr/bin/env python3
"""Phone the line for a month with simulated callers, and count it, so that there is a report to look at.

    .venv/bin/python scripts/simulate_month.py 2026-10 --calls 5000 --database sqlite:////tmp/month.db
    IVR_DATABASE_URL=sqlite:////tmp/month.db .venv/bin/ivr report 2026-10

The callers are those of ivr/phone/callers/model.py; how many there are of each kind, and what transfers meet, is
assumed. They phone the real app in this process. The numbers depend on the seed alone.
"""

from __future__ import annotations

import argparse
import os
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from multiprocessing import Pool
from random import Random

from tqdm import tqdm

from ivr.bookmarks import InMemory
from ivr.content import load_line
from ivr.counts import Counts
from ivr.counts.period import read_period
from ivr.desk import phone_here
from ivr.errors import IvrError
from ivr.phone import Phone
from ivr.phone.callers import MODELS, attempt, known, tasks

KINDS = {
    "steady": 35, "tremor": 20, "slow": 15, "severe spasms": 5, "one key": 5, "no key": 3, "voice only": 2,
    "in distress": 5, "loses the thread": 10,
}  # fmt: skip
"""Of a hundred callers."""

MET = {"answer": 80, "busy": 10, "no-answer": 7, "failed": 3}
"""Of a hundred transfers."""

AT_ONCE = 25
"""Calls in one piece of work."""

BOOKMARKS = InMemory()


def day_of(number: int, first: date, days: int, seed: int) -> datetime:
    """When the nth call begins: any day of the month, from eight in the morning on."""
    chance = Random(f"{seed}/day/{number // AT_ONCE}")
    minutes = chance.randrange(12 * 60)
    day = first + timedelta(days=chance.randrange(days))
    return datetime.combine(day, time(8), UTC) + timedelta(minutes=minutes)


@cache
def counts(url: str) -> Counts:
    """This process's way to the database."""
    return Counts(url)


def some_calls(job: tuple[int, int, str, str, int]) -> int:
    """Make some calls of one hour of one day; how many."""
    first, number, start, url, seed = job
    line = load_line(os.environ.get("IVR_LINE", "uk"))
    facts, wanted = known(line), tasks(line)
    phone: Phone = phone_here(os.environ, "answer", datetime.fromisoformat(start), BOOKMARKS, counts(url))
    for nth in range(first, first + number):
        chance = Random(f"{seed}/{nth}")
        model = MODELS[chance.choices(list(KINDS), list(KINDS.values()))[0]]
        phone.dial = chance.choices(list(MET), list(MET.values()), k=50)
        BOOKMARKS.drop(phone.caller)
        attempt(phone, facts, wanted[chance.choice(list(wanted))], model, f"{seed}/{nth}")
    counts(url).close()
    return number


def main() -> None:
    """Make all the calls, on every core."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("month", help="such as 2026-10")
    parser.add_argument("--calls", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", required=True, help="sqlite:///FILE or postgresql://…; not that of a live line")
    given = parser.parse_args()
    try:
        period = read_period(given.month, datetime.now(UTC).date())
    except IvrError as error:
        raise SystemExit(f"simulate_month: {error}") from error
    days = (period.last - period.first).days + 1
    jobs = [
        (first, min(AT_ONCE, given.calls - first), day_of(first, period.first, days, given.seed).isoformat(),
         given.database, given.seed)
        for first in range(0, given.calls, AT_ONCE)
    ]  # fmt: skip
    with Pool() as pool, tqdm(total=given.calls, unit=" callers", smoothing=0) as bar:
        for made in pool.imap_unordered(some_calls, jobs):
            bar.update(made)


if __name__ == "__main__":
    main()
