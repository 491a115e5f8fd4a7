"""What a Dial meets, and what the line is told of it."""

from __future__ import annotations

import pytest
from small_line import LIMITS, SmallLine, dial, play

from ivr.errors import PhoneError, Refused
from ivr.phone import WITHHELD


@pytest.mark.parametrize(
    ("outcome", "status", "seconds"),
    [("answer", "completed", 66.0), ("busy", "busy", 2.0), ("no-answer", "no-answer", 60.0), ("failed", "failed", 1.0)],
)
def test_the_line_is_told_how_a_transfer_went(line: SmallLine, outcome: str, status: str, seconds: float) -> None:
    """The action of a Dial gets DialCallStatus; it may ring as long as its timeout."""
    line.documents |= {"call": dial(), "after": play("bye-1")}
    call = line.phone(dial=outcome, delay=0).ring()
    assert call.transcript[0].number == "+442077933650"
    assert line.asked[1][1]["DialCallStatus"] == status
    assert next(event.at for event in call.transcript if event.event == "play") == seconds
    assert any(event.event == "connected" for event in call.transcript) is (outcome == "answer")


def test_transfers_meet_one_outcome_each_and_then_the_last(line: SmallLine) -> None:
    """A line can be tried with a helpline that is busy first and answers later."""
    line.documents |= {"call": dial(), "after": dial(to="last")}
    line.documents["last"] = dial(to="end")
    line.documents["end"] = ""
    line.phone(dial=["busy", "failed"]).ring()
    assert [form.get("DialCallStatus") for _, form in line.asked] == [None, "busy", "failed", "failed"]


def test_a_conversation_ends_at_its_time_limit(line: SmallLine) -> None:
    """A timeLimit shorter than the conversation ends it."""
    line.documents |= {"call": dial('timeout="60" timeLimit="20"')}
    line.documents["after"] = ""
    assert line.phone(delay=0).ring().now == 26


def test_without_an_action_the_document_goes_on(line: SmallLine) -> None:
    """Only a Dial with an action makes what follows unreachable."""
    line.documents["call"] = f"<Dial>+442077933650</Dial>{play('still-here-2')}"
    call = line.phone(portable=False).ring()
    assert [event.event for event in call.transcript] == ["dial", "connected", "play", "end"]


@pytest.mark.parametrize(
    "number", ["116123", "020 7793 3650", "0044207793365", "+0207793365", "", "+44207793365012345"]
)
def test_only_numbers_in_e164_are_dialled(line: SmallLine, number: str) -> None:
    """A number the platform cannot read is error 13224."""
    line.documents["call"] = dial(number=number)
    with pytest.raises(Refused, match=r"^13224: .*E\.164"):
        line.phone(portable=False).ring()


@pytest.mark.parametrize("number", ["999", "911", "112", "+44999", "+1 911", "0044 112", "+44 (0)999", "9-9-9"])
def test_emergency_numbers_are_never_bridged(line: SmallLine, number: str) -> None:
    """No line may put a caller through to an emergency number, however it is written."""
    line.documents["call"] = dial(number=number)
    with pytest.raises(Refused, match=r"^13224: .*emergency"):
        line.phone().ring()


def test_the_number_shown_must_be_one_of_the_calls_own(line: SmallLine) -> None:
    """callerId is the calling, the called or a verified number; the phone knows of no verified ones."""
    line.documents["call"] = dial(f'{LIMITS} callerId="+442079460999"')
    with pytest.raises(Refused, match=r"^13214"):
        line.phone().ring()


def test_a_withheld_number_cannot_be_shown(line: SmallLine) -> None:
    """A Dial shows the caller's number unless told otherwise, and carriers refuse the one a withheld caller has."""
    line.documents["call"] = dial()
    with pytest.raises(Refused, match=r"^13214: .*withholds"):
        line.phone(caller=WITHHELD).ring()


def test_an_outcome_nobody_knows_is_an_error(line: SmallLine) -> None:
    """The message names what a transfer can meet."""
    with pytest.raises(PhoneError, match="answer, busy, no-answer, failed, not engaged"):
        line.phone(dial="engaged")
