"""The operator's page: the way in, what it tells, and that nobody else comes in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import NullSession
from pages import served
from playwright.sync_api import Browser, Page, expect
from test_pages_in_the_browser import LOOKS, SMALLEST, WIDTHS, complaints
from werkzeug.security import generate_password_hash
from werkzeug.test import Client, TestResponse

from ivr.content import Line
from ivr.counts import Counts
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.settings import Settings
from ivr.web import create_app

PASSWORD = "the operator's own"
HASHED = generate_password_hash(PASSWORD, "scrypt:1024:8:1")


@pytest.fixture
def operated(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with an operator, counts, and a public address that is not https, so that a test client has cookies."""
    url = f"sqlite:///{tmp_path}/line.db"
    return replace(
        settings, public_url="http://line.example", operator_password=HASHED, browser_phone=True, counts=True,
        database_url=url,
    )  # fmt: skip


@pytest.fixture
def app(operated: Settings, weekday: datetime) -> Flask:
    counts = Counts(operated.database_url)
    for before in range(29):
        day = weekday.date() - timedelta(before)
        counts.add(day, "uk", [("calls", 20 + before), ("seconds", 6000), ("topic/stress/begun", 7)])
    counts.add(weekday.date() - timedelta(30), "uk", [("calls", 100_000)])
    counts.add(weekday.date(), "uk", [("helpline/samaritans/asked", 3), ("call/put-through", 3)])
    counts.close()
    return create_app(operated, lambda: weekday)


