"""A reply that is kept is the reply that the step would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moves import FEELINGS, MAIN, WEEKDAY, at
from test_dialogue_hostile import EVENTS, PLACES, TIMES

from ivr.content import Line
from ivr.dialogue.address import read_address
from ivr.dialogue.event import Began, Event, Key, Silence
from ivr.dialogue.kept import TIMES_KEPT, Steps
from ivr.dialogue.moments import LONGEST, Watch, moment
from ivr.dialogue.needs import Needs, Way
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask
from ivr.dialogue.step import step
from ivr.dialogue.turn import Turn
from ivr.dialogue.walk import MOMENTS, walk

PASSED = [0, 299, 300, 650, 699, 700, 999, 1000, 3499, 3500, 7000, 14_999, 15_000, 19_999, 20_000, 60_000, LONGEST + 1]
"""Milliseconds since a turn began: on both sides of every bound that means something."""

STRESS = at(Kind.TOPIC, "stress", 2, key="1", lead=3)


@pytest.fixture(scope="module")
def steps(line: Line) -> Steps:
    """One for all examples, so that later ones meet what is kept of earlier ones."""
    return Steps(line)


def begun(place: Place, now: datetime, passed: int) -> Place:
    """The place in a turn that began so many milliseconds before `now`."""
    return place.stamped(moment(now - timedelta(milliseconds=passed)))


def test_every_turn_of_the_walk_is_the_same_whenever_it_comes(line: Line, steps: Steps) -> None:
    """Each at four of PASSED and where nobody knows, at either hour, and with the key that led there struck again."""
    dice = Random(1)
    tried = 0
    for visited in walk(line, briefly=True):
        struck = visited.event.key if isinstance(visited.event, Key) and dice.random() < 0.3 else ""
        place = Place(
            *(getattr(visited.place, name) for name in ("spot", "count", "trail", "told", "left", "needs")), struck
        )
        now = dice.choice(MOMENTS)
        for form in (place, *(begun(place, now, passed) for passed in dice.sample(PASSED, 4))):
            assert steps.step(form, visited.event, now) == step(line, form, visited.event, now)
            tried += 1
    assert tried > 10_000


@settings(max_examples=500, deadline=None)
@given(where=PLACES, event=EVENTS, now=TIMES, passed=st.lists(st.integers(0, 40_000), min_size=1, max_size=8))
def test_at_any_place_whatever_happens_it_is_the_same(
    line: Line, steps: Steps, where: tuple[str, bytes], event: Event, now: datetime, passed: list[int]
) -> None:
    place = read_address(*where, line)
    for form in (place, *(begun(place, now, each) for each in passed)):
        assert steps.step(form, event, now) == step(line, form, event, now)


@settings(max_examples=300, deadline=None)
@given(
    place=st.sampled_from([
        MAIN, STRESS, at(Kind.MENU, "feelings", key="9"), at(Kind.OFFER, "samaritans", trail=(FEELINGS,)),
        STRESS.with_needs(Needs(slips=5)), at(Kind.MENU, "main", lead=40).with_needs(Needs(slips=5)),
        at(Kind.MENU, "main", count=3).with_needs(Needs(Way.ANY)), at(Kind.PAUSE, "stress", 2, 17),
    ]),
    key=st.sampled_from("0129*#"),
    lead=st.sampled_from([0, 3, 40]),
    passed=st.lists(st.one_of(st.sampled_from(PASSED), st.integers(0, 30_000)), min_size=2, max_size=20),
)  # fmt: skip
def test_a_key_that_comes_sooner_or_later_is_answered_as_it_would_be(
    line: Line, steps: Steps, place: Place, key: str, lead: int, passed: list[int]
) -> None:
    for each in passed:
        form = begun(replace(place, lead=lead), WEEKDAY, each)
        assert steps.step(form, Key(key), WEEKDAY) == step(line, form, Key(key), WEEKDAY)


@pytest.mark.parametrize(
    ("place", "event", "first", "then"),
    [
        (STRESS, Silence(), 1_000, 30_000),
        (MAIN, Key("1"), 4_000, 20_000),
        (MAIN, Key("1"), 900, 3_400),
        (STRESS, Key("0"), 5_010, 5_090),
        (START, Began(), 0, 0),
    ],
)
def test_no_step_is_taken_twice(line: Line, place: Place, event: Event, first: int, then: int) -> None:
    steps = Steps(line)
    one = steps.step(begun(place, WEEKDAY, first), event, WEEKDAY).then
    later = WEEKDAY + timedelta(hours=1)
    other = steps.step(begun(place, later, then), event, later).then
    assert isinstance(one, Ask)
    assert isinstance(other, Ask)
    assert other.prompts is one.prompts
    assert (other.place.since, one.place.since) == (moment(later), moment(WEEKDAY))


def test_what_hangs_on_the_hour_is_told_anew(line: Line) -> None:
    steps, offer = Steps(line), at(Kind.MENU, "main", trail=(Spot(Kind.OFFER, "mind"),))
    by_day, by_night = (steps.step(offer, Key("*"), now).then for now in MOMENTS)
    assert (by_day.place.spot.kind, by_night.place.spot.kind) == (Kind.OFFER, Kind.CLOSED)


def test_a_bounce_begins_no_turn_of_its_own_though_the_key_came_at_once(line: Line) -> None:
    steps = Steps(line)
    for passed in (0, 400, 0, 600):
        there = begun(STRESS, WEEKDAY, passed)
        assert steps.step(there, Key("1"), WEEKDAY).then.place.since == there.since


def test_keys_at_very_many_moments_are_not_all_kept(line: Line) -> None:
    """Each second of a topic is a place of its own, to which a helpline leads back."""
    steps, now = Steps(line), WEEKDAY
    first, *_, last = (steps.step(begun(STRESS, now, second * 1000), Key("0"), now) for second in range(TIMES_KEPT + 9))
    again = [steps.step(begun(STRESS, now, second * 1000), Key("0"), now) for second in (TIMES_KEPT + 8, 0)]
    assert again == [last, first]
    assert again[0].then.place.trail is last.then.place.trail
    assert again[1].then.place.trail is not first.then.place.trail


ASKED = st.tuples(
    st.sampled_from(["sooner", "later", "beyond"]),
    st.one_of(st.integers(0, 90).map(lambda tenths: tenths / 10), st.floats(0, 9)),
)


@given(passed=st.integers(0, 9_000), asked=st.lists(ASKED, max_size=5))
def test_a_watch_says_the_same_at_all_the_times_that_it_calls_alike(
    passed: int, asked: list[tuple[str, float]]
) -> None:
    def said(milliseconds: int) -> tuple[list[object], range | None]:
        watch = Watch(WEEKDAY, moment(WEEKDAY - timedelta(milliseconds=milliseconds)))
        return [getattr(watch, what)(seconds) for what, seconds in asked], watch.alike

    answers, alike = said(passed)
    assert alike is not None
    assert passed in alike
    for other in {alike[0], alike[-1], *alike[:: max(1, len(alike) // 20)]}:
        assert said(other) == (answers, alike)


@pytest.mark.parametrize("since", [None, moment(WEEKDAY) + 1, moment(WEEKDAY) - LONGEST - 1])
def test_a_watch_that_does_not_know_when_the_turn_began_says_no(since: int | None) -> None:
    """As where that lies ahead by another machine's clock, or too far back."""
    watch = Watch(WEEKDAY, since)
    assert not watch.sooner(99)
    assert not watch.later(0)
    assert watch.beyond(0) is None
    assert watch.alike == range(LONGEST + 1)


def test_of_a_place_that_a_turn_goes_on_to_it_knows_no_time(line: Line) -> None:
    turn = Turn(line, MAIN, Watch(WEEKDAY, moment(WEEKDAY - timedelta(seconds=5))))
    assert (turn.sooner(99), turn.later(0), turn.beyond(0)) == (False, False, None)
