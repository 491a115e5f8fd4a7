"""The real line, its app, its addresses, and requests signed as the carrier signs them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address
from itertools import count
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.security import generate_password_hash

from ivr.carrier.form import Form
from ivr.content import Line, load_line
from ivr.dialogue.address import address
from ivr.dialogue.reply import Ask, Transfer
from ivr.dialogue.walk import walk
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.settings import Settings
from ivr.web import create_app

TOKEN = "token-of-the-hostile-run"
PUBLIC = "https://line.example"
PASSWORD = "password of the hostile run"
_ASKING = count(int(ip_address("10.0.0.1")))

CALLED = "+442079460000"
CALLER = "+447700900123"
WEEKDAY = datetime(2026, 11, 18, 11, tzinfo=UTC)

FORM = {
    "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "CallSid": "CA" + "0" * 32, "CallStatus": "in-progress",
    "Called": CALLED, "Caller": CALLER, "Direction": "inbound", "From": CALLER, "To": CALLED,
}  # fmt: skip
"""What the carrier posts with every turn."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it is sent."""

    method: str
    target: str
    """Path and query as they stand in the request line."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def __str__(self) -> str:
        headers = "".join(f"\n{name}: {value}" for name, value in self.headers)
        return f"{self.method} {self.target!r}{headers}\n\n{self.body!r}"


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first header of a name, in any case; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@cache
def line() -> Line:
    """The line as it is shipped."""
    return load_line("uk")


@cache
def catalogue() -> Catalogue:
    """Its recordings."""
    return Catalogue.load(audio_folder())


@cache
def dialled() -> frozenset[str]:
    """Every number in the helpline data that may be dialled."""
    return frozenset(number for helpline in line().facts.helplines for number in helpline.dials)


def settings(**own: str) -> Settings:
    """Of a server with an operator and the browser phone, that keeps nothing."""
    usual = {
        "TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC, "IVR_BOOKMARKS": "off", "IVR_COUNTS": "off",
        "IVR_MOST_AN_HOUR": "off",
        "IVR_BROWSER_PHONE": "on", "IVR_OPERATOR_PASSWORD": generate_password_hash(PASSWORD),
    }  # fmt: skip
    return Settings.from_environ({**usual, **own})


@cache
def app() -> Flask:
    """The server's app, on a Wednesday morning."""
    return create_app(settings(), lambda: WEEKDAY)


@cache
def addresses() -> tuple[str, ...]:
    """Every address below the calls that a short walk through the line comes to."""
    places = (visited.reply.then.place for visited in walk(line(), briefly=True) if _goes_on(visited.reply.then))
    return tuple(sorted({address(place.stamped(36_000_000)) for place in places}))


def _goes_on(then: object) -> bool:
    return isinstance(then, Ask | Transfer)


def signature(target: str, body: bytes) -> str:
    """The carrier's, over the address as it is sent and every field of the form."""
    return str(RequestValidator(TOKEN).compute_signature(PUBLIC + target, Form(body)))


def signed(target: str, body: bytes, *more: tuple[str, str]) -> Asked:
    """A request that the carrier could have sent; ValueError for a form of more fields than anyone reads."""
    headers = (("X-Twilio-Signature", signature(target, body)), ("Content-Type", "application/x-www-form-urlencoded"))
    return Asked("POST", target, (*headers, *more), body)


def form(fields: Iterable[tuple[str, str]] | Sequence[tuple[str, str]]) -> bytes:
    """A form as it is sent."""
    return urlencode(list(fields)).encode()


def ask(asked: Asked, flask: Flask | None = None) -> Answered:
    """The app's answer, in this process: through WSGI, as a server hands requests over."""
    answer: dict[str, Any] = {}

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
        answer.update(status=int(status.split()[0]), headers=tuple(headers))

    body = (flask or app())(environ(asked), start_response)
    try:
        return Answered(body=b"".join(body), **answer)
    finally:
        getattr(body, "close", lambda: None)()


def environ(asked: Asked) -> dict[str, Any]:
    """A request as gunicorn hands it over."""
    path, _, query = asked.target.partition("?")
    made = {
        "REQUEST_METHOD": asked.method,
        "PATH_INFO": unquote_to_bytes(path.encode()).decode("latin-1"),
        "QUERY_STRING": query.encode().decode("latin-1"),
        "RAW_URI": asked.target.encode().decode("latin-1"),
        "CONTENT_LENGTH": str(len(asked.body)),
        "SERVER_NAME": "line.example",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": str(ip_address(next(_ASKING))),  # each from elsewhere: one may try few passwords
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(asked.body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in asked.headers:
        key = name.upper().replace("-", "_")
        made[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return made
