"""A line is changed and deployed while somebody is on the phone: the call goes on in the nearest place there is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from changing import CHANGES, shorter, without_the_topic, worded_anew

from ivr.content import load_line
from ivr.content.loader import line_folder
from ivr.dialogue.walk import every_prompt
from ivr.phone import InProcess, Phone, Response
from ivr.phone.call import Call
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.publish import publish
from ivr.settings import Settings
from ivr.web import create_app

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Deployed:
    """The way to whichever version is live."""

    live: InProcess
    played: list[str] = field(default_factory=list)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        return self.live.post(url, form, headers)

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        self.played.append(url)
        return self.live.get(url, headers)


@dataclass
class Running:
    """A line that is live, a phone to it, and the next version."""

    folder: Path
    settings: Settings
    network: Deployed
    phone: Phone

    def deploy(self, change: Callable[[Path], None]) -> None:
        """Change the line, publish what is recorded of it, and put the new version in the place of the old one."""
        change(self.folder)
        said, audio = set(every_prompt(load_line(str(self.folder)))), self.folder.parent / "new-audio"
        audio.mkdir()
        kept = {file: one for file, one in Catalogue.load(audio_folder()).files.items() if one.text in said}
        for file in kept:
            (audio / file).symlink_to(audio_folder() / file)
        Catalogue(kept).save(audio)
        publish(audio, self.settings.audio_dir, NOW)
        self.network.live = InProcess(create_app(self.settings, self._clock))

    def _clock(self) -> datetime:
        return NOW + timedelta(seconds=self.phone.now)


@pytest.fixture
def running(tmp_path: Path, settings: Settings) -> Running:
    folder, served = tmp_path / "uk", tmp_path / "served"
    shutil.copytree(line_folder("uk"), folder)
    publish(audio_folder(), served, NOW - timedelta(days=100))
    own = replace(settings, line=str(folder), audio_dir=served)
    phone: Phone
    network = Deployed(InProcess(create_app(own, lambda: NOW + timedelta(seconds=phone.now))))
    captions = {file: one.text for file, one in Catalogue.load(audio_folder()).files.items()}
    phone = Phone(network, f"{own.public_url}/call", own.auth_token, captions)
    return Running(folder, own, network, phone)


def in_the_topic(running: Running, parts: int) -> Call:
    """A call that has come so many parts into the topic on stress."""
    call = running.phone.ring()
    call.press("2")
    call.press("2", after=2)
    for _ in range(parts + 1):
        call.stay_silent()
    assert "/call/topic/stress/" in call.address
    return call


def sorry(call: Call) -> bool:
    return any("something went wrong" in event.text for event in call.transcript)


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("key", ["", "1", "2", "3", "#", "*", "7"])
def test_a_call_in_a_topic_goes_on(running: Running, change: Callable[[Path], None], key: str) -> None:
    call = in_the_topic(running, 3)
    running.deploy(change)
    if key:
        call.press(key, into=3)
    else:
        call.stay_silent()
    assert not call.ended
    assert not sorry(call)
    assert call.said
    for _ in range(4):
        call.stay_silent()
        assert not sorry(call)
    call.press("0", after=1)
    while not call.ended and not any(event.event == "connected" for event in call.transcript):
        call.stay_silent()
    assert any(event.event == "connected" for event in call.transcript)


def test_the_caller_hears_on_from_where_they_were(running: Running) -> None:
    """Five parts became four: who was in the fifth is taken to be in the last there is, and hears the end."""
    call = in_the_topic(running, 4)
    running.deploy(shorter)
    call.stay_silent()
    assert "/call/topic/stress/5" in call.address
    assert call.heard("That is the end of this topic.")


def test_a_topic_that_is_gone_leads_to_the_menu(running: Running) -> None:
    call = in_the_topic(running, 1)
    running.deploy(without_the_topic)
    call.stay_silent()
    assert "/call/topic/stress/2" in call.address
    assert call.heard("Living with dystonia")


@pytest.mark.parametrize("change", [shorter, without_the_topic, worded_anew], ids=lambda one: one.__name__)
def test_what_the_last_document_named_can_still_be_fetched_for_a_day(
    running: Running, change: Callable[[Path], None]
) -> None:
    in_the_topic(running, 4)
    before = list(running.network.played)
    running.deploy(change)
    answers = {url: running.network.live.get(url, {}).status for url in before}
    assert set(answers.values()) == {200}
    gone = [
        url
        for url in before
        if Path(url.partition("?")[0]).name not in Catalogue.load(running.settings.audio_dir).files
    ]
    assert gone
    publish(running.folder.parent / "new-audio", running.settings.audio_dir, NOW + timedelta(hours=25))
    assert {running.network.live.get(url, {}).status for url in gone} == {404}


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_a_call_that_broke_off_before_is_carried_on_after(running: Running, change: Callable[[Path], None]) -> None:
    """Its bookmark is an address from before."""
    url = f"sqlite:///{running.folder.parent}/line.db"
    running.settings = replace(running.settings, bookmarks=True, database_url=url, bookmark_secret="0123456789abcdef")
    running.network.live = InProcess(create_app(running.settings, running._clock))
    call = in_the_topic(running, 3)
    call.hang_up()
    app = running.network.live._client.application
    app.view_functions["call"].__self__._bookmarks.close()
    running.deploy(change)
    again = running.phone.ring()
    if change is without_the_topic:  # there is nothing left to carry on with
        assert again.heard("There is no hurry.")
    else:
        assert again.heard("To carry on where you left")
    again.press("1")
    assert not sorry(again)
    assert again.said
