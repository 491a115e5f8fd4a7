"""/status: the carrier tells that a call is over, and how long it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from ivr.counts.table import Days, Table
from ivr.settings import Settings
from ivr.web import create_app
from ivr.web.counting import Counting

ADDRESS = "https://line.example/status"
OVER = {"CallSid": "CA" + "0" * 32, "CallStatus": "completed", "CallDuration": "61", "From": "+447700900123"}


class Told:
    """A server that is told of calls, and what it has counted then."""

    def __init__(self, settings: Settings, weekday: datetime, folder: Path) -> None:
        self._url = f"sqlite:///{folder}/line.db"
        self._settings = replace(settings, counts=True, database_url=self._url)
        self._app = create_app(self._settings, lambda: weekday)
        self._day = weekday.date()

    def tell(self, form: dict[str, str], signed: bool = True) -> TestResponse:
        validator = RequestValidator(self._settings.auth_token if signed else "another")
        headers = {"X-Twilio-Signature": validator.compute_signature(ADDRESS, form)}
        return self._app.test_client().post(ADDRESS, data=form, headers=headers)

    def counted(self) -> dict[str, int]:
        counts: Counting = self._app.view_functions["status"].__self__  # type: ignore[attr-defined]
        counts._counts.close()
        table = Table(self._url)
        days: Days = table.read("uk", date(2026, 1, 1), date(2027, 12, 31))
        table.close()
        return days.get(self._day, {})


@pytest.fixture
def told(settings: Settings, weekday: datetime, tmp_path: Path) -> Told:
    return Told(settings, weekday, tmp_path)


def test_a_call_that_is_over_counts_with_its_seconds(told: Told) -> None:
    answer = told.tell(OVER)
    assert (answer.status_code, answer.data) == (204, b"")
    told.tell({**OVER, "CallSid": "CA" + "1" * 32, "CallDuration": "9"})
    assert told.counted() == {"carrier/calls": 2, "carrier/seconds": 70}


def test_a_call_is_over_once_however_often_that_is_told(told: Told) -> None:
    for form in (OVER, OVER, {**OVER, "Timestamp": "Wed, 18 Nov 2026 11:00:01 +0000"}):
        assert told.tell(form).status_code == 204
    assert told.counted() == {"carrier/calls": 1, "carrier/seconds": 61}


@pytest.mark.parametrize(
    "form",
    [
        {**OVER, "CallStatus": "in-progress"},
        {**OVER, "CallStatus": "ringing"},
        {**OVER, "CallDuration": "-5"},
        {**OVER, "CallDuration": "1e9"},
        {**OVER, "CallDuration": ""},
        {"CallStatus": "completed"},
        {},
    ],
    ids=str,
)
def test_what_tells_of_no_end_counts_nothing(told: Told, form: dict[str, str]) -> None:
    assert told.tell(form).status_code == 204
    assert told.counted() == {}


def test_nobody_but_the_carrier_can_add_to_it(told: Told) -> None:
    assert told.tell(OVER, signed=False).status_code == 403
    assert told.counted() == {}
