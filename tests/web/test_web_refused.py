"""Requests that are refused: the operator learns of it, and why; and the time in which two tokens hold."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

import pytest
import requests
from pages import served, text_of
from twilio.request_validator import RequestValidator
from werkzeug.security import generate_password_hash

from ivr.settings import Settings
from ivr.web import create_app

FORM = {"CallSid": "CA0123456789abcdef0123456789abcdef", "From": "+447700900123", "Digits": "5"}
PATH = "/call/topic/stress/2?key=5"
ANOTHER = "another-token-of-the-tests"
PASSWORD = "password of the tests"


def ask(address: str, token: str, url: str) -> int:
    """The status of a request that is signed, with a token, as one to `url`."""
    signature = RequestValidator(token).compute_signature(url + PATH, FORM)
    return requests.post(address + PATH, data=FORM, headers={"X-Twilio-Signature": signature}, timeout=5).status_code


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "ivr.web.signed"]


def test_a_request_may_be_signed_with_either_token_while_the_token_is_changed(
    settings: Settings, weekday: datetime
) -> None:
    both = replace(settings, second_token=ANOTHER)
    with served(create_app(both, lambda: weekday)) as address:
        answers = [ask(address, token, settings.public_url) for token in (settings.auth_token, ANOTHER, "a third")]
    assert answers == [200, 200, 403]
    with served(create_app(settings, lambda: weekday)) as address:
        assert ask(address, ANOTHER, settings.public_url) == 403


def test_who_has_the_wrong_token_is_told_so_and_once(
    settings: Settings, weekday: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), served(create_app(settings, lambda: weekday)) as address:
        assert [ask(address, ANOTHER, settings.public_url) for _ in range(20)] == [403] * 20
    [row] = told(caplog)
    assert row.startswith("signatures do not fit, 1 requests are refused")
    assert "TWILIO_AUTH_TOKEN or IVR_PUBLIC_URL is wrong" in row
    assert not [one for one in ("7700900", "topic", "stress", "CA0123", ANOTHER) if one in caplog.text]


def test_who_has_the_wrong_public_address_is_told_which_setting_it_is(
    settings: Settings, weekday: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), served(create_app(settings, lambda: weekday)) as address:
        assert ask(address, settings.auth_token, address) == 403
    [row] = told(caplog)
    assert "IVR_PUBLIC_URL is wrong" in row
    assert "TOKEN" not in row
    assert "127.0.0.1" not in row


def test_strangers_who_sign_nothing_are_not_told_of(
    settings: Settings, weekday: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), served(create_app(settings, lambda: weekday)) as address:
        assert requests.post(address + PATH, data=FORM, timeout=5).status_code == 403
    assert told(caplog) == []


def test_the_operator_sees_on_the_page_and_in_the_metrics_that_requests_are_refused(
    settings: Settings, weekday: datetime
) -> None:
    own = replace(settings, operator_password=generate_password_hash(PASSWORD))
    with served(create_app(own, lambda: weekday)) as address:

        def seen(path: str) -> str:
            return requests.get(address + path, auth=("operator", PASSWORD), timeout=20).text

        assert "Requests refused" not in text_of(seen("/operator"))
        assert "steadyline_refused_total 0.0" in seen("/metrics")
        ask(address, ANOTHER, settings.public_url)
        assert "Requests refused since the start : 1 had a signature that does not fit" in text_of(seen("/operator"))
        assert "steadyline_refused_total 1.0" in seen("/metrics")
