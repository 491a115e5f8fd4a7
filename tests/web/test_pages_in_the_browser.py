"""Every page in a real browser: nothing keeps anybody out (WCAG 2.2 AA), at any width, in every colour scheme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from phoning import Open, at, listens, ring, said, strike
from playwright.sync_api import Page, expect

from ivr.content import Line

PAGES = ("/", "/words", "/card", "/topics/stress", "/topics/stress?pace=slow", "/phone", "/no-such-page")
WIDTHS = (320, 768, 1440)
LOOKS = ({"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"})

SMALLEST = """(least) => [...document.querySelectorAll("a, button, select, input, summary")].filter((one) => {
    const box = one.getBoundingClientRect(), target = one.closest("label") || one;
    const size = Math.max(box.height, target.getBoundingClientRect().height);
    const inText = one.matches("p a:not(.number), li a");
    return box.width && !inText && size < least - 0.5;
}).map((one) => one.outerHTML)"""

UNSEEN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 3;
}"""


def complaints(page: Page) -> list[str]:
    """What axe-core finds, each with the first element concerned."""
    rules = {rule: {"enabled": True} for rule in ("target-size", "label-content-name-mismatch")}  # off by themselves
    found = Axe().run(page, options={"resultTypes": ["violations"], "rules": rules}).response["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_axe_finds_nothing_on_any_page(opened: Open, address: str, look: dict[str, str]) -> None:
    page = opened(address, **look)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert complaints(page) == []


def test_axe_finds_nothing_in_any_state_of_the_phone(opened: Open, line: Line) -> None:
    page = opened("/phone", color_scheme="dark")
    page.select_option("#dial", "busy")
    ring(page, line)
    listens(page)
    assert complaints(page) == []
    strike(page, "2", "0", "0")
    said(page, "(phoning +44116123)")
    assert complaints(page) == []
    at(page, "offer/samaritans", "When nobody could answer: Samaritans")
    page.click("#end")
    page.locator("#keypad [value='1']").click()
    assert complaints(page) == []
    page.route("**/phone", lambda route: route.abort())
    page.click("#ring")
    expect(page.locator("#error")).not_to_be_empty()
    assert complaints(page) == []


def test_axe_finds_nothing_on_the_phone_without_a_script(opened: Open, line: Line) -> None:
    """The script is kept from the page; axe-core itself needs one."""
    page = opened("about:blank")
    page.route("**/phone.js*", lambda route: route.abort())
    page.goto("/phone")
    ring(page, line)
    page.locator("#keypad [value='2']").click()
    expect(page.locator("#here-words")).to_have_text("Feelings and conditions")
    assert complaints(page) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_scrolled_sideways_and_everything_is_large_enough_to_hit(
    opened: Open, address: str, width: int
) -> None:
    """320 px is 1280 px at 400 % (WCAG 2.2, 1.4.10); 44 px is its 2.5.5."""
    page = opened(address, width=width)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALLEST, 44) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_phones_keys_are_very_large(opened: Open, width: int) -> None:
    page = opened("/phone", width=width)
    boxes = [key.bounding_box() for key in page.locator("#keypad button, #ring, #end").all()]
    assert len(boxes) == 14
    assert [box for box in boxes if box is None or min(box["width"], box["height"]) < 88] == []


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("address", ["/", "/phone"])
def test_the_focus_is_always_seen(opened: Open, address: str, look: dict[str, str]) -> None:
    page = opened(address, **look)
    stops = 0
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement !== document.body") and stops < 150:
        assert not page.evaluate(UNSEEN), page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")
        stops += 1
    assert stops > 20


def test_the_first_stop_skips_to_the_text(opened: Open) -> None:
    page = opened("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_moves_for_those_who_want_less_motion(opened: Open) -> None:
    assert opened("/").evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "smooth"
    page = opened("/", reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_part_of_a_topic_can_be_heard(opened: Open) -> None:
    page = opened("/topics/stress")
    page.evaluate("document.querySelector('audio').play()")
    page.wait_for_timeout(700)
    assert page.evaluate("document.querySelector('audio').currentTime") > 0.2


def test_the_card_is_one_page_in_large_print(opened: Open, tmp_path: Path) -> None:
    page = opened("/card")
    page.emulate_media(media="print")
    sizes = page.locator(".tree span, .keys td, .big").evaluate_all(
        "(all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) == pytest.approx(16 * 96 / 72, rel=0.001)  # 16 points
    printed = page.pdf(path=tmp_path / "card.pdf", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    assert page.locator(".strips li").count() == 8


def test_the_card_is_printed_by_its_button(opened: Open) -> None:
    page = opened("/card")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.click("#print")
    expect(page).to_have_title("printed")
