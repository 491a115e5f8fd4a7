"""How written text becomes words and silences."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.errors import RecordingError
from ivr.recordings import spoken as rules
from ivr.recordings.spoken import Segment, Silence, Words, pronunciations, spoken, word_count

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
]


@pytest.mark.parametrize(("text", "segments"), SAID, ids=[text for text, _ in SAID])
def test_a_text_is_said_as_the_table_shows(text: str, segments: list[Segment]) -> None:
    assert list(spoken(text)) == segments


@pytest.mark.parametrize(
    "text", ["Open from 9:00.", "At 9am.", "1,500 people.", "It costs £5.", "The 2nd part.", "+44 7"]
)
def test_a_number_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(RecordingError, match="out in words"):
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


def test_phonemes_are_given_for_whole_words_in_any_case_and_no_others() -> None:
    assert list(pronunciations("The Infoline is open.")) == ["infoline"]
    assert pronunciations("The infolines are open.") == {}


def test_an_unfit_lexicon_says_which_file_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unfit = tmp_path / "lexicon.toml"
    unfit.write_text("[spelling]\n", encoding="utf-8")
    monkeypatch.setattr(rules, "LEXICON", unfit)
    rules.lexicon.cache_clear()
    with pytest.raises(RecordingError, match=r"lexicon\.toml"):
        rules.lexicon()
    monkeypatch.undo()
    rules.lexicon.cache_clear()
