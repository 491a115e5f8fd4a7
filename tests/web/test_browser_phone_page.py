"""The phone's page in a real browser: what is heard, marked and told while a call goes on, and when something fails."""

from __future__ import annotations

from time import monotonic

import pytest
from phoning import Open, listens, ring, said, strike
from playwright.sync_api import Page, Route, expect

from ivr.content import Line
from ivr.recordings.catalogue import Catalogue

VOICE = """() => {
    const voice = document.getElementById("voice");
    return {at: voice.currentTime, paused: voice.paused, fault: voice.error && voice.error.code,
            file: voice.src.split("/").pop()};
}"""


def heard_until(page: Page, second: float) -> None:
    """Wait until the voice has come so far; the browser's own waiting is against the page's Content-Security-Policy."""
    deadline = monotonic() + 10
    while page.evaluate(VOICE)["at"] <= second:
        assert monotonic() < deadline, "the voice stands still"
        page.wait_for_timeout(50)


def test_the_recording_really_plays(opened: Open, line: Line, catalogue: Catalogue) -> None:
    page = ring(opened("/phone"), line)
    heard_until(page, 0.2)
    first = page.evaluate(VOICE)
    page.wait_for_timeout(600)
    then = page.evaluate(VOICE)
    assert then["at"] - first["at"] > 0.3
    assert (then["paused"], then["fault"]) == (False, None)
    assert then["file"] == catalogue.find(line.words.greeting.person, line.locale)
    expect(page.locator("#captions li")).to_have_count(2)
    assert page.evaluate(VOICE)["file"] == catalogue.find(line.words.greeting.no_hurry, line.locale)


def test_the_sentence_that_is_spoken_is_marked(opened: Open, line: Line, catalogue: Catalogue) -> None:
    page = ring(opened("/phone"), line)
    strike(page, "2", "2", "#")
    part = line.topics["stress"].parts[0]
    expect(page.locator("#captions li").last).to_have_text(part)
    marked = page.locator("#captions mark")
    expect(marked).to_have_text(part.partition(". ")[0] + ".")
    second = catalogue.files[catalogue.find(part, line.locale) or ""].sentences[0]
    page.evaluate("(at) => { document.getElementById('voice').currentTime = at; }", second + 0.1)
    expect(marked).to_have_text("There may simply be more to do than you have hours for.")
    expect(marked).to_have_count(1)


def test_time_stands_still_on_request(opened: Open, line: Line) -> None:
    page = ring(opened("/phone"), line)
    page.check("#hold")
    stopped = page.evaluate(VOICE)
    page.wait_for_timeout(1500)
    assert page.evaluate(VOICE)["at"] == pytest.approx(stopped["at"], abs=0.05)
    assert page.evaluate(VOICE)["paused"]
    page.keyboard.press("3")
    expect(page.locator("#captions li").last).to_have_text(line.menus["treatment"].title)
    page.wait_for_timeout(500)
    stopped = page.evaluate(VOICE)
    assert (stopped["paused"], stopped["at"]) == (True, 0)
    page.uncheck("#hold")
    heard_until(page, stopped["at"] + 0.1)


def test_the_sound_can_be_switched_off(opened: Open, line: Line) -> None:
    page = ring(opened("/phone"), line)
    page.uncheck("#sound")
    assert page.evaluate("document.getElementById('voice').muted")


def test_the_computers_keys_can_be_switched_off(opened: Open, line: Line) -> None:
    """WCAG 2.2, 2.1.4: a shortcut of a single character can be turned off."""
    page = ring(opened("/phone"), line)
    page.uncheck("#typing")
    page.keyboard.press("1")
    page.check("#typing")
    listens(page)
    page.keyboard.press("3")
    expect(page.locator("#here-words")).to_have_text("Treatment and support")
    assert page.locator("#captions .caller").all_inner_texts() == ["> 3"]


def test_what_is_written_is_no_key(opened: Open, line: Line) -> None:
    page = ring(opened("/phone"), line)
    page.locator("#words").press_sequentially("0 1 2")
    assert page.locator("#captions .caller").count() == 0
    assert page.input_value("#words") == "0 1 2"


def test_a_recording_that_cannot_be_had_is_shown_for_its_time_and_the_call_goes_on(opened: Open, line: Line) -> None:
    page = opened("/phone")
    page.route("**/audio/*", lambda route: route.abort())
    ring(page, line)
    expect(page.locator("#news")).to_contain_text("cannot be played here")
    expect(page.locator("#captions li", has_text=line.words.greeting.limits)).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("#here-words")).to_have_text("Living with dystonia")


def test_a_server_that_is_gone_is_told_and_the_next_call_works(opened: Open, line: Line) -> None:
    page = ring(opened("/phone"), line)

    def gone(route: Route) -> None:
        route.abort() if route.request.method == "POST" else route.continue_()

    page.route("**/phone", gone)
    listens(page)
    page.keyboard.press("1")
    expect(page.locator("#error")).to_have_text("The server of this page does not answer. Is it still running?")
    expect(page.locator("#state")).to_have_text("Nobody is on the phone.")
    page.unroute("**/phone", gone)
    ring(page, line)
    expect(page.locator("#error")).to_be_empty()


def test_a_call_that_is_begun_at_night_finds_helplines_closed(opened: Open, line: Line) -> None:
    page = opened("/phone")
    page.select_option("#when", label="a Sunday night")
    ring(page, line)
    strike(page, "1", "4", "1")
    said(page, line.words.helpline.closed)


def test_ending_a_call_while_the_server_thinks_leaves_it_ended(opened: Open, line: Line) -> None:
    page = ring(opened("/phone"), line)
    waiting: list[Route] = []
    page.route("**/phone", lambda route: waiting.append(route))
    listens(page)
    with page.expect_request("**/phone"):
        page.keyboard.press("1")
    page.click("#end")
    expect(page.locator("#state")).to_have_text("Nobody is on the phone.")
    with page.expect_response("**/phone"):
        for route in waiting:
            route.continue_()
    page.wait_for_timeout(500)
    expect(page.locator("#news")).to_have_text("You ended the call.")
    assert len(waiting) == 1
    assert page.evaluate(VOICE)["paused"]
