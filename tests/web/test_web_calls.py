"""The call addresses over real HTTP: who is answered, and with what."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

import pytest
import requests
from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server

from ivr.phone import complaints
from ivr.phone.twiml import read
from ivr.settings import Settings
from ivr.web import create_app

PUBLIC = "https://line.example"


SECRET = "+447700900123 pressed 5"


def broken_clock() -> datetime:
    raise RuntimeError(SECRET)


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    yield from served(app)


@pytest.fixture(scope="module")
def broken(settings: Settings) -> Iterator[str]:
    """A server whose every turn fails."""
    yield from served(create_app(settings, broken_clock))


def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


def post(
    address: str, path: str, form: dict[str, str], settings: Settings, signature: str | None = None
) -> requests.Response:
    valid = RequestValidator(settings.auth_token).compute_signature(PUBLIC + path, form)
    headers = {"X-Twilio-Signature": valid if signature is None else signature}
    return requests.post(address + path, data=form, headers=headers, timeout=5, allow_redirects=False)


def test_a_signed_request_is_answered_with_twiml(address: str, settings: Settings) -> None:
    answer = post(address, "/call", {"CallSid": "CA1", "New": "field"}, settings)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert [verb.tag for verb in fromstring(answer.content)] == ["Gather", "Redirect"]


@pytest.mark.parametrize(
    "path",
    [
        "/call",
        "/call/",
        "/call/menu/main?count=1",
        "/call/menu/main?left=topic%2Fstress%2F3&trail=menu%2Ffeelings",
        "/call/menu/main?x=a%2Fb%26c&y=%C3%A9",
        "/call/no/such/place/at/all",
        "/call/topic/gone/3?trail=x~y&count=many",
        "/call/caf%C3%A9%20au%20lait",
        "/call//double",
        "/call/menu/main?%FF%FE=%00",
        "/call/%0A",
        "/call/%FF%FE",
        "/call/menu%2Fmain",
    ],
)
def test_every_signed_address_leads_somewhere(address: str, settings: Settings, path: str) -> None:
    answer = post(address, path, {"Digits": "9"}, settings)
    assert answer.status_code == 200
    assert complaints(read(answer.content)) == []


@pytest.mark.parametrize("signature", ["", "forged", "é".encode().decode("latin-1"), "A" * 5_000])
@pytest.mark.parametrize("path", ["/call", "/call/menu/main", "/call/no/such/place"])
def test_a_request_without_the_right_signature_is_forbidden(
    address: str, settings: Settings, path: str, signature: str
) -> None:
    assert post(address, path, {"Digits": "1"}, settings, signature).status_code == 403


def test_no_signature_at_all_is_forbidden(address: str) -> None:
    assert requests.post(f"{address}/call", data={"Digits": "1"}, timeout=5).status_code == 403


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe=%FF&Digits=%00", "application/x-www-form-urlencoded"),
        (b'{"Digits": "1"}', "application/json"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
        (b"Digits=1", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"a=1&" * 5_000, "application/x-www-form-urlencoded"),
        (b"x" * 100_000, "application/x-www-form-urlencoded"),
    ],
)
def test_odd_bodies_are_never_a_fault(address: str, body: bytes, content_type: str) -> None:
    headers = {"X-Twilio-Signature": "x", "Content-Type": content_type}
    answer = requests.post(f"{address}/call/menu/main", data=body, headers=headers, timeout=5)
    assert answer.status_code in (400, 403, 413)


def test_only_a_post_is_a_turn(address: str) -> None:
    assert requests.get(f"{address}/call", timeout=5).status_code == 405


def test_a_fault_is_spoken_with_somebodys_number_and_the_way_back(broken: str, settings: Settings) -> None:
    answer = post(broken, "/call/topic/stress/2", {"Digits": "5", "From": "+447700900123"}, settings)
    assert answer.status_code == 200
    document = read(answer.content)
    assert complaints(document) == []
    assert document[-1].text == f"{PUBLIC}/call/menu/main"
    assert len(document[0]) == 6  # sorry, how the number is reached, the number twice, once more, the way back


def test_a_fault_is_logged_without_anything_of_the_callers(
    broken: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    post(broken, "/call/topic/stress/2", {"Digits": "5", "From": "+447700900123", "CallSid": "CA77"}, settings)
    logged = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("ivr"))
    assert "RuntimeError" in logged
    assert "broken_clock" in logged
    for secret in ("7700900123", "pressed", "CA77", "stress"):
        assert secret not in logged


def test_what_a_caller_said_is_answered_and_never_logged(
    address: str, broken: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for server in (address, broken):
        said = {"SpeechResult": "I want to die", "Confidence": "0.4"}
        assert post(server, "/call/menu/main", said, settings).status_code == 200
    logged = "\n".join(str(vars(record)) for record in caplog.records)
    assert "a turn failed" in logged
    for secret in ("want", "die", "person"):
        assert secret not in logged


def test_the_caller_id_is_the_number_that_was_phoned_or_the_one_in_the_settings(settings: Settings) -> None:
    form = {"To": "+442079460000", "From": "+447700900123"}
    path = "/call/offer/samaritans"
    for own, shown in (("", "+442079460000"), ("+442079461111", "+442079461111")):
        given = {"TWILIO_AUTH_TOKEN": settings.auth_token, "IVR_PUBLIC_URL": PUBLIC, "IVR_CALLER_ID": own}
        app = create_app(Settings.from_environ(given), lambda: datetime.now(UTC))
        signature = RequestValidator(settings.auth_token).compute_signature(PUBLIC + path, form)
        answer = app.test_client().post(path, data=form, headers={"X-Twilio-Signature": signature})
        dial = fromstring(answer.data).find("Dial")
        assert dial is not None
        assert dial.get("callerId") == shown
