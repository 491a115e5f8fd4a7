"""Words, seconds and reading ages, on texts with known answers."""

from __future__ import annotations

import pytest

from ivr.content.measure import digit_by_digit, reading_age, seconds, sentences, words


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("116 123", "1 1 6, 1 2 3"),
        ("0300 123 3393", "0 3 0 0, 1 2 3, 3 3 9 3"),
        ("Phone 999 now.", "Phone 9 9 9 now."),
        ("62 per cent of 4 parts", "62 per cent of 4 parts"),
    ],
)
def test_numbers_are_spelled_digit_by_digit(text: str, spelled: str) -> None:
    assert digit_by_digit(text) == spelled


def test_a_word_takes_four_tenths_of_a_second_and_silences_are_added() -> None:
    assert seconds("one two three four five") == pytest.approx(2.0)
    assert seconds("About stress … press 1.") == pytest.approx(4 * 0.4 + 0.5)
    assert seconds("116 123") == pytest.approx(6 * 0.4 + 1.0)


def test_sentences_end_at_their_marks() -> None:
    assert sentences("One. Two? Three!  Four") == ("One.", "Two?", "Three!", "Four")


def test_words_keep_their_hyphens_and_apostrophes() -> None:
    assert words("Self-esteem isn't “low”.") == ("Self-esteem", "isn't", "low")


def test_the_reading_age_is_the_flesch_kincaid_grade_and_five_years() -> None:
    # 10 words, 1 sentence, 12 syllables: 0.39 * 10 + 11.8 * 1.2 - 15.59 = 2.47
    assert reading_age("The cat sat on the mat and saw a yellow button") == pytest.approx(7.47, abs=1.2)
    assert reading_age("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59 + 5)
    assert reading_age("") == 0.0
