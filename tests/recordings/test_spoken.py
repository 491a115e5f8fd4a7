"""How written text becomes words and silences."""

from __future__ import annotations

import pytest

from ivr.errors import RecordingError
from ivr.recordings.spoken import Segment, Silence, Words, spoken, word_count

SAID: list[tuple[str, list[Segment]]] = [
    ("Stay on the line.", [Words("Stay on the line.")]),
    ("One part. Two parts?", [Words("One part."), Silence(0.4), Words("Two parts?")]),
    ("About stress… press 1.", [Words("About stress,"), Silence(0.5), Words("press one.")]),
    ("To talk to someone… press 0.", [Words("To talk to someone,"), Silence(0.5), Words("press zero.")]),
    ("Samaritans: 116 123.", [Words("Samaritans: one one six,"), Silence(1.0), Words("one two three.")]),
    (
        "0300 123 3393",
        [
            Words("zero three zero zero,"),
            Silence(1.0),
            Words("one two three,"),
            Silence(1.0),
            Words("three three nine three,"),
        ],
    ),
    ("Phone 999 now.", [Words("Phone nine nine nine now.")]),
    ("Text SHOUT to 85258.", [Words("Text SHOUT to eight five two,"), Silence(0.4), Words("five eight.")]),
    ("62% felt better.", [Words("sixty-two per cent felt better.")]),
    ("2 minutes, in 10 parts", [Words("two minutes, in ten parts,")]),
    ("Wait 05 seconds.", [Words("Wait zero five seconds.")]),
    ("First.\n\n  Second\nline.", [Words("First."), Silence(0.4), Words("Second line.")]),
    ("It ends…", [Words("It ends,")]),
    ("Wait… … Now.", [Words("Wait,"), Silence(1.0), Words("Now.")]),
    ("This is Steadyline.", [Words("This is steady line.")]),
    ("2.5 % of 200", [Words("two point five per cent of two zero zero,")]),
    ("From 10% to 20%.", [Words("From ten per cent to twenty per cent.")]),
    ("On 12 May 2026.", [Words("On the twelfth of May, twenty twenty-six.")]),
    ("The 1 June talk.", [Words("The first of June talk.")]),
    ("In March 2005.", [Words("In March two thousand and five.")]),
    ("You may go. May is near.", [Words("You may go."), Silence(0.4), Words("May is near.")]),
    ("Help, e.g. from Dr Ray.", [Words("Help, for example from Doctor Ray.")]),
    ("See Dr. Ray. Then rest.", [Words("See Doctor Ray."), Silence(0.4), Words("Then rest.")]),
    (
        "Stop. 62% felt it. E.g. me.",
        [Words("Stop."), Silence(0.4), Words("sixty-two per cent felt it."), Silence(0.4), Words("for example me.")],
    ),
    ("Rest. Steadyline is here.", [Words("Rest."), Silence(0.4), Words("steady line is here.")]),
    ("On 12 May, 2026.", [Words("On the twelfth of May, twenty twenty-six.")]),
    ("Since 1998, in 2026.", [Words("Since nineteen ninety-eight, in twenty twenty-six.")]),
    ("In 2005 2006.", [Words("In two zero zero five,"), Silence(1.0), Words("two zero zero six.")]),
    ("The MRI, and GPs.", [Words("The M R I, and G Ps.")]),
    ("Ask your GP or the NHS.", [Words("Ask your G P or the NHS.")]),
]


@pytest.mark.parametrize(("text", "segments"), SAID, ids=[text for text, _ in SAID])
def test_a_text_is_said_as_the_table_shows(text: str, segments: list[Segment]) -> None:
    assert list(spoken(text)) == segments


@pytest.mark.parametrize(
    "text",
    [
        "Open from 9:00.", "At 9am.", "1,500 people.", "It costs £5.", "The 2nd part.", "+44 7", "1-2 May", "May 12",
        "0300-123-3393", "12 Jan 2026", "A&E", "the U.K.", "½ an hour", "Press *.", "1.5 hours",
    ],
)  # fmt: skip
def test_a_number_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(RecordingError, match="in words"):
        spoken(text)


@pytest.mark.parametrize("text", ["", "…", " — "])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(RecordingError, match="no words"):
        spoken(text)


def test_no_digit_is_ever_left_to_the_voice() -> None:
    for text, _ in SAID:
        assert not any(letter.isdigit() for one in spoken(text) if isinstance(one, Words) for letter in one.text)


def test_each_digit_of_a_phone_number_counts_as_a_word() -> None:
    assert word_count("Phone 116 123.") == 7


@pytest.mark.parametrize("day", ["32 May 2026", "31 June", "29 February 2026", "0 May"])
def test_a_day_that_no_month_has_is_refused(day: str) -> None:
    with pytest.raises(RecordingError, match=f"“{day}” is no date"):
        spoken(f"On {day}.")
