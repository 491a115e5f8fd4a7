"""What a person does at the browser phone, and sees there."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from ivr.content import Line

Open = Callable[..., Page]

BOUNCE = 1500
"""Milliseconds; within half of them, the same key once more would be taken for a bounce."""


def ring(page: Page, line: Line) -> Page:
    """Phone the line, and wait until it speaks."""
    page.click("#ring")
    expect(page.locator("#captions li").first).to_have_text(line.words.greeting.person)
    return page


def strike(page: Page, *keys: str) -> None:
    """Click these keys, each once the line listens, and never so soon that one looks like a bounce."""
    for number, key in enumerate(keys):
        listens(page)
        if key in keys[:number]:
            page.wait_for_timeout(BOUNCE)
        strike_at_once(page, key)


def strike_at_once(page: Page, key: str) -> None:
    """Click a key, whatever the line does."""
    page.locator(f"#keypad [value='{key}']").click()


def listens(page: Page) -> None:
    """Wait until a key would be heard."""
    expect(page.locator("#state")).to_have_text(re.compile("listens for keys|waits for you"))


def said(page: Page, text: str) -> None:
    """Wait until the line has begun to say this."""
    expect(page.locator("#captions li", has_text=text).last).to_be_visible()


def at(page: Page, node: str, words: str) -> None:
    """Wait until the caller is here, on the map and in words."""
    expect(page.locator("#here-words")).to_have_text(words)
    expect(page.locator("[data-node][aria-current]")).to_have_attribute("data-node", node)


def tab_to(page: Page, button: str, back: bool = False) -> None:
    """Press Tab until a button, known by its value, has the focus."""
    for _ in range(60):
        if page.evaluate("document.activeElement.value") == button:
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab never comes to {button!r}")
