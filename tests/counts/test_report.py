"""What reports say, and what they keep to themselves."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from ivr.content import Line
from ivr.counts.figures import Report, Table, parts, report
from ivr.counts.period import last_days, read_period
from ivr.counts.report import HEADER, as_csv, as_text
from ivr.errors import SettingsError
from ivr.web.report import as_page

TODAY = date(2026, 11, 24)
DAY = date(2026, 10, 7)

DAYS = {
    DAY: {
        "calls": 40, "seconds": 7000, "carrier/calls": 40, "carrier/seconds": 7200, "faults": 4,
        "topic/stress/begun": 21, "topic/stress/to-the-end": 17, "topic/gone/begun": 6,
        "helpline/samaritans/asked": 12, "helpline/samaritans/completed": 5, "helpline/samaritans/busy": 3,
        "call/keys": 30, "call/voice": 1, "call/put-through": 9,
    },
    DAY + timedelta(1): {"calls": 2, "seconds": 300, "topic/stress/begun": 2, "helpline/samaritans/completed": 1},
    DAY + timedelta(2): {"calls": 6, "seconds": 60},
}  # fmt: skip


@pytest.fixture
def made(line: Line) -> Report:
    return report(line, read_period("2026-10", TODAY), DAYS)


def table(made: Report, name: str) -> Table:
    return next(one for one in made.tables if one.id == name)


def told(made: Report, name: str) -> dict[str, list[str]]:
    return {row.name: [str(one) for one in row.figures] for row in table(made, name).rows}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("", date(2026, 10, 1), date(2026, 10, 31)),
    ],
)
def test_a_period_is_a_month_or_a_quarter(text: str, first: date, last: date) -> None:
    period = read_period(text, TODAY)
    assert (period.first, period.last) == (first, last)
    shares = list(period.shares())
    assert (shares[0].first, shares[-1].last) == (first, last)
    assert all(before.last + timedelta(1) == after.first for before, after in pairwise(shares))
    assert len(shares) == (3 if "q" in text.lower() else (last - first).days + 1)


@pytest.mark.parametrize("text", ["2026-13", "2026-Q5", "2026", "last", "2026-1", "1999-10", "2026-10-01", "2026-Q0"])
def test_any_other_text_is_refused_with_one_that_would_do(text: str) -> None:
    with pytest.raises(SettingsError, match=r"is no month and no quarter: write one such as 2026-11 or 2026-Q1"):
        read_period(text, TODAY)


def test_what_is_still_to_come_is_refused() -> None:
    with pytest.raises(SettingsError, match="has not begun yet"):
        read_period("2026-12", TODAY)


def test_the_last_days_end_today() -> None:
    assert [one.first for one in last_days(3, TODAY).shares()] == [TODAY - timedelta(2), TODAY - timedelta(1), TODAY]


def test_it_adds_up_what_was_counted(made: Report) -> None:
    assert told(made, "calls") == {
        "Calls answered": ["48"],
        "Minutes on the line": ["123"],  # 7,360 s: more than the 7,200 s that the carrier has told so far
        "Seconds a call, on average": ["153"],
        "Calls in which a topic was begun": ["0"],
        "Calls in which a topic was heard to its end": ["0"],
        "Times that something went wrong, and callers heard an apology": ["fewer than 5"],
    }
    assert told(made, "topics")["Stress"] == ["23", "17"]
    assert told(made, "helplines")["Samaritans"] == ["12", "6", "fewer than 5", "0", "0", "0"]
    assert told(made, "answered")["Numbered keys"] == ["30"]
    assert told(made, "put-through")["They were put through to one"] == ["9"]


def test_what_is_no_longer_on_the_line_is_still_told(made: Report) -> None:
    assert told(made, "topics")["gone, no longer on the line"] == ["6", "0"]


def test_every_topic_and_helpline_is_there_also_if_nobody_asked(made: Report, line: Line) -> None:
    assert len(table(made, "topics").rows) == len(line.topics) + 1
    assert len(table(made, "helplines").rows) == len(line.helplines)


def test_calls_that_only_the_carrier_knows_of_are_told(line: Line) -> None:
    """They came while no server answered."""
    days = {DAY: {"calls": 10, "carrier/calls": 17}}
    calls = told(report(line, read_period("2026-10", TODAY), days), "calls")
    assert calls["Calls that the carrier counted, and this line did not"] == ["7"]


def test_minutes_are_the_carriers_where_it_tells_more(line: Line) -> None:
    """This server sees a call no longer than to its last request."""
    days = {DAY: {"calls": 10, "seconds": 3000, "carrier/calls": 10, "carrier/seconds": 3600}}
    assert told(report(line, read_period("2026-10", TODAY), days), "calls")["Minutes on the line"] == ["60"]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_small_numbers_are_in_no_form_of_a_report(line: Line, number: int) -> None:
    counters = ("calls", "faults", "topic/stress/begun", "helpline/mind/busy", "call/voice", "call/reached-someone")
    days = {DAY: {**dict.fromkeys(counters, number), "seconds": number * 777}}
    made = report(line, read_period("2026-10", TODAY), days)
    figures = [one for each in made.tables for row in each.rows for one in row.figures if one.count]
    assert len(figures) == len(counters) + 3  # the day, the minutes, and the average
    assert {str(one) for one in figures} == {"fewer than 5", "not told"}
    assert {one.bar for one in figures} == {0}
    values = [row["value"] for row in csv.DictReader(io.StringIO(as_csv(made)))]
    assert set(values) == {"0", "fewer than 5", "not told"}


def test_a_number_that_the_others_would_give_away_is_not_alone() -> None:
    assert [str(one) for one in parts([40, 2, 6])] == ["40", "fewer than 5", "not told"]
    assert [str(one) for one in parts([40, 2, 3, 6])] == ["40", "fewer than 5", "fewer than 5", "6"]
    assert [str(one) for one in parts([40, 0, 6])] == ["40", "0", "6"]
    assert [str(one) for one in parts([0, 2, 0])] == ["0", "fewer than 5", "0"]


def test_the_days_of_a_month_give_no_small_day_away(made: Report) -> None:
    days = told(made, "over-time")
    assert (days["Wed 7 Oct"], days["Thu 8 Oct"], days["Fri 9 Oct"]) == (["40"], ["fewer than 5"], ["not told"])
    assert len(days) == 31


def test_a_quarter_is_told_by_its_months(line: Line) -> None:
    made = report(line, read_period("2026-Q4", TODAY), DAYS)
    assert told(made, "over-time") == {"October 2026": ["48"], "November 2026": ["0"], "December 2026": ["0"]}


def test_the_text_says_of_what_and_when_it_is(made: Report) -> None:
    text = as_text(made)
    assert text.startswith("Steadyline (uk): October 2026\n====")
    assert "2026-10-01 to 2026-10-31. Numbers under 5 are not told." in text
    assert all(one.title in text for one in made.tables)
    assert max(len(row) for row in text.splitlines()) <= 130


def test_the_csv_has_every_figure_under_its_names(made: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(made))))
    assert tuple(rows[0]) == HEADER
    assert len(rows) == sum(len(row.figures) for one in made.tables for row in one.rows)
    assert {(row["line"], row["from"], row["to"]) for row in rows} == {("uk", "2026-10-01", "2026-10-31")}
    [stress] = [row for row in rows if row["name"] == "Stress" and row["figure"] == "Begun"]
    assert stress["value"] == "23"


def test_the_page_needs_nothing_but_itself(made: Report) -> None:
    page = as_page(made)
    assert "<script" not in page
    assert not re.search(r"(src|href|action)=", page)
    assert "noindex" in page
    assert page.count("<table") == len(made.tables)
    assert '<td class="count">23</td>' in page
