"""The days that a report is of, and how it divides them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ivr.errors import SettingsError

A_DAY = timedelta(days=1)
MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    name: str
    """As it is read: October 2026; July to September 2026."""
    first: date
    last: date
    by_month: bool = False
    """Whether it is divided into months, and not into days."""

    def shares(self) -> Iterator[Period]:
        """Its days or months, in order."""
        day = self.first
        while day <= self.last:
            last = min(_month_end(day), self.last) if self.by_month else day
            yield Period(f"{day:%B %Y}" if self.by_month else f"{day:%a} {day.day} {day:%b}", day, last)
            day = last + A_DAY


def read_period(text: str, today: date) -> Period:
    """The period that a text names: 2026-10 is a month, 2026-Q3 a quarter; nothing is the last whole month.

    Raises SettingsError for any other text, and for what has not begun on `today`.
    """
    found = re.fullmatch(r"(20\d\d)-(?:(0[1-9]|1[0-2])|[Qq]([1-4]))", text or f"{today.replace(day=1) - A_DAY:%Y-%m}")
    if not found:
        raise SettingsError(f"{text!r} is no month and no quarter: write one such as {today:%Y-%m} or {today:%Y}-Q1")
    year, month, quarter = int(found[1]), found[2], found[3]
    first = date(year, int(month) if month else int(quarter) * MONTHS_OF_A_QUARTER - 2, 1)
    if first > today:
        raise SettingsError(f"{text!r} has not begun yet")
    if month:
        return Period(f"{first:%B %Y}", first, _month_end(first))
    last = _month_end(first + 62 * A_DAY)
    return Period(f"{first:%B} to {last:%B %Y}", first, last, by_month=True)


def last_days(number: int, today: date) -> Period:
    """The last so many days, with today."""
    return Period(f"The last {number} days", today - (number - 1) * A_DAY, today)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + 4 * A_DAY).replace(day=1) - A_DAY
