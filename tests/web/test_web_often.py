"""A number that phones very often: what is counted, for how long, and whom it never stops."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from ivr.content import Line
from ivr.phone import WITHHELD, Call, InProcess, Phone
from ivr.recordings.catalogue import Catalogue
from ivr.settings import Settings
from ivr.web import create_app
from ivr.web.often import HOUR, MOST_KEPT, Callers, Often

CALLER, ANOTHER = "+447700900123", "+447700900124"

Ring = Callable[..., Call]


class Seconds:
    """A timer that goes on when a test says so."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def timer() -> Seconds:
    return Seconds()


@pytest.fixture
def ringing(settings: Settings, catalogue: Catalogue, weekday: datetime) -> Ring:
    """`ringing(caller)`: another call to a line that answers a number three times within an hour."""
    turns = count()
    clock = lambda: weekday + timedelta(seconds=5 * next(turns))  # noqa: E731 - nobody strikes a key twice in a moment
    network = InProcess(create_app(replace(settings, most_an_hour=3), clock))
    captions = {file: one.text for file, one in catalogue.files.items()}

    def ring(caller: str = CALLER) -> Call:
        return Phone(network, f"{settings.public_url}/call", settings.auth_token, captions, caller=caller).ring()

    return ring


def test_so_many_within_the_window_are_not_too_often(timer: Seconds) -> None:
    often = Often(3, 60, timer)
    assert [often.hit("a") for _ in range(5)] == [False, False, False, True, True]
    assert not often.hit("b")


def test_the_window_begins_with_the_first_and_is_not_put_off_by_later_ones(timer: Seconds) -> None:
    often = Often(1, 60, timer)
    assert not often.hit("a")
    timer.now += 59
    assert often.hit("a")
    timer.now += 1
    assert not often.hit("a")


def test_it_can_be_asked_without_being_counted(timer: Seconds) -> None:
    often = Often(2, 60, timer)
    assert [(often.reached("a"), often.hit("a")) for _ in range(3)] == [(False, False), (False, False), (True, True)]
    timer.now += 60
    assert not often.reached("a")


def test_no_number_of_callers_fills_the_memory() -> None:
    often = Often(3, HOUR)
    for number in range(3 * MOST_KEPT):
        often.hit(number)
    assert len(often._counted) == MOST_KEPT
    assert not often.hit(0)  # forgotten long since
    assert often.hit(3 * MOST_KEPT - 1) is False


def test_hits_at_the_same_moment_are_all_counted() -> None:
    often, together = Often(10**6, HOUR), threading.Barrier(8)

    def hit() -> None:
        together.wait()
        for _ in range(2000):
            often.hit("a")

    threads = [threading.Thread(target=hit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert often._counted["a"] == [16_000]


def test_a_caller_is_counted_under_a_name_that_only_this_process_can_make() -> None:
    one, another = Callers(3), Callers(3)
    names = [*_names(one), *_names(another)]
    assert len(set(names)) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", name) and CALLER[1:] not in name for name in names)


def _names(callers: Callers) -> list[str]:
    callers.calls(CALLER)
    return [str(name) for name in callers._calls._counted]


def test_withheld_numbers_are_never_too_many(ringing: Ring, line: Line) -> None:
    for _ in range(10):
        assert not ringing(WITHHELD).heard(line.words.resting.topics)
    assert not Callers(1).calls("") | Callers(1).calls("anonymous")


def test_the_call_after_so_many_hears_why_and_another_number_does_not(ringing: Ring, line: Line) -> None:
    why = line.words.resting.topics
    assert [ringing().heard(why) for _ in range(5)] == [False, False, False, True, True]
    assert not ringing(ANOTHER).heard(why)


def test_the_crisis_helpline_is_reached_however_often_one_phones(ringing: Ring, line: Line) -> None:
    for _ in range(12):
        call = ringing()
        call.press("0")
        call.stay_silent()
        assert [event.number for event in call.transcript if event.event == "dial"] == list(line.crisis.dials)


def test_another_helpline_is_phoned_so_often_and_then_its_number_is_said(ringing: Ring, line: Line) -> None:
    call = ringing()
    dialled = []
    for _ in range(5):
        call.press("0")
        call.press("1")
        call.press("1")
        call.press("1")
        call.stay_silent()
        dialled = [event.number for event in call.transcript if event.event == "dial"]
        call.press("*")
    mind = line.helplines["mind"].dials[0]
    assert dialled == [mind] * 3
    assert [event.text for event in call.transcript].count(line.words.resting.transfers) == 2
    call.press("0")
    call.stay_silent()
    assert [event.number for event in call.transcript if event.event == "dial"][3:] == list(line.crisis.dials)


def test_without_a_limit_nothing_is_counted(settings: Settings) -> None:
    assert settings.most_an_hour == 0
    callers = Callers(settings.most_an_hour)
    assert not any(callers.calls(CALLER) for _ in range(100))
    assert not callers._calls._counted
