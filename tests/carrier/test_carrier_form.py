"""What the carrier posts, and what it means."""

from __future__ import annotations

import pytest

from ivr.carrier.form import read_form
from ivr.carrier.speech import Speech
from ivr.content import Line
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.place import START, Kind, Place, Spot

MENU = Place(Spot(Kind.MENU, "main"))


@pytest.fixture(scope="module")
def speech(line: Line) -> Speech:
    return Speech(line)


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
        ({"SpeechResult": "stigma", "Confidence": "0.9"}, Spoke(("topic/stigma",))),
        ({"SpeechResult": "stigma", "Confidence": "0.9", "Digits": "", "FinishedOnKey": ""}, Spoke(("topic/stigma",))),
        ({"SpeechResult": "stigma", "Confidence": "0.9", "Digits": "2"}, Key("2")),
        ({"SpeechResult": "", "FinishedOnKey": "#"}, Key("#")),
        ({"SpeechResult": "", "Confidence": "0.0"}, Spoke(())),
        ({"SpeechResult": "completely different"}, Spoke(())),
        ({"SpeechResult": "stigma"}, Spoke(("topic/stigma",))),
        ({"SpeechResult": "stigma", "Confidence": "0.0"}, Spoke(("topic/stigma",))),
        ({"SpeechResult": "stigma", "Confidence": "0.1"}, Spoke(())),
        ({"SpeechResult": "stigma", "Confidence": "not a number"}, Spoke(("topic/stigma",))),
        ({"SpeechResult": "stigma", "Confidence": "nan"}, Spoke(("topic/stigma",))),
        ({"SpeechResult": "stigma", "Confidence": "-1"}, Spoke(("topic/stigma",))),
        ({"Confidence": "0.9"}, Silence()),
        ({"DialCallStatus": "completed"}, Transferred(Outcome.COMPLETED)),
        ({"DialCallStatus": "answered"}, Transferred(Outcome.COMPLETED)),
        ({"DialCallStatus": "busy"}, Transferred(Outcome.BUSY)),
        ({"DialCallStatus": "no-answer"}, Transferred(Outcome.NO_ANSWER)),
        ({"DialCallStatus": "canceled"}, Transferred(Outcome.NO_ANSWER)),
        ({"DialCallStatus": "failed"}, Transferred(Outcome.FAILED)),
        ({"DialCallStatus": "something new"}, Transferred(Outcome.FAILED)),
    ],
)
def test_a_form_means_one_event(speech: Speech, form: dict[str, str], event: Event) -> None:
    assert read_form(MENU, form, speech) == event


def test_whatever_comes_with_a_new_call_the_call_has_begun(speech: Speech) -> None:
    assert read_form(START, {"Digits": "1", "CallStatus": "ringing"}, speech) == Began()
    assert read_form(START, {"SpeechResult": "help"}, speech) == Began()
