"""What calls add to the counts: whole calls over the real app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sums import Sums

from ivr.content import Line
from ivr.counts.tally import ONCE, tally
from ivr.dialogue.event import Key
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.step import step
from ivr.dialogue.walk import walk
from ivr.phone import Phone
from ivr.phone.script import run

Ring = Callable[..., Phone]


def made(phone: Phone, keys: str) -> Phone:
    for _ in run(phone, keys):
        pass
    return phone


def test_a_call_and_its_seconds(counted_phone: Ring, counted: Sums, weekday: datetime) -> None:
    phone = made(counted_phone(), "2 2 - -")
    assert counted.sums["calls"] == counted.sums["carrier/calls"] == 1
    assert 0 < phone.now - counted.sums["carrier/seconds"] + 1 <= 1
    # What comes after the last request, this server never sees.
    assert 0.6 * phone.now < counted.sums["seconds"] <= phone.now
    assert counted.days == {(weekday.date(), "uk")}


def test_a_topic_begun_and_left(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), "2 2 - - *")
    assert counted.without("calls", "seconds", "carrier") == {
        "topic/stress/begun": 1, "call/topic-begun": 1, "call/keys": 1,
    }  # fmt: skip


def test_a_topic_heard_to_its_end_and_begun_again(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), "2 2 - - - - - - 1")
    assert counted.without("calls", "seconds", "carrier") == {
        "topic/stress/begun": 2, "topic/stress/to-the-end": 1, "call/topic-begun": 1, "call/topic-to-the-end": 1,
        "call/keys": 1,
    }  # fmt: skip


def test_a_topic_skipped_through_is_not_heard_to_its_end(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), "2 2 - # # # # #")
    assert counted.sums["topic/stress/begun"] == 1
    assert counted.sums["topic/stress/to-the-end"] == 0


def test_a_second_strike_while_a_topic_begins_is_not_a_second_beginning(counted_phone: Ring, counted: Sums) -> None:
    phone = counted_phone()
    call = phone.ring()
    call.press("2")
    call.press("2")
    call.bounce()
    assert counted.sums["topic/stress/begun"] == 1


@pytest.mark.parametrize(
    ("dial", "met", "reached"),
    [("answer", "completed", 1), ("busy", "busy", 0), ("no-answer", "no-answer", 0), ("failed", "failed", 0)],
)
def test_what_a_transfer_meets(counted_phone: Ring, counted: Sums, dial: str, met: str, reached: int) -> None:
    made(counted_phone(dial), "0 -")
    assert counted.sums["helpline/samaritans/asked"] == counted.sums["call/helpline-asked"] == 1
    assert counted.sums[f"helpline/samaritans/{met}"] == counted.sums["call/put-through"] == 1
    assert counted.sums["call/reached-someone"] == reached
    assert sum(name.startswith("helpline/samaritans/") for name in counted.sums) == 2


def test_one_that_is_tried_again_is_met_twice_and_asked_for_once(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone("busy"), "0 - 1 -")
    assert counted.without("calls", "seconds", "carrier") == {
        "helpline/samaritans/asked": 1, "helpline/samaritans/busy": 2,
        "call/helpline-asked": 1, "call/put-through": 1, "call/keys": 1,
    }  # fmt: skip


def test_an_offer_taken_back_was_asked_for_and_put_nobody_through(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), "0 * 2")
    assert counted.sums["helpline/samaritans/asked"] == 1
    assert counted.sums["call/put-through"] == 0


def test_the_minutes_of_a_long_conversation_count(line: Line) -> None:
    """A transfer is one turn, of up to four hours."""
    there = Place(Spot(Kind.TRANSFER, "samaritans"), since=0)
    now = datetime(2026, 11, 18, 3, tzinfo=UTC)
    reply = step(line, there, Key("1"), now)
    assert tally(line, there, Key("1"), reply, now, "").seconds == 3 * 3600


def test_silence_goes_down_the_ladder_and_each_rung_counts_once(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), " ".join("-" * 120))
    once = {name.removeprefix("call/") for name in counted.sums if name.startswith("call/")}
    assert {"repeated", "one-at-a-time", "read-out", "listening", "topic-begun", "topic-to-the-end"} <= once
    assert {count for name, count in counted.sums.items() if name.startswith("call/")} == {1}
    assert "keys" not in once


def test_ways_of_answering_count_once_a_call_each(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), "4 2 1 - - 5 - 5")
    ways = {name: count for name, count in counted.sums.items() if name in ("call/keys", "call/any-key", "call/voice")}
    assert ways == {"call/keys": 1, "call/any-key": 1}


def test_words_that_are_understood_count_and_sounds_do_not(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), "4 2 3 say:")
    assert counted.sums["call/voice"] == 0
    made(counted_phone(), "4 2 3 say:stress say:yes")
    assert counted.sums["call/voice"] == 1


def test_a_slower_voice_and_more_time_count(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), "4 1 3 -")
    assert (counted.sums["call/slower"], counted.sums["call/more-time"]) == (1, 1)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2027, 7, 1, 23, 30, tzinfo=UTC), date(2027, 7, 2)),  # half past midnight in London
        (datetime(2027, 1, 1, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_begins_at_midnight_where_the_callers_are(
    counted_phone: Ring, counted: Sums, at: datetime, day: date
) -> None:
    made(counted_phone(at=at), "0")
    assert counted.days == {(day, "uk")}


def test_two_calls_count_twice_what_one_call_counts_once(counted_phone: Ring, counted: Sums) -> None:
    made(counted_phone(), "2 2 - 0 -")
    once = dict(counted.sums)
    made(counted_phone(), "2 2 - 0 -")
    assert counted.sums == {name: 2 * count for name, count in once.items()}


def test_every_turn_there_is_can_be_counted(line: Line, weekday: datetime) -> None:
    """Every counter's name is one of those that the docstring has, and short enough for the table."""
    ids = {*line.topics, *line.helplines}
    tails = {"begun", "to-the-end", "asked", "completed", "busy", "no-answer", "failed", "too-often"}
    seen: set[str] = set()
    for visited in walk(line, briefly=True):
        added = tally(line, visited.place, visited.event, visited.reply, weekday, "")
        seen |= set(added.counters)
        assert set(added.noted) <= set(ONCE)
    for name in seen:
        match name.split("/"):
            case ["calls"]:
                pass
            case ["call", what]:
                assert what in ONCE.values()
            case ["topic" | "helpline", one, tail]:
                assert one in ids
                assert tail in tails
            case _:
                pytest.fail(name)
    assert {f"call/{what}" for what in ONCE.values()} - {"call/carried-on"} <= seen
    assert {f"topic/{topic}/{tail}" for topic in line.topics for tail in ("begun", "to-the-end")} <= seen


def test_what_stands_in_an_address_is_taken_for_letters_alone(line: Line, weekday: datetime) -> None:
    place = Place(Spot(Kind.MENU, "main"))
    reply = step(line, place, Key("2"), weekday)
    added = tally(line, place, Key("2"), reply, weekday, '"><r&amp;zz' * 50)
    assert added.noted == "apr" + "k"
    assert added.counters == ("call/keys",)
