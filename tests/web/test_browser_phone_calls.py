"""Whole calls on the page, in a real browser: by clicks, by keyboard, in silence, without a script."""

from __future__ import annotations

from phoning import BOUNCE, Open, at, listens, ring, said, strike, strike_at_once, tab_to
from playwright.sync_api import Page, expect

from ivr.content import Line


def test_a_call_by_clicks(opened: Open, line: Line) -> None:
    page = ring(opened("/phone"), line)
    at(page, "greeting", "When the line answers")
    strike(page, "2")
    at(page, "menu/feelings", "Feelings and conditions")
    page.wait_for_timeout(BOUNCE)
    strike(page, "2")
    said(page, line.topics["stress"].title)
    at(page, "topic/stress", "Stress")
    strike(page, "#", "#")
    at(page, "topic/stress", "Stress, part 2 of 5")
    strike(page, "*")
    at(page, "topic/stress", "Stress, part 1 of 5")
    strike(page, "3")
    expect(page.locator("#here-pace")).to_have_text("slower")
    expect(page.locator("#command")).to_contain_text("ivr phone --keys '2@")
    page.click("#end")
    expect(page.locator("#news")).to_have_text("You ended the call.")
    expect(page.locator("[data-node][aria-current]")).to_have_count(0)
    strike_at_once(page, "1")
    expect(page.locator("#news")).to_contain_text("Nobody is on the phone")


def test_a_call_by_the_keyboard_alone(opened: Open) -> None:
    page = opened("/phone")
    tab_to(page, "ring")
    page.keyboard.press("Enter")
    for key, node, words in (
        ("1", "menu/living", "Living with dystonia"),
        ("4", "helplines", "In the list of helplines"),
        ("*", "menu/living", "Living with dystonia"),
        ("0", "offer/samaritans", "Before you are put through: Samaritans"),
    ):
        listens(page)
        page.keyboard.press(key)
        at(page, node, words)
    tab_to(page, "*")
    listens(page)
    page.keyboard.press("Space")
    at(page, "menu/living", "Living with dystonia")
    tab_to(page, "end", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("#news")).to_have_text("You ended the call.")


def test_a_silent_caller_is_read_everything_and_warned_before_the_call_ends(opened: Open, line: Line) -> None:
    page = opened("/phone", haste=True)
    page.click("#ring")
    expect(page.locator("#news")).to_have_text("The call has ended.", timeout=240_000)
    heard = page.locator("#captions li").all_inner_texts()
    told = {text.strip() for text in heard}
    assert {part for topic in line.topics.values() for part in topic.parts} <= told
    assert {helpline.spoken for helpline in line.helplines.values()} <= told
    assert {line.words.leaving.warning, line.words.leaving.goodbye} <= told
    assert not [text for text in heard if text.startswith("> ") and text != "> (silence)"]


def test_a_transfer_that_meets_busy_comes_back_to_the_place_left(opened: Open, line: Line) -> None:
    page = opened("/phone")
    page.select_option("#dial", "busy")
    ring(page, line)
    strike(page, "3")
    at(page, "menu/treatment", "Treatment and support")
    strike(page, "0", "0")
    said(page, "(phoning +44116123)")
    expect(page.locator("#news")).to_contain_text("It rings.")
    strike_at_once(page, "1")
    expect(page.locator("#news")).to_have_text("The line does not listen now: 1 is lost.")
    said(page, line.words.helpline.busy)
    at(page, "offer/samaritans", "When nobody could answer: Samaritans")
    strike(page, "*")
    at(page, "menu/treatment", "Treatment and support")
    assert page.locator("#captions li", has_text="(connected").count() == 0
    assert page.locator("#command").inner_text().count("--dial=busy") == 1


def test_the_other_side_of_a_transfer_can_end_it(opened: Open, line: Line) -> None:
    page = ring(opened("/phone"), line)
    strike(page, "0", "0")
    said(page, "(connected to +44116123)")
    page.click("#over")
    expect(page.locator("#over")).to_be_hidden()
    at(page, "menu/main", "Main menu")


def test_words_are_heard_where_the_line_listens_for_them(opened: Open, line: Line) -> None:
    page = ring(opened("/phone"), line)
    listens(page)
    page.fill("#words", "stress 2 0 *")
    page.keyboard.press("Enter")
    expect(page.locator("#news")).to_have_text("The line listened for keys alone, and did not hear that.")
    strike(page, "4", "2", "3")
    expect(page.locator("#here-way")).to_have_text("your voice, or any key")
    listens(page)
    page.fill("#words", "stress")
    page.click("#say")
    at(page, "topic/stress", "Stress, part 1 of 5")


def test_a_call_without_a_script_is_a_page_for_every_key(opened: Open, line: Line) -> None:
    page = opened("/phone", java_script_enabled=False)
    strike_at_once(page, "2")
    expect(page.locator("#error")).to_have_text("nobody is on the phone: phone the line first")
    ring(page, line)
    assert _plays(page)
    strike_at_once(page, "2")
    expect(page.locator("#here-words")).to_have_text("Feelings and conditions")
    strike_at_once(page, "2")
    said(page, line.topics["stress"].title)
    page.click("[value='-']")
    said(page, line.topics["stress"].parts[0])
    expect(page.locator("#here-words")).to_have_text("Stress, part 1 of 5")
    page.click("#end")
    expect(page.locator("#state")).to_have_text("Nobody is on the phone.")


def _plays(page: Page) -> bool:
    """Whether the first recording on the page is one that the server has."""
    source = page.locator("#captions audio").first.get_attribute("src") or ""
    return page.request.get(source).headers["content-type"].startswith("audio/")
