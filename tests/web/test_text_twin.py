"""The text twin: nothing that callers hear is missing, and it tells what is true at the moment it is read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from pages import HTML, NUMBER, text_of
from werkzeug.test import Client

from ivr.content import Line
from ivr.dialogue.walk import every_prompt
from ivr.settings import Settings
from ivr.web import create_app

PAGES = ("/", "/words", "/card", "/topics/stress", "/topics/stress?pace=slow", "/no-such-page")
CHRISTMAS = datetime(2026, 12, 25, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader(app: Flask) -> Client:
    return app.test_client()


def at(settings: Settings, moment: datetime, **changes: object) -> Client:
    return create_app(replace(settings, **changes), lambda: moment).test_client()  # type: ignore[arg-type]


def test_every_prompt_that_the_walk_reaches_is_on_the_site(reader: Client, line: Line) -> None:
    addresses = ("/", "/words", *(f"/topics/{topic}" for topic in line.topics))
    written = " ".join(text_of(reader.get(address, headers=HTML).text) for address in addresses)
    prompts = every_prompt(line)
    prompts.append(line.words.fallback.through)  # said only by another host
    assert len(prompts) > 200
    assert [prompt for prompt in prompts if " ".join(prompt.split()) not in written] == []


def test_the_crisis_numbers_come_first(reader: Client, line: Line) -> None:
    home = reader.get("/").text
    numbers = re.findall(r'href="(?:tel|sms):(\d+)"', home)
    assert numbers[:3] == ["116123", "85258", line.facts.emergency]
    assert home.index("tel:116123") < home.index(f'<p class="lead">{line.site.home.lead[0]}')


@pytest.mark.parametrize("number", ["", NUMBER])
def test_the_lines_number_is_a_link_that_phones_it(
    settings: Settings, weekday: datetime, line: Line, number: str
) -> None:
    home = at(settings, weekday, number=number).get("/").text
    assert ('href="tel:+442079460000"' in home) == bool(number)
    assert (line.site.home.no_number in unescape(home)) != bool(number)


def test_helplines_say_whether_somebody_answers_now(settings: Settings, weekday: datetime, line: Line) -> None:
    words = line.site.helplines

    def states(moment: datetime) -> list[str]:
        shown = re.findall(r"<strong>([^<]+)</strong>", at(settings, moment).get("/").text)
        return [unescape(one).rstrip(".") for one in shown]

    kinds = [helpline.hours if isinstance(helpline.hours, str) else "hours" for helpline in line.helplines.values()]
    told = {"always": words.always, "unknown": words.unknown.rstrip(".")}
    assert "hours" in kinds
    assert states(weekday) == [told.get(kind, words.open) for kind in kinds]
    assert states(CHRISTMAS) == [told.get(kind, words.closed) for kind in kinds]


def test_every_topic_can_be_read_and_heard_part_by_part(reader: Client, line: Line) -> None:
    for topic in line.topics.values():
        page = reader.get(f"/topics/{topic.id}").text
        files = re.findall(r'<audio[^>]* src="(/audio/[^"]+)"', page)
        slower = re.findall(r'<audio[^>]* src="(/audio/[^"]+)"', reader.get(f"/topics/{topic.id}?pace=slow").text)
        assert len(files) == len(slower) == len(topic.parts)
        assert not set(files) & set(slower)
        assert {reader.get(file, buffered=True).status_code for file in (*files, *slower)} == {200}
        assert all(source.title in unescape(page) for source in topic.sources)


def test_a_topic_tells_the_keys_that_lead_to_it(reader: Client) -> None:
    assert "On the phone: press 2 , then 2" in text_of(reader.get("/topics/stress").text)


def test_sources_stand_with_links_and_dates(reader: Client, line: Line) -> None:
    home = unescape(reader.get("/").text)
    for source in line.facts.sources:
        assert source.title in home
        assert not source.link or f'href="{source.link}"' in home
        assert not source.read or f'datetime="{source.read}"' in home


def test_the_disclaimer_stands_in_full(reader: Client, line: Line) -> None:
    home = text_of(reader.get("/").text)
    disclaimer = line.topics[line.facts.disclaimer].parts
    section = home[home.index(line.site.home.disclaimer) :]
    assert all(part in section for part in (line.words.greeting.limits, *disclaimer))


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("elsewhere", ["", "https://cdn.example/audio"])
def test_the_privacy_that_is_told_is_that_of_this_server(
    settings: Settings, weekday: datetime, line: Line, kept: bool, elsewhere: str, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path}/line.db"
    server = at(settings, weekday, bookmarks=kept, counts=not kept, database_url=database, audio_url=elsewhere)
    home = text_of(server.get("/").text)
    privacy = line.site.privacy
    assert (privacy.bookmarks in home) == kept
    assert (privacy.counts in home) != kept
    assert (privacy.recordings_elsewhere in home) == bool(elsewhere)
    assert (privacy.all_here in home) != bool(elsewhere)


def test_recordings_elsewhere_are_named_and_allowed(settings: Settings, weekday: datetime) -> None:
    page = at(settings, weekday, audio_url="https://cdn.example/audio").get("/topics/stress")
    assert re.search(r'<audio[^>]* src="https://cdn\.example/audio/[^/"]+"', page.text)
    assert "media-src 'self' https://cdn.example;" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_small_keeps_to_itself_and_sets_no_cookie(reader: Client, address: str) -> None:
    page = reader.get(address, headers=HTML)
    assert page.status_code == (404 if "no-such" in address else 200)
    assert len(page.data) < 100_000
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in page.headers
    loaded = re.findall(r'(?:src=|<link[^>]*href=)"([^"]+)"', page.text)
    assert loaded
    assert [one for one in loaded if not one.startswith("/")] == []
    assert not re.search(r"<style|\sstyle=|\son\w+=", page.text)


def test_scripts_are_small_and_kept_for_a_year(reader: Client) -> None:
    home = reader.get("/card").text
    scripts = re.findall(r'<script src="([^"]+)"', home)
    assert scripts
    for script in (*scripts, "/static/phone.js"):
        answer = reader.get(script, buffered=True)
        assert len(answer.data) < 20_000
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_topic_that_does_not_exist_is_a_page_that_says_so(reader: Client, line: Line) -> None:
    for address in ("/topics/mars", "/mars"):
        page = reader.get(address, headers=HTML)
        assert page.status_code == 404
        assert line.site.errors.missing in page.text
        assert "116 123" in page.text
    assert line.site.errors.missing not in reader.get("/mars").text  # a program gets no page
