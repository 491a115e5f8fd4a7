"""Metrics never stand in the way of what they measure."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from ivr.counts import NoCounts
from ivr.web.metrics import FOLDER, Metrics


class Told(NoCounts):
    """A tally that remembers."""

    def __init__(self) -> None:
        self.counters: list[tuple[str, int]] = []

    def add(self, day: date, line: str, counters: Iterable[tuple[str, int]]) -> None:  # noqa: ARG002
        self.counters += counters


def broken(*_: object) -> None:
    raise OSError("no space is left")


def test_what_cannot_be_measured_is_counted_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told()
    metrics = Metrics(told, lambda: [])
    monkeypatch.setattr(metrics._calls, "inc", broken)
    metrics.add(date(2026, 11, 18), "uk", iter([("calls", 1), ("seconds", 9)]))
    assert told.counters == [("calls", 1), ("seconds", 9)]
    assert "something is not measured: OSError" in caplog.text


def test_a_disk_that_stays_full_is_not_told_of_with_each_turn(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    metrics = Metrics(NoCounts(), lambda: [])
    monkeypatch.setattr(metrics._calls, "inc", broken)
    for _ in range(100):
        metrics.add(date(2026, 11, 18), "uk", [("calls", 1)])
    assert caplog.text.count("something is not measured") == 7  # at 1, 2, 4, … 64


SHARED = """
from ivr.counts import NoCounts
from ivr.web.metrics import FOLDER, Metrics

Metrics(NoCounts(), lambda: [])
"""


def test_files_that_are_written_to_as_memory_are_whole_on_the_disk_before(tmp_path: Path) -> None:
    """Or else a full disk would end a process that writes to one (SIGBUS), and every worker after it."""
    subprocess.run([sys.executable, "-c", SHARED], env={**os.environ, FOLDER: str(tmp_path)}, check=True, timeout=60)
    files = [file.stat() for file in tmp_path.iterdir()]
    assert files
    assert all(file.st_blocks * 512 >= file.st_size > 0 for file in files)


def test_where_there_is_no_room_no_file_is_left(tmp_path: Path) -> None:
    limited = f"""
import resource
from pathlib import Path
from ivr.web.metrics import reserve

resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
reserve(Path({str(tmp_path)!r}) / "file", 8192)
"""
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, check=False, timeout=60)
    assert "OSError" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_is_asked_of_a_helpline_is_not_in_them() -> None:
    metrics = Metrics(NoCounts(), lambda: [("database", False)])
    names = [("helpline/samaritans/asked", 1), ("helpline/samaritans/busy", 2), ("topic/stress/begun", 3)]
    metrics.add(date(2026, 11, 18), "uk", names)
    text = metrics._told().get_data(as_text=True)
    assert 'steadyline_transfers_total{outcome="busy"} 2.0' in text
    assert 'steadyline_well{part="database"} 0.0' in text
    assert not [word for word in ("samaritans", '"asked"', "stress") if word in text]
