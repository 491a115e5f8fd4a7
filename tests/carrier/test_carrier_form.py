"""What the carrier posts, and what it means."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.carrier.form import MOST_FIELDS, Form, read_form
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


FIELD = st.sampled_from(
    ["Digits", "SpeechResult", "=", "&", "&&", "+", "%", "%2B", "%e2%80%a6", "%ff", "%00", "é", "1", ";"]
)


@given(body=st.lists(FIELD, max_size=30).map("".join).map(str.encode) | st.binary(max_size=200))
def test_a_form_is_read_as_the_standard_library_reads_it(body: bytes) -> None:
    expected: dict[str, list[str]] = {}
    for name, value in parse_qsl(body.decode(errors="replace"), keep_blank_values=True):
        expected.setdefault(name, []).append(value)
    form = Form(body)
    assert {name: form.getall(name) for name in form} == expected
    assert {name: values[0] for name, values in expected.items()} == form


def test_a_form_of_more_fields_than_any_carrier_sends_is_refused() -> None:
    assert len(Form(b"&".join(b"a%d=1" % number for number in range(MOST_FIELDS)))) == MOST_FIELDS
    with pytest.raises(ValueError, match="more than 1000 fields"):
        Form(b"&" * MOST_FIELDS)