def token(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def sign_in(visitor: Client, password: str = PASSWORD, to: str = "/operator") -> TestResponse:
    form = {"csrf_token": token(visitor.get(f"/operator/sign-in?to={to}")), "password": password, "to": to}
    return visitor.post("/operator/sign-in", data=form)


def test_there_is_none_unless_a_password_is_set(settings: Settings, weekday: datetime) -> None:
    visitor = create_app(settings, lambda: weekday).test_client()
    for address in ("/operator", "/operator/sign-in", "/metrics"):
        assert visitor.get(address).status_code == 404


def test_who_knows_the_password_comes_in_and_can_leave(app: Flask) -> None:
    visitor = app.test_client()
    assert visitor.get("/operator", headers={"Accept": "text/html"}).headers["Location"].startswith("/operator/sign-in")
    answer = sign_in(visitor)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/operator")
    page = visitor.get("/operator")
    assert page.status_code == 200
    assert visitor.post("/operator/sign-out", data={"csrf_token": token(page)}).status_code == 303
    assert visitor.get("/operator").status_code == 401


@pytest.mark.parametrize(
    ("to", "leads"),
    [("/phone", "/phone"), ("https://evil.example", "/operator"), ("//evil.example", "/operator"), ("", "/operator")],
)
def test_signing_in_leads_nowhere_else(app: Flask, to: str, leads: str) -> None:
    assert sign_in(app.test_client(), to=to).headers["Location"] == leads


def test_a_wrong_password_lets_nobody_in(app: Flask) -> None:
    visitor = app.test_client()
    answer = sign_in(visitor, "wrong")
    assert answer.status_code == 401
    assert "That is not the password" in answer.text
    assert visitor.get("/operator").status_code == 401


def test_guessing_is_soon_over_and_another_address_is_not_concerned(app: Flask) -> None:
    visitor = app.test_client()
    answers = [visitor.get("/metrics", auth=("", f"guess {number}")).status_code for number in range(25)]
    assert answers == [401] * 20 + [429] * 5
    assert visitor.get("/metrics", auth=("", PASSWORD)).status_code == 429  # a guess that is right is not told either
    assert sign_in(visitor).status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert app.test_client().get("/metrics", auth=("", PASSWORD), environ_base=elsewhere).status_code == 200


def test_a_session_goes_on_while_somebody_guesses(app: Flask) -> None:
    visitor = app.test_client()
    sign_in(visitor)
    for number in range(25):
        visitor.get("/metrics", auth=("", f"guess {number}"), headers={"Cookie": ""})
    assert visitor.get("/operator").status_code == 200


@pytest.mark.parametrize("address", ["/operator/sign-in", "/operator/sign-out"])
@pytest.mark.parametrize("sent", [None, "", "forged"])
def test_a_forged_form_does_nothing(app: Flask, address: str, sent: str | None) -> None:
    visitor = app.test_client()
    sign_in(visitor)
    form = {"password": PASSWORD} if sent is None else {"password": PASSWORD, "csrf_token": sent}
    assert visitor.post(address, data=form).status_code == 400
    assert visitor.get("/operator").status_code == 200  # nobody was signed out
    other = app.test_client()
    assert other.post(address, data=form).status_code == 400
    assert other.get("/operator").status_code == 401  # and nobody in


def test_a_session_is_no_session_under_another_password(app: Flask, operated: Settings, weekday: datetime) -> None:
    visitor = app.test_client()
    sign_in(visitor)
    cookie = visitor.get_cookie("operator")
    assert cookie
    changed = create_app(replace(operated, operator_password=generate_password_hash("another", "scrypt:1024:8:1")),
                         lambda: weekday).test_client()  # fmt: skip
    changed.set_cookie("operator", cookie.value)
    assert changed.get("/operator").status_code == 401
    same = create_app(operated, lambda: weekday).test_client()  # another worker, another machine
    same.set_cookie("operator", cookie.value)
    assert same.get("/operator").status_code == 200


def test_the_cookie_is_for_the_server_alone(operated: Settings, weekday: datetime) -> None:
    app = create_app(replace(operated, public_url="https://line.example"), lambda: weekday)
    cookie = app.test_client().get("/operator/sign-in", base_url="https://line.example").headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_readers_and_calls_get_no_cookie(app: Flask) -> None:
    for address in ("/", "/words", "/card", "/topics/stress", "/health", "/ready"):
        assert "Set-Cookie" not in app.test_client().get(address).headers
    assert "Set-Cookie" not in app.test_client().post("/call").headers


def test_nobody_finds_or_keeps_it(app: Flask) -> None:
    visitor = app.test_client()
    sign_in(visitor)
    for address in ("/operator", "/operator/sign-in"):
        page = visitor.get(address)
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert page.headers["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex">' in page.text
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_it_tells_what_was_counted_in_the_last_thirty_days_and_hides_small_numbers(app: Flask) -> None:
    visitor = app.test_client()
    sign_in(visitor)
    page = visitor.get("/operator").text
    assert '<td class="count">986</td>' in page  # 29 days, from 20 to 48 calls each, and not the hundred thousand
    assert '<td class="count">203</td>' in page  # topics
    assert page.count("fewer than 5") == 2
    assert "100,000" not in page


def test_it_tells_of_a_month_and_of_a_period_that_is_none(app: Flask) -> None:
    visitor = app.test_client()
    sign_in(visitor)
    assert "October 2026" in visitor.get("/operator?period=2026-10").text
    wrong = visitor.get("/operator?period=<b>")
    assert wrong.status_code == 200
    assert "is no month and no quarter" in wrong.text
    assert "<b>'" not in wrong.text


def test_it_tells_what_is_live_and_what_to_see_to(app: Flask, line: Line) -> None:
    visitor = app.test_client()
    sign_in(visitor)
    page = visitor.get("/operator").text
    assert "All is well" in page
    assert re.search(r"<dt>Content</dt><dd>[0-9a-f]{12}</dd>", page)
    assert re.search(r"<dt>Version</dt><dd>\d+\.\d+", page)
    for helpline in line.helplines.values():
        assert f"{helpline.spoken} has not been verified by anybody" in page
    assert "are missing" not in page


def test_it_tells_of_recordings_that_are_missing_or_gone(operated: Settings, weekday: datetime, tmp_path: Path) -> None:
    files = list(Catalogue.load(audio_folder()).files)
    for file in ("catalogue.json", *files[:5]):
        shutil.copy(audio_folder() / file, tmp_path)
    visitor = create_app(replace(operated, audio_dir=tmp_path), lambda: weekday).test_client()
    sign_in(visitor)
    assert f"{len(files) - 5} are missing" in visitor.get("/operator").text
    (tmp_path / files[0]).unlink()
    visitor = create_app(replace(operated, audio_dir=tmp_path), lambda: weekday).test_client()
    (tmp_path / files[1]).unlink()
    sign_in(visitor)
    page = visitor.get("/operator").text
    assert "Calls work, with less" in page
    assert "1 gone or spoilt since the start" in page


def test_a_database_that_is_not_there_leaves_the_rest(operated: Settings, weekday: datetime, tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    broken = replace(operated, database_url=f"sqlite:///{tmp_path}/folder.db")
    visitor = create_app(broken, lambda: weekday).test_client()
    sign_in(visitor)
    page = visitor.get("/operator")
    assert page.status_code == 200
    assert "The database does not answer." in page.text
    assert "What is live" in page.text


def test_one_that_counts_nothing_says_so(operated: Settings, weekday: datetime) -> None:
    visitor = create_app(replace(operated, counts=False), lambda: weekday).test_client()
    sign_in(visitor)
    assert "This line counts nothing" in visitor.get("/operator").text


@pytest.fixture
def inside(chromium: Browser, app: Flask) -> Iterator[tuple[str, Browser]]:
    with served(app) as address:
        yield address, chromium


def entered(browser: Browser, address: str, **options: object) -> Page:
    """A page in which somebody has signed in, by the keyboard alone."""
    page = browser.new_context(base_url=address, **options).new_page()  # type: ignore[arg-type]
    page.goto("/operator")
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("For the operator")
    return page


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_axe_finds_nothing_on_the_way_in_and_inside(inside: tuple[str, Browser], look: dict[str, str]) -> None:
    address, browser = inside
    page = browser.new_context(base_url=address, **look).new_page()  # type: ignore[arg-type]
    page.goto("/operator")
    assert complaints(page) == []
    page.fill("#password", "wrong")
    page.click("text=Sign in")
    expect(page.get_by_role("alert")).to_be_visible()
    assert complaints(page) == []
    page = entered(browser, address, **look)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert complaints(page) == []
    page.goto("/operator?period=never")
    assert complaints(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_scrolled_sideways_and_everything_can_be_hit(inside: tuple[str, Browser], width: int) -> None:
    address, browser = inside
    page = entered(browser, address, viewport={"width": width, "height": 900})
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALLEST, 44) == []


def test_the_bars_are_as_long_as_the_numbers(inside: tuple[str, Browser]) -> None:
    """Drawn, and not only written: today has 20 of at most 48 calls."""
    address, browser = inside
    page = entered(browser, address)
    bars = page.locator(".chart rect").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    assert len(bars) == 30
    assert bars[0] < 2
    assert bars[-1] / bars[1] == pytest.approx(20 / 48, abs=0.02)


def test_signing_out_is_a_button(inside: tuple[str, Browser]) -> None:
    address, browser = inside
    page = entered(browser, address)
    page.click("text=Sign out")
    page.goto("/operator")
    expect(page.locator("#password")).to_be_visible()


def test_what_the_carrier_asks_has_no_session(app: Flask) -> None:
    """To open one would cost each turn a tenth more."""
    for address, opened in (("/call", False), ("/call/menu/main", False), ("/status", False), ("/operator", True)):
        with app.test_request_context(address) as context:
            assert isinstance(context.session, NullSession) is not opened, address
