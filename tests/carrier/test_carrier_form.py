"""What the carrier posts, and what it means."""

from __future__ import annotations

import pytest

from ivr.carrier.form import read_form
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Transferred
from ivr.dialogue.place import START, Kind, Place, Spot

MENU = Place(Spot(Kind.MENU, "main"))


@pytest.mark.parametrize(
    ("form", "event"),
    [
        ({}, Silence()),
        ({"Digits": ""}, Silence()),
        ({"Digits": "", "FinishedOnKey": ""}, Silence()),
        ({"Digits": "5", "FinishedOnKey": "", "msg": "Gather End"}, Key("5")),
        ({"Digits": "*"}, Key("*")),
        ({"Digits": "#"}, Key("#")),
        ({"Digits": "", "FinishedOnKey": "#"}, Key("#")),
        ({"Digits": "12"}, Key("1")),
        ({"Digits": "A"}, Key("A")),
        ({"Digits": "\x00é"}, Key("\x00")),
        ({"SpeechResult": "help", "Confidence": "0.9"}, Silence()),
        ({"DialCallStatus": "completed"}, Transferred(Outcome.COMPLETED)),
        ({"DialCallStatus": "answered"}, Transferred(Outcome.COMPLETED)),
        ({"DialCallStatus": "busy"}, Transferred(Outcome.BUSY)),
        ({"DialCallStatus": "no-answer"}, Transferred(Outcome.NO_ANSWER)),
        ({"DialCallStatus": "canceled"}, Transferred(Outcome.NO_ANSWER)),
        ({"DialCallStatus": "failed"}, Transferred(Outcome.FAILED)),
        ({"DialCallStatus": "something new"}, Transferred(Outcome.FAILED)),
    ],
)
def test_a_form_means_one_event(form: dict[str, str], event: Event) -> None:
    assert read_form(MENU, form) == event


def test_whatever_comes_with_a_new_call_the_call_has_begun() -> None:
    assert read_form(START, {"Digits": "1", "CallStatus": "ringing"}) == Began()
