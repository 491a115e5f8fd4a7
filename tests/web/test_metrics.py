"""Metrics never stand in the way of what they measure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from ivr.counts import NoCounts
from ivr.web.metrics import Metrics


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


def test_what_is_asked_of_a_helpline_is_not_in_them() -> None:
    metrics = Metrics(NoCounts(), lambda: [("database", False)])
    names = [("helpline/samaritans/asked", 1), ("helpline/samaritans/busy", 2), ("topic/stress/begun", 3)]
    metrics.add(date(2026, 11, 18), "uk", names)
    text = metrics._told().get_data(as_text=True)
    assert 'steadyline_transfers_total{outcome="busy"} 2.0' in text
    assert 'steadyline_well{part="database"} 0.0' in text
    assert not [word for word in ("samaritans", '"asked"', "stress") if word in text]
