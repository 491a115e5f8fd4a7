"""What callers must be able to hear, wherever in the line it stands."""

from __future__ import annotations

import pytest

from ivr.content import Line

FACTS = {
    "what-dystonia-is": ["muscles", "twists or clenches", "stroke", "mild", "severe", "neurological", "doctor"],
    "common-conditions": [
        "one person in four", "depression", "hopeless", "helpless", "cry", "sleep", "energy", "self-esteem", "bleak",
        "anxiety", "nervous", "dread", "obsessive compulsive", "thoughts, urges or actions", "psychosis",
        "hallucinations", "delusions",
    ],
    "stress": ["not a medical diagnosis", "lead to depression or anxiety", "sign"],
    "stigma": ["stigma", "treatment"],
    "how-they-are-linked": [
        "stress and anxiety can make the muscles worse", "bring depression or anxiety", "share", "before the first sign",
        "nobody knows why", "differs from person to person", "treated along with",
    ],
    "treating-depression": [
        "no one best treatment", "kind manner", "long illness or a disability", "side effects", "different dose",
    ],
    "medicines": ["antidepressants", "anxiolytics", "antipsychotics", "tardive dystonia", "dopamine receptor blockers", "newer", "small risk"],
    "talking-therapies": [
        "cognitive behavioural therapy", "counselling", "psychotherapy", "existential", "short-term supportive",
        "interpersonal", "relational", "group therapy", "not usually tell you what to do",
    ],
    "body-therapies": [
        "biofeedback", "non-verbal body work", "nutrition", "massage", "physical therapy", "exercise", "mindfulness",
        "62 per cent", "volunteer", "class for adults", "ask your consultant before",
    ],
    "coming-to-terms": ["hard for everyone", "takes", "helpline", "make sure that you get treatment"],
    "about-this-line": ["general information", "in place of your doctor", "does not record you"],
}  # fmt: skip


@pytest.mark.parametrize("topic", FACTS)
def test_a_topic_holds_its_facts(line: Line, topic: str) -> None:
    said = " ".join(line.topics[topic].parts).lower()
    assert [fact for fact in FACTS[topic] if fact not in said] == []


def test_what_each_helpline_is_and_is_not_is_said(line: Line) -> None:
    about = {name: words.about.lower() for name, words in line.words.helplines.items()}
    assert "in confidence" in about["samaritans"]
    assert "not a crisis line" in about["mind"]
    assert "not an emergency line, and not experts in mental health" in about["dystonia"]
    assert line.helplines["samaritans"].spoken == "116 123"


def test_nobody_is_told_which_digit_the_nhs_wants(line: Line) -> None:
    assert not any(digit in line.words.helplines["nhs"].about for digit in "0123456789")
