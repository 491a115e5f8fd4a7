"""Calls to the real app whose counts are looked at; and counts in a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from sums import Sums

from ivr.counts import Counts
from ivr.counts.table import Days, Table
from ivr.desk import phone_here
from ivr.phone import Phone


@pytest.fixture
def counted() -> Sums:
    return Sums()


@pytest.fixture
def counted_phone(counted: Sums, weekday: datetime) -> Callable[..., Phone]:
    """`counted_phone(dial="busy")`: a phone to the real app, which counts in `counted`."""

    def phone(dial: str = "answer", at: datetime = weekday) -> Phone:
        return phone_here({}, dial, at, counts=counted)

    return phone


@pytest.fixture
def open_counts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Counts]]:
    """`open_counts(url)`: counts in a database, written at once."""
    monkeypatch.setattr("ivr.counts.worker.EVERY", 0.01)
    made: list[Counts] = []

    def new(url: str) -> Counts:
        made.append(Counts(url))
        return made[-1]

    yield new
    monkeypatch.setattr("ivr.counts.worker.LONGEST_CLOSE", 0.1)  # some of them hang
    for one in made:
        one.close()


@pytest.fixture
def read() -> Callable[..., Days]:
    """`read(url, first, last)`: what is in the table."""

    def of(url: str, first: date, last: date, line: str = "uk") -> Days:
        table = Table(url)
        try:
            return table.read(line, first, last)
        finally:
            table.close()

    return of
