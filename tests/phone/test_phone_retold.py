"""Calls that are told again from what their callers did, and the steps of a turn."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from small_line import SmallLine, dial, go, menu, play

from ivr.errors import PhoneError
from ivr.phone import Phone
from ivr.phone.retold import MOST_KEPT, Retold, Told, met
from ivr.phone.steps import ahead, past

AT = datetime(2026, 11, 18, 11, tzinfo=UTC)


class Switchboard:
    """Gives phones to a line, and counts the calls."""

    def __init__(self, line: SmallLine) -> None:
        self.rung = 0
        self._line = line

    def phone(self, _at: datetime) -> Phone:
        self.rung += 1
        return self._line.phone()


@pytest.fixture
def switchboard(line: SmallLine) -> Switchboard:
    """A line whose only choice leads to a transfer, and then to the menu again."""
    line.documents |= {"pressed": play("chosen-1") + dial(), "after": play("back-1") + go("menu")}
    return Switchboard(line)


def told(*tokens: str, dials: tuple[str, ...] = ("answer",)) -> Told:
    return Told(AT, dials, tokens)


def test_a_call_goes_on_where_it_was_and_is_rung_once(switchboard: Switchboard, line: SmallLine) -> None:
    calls = Retold(switchboard.phone)
    for count in range(4):
        calls.call(told(*["-"] * count))
    assert switchboard.rung == 1
    assert [address for address, _ in line.asked].count("/silence") == 3


def test_a_call_that_is_not_remembered_is_told_again_and_is_the_same(switchboard: Switchboard) -> None:
    calls = Retold(switchboard.phone)
    for count in range(3):
        going_on = calls.call(told(*["-", "1@0.5"][:count], dials=("busy",)))
    again = Retold(switchboard.phone).call(told("-", "1@0.5", dials=("busy",)))
    assert switchboard.rung == 2
    assert [event.as_json() for event in again.transcript] == [event.as_json() for event in going_on.transcript]
    assert again.now == going_on.now


def test_going_back_to_an_earlier_token_begins_another_call(switchboard: Switchboard) -> None:
    """As when a reader goes back to an earlier page and presses another key there."""
    calls = Retold(switchboard.phone)
    calls.call(told())
    calls.call(told("-"))
    other = calls.call(told("1"))
    assert [event.event for event in other.transcript].count("silence") == 0
    assert switchboard.rung == 2


def test_what_transfers_met_stays_and_the_next_meets_what_is_chosen_last(switchboard: Switchboard) -> None:
    calls = Retold(switchboard.phone)
    calls.call(told())
    first = calls.call(told("1", dials=("busy",)))
    assert met(told("1", dials=("busy",)), first) == ("busy",)
    second = calls.call(told("1", "1", dials=("busy", "answer")))
    assert [event.event for event in second.transcript if event.event in ("dial", "connected")] == [
        "dial", "dial", "connected",
    ]  # fmt: skip
    assert switchboard.rung == 1


def test_only_some_calls_are_remembered(switchboard: Switchboard) -> None:
    calls = Retold(switchboard.phone)
    for second in range(MOST_KEPT + 1):
        calls.call(Told(AT.replace(second=second), ("answer",)))
    calls.call(Told(AT.replace(second=MOST_KEPT), ("answer",), ("-",)))
    assert switchboard.rung == MOST_KEPT + 1
    calls.call(Told(AT, ("answer",), ("-",)))
    assert switchboard.rung == MOST_KEPT + 2


def test_a_call_without_end_is_not_told_again(switchboard: Switchboard) -> None:
    with pytest.raises(PhoneError, match="more than 2000"):
        Retold(switchboard.phone).call(told(*["-"] * 2001))
    assert switchboard.rung == 0


def test_tokens_after_the_end_are_not_needed(switchboard: Switchboard, line: SmallLine) -> None:
    line.documents["pressed"] = ""
    call = Retold(switchboard.phone).call(told("1", "1", "-"))
    assert call.ended


def test_the_steps_of_a_turn_are_what_happened_since_and_what_can_be_interrupted(
    switchboard: Switchboard, line: SmallLine
) -> None:
    line.documents["menu"] = menu(play("one-2") + play("zero-4")) + go("silence")
    call = Retold(switchboard.phone).call(told("1"))
    happened = [(step.event, round(step.seconds, 2), step.number) for step in past(call)]
    assert happened == [
        ("play", 1, ""), ("dial", 6, "+442077933650"), ("connected", 60.25, "+442077933650"), ("play", 1, ""),
    ]  # fmt: skip
    assert call.listening
    assert [(step.event, step.seconds) for step in ahead(call.listening)] == [("play", 2), ("play", 4)]


def test_the_end_of_a_call_is_a_step(switchboard: Switchboard, line: SmallLine) -> None:
    line.documents["pressed"] = play("goodbye-2")
    assert [step.event for step in past(Retold(switchboard.phone).call(told("1")))] == ["play", "end"]
