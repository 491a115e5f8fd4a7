"""Addresses that a proxy has rewritten on the way: what is signed is what is done, however it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from ivr.settings import Settings
from ivr.web import create_app

FORM = {"CallSid": "CA1", "From": "+447700900123", "Digits": "1"}
SIGNED = "/call/topic/stress/3?trail=menu/feelings~menu/main&told=yes&key=2&since=36000000&noted=kb"

Post = Callable[..., tuple[int, bytes]]


@pytest.fixture
def post(app: Flask, settings: Settings) -> Post:
    """`post(asked, signed)`: the status and the document for one address, asked for with the signature of another."""
    client = app.test_client()

    def asked(path: str, signed: str = SIGNED, public: str = settings.public_url) -> tuple[int, bytes]:
        return posted(client, path, public + signed, settings)

    return asked


def posted(client: FlaskClient, path: str, signed: str, settings: Settings) -> tuple[int, bytes]:
    signature = RequestValidator(settings.auth_token).compute_signature(signed, FORM)
    headers = {"X-Twilio-Signature": signature}
    # The client would take what follows two slashes for a host.
    came = {"PATH_INFO": unquote(path.partition("?")[0]), "REQUEST_URI": path}
    answer = client.post(f"/{path.lstrip('/')}", data=FORM, headers=headers, environ_overrides=came)
    return answer.status_code, answer.data


@pytest.mark.parametrize(
    "rewritten",
    [
        SIGNED.replace("~", "%7E").replace("menu/", "menu%2f"),
        SIGNED.replace("/stress", "//stress"),
        SIGNED.replace("/call", "//call"),
        SIGNED.replace("/3?", "/3/?"),
        SIGNED.replace("/topic/stress/3", "/topic%2Fstress%2F3"),
        SIGNED.replace("stress", "%73tress"),
        f"{SIGNED}&",
        f"{SIGNED}&fbclid=IwAR3",
        SIGNED.replace("?", "?utm_source=x&"),
        "/call/topic/stress/3?noted=kb&since=36000000&key=2&told=yes&trail=menu/feelings~menu/main",
        "/call/topic/stress/3?noted=kb&since=36000000&key=2&left=&told=yes&trail=menu/feelings~menu/main&count=0",
    ],
)
def test_what_means_the_same_is_answered_the_same(post: Post, rewritten: str) -> None:
    assert post(rewritten) == post(SIGNED)
    assert post(SIGNED)[0] == 200


@pytest.mark.parametrize(
    "forged",
    [
        SIGNED.replace("stress", "anxiety"),
        SIGNED.replace("/3?", "/2?"),
        SIGNED.replace("key=2", "key=3"),
        SIGNED.replace("since=36000000", "since=36000001"),
        SIGNED.replace("since=36000000&", ""),
        SIGNED.replace("noted=kb", "noted=k"),
        SIGNED.replace("&noted=kb", ""),
        SIGNED.replace("menu/feelings~", ""),
        SIGNED.replace("?", "?count=1&"),
        f"{SIGNED}&count=1",
        f"{SIGNED}&way=once",
        SIGNED.partition("?")[0],
        "/call",
        "/call/offer/samaritans",
        f"/call/offer/samaritans?x={SIGNED}",
    ],
)
def test_what_means_anything_else_is_refused(post: Post, forged: str) -> None:
    assert post(forged)[0] == 403


@pytest.mark.parametrize("rewritten", ["/call/", "/call?", "/call?fbclid=1", "//call", "/call//"])
def test_the_beginning_of_a_call_may_be_rewritten_too(post: Post, rewritten: str) -> None:
    assert post(rewritten, "/call") == post("/call", "/call")


@pytest.mark.parametrize("rewritten", ["/status/", "/status?fbclid=1", "//status"])
def test_the_end_of_a_call_may_be_rewritten_too(post: Post, rewritten: str) -> None:
    assert post(rewritten, "/status") == (204, b"")
    assert post(rewritten, "/call")[0] == 403


@pytest.mark.parametrize("folder", ["/line", "/a/b", "/calls"])
def test_the_folder_of_the_public_address_may_be_taken_away_or_left(
    settings: Settings, weekday: datetime, folder: str
) -> None:
    public = f"https://charity.example{folder}"
    client = create_app(replace(settings, public_url=public), lambda: weekday).test_client()
    for path in (SIGNED, folder + SIGNED, f"/{folder}{SIGNED}", f"{folder}{SIGNED}&fbclid=1"):
        status, document = posted(client, path, public + SIGNED, settings)
        assert status == 200
        assert f'action="{public}/call/'.encode() in document
    assert posted(client, folder + SIGNED, f"https://charity.example{folder}{folder}{SIGNED}", settings)[0] == 403
    for path in ("/", f"{folder}/", folder):
        page = client.get(path)
        assert page.status_code == 200
        assert f'href="{folder}/topics/stress"' in page.text
    assert client.get(f"{folder}{folder}/health").status_code == 404


def test_a_folder_that_is_called_like_an_address_of_the_line_is_not_guessed_at(
    settings: Settings, weekday: datetime
) -> None:
    public = "https://charity.example/call"
    client = create_app(replace(settings, public_url=public), lambda: weekday).test_client()
    assert posted(client, SIGNED, public + SIGNED, settings)[0] == 200
    assert posted(client, "/call", f"{public}/call", settings)[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "."},
        {"Host": "x" * 300},
        {"Host": "other.example:99999"},
        {"Connection": "Upgrade", "Upgrade": "websocket"},
        {"X-HTTP-Method-Override": "GET", "X-Original-URL": "/operator"},
    ],
)
def test_no_header_about_the_way_matters(app: Flask, settings: Settings, headers: dict[str, str]) -> None:
    signature = RequestValidator(settings.auth_token).compute_signature(settings.public_url + SIGNED, FORM)
    came = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    answer = app.test_client().post(
        SIGNED, data=FORM, headers={"X-Twilio-Signature": signature}, environ_overrides=came
    )
    assert answer.status_code == 200
