"""What counts as understood."""

from __future__ import annotations

import pytest

from ivr.content import Line
from ivr.dialogue.walk import every_prompt
from ivr.recordings.hearing import Hearing, compare, plain, word_error_rate


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Press 2.", "press too"),
        ("Press four", "Press for."),
        ("020 7793 3650", "0-20, 7793, 36-50."),
        ("116 123", "One one six. One two three!"),
        ("sixty-two per cent", "62%"),
        ("self-esteem", "Self esteem"),
        ("Behavioural therapy", "behavioral therapy"),
        ("This is Steadyline.", "this is steady line"),
        ("It's one of them.", "It is 1 of them"),
    ],
)
def test_two_ways_to_write_the_same_sounds_are_the_same(written: str, same: str) -> None:
    assert plain(written) == plain(same)


@pytest.mark.parametrize(("one", "other"), [("too late", "two late"), ("020", "20"), ("press star", "press still")])
def test_what_sounds_otherwise_or_means_otherwise_is_not(one: str, other: str) -> None:
    assert plain(one) != plain(other)


def test_each_wrong_missing_or_added_word_is_an_error() -> None:
    assert compare("Stay on the line.", "Stay on a line") == Hearing(4, 1, (), True)
    assert compare("Stay on the line.", "Stay the line.") == Hearing(4, 1, (), True)
    assert compare("Stay on the line.", "So stay on the line.") == Hearing(4, 1, (), True)
    assert compare("Stay on the line.", "") == Hearing(4, 4, (), True)


def test_a_key_that_was_not_understood_is_named() -> None:
    assert compare("Back … … star.", "Back still.").missed_keys == ("star",)
    assert compare("Skip … press hash. Back … press star.", "Skip, press hash. Back, press star.").missed_keys == ()
    assert compare("A … press 1. B … press 2.", "A, press one. B, press.").missed_keys == ("2",)
    assert compare("Carry on … press any key.", "Carry on, press a key.").missed_keys == ("any",)
    assert compare("Free, star goes back.", "Free, start goes back.").missed_keys == ("star",)
    assert compare("To hear one more … press 1.", "To hear one more, press gun.").missed_keys == ("1",)
    assert compare("About depression … press 2.", "About depression, press 2.").missed_keys == ()
    assert compare("Back … press star. Skip … press hash.", "Back, press *. Skip, press #.").missed_keys == ()


@pytest.mark.parametrize("heard", ["0300 123 393", "300 123 3393", "0300 123 3393 3", "", "0300 213 3393"])
def test_a_number_is_right_only_digit_for_digit(heard: str) -> None:
    assert not compare("0300 123 3393", heard).number_right
    assert compare("0300 123 3393", "0300-123-3393").number_right


def test_the_rate_is_over_all_words_together() -> None:
    assert word_error_rate([Hearing(3, 1, (), True), Hearing(97, 1, (), True)]) == pytest.approx(2.0)


def test_every_prompt_understood_as_written_has_no_error(line: Line) -> None:
    for prompt in every_prompt(line):
        hearing = compare(prompt, prompt)
        assert (hearing.errors, hearing.missed_keys, hearing.number_right) == (0, (), True), prompt
