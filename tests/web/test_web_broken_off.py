"""A caller whose call broke off rings again: real stores, the real app, and the phone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from ivr.bookmarks import Bookmarks, InMemory, Store
from ivr.content import Line
from ivr.dialogue.walk import MOMENTS
from ivr.phone import WITHHELD, Call, InProcess, Network, Phone, Response
from ivr.phone.http import Http
from ivr.recordings.catalogue import Catalogue
from ivr.settings import Settings
from ivr.web import create_app

CALLER, ANOTHER = "+447700900123", "+447700900124"
SECRET = "secret-of-the-tests"

Served = Callable[..., "Calling"]


class Calling:
    """A served line, and everybody who phones it; time goes on from call to call."""

    def __init__(self, settings: Settings, captions: dict[str, str], store: Store | None) -> None:
        self.settings, self.captions = settings, captions
        self.idle = timedelta(0)
        self.phone: Phone | None = None
        self.app = create_app(settings, self.now, store)
        self.network: Network = InProcess(self.app)

    def now(self) -> datetime:
        return MOMENTS[0] + self.idle + timedelta(seconds=self.phone.now if self.phone else 0)

    def ring(self, caller: str = CALLER, dial: str = "answer") -> Call:
        self.idle = self.now() - MOMENTS[0]
        url, token = f"{self.settings.public_url}/call", self.settings.auth_token
        self.phone = Phone(self.network, url, token, self.captions, dial, caller=caller)
        return self.phone.ring()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine that is busy, a bookmark in a file may take longer than a call would wait for it."""
    monkeypatch.setattr("ivr.bookmarks.worker.LONGEST_FIND", 10.0)


@pytest.fixture
def served(settings: Settings, catalogue: Catalogue, tmp_path: Path) -> Served:
    """`served()`: the line with its bookmarks in a file; `served(store)`: with these; or with other settings."""
    captions = {file: one.text for file, one in catalogue.files.items()}
    file = f"sqlite:///{tmp_path}/bookmarks.db"
    kept = replace(settings, bookmarks=True, database_url=file, bookmark_secret=SECRET)

    def serve(store: Store | None = None, **changed: object) -> Calling:
        return Calling(replace(kept, **changed), captions, store)  # type: ignore[arg-type]

    return serve


def third_part(call: Call) -> Call:
    """Feelings, stress; the keys, two parts; and some way into the third."""
    call.press("2")
    call.press("2")
    for _ in range(3):
        call.stay_silent()
    call.wait(into=5)
    return call


def break_off(line: Line, call: Call) -> None:
    third_part(call)
    assert call.heard(line.topics["stress"].parts[2])
    call.hang_up(into=6)


def offered(line: Line, call: Call) -> bool:
    return call.heard(line.words.broken_off.carry_on)


def test_who_rings_again_is_offered_to_carry_on_after_the_word_on_a_person(line: Line, served: Served) -> None:
    house = served()
    break_off(line, house.ring())
    call = house.ring()
    words = line.words.broken_off
    assert [event.text for event in call.transcript] == []  # all of it can be stopped by a key
    assert call.listening is not None
    assert [prompt.text for prompt in call.listening.prompts] == [
        line.words.greeting.person, words.carry_on, words.begin_again,
    ]  # fmt: skip


class Noted:
    """The way to the line, with everything that was posted to it."""

    def __init__(self, there: Network) -> None:
        self._there = there
        self.get = there.get
        self.posts: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = []

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        self.posts.append((url, form, headers))
        return self._there.post(url, form, headers)


def test_a_turn_that_a_proxy_delivers_late_brings_back_no_place_that_was_left(line: Line, served: Served) -> None:
    house = served()
    house.network = noted = Noted(house.network)
    call = third_part(house.ring())
    late = noted.posts[-1]
    call.stay_silent()
    assert call.heard(line.topics["stress"].parts[3])
    call.hang_up(into=6)
    assert noted.post(*late).status == 200
    call = house.ring()
    call.press("1")
    assert call.heard(line.topics["stress"].parts[3])


