"""A real browser, and the pages served to it over real HTTP."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from pages import NUMBER, served
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ivr.settings import Settings
from ivr.web import create_app

expect.set_options(timeout=15_000)  # milliseconds

HASTE = """
    // Time runs two hundred times as fast, and of a recording only the last moment is played.
    const now = Date.now, start = now();
    Date.now = () => start + (now() - start) * 200;
    document.addEventListener("loadedmetadata", (event) => {
        const sound = event.target;
        if (sound.duration > 0.3) sound.currentTime = sound.duration - 0.1;
    }, true);
"""


@pytest.fixture(scope="session")
def site(settings: Settings, weekday: datetime) -> Iterator[str]:
    """The pages with the browser phone, as the demo serves them, and with a number to ring."""
    app = create_app(replace(settings, number=NUMBER), lambda: weekday, for_anyone_to_try=True)
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.fail("these tests need Chromium; on Debian or Ubuntu: apt-get install chromium")
    options = ["--autoplay-policy=no-user-gesture-required", "--disable-background-networking"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")  # which it refuses to make for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=options)
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def opened(chromium: Browser, site: str) -> Iterator[Open]:
    """`opened("/phone", width=320, haste=True, …)`: a page in a browser of its own; other options are the context's.

    Fails the test when the page asks for anything elsewhere, breaks its Content-Security-Policy, sets a cookie, or has
    a script that fails.
    """
    faults: list[str] = []
    contexts = []

    def page_at(address: str, *, width: int = 1280, haste: bool = False, **options: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, base_url=site, **options)  # type: ignore[arg-type]
        contexts.append(context)
        if haste:
            context.add_init_script(HASTE)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda one: faults.append(one.text) if "Content Security" in one.text else None)
        page.on("request", lambda one: None if one.url.startswith(site) else faults.append(one.url))
        page.goto(address)
        return page

    yield page_at
    cookies = [cookie for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert (faults, cookies) == ([], [])
