"""The table of counts: added to, and read; every method raises what the driver raises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from ivr.counts.waiting import Sum
from ivr.database import COUNTS, Database

Days = dict[date, dict[str, int]]
"""Day → counter → count, without what was never counted."""


class Table:
    """Its rows, for one thread; connects when first used."""

    def __init__(self, url: str) -> None:
        """Raises ImportError if the driver is missing, sqlalchemy.exc.ArgumentError if `url` is not right."""
        self._database = Database(url)
        row = self._database.insert(COUNTS)
        self._add = row.on_conflict_do_update(
            index_elements=list(COUNTS.primary_key), set_={"count": COUNTS.c.count + row.excluded.count}
        )

    def add(self, sums: Mapping[Sum, int]) -> None:
        """Add all of these, or none."""
        # Always in one order: two processes then never wait for each other.
        rows = [{**key._asdict(), "count": sums[key]} for key in sorted(sums)]
        with self._database.begin() as connection:
            connection.execute(self._add, rows)

    def read(self, line: str, first: date, last: date) -> Days:
        """What was counted on a line from `first` to `last`, both included."""
        rows = sa.select(COUNTS.c.day, COUNTS.c.counter, COUNTS.c.count).where(
            COUNTS.c.line == line, COUNTS.c.day.between(first, last)
        )
        found: Days = {}
        with self._database.begin() as connection:
            for day, counter, count in connection.execute(rows):
                found.setdefault(day, {})[counter] = count
        return found

    def close(self) -> None:
        """Let the connection go."""
        self._database.close()