@pytest.mark.parametrize("answer", ["1", ""], ids=["1", "waiting"])
def test_one_or_waiting_leads_to_the_part_that_was_left(line: Line, served: Served, answer: str) -> None:
    house = served()
    break_off(line, house.ring())
    call = house.ring()
    _ = call.press(answer) if answer else call.stay_silent()
    assert call.heard(f"{line.words.topic.carrying_on} {line.topics['stress'].parts[2]}")
    call.stay_silent()
    assert call.heard(line.topics["stress"].parts[3])


def test_two_begins_again(line: Line, served: Served) -> None:
    house = served()
    break_off(line, house.ring())
    call = house.ring()
    call.press("2")
    assert call.heard(line.menus["main"].intro[-1])
    call.hang_up()
    assert not offered(line, house.ring())


def test_zero_at_the_offer_to_carry_on_is_a_person_and_star_there_comes_back(line: Line, served: Served) -> None:
    house = served()
    break_off(line, house.ring())
    call = house.ring()
    call.press("0")
    assert call.heard("Samaritans")
    call.press("*")
    assert call.heard(line.topics["stress"].parts[2])


def test_a_call_that_breaks_off_at_the_offer_again_and_again_loses_nothing(line: Line, served: Served) -> None:
    house = served()
    break_off(line, house.ring())
    for _ in range(9):
        house.ring().hang_up()
    call = house.ring()
    assert offered(line, call)
    call.press("1")
    assert call.heard(line.topics["stress"].parts[2])


def test_the_way_of_answering_the_pace_and_the_time_survive(line: Line, served: Served) -> None:
    house = served()
    call = house.ring()
    for key in "43121":  # making it easier: more time, slower, the ways of answering, the first of them: any key
        call.press(key)
    call.hang_up(into=1)
    again = house.ring()
    assert offered(line, again)
    assert again.listening is not None
    assert again.listening.timeout == 30
    again.press("1")
    assert again.listening is not None
    for need in ("way=any", "pace=slow", "time=long"):
        assert need in again.listening.gather.action
    assert again.heard(line.words.choices.with_any_key(line.words.choices.someone))


def test_after_a_goodbye_nothing_is_offered(line: Line, served: Served) -> None:
    house = served()
    break_off(line, house.ring())
    call = house.ring()
    turns = 0
    while not call.ended:
        call.stay_silent()
        turns += 1
    assert turns > 50
    assert call.heard(line.words.leaving.goodbye)
    assert not offered(line, house.ring())


def test_after_half_an_hour_nothing_is_offered(line: Line, served: Served) -> None:
    house = served()
    break_off(line, house.ring())
    house.idle += timedelta(minutes=29)
    call = house.ring()
    assert offered(line, call)
    call.hang_up()
    house.idle += timedelta(minutes=30)
    assert not offered(line, house.ring())


@pytest.mark.parametrize("caller", [WITHHELD, "anonymous", ""])
def test_a_caller_who_withholds_the_number_is_never_offered_anything(
    line: Line, served: Served, tmp_path: Path, caller: str
) -> None:
    house = served()
    break_off(line, house.ring(caller))
    assert not offered(line, house.ring(caller))
    assert [*tmp_path.iterdir()] == []


def test_nobody_is_offered_the_place_of_another(line: Line, served: Served) -> None:
    house = served()
    break_off(line, house.ring())
    assert not offered(line, house.ring(ANOTHER))
    assert offered(line, house.ring())


def test_where_nothing_is_kept_nothing_is_offered_and_no_file_is_made(
    line: Line, served: Served, tmp_path: Path
) -> None:
    house = served(bookmarks=False)
    break_off(line, house.ring())
    assert not offered(line, house.ring())
    assert [*tmp_path.iterdir()] == []


