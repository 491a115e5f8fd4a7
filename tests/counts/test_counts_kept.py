"""Counts in a real database: added to by many, read by day; and a database that is slow, gone, or in the way."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from servers import Server, never_answers
from standing import until

from ivr.counts import Counts
from ivr.counts.table import Days, Table
from ivr.counts.waiting import Sum, Waiting

DAY = date(2026, 11, 18)
AT_ONCE = 0.1
"""Seconds; a call would not notice."""

Open = Callable[[str], Counts]
Read = Callable[..., Days]


def test_counts_are_added_up_by_day_and_line(url: str, open_counts: Open, read: Read) -> None:
    counts = open_counts(url)
    for day, line, counter, count in (
        (DAY, "uk", "calls", 1), (DAY, "uk", "calls", 1), (DAY, "uk", "seconds", 90),
        (DAY + timedelta(1), "uk", "calls", 5), (DAY, "another", "calls", 7),
    ):  # fmt: skip
        counts.add(day, line, [(counter, count)])
    counts.close()
    assert read(url, DAY, DAY) == {DAY: {"calls": 2, "seconds": 90}}
    assert read(url, DAY, DAY + timedelta(9)) == {DAY: {"calls": 2, "seconds": 90}, DAY + timedelta(1): {"calls": 5}}
    assert read(url, DAY, DAY, line="another") == {DAY: {"calls": 7}}
    assert read(url, DAY - timedelta(9), DAY - timedelta(1)) == {}


ADDING = """
import sys
from datetime import date
from ivr.counts import Counts
counts = Counts(sys.argv[1])
for _ in range(200):
    counts.add(date(2026, 11, 18), "uk", [("calls", 1), ("seconds", 3)])
"""
"""Ends without closing: what waits is written all the same."""


def test_several_processes_add_to_the_same_counts(url: str, read: Read) -> None:
    started = [subprocess.Popen([sys.executable, "-c", ADDING, url], stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate(timeout=60)[1] for process in started] == [b""] * 4
    assert read(url, DAY, DAY) == {DAY: {"calls": 800, "seconds": 2400}}


def test_a_database_that_goes_away_and_comes_back_has_every_count(
    server: Server, postgres: str, open_counts: Open, read: Read, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr("ivr.counts.worker.REST", 0.2)
    counts = open_counts(postgres)
    counts.add(DAY, "uk", [("calls", 1)])
    assert until(lambda: read(postgres, DAY, DAY) == {DAY: {"calls": 1}})
    server.stop()
    try:
        counts.add(DAY, "uk", [("calls", 1)])
        assert until(lambda: not counts.answers())
        counts.add(DAY, "uk", [("calls", 1)])
        time.sleep(0.5)  # it is tried again, in vain
    finally:
        server.start()
    assert until(lambda: read(postgres, DAY, DAY) == {DAY: {"calls": 3}})
    assert until(counts.answers)
    told = [record.message for record in caplog.records if record.name.startswith("ivr")]
    assert [told.count(one) for one in ("counts: the database answers again",)] == [1]
    assert sum("does not answer" in one for one in told) == 1


def test_a_database_that_never_answers_costs_a_call_nothing(open_counts: Open) -> None:
    with never_answers() as url:
        counts = open_counts(url)
        for _ in range(100):
            began = time.monotonic()
            counts.add(DAY, "uk", [("calls", 1)])
            assert time.monotonic() - began < AT_ONCE
        assert until(lambda: not counts.answers(), 10)


def test_what_finds_no_room_is_dropped_and_told(
    tmp_path: Path, open_counts: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("ivr.counts.waiting.MOST_SUMS", 10)
    (tmp_path / "line.db").mkdir()  # where the file should be
    counts = open_counts(f"sqlite:///{tmp_path}/line.db")
    with caplog.at_level(logging.WARNING):
        for number in range(30):
            counts.add(DAY, "uk", [(f"counter/{number}", 1)])
            counts.add(DAY, "uk", [("counter/0", 1)])  # for which there is room
    told = [record.message for record in caplog.records if "dropped" in record.message]
    assert told
    assert told == [
        f"counts: {count} were dropped so far: too many waited for the database" for count in (1, 2, 4, 8, 16)
    ]


def test_what_could_not_be_written_is_added_to_what_came_since() -> None:
    waiting = Waiting()
    calls, seconds = Sum(DAY, "uk", "calls"), Sum(DAY, "uk", "seconds")
    waiting.add(calls, 2)
    taken = waiting.take()
    assert len(waiting) == 0
    waiting.add(calls, 1)
    waiting.add(seconds, 60)
    waiting.put_back(taken)
    assert waiting.take() == {calls: 3, seconds: 60}


def test_all_of_a_writing_is_kept_or_nothing(url: str, read: Read) -> None:
    table = Table(url)
    unfit = Sum(DAY, "uk", None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match=r"(?i)null"):
        table.add({Sum(DAY, "uk", "calls"): 1, unfit._replace(line="zz"): 1})
    table.close()
    assert read(url, DAY, DAY) == {}
