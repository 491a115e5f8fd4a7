"""A report as text for a terminal or a mail, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ivr.counts.figures import Report, Table

WIDEST_NAME = 60
BAR = 30
"""Characters."""

HEADER = ("line", "from", "to", "table", "name", "figure", "value")


def as_text(report: Report) -> str:
    """Every table with its columns side by side; what follows in time with bars."""
    first, last = report.period.first, report.period.last
    title = f"{report.name} ({report.line}): {report.period.name}"
    head = [title, "=" * len(title), f"{first} to {last}. Numbers under 5 are not told."]
    return "\n".join([*head, *(row for table in report.tables for row in ("", *_table(table)))]) + "\n"


def as_csv(report: Report) -> str:
    """One figure a row, under `HEADER`; small ones as in the text, for nobody may have them."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(HEADER)
    first, last = report.period.first.isoformat(), report.period.last.isoformat()
    for table in report.tables:
        for row in table.rows:
            for column, one in zip(table.columns, row.figures, strict=True):
                value = str(one) if one.hidden else one.count
                writer.writerow((report.line, first, last, table.id, row.name, column, value))
    return made.getvalue()


def _table(table: Table) -> Iterator[str]:
    width = min(max(len(name) for name in (table.first, table.title, *(row.name for row in table.rows))), WIDEST_NAME)
    columns = [max(len(name), 12) for name in table.columns]
    yield table.title
    if table.note:
        yield table.note
    heads = "  ".join(name.rjust(size) for name, size in zip(table.columns, columns, strict=True))
    yield f"  {table.first:<{width}}  {heads}"
    for row in table.rows:
        cells = "  ".join(str(one).rjust(size) for one, size in zip(row.figures, columns, strict=True))
        bar = "#" * round(row.figures[0].bar / table.most * BAR) if table.over_time and table.most else ""
        yield f"  {row.name:<{width}}  {cells}  {bar}".rstrip()
