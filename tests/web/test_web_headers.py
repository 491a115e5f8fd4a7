"""What every answer tells a browser, whatever was asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from werkzeug.security import generate_password_hash

from ivr.settings import Settings
from ivr.web import create_app

EVERYWHERE = {"Content-Security-Policy", "Cache-Control", "Referrer-Policy", "X-Content-Type-Options"}
FILLED_IN = {"topic": "stress", "filename": "style.css", "file": "catalogue.json", "where": "menu/main"}


@pytest.fixture(scope="module")
def whole(settings: Settings, weekday: datetime) -> Flask:
    """A server with all that there is."""
    hashed = generate_password_hash("password of the tests", "scrypt:1024:8:1")
    return create_app(replace(settings, browser_phone=True, operator_password=hashed), lambda: weekday)


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Each method and address that the app knows, and some that it does not."""
    known = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {name: FILLED_IN[name] for name in rule.arguments}
            known += [(method, rule.build(values)[1]) for method in sorted(rule.methods)]  # type: ignore[index]
    return [*known, ("GET", "/nowhere"), ("GET", "/audio/none.wav"), ("PUT", "/"), ("GET", "/call"), ("POST", "/words")]


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_every_answer_says_how_it_may_be_used(whole: Flask, accept: str) -> None:
    found = addresses(whole)
    assert len(found) > 40
    for method, address in found:
        with whole.test_client().open(address, method=method, headers={"Accept": accept}) as answer:
            told = set(answer.headers.keys())
        assert told >= EVERYWHERE, (method, address, answer.status)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_https_is_asked_for_where_the_line_is_reached_by_it(settings: Settings, weekday: datetime) -> None:
    told = []
    for url in ("https://line.example", "http://localhost:8000"):
        app = create_app(replace(settings, public_url=url), lambda: weekday)
        told.append(app.test_client().get("/").headers.get("Strict-Transport-Security"))
    assert told == ["max-age=31536000", None]


def test_what_is_not_for_everybody_is_kept_by_no_cache(whole: Flask) -> None:
    for address in ("/operator", "/operator/sign-in", "/metrics", "/phone", "/ready"):
        answer = whole.test_client().get(address)
        assert answer.headers["Cache-Control"] == "no-store", address
