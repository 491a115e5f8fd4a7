"""Counts → what a report says: tables of figures, in which small numbers are hidden. Pure.

Under five of anything could point to somebody whom a reader knows, so it is told as "fewer than 5"; none is told as 0.
Where figures add up to one that is told too, and only one of them is hidden, the least of the others is hidden with it,
or else it could be worked out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ivr.content import Line
from ivr.counts.period import Period
from ivr.counts.table import Days
from ivr.counts.tally import CALLS, CARRIER_CALLS, CARRIER_SECONDS, FAULTS, SECONDS

FEW = 5
"""What is under this is not told."""

HIDDEN = f"fewer than {FEW}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a report."""

    count: int
    hidden: bool = False
    is_few: bool = True
    """Of a hidden one, whether it may be said that it is small."""

    def __str__(self) -> str:
        if self.hidden:
            return HIDDEN if self.is_few else "not told"
        return f"{self.count:,}"

    @property
    def bar(self) -> int:
        """How long its bar is; of what is hidden, as long as that of any other."""
        return 0 if self.hidden else self.count


def figure(count: int) -> Figure:
    """The figure for a count of events."""
    return Figure(count, 0 < count < FEW)


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its figures, one for each column."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a report."""

    id: str
    title: str
    first: str
    """What its first column holds."""
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""
    over_time: bool = False
    """Whether its rows follow each other in time, and are to be drawn side by side."""

    @property
    def most(self) -> int:
        """Its longest bar."""
        return max((one.bar for row in self.rows for one in row.figures), default=0)


@dataclass(frozen=True, slots=True)
class Report:
    """All the figures of a line in a period."""

    line: str
    name: str
    """Of the line."""
    period: Period
    tables: tuple[Table, ...]


ANSWERED = (
    ("keys", "Numbered keys"),
    ("any-key", "Any key, where choices come one at a time"),
    ("voice", "Their voice"),
    ("listening", "Listening only: everything is read out"),
)

MET = (
    ("repeated", "The choices came again, shorter and slower"),
    ("one-at-a-time", "The choices came one at a time, for any key"),
    ("read-out", "Nothing was asked any more, and everything read out"),
    ("warned", "The line warned that the call would end"),
    ("slower", "A slower voice was chosen"),
    ("more-time", "More time was chosen"),
    ("carried-on", "An earlier call was carried on where it broke off"),
    ("rested", "Helplines alone were open: that number had phoned very often within the hour"),
)

OUTCOMES = (
    ("completed", "Answered"),
    ("busy", "Busy"),
    ("no-answer", "No answer"),
    ("failed", "Not connected"),
    ("too-often", "Held back"),
)


def report(line: Line, period: Period, days: Days) -> Report:
    """The report of a line; `days` holds what was counted in the period."""
    sums = _sum(days.values())
    tables = (
        _calls(sums), _over_time(period, days), _put_through(sums), _helplines(line, sums), _topics(line, sums),
        _each_call("answered", "How callers answered", "Calls in which callers used it", ANSWERED, sums),
        _each_call("met", "How far the line came to meet them", "Calls in which it happened", MET, sums),
    )  # fmt: skip
    return Report(line.id, line.facts.name, period, tables)


def _sum(days: Iterable[dict[str, int]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for day in days:
        sums.update(day)
    return sums


def _calls(sums: Counter[str]) -> Table:
    """Seconds are those that the carrier tells, or, where it does not, those that this server saw."""
    calls, seconds = sums[CALLS], max(sums[SECONDS], sums[CARRIER_SECONDS])
    few = 0 < calls < FEW
    rows = (
        Row("Calls answered", (figure(calls),)),
        Row("Minutes on the line", (Figure(round(seconds / 60), few, is_few=False),)),
        Row("Seconds a call, on average", (Figure(round(seconds / calls) if calls else 0, few, is_few=False),)),
        Row("Calls in which a topic was begun", (figure(sums["call/topic-begun"]),)),
        Row("Calls in which a topic was heard to its end", (figure(sums["call/topic-to-the-end"]),)),
        Row("Times that something went wrong, and callers heard an apology", (figure(sums[FAULTS]),)),
        *_unanswered(sums[CARRIER_CALLS] - calls),
    )
    return Table("calls", "Calls", "", ("Number",), rows)


def _unanswered(calls: int) -> tuple[Row, ...]:
    """Calls that only the carrier knows of: most of them came while no server answered."""
    return (Row("Calls that the carrier counted, and this line did not", (figure(calls),)),) if calls >= FEW else ()


def _over_time(period: Period, days: Days) -> Table:
    shares = list(period.shares())
    counts = [sum(days[day].get(CALLS, 0) for day in days if one.first <= day <= one.last) for one in shares]
    rows = tuple(Row(one.name, (shown,)) for one, shown in zip(shares, parts(counts), strict=True))
    what = "month" if period.by_month else "day"
    return Table("over-time", f"Calls by {what}", what.capitalize(), ("Calls",), rows, over_time=True)


def parts(counts: Sequence[int]) -> list[Figure]:
    """Figures that add up to one that is told: if one alone is small, the least of the others is hidden with it."""
    shown = [figure(count) for count in counts]
    others = [place for place, one in enumerate(shown) if not one.hidden and one.count]
    if sum(one.hidden for one in shown) == 1 and others:
        least = min(others, key=lambda place: counts[place])
        shown[least] = Figure(counts[least], hidden=True, is_few=False)
    return shown


def _put_through(sums: Counter[str]) -> Table:
    rows = (
        ("helpline-asked", "Somebody asked for a helpline"),
        ("put-through", "They were put through to one"),
        ("reached-someone", "Somebody there answered"),
    )
    return _each_call("put-through", "Talking to someone", "Calls in which", rows, sums)


def _each_call(name: str, title: str, first: str, rows: Sequence[tuple[str, str]], sums: Counter[str]) -> Table:
    made = tuple(Row(label, (figure(sums[f"call/{what}"]),)) for what, label in rows)
    return Table(name, title, first, ("Calls",), made)


def _helplines(line: Line, sums: Counter[str]) -> Table:
    names = {one: line.words.helplines[one].name for one in line.helplines}
    columns = (("asked", "Asked for"), *OUTCOMES)
    note = (
        "What transfers met, each time one was tried. Held back: not tried, after very many for one number in an hour."
    )
    return _of_each("helpline", "Helplines", names, columns, sums, note)


def _topics(line: Line, sums: Counter[str]) -> Table:
    names = {one.id: one.title for one in line.topics.values()}
    columns = (("begun", "Begun"), ("to-the-end", "Heard to the end"))
    note = "Times, not calls. To the end: the caller was still there when its last part was over."
    return _of_each("topic", "What callers heard about", names, columns, sums, note)


def _of_each(
    kind: str,
    title: str,
    names: Mapping[str, str],
    columns: Sequence[tuple[str, str]],
    sums: Counter[str],
    note: str,
) -> Table:
    """A row for each topic or helpline of the line, and for each that was counted and is no longer on it."""
    counted = {counter.split("/")[1] for counter in sums if counter.startswith(f"{kind}/")}
    gone = {one: f"{one}, no longer on the line" for one in sorted(counted - set(names))}
    labels = {one: name.rstrip(".") for one, name in names.items()} | gone
    rows = (
        Row(label, tuple(figure(sums[f"{kind}/{one}/{what}"]) for what, _ in columns)) for one, label in labels.items()
    )
    return Table(f"{kind}s", title, kind.capitalize(), tuple(label for _, label in columns), tuple(rows), note)