def test_another_server_with_the_same_database_offers_it_too(line: Line, served: Served, tmp_path: Path) -> None:
    house = served()
    clock = house.now
    store = Bookmarks(f"sqlite:///{tmp_path}/bookmarks.db", SECRET, clock)
    here = served(store)
    break_off(line, here.ring())
    store.close()  # as a process that ends
    assert offered(line, house.ring())
    assert not offered(line, served(bookmark_secret="another-secret-of-the-tests").ring())


class Asleep(InMemory):
    """A store that finds nothing while its database does not answer."""

    asleep = False

    def find(self, caller: str) -> str | None:
        return None if self.asleep else super().find(caller)


def test_while_nothing_can_be_found_nothing_is_forgotten(line: Line, served: Served) -> None:
    store = Asleep()
    house = served(store)
    break_off(line, house.ring())
    store.asleep = True
    call = house.ring()
    assert not offered(line, call)
    call.hang_up(into=3)
    store.asleep = False
    assert offered(line, house.ring())


class Raising:
    """A store that breaks its promise."""

    def __init__(self, broken: str, kept: str | None = None) -> None:
        self.broken, self.kept, self.calls = broken, kept, 0

    def find(self, caller: str) -> str | None:
        self._maybe("find", caller)
        return self.kept

    def keep(self, caller: str, place: str) -> None:
        self._maybe("keep", caller + place)

    def drop(self, caller: str) -> None:
        self._maybe("drop", caller)

    def close(self) -> None:
        """There is nothing to close."""

    def _maybe(self, what: str, secret: str) -> None:
        if what == self.broken:
            self.calls += 1
            raise RuntimeError(secret)


@pytest.mark.parametrize("broken", ["find", "keep", "drop"])
def test_a_store_that_raises_harms_no_call_and_tells_nothing_of_the_caller(
    line: Line, served: Served, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    store = Raising(broken)
    call = served(store).ring()
    assert call.heard(line.words.greeting.no_hurry)
    call.stay_silent()
    third_part(call)
    assert call.heard(line.topics["stress"].parts[2])
    assert store.calls
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("ivr"))
    assert "RuntimeError" in logged
    for secret in ("7700900", "stress"):
        assert secret not in logged


@pytest.mark.parametrize(
    "kept",
    ["", "?", "nowhere", "topic/gone/9", "\ud800", "é?trail=~~~", "broken-off", "leaving", "confirm", "greeting"],
)
def test_whatever_a_store_holds_the_call_begins(line: Line, served: Served, kept: str) -> None:
    call = served(Raising("", kept)).ring()
    assert call.heard(line.words.greeting.person)
    call.stay_silent()
    assert not call.ended
    assert not call.heard(line.words.fault.sorry)


@pytest.mark.parametrize("url", ["postgresql://line:pass-word@127.0.0.1:9/line", "sqlite:////nowhere/at/all.db"])
def test_a_database_that_is_down_harms_no_call(
    line: Line, served: Served, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    house = served(database_url=url)
    break_off(line, house.ring())
    assert offered(line, house.ring())  # what waits to be written is found all the same
    assert not offered(line, house.ring(ANOTHER))
    for secret in ("7700900", "stress", "pass-word"):
        assert secret not in caplog.text


def test_nothing_of_the_caller_is_in_the_log(line: Line, served: Served, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    house = served()
    break_off(line, house.ring())
    house.ring().press("1")
    logged = "\n".join(str(vars(record)) for record in caplog.records)
    for secret in ("7700900", "stress", SECRET):
        assert secret not in logged


def test_it_is_so_over_real_http(line: Line, served: Served) -> None:
    house = served()
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    house.network = Http(f"http://127.0.0.1:{server.port}", house.settings.public_url)
    try:
        break_off(line, house.ring())
        call = house.ring()
        assert offered(line, call)
        call.press("1")
        assert call.heard(line.topics["stress"].parts[2])
    finally:
        server.shutdown()
        server.server_close()
