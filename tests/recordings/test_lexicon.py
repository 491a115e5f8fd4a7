"""The lexicon: how single words are said, and that no medical term was forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.content import Line
from ivr.errors import RecordingError
from ivr.recordings import lexicon as module
from ivr.recordings.lexicon import lexicon


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A lexicon of the test's own."""
    path = tmp_path / "lexicon.toml"
    monkeypatch.setattr(module, "LEXICON", path)
    lexicon.cache_clear()
    yield path
    lexicon.cache_clear()


def test_a_respelling_is_put_in_for_whole_words_in_any_case(written: Path) -> None:
    written.write_text('[words]\n"steadyline" = { respelling = "steady line" }\n', encoding="utf-8")
    assert lexicon().respelled("Steadyline, not steadylines") == "steady line, not steadylines"


def test_a_word_in_capitals_stands_for_capitals_alone(written: Path) -> None:
    written.write_text('[words]\n"IT" = { respelling = "I T" }\n', encoding="utf-8")
    assert lexicon().respelled("IT is what it is.") == "I T is what it is."


def test_ipa_is_given_for_the_words_that_occur(written: Path) -> None:
    written.write_text('[words]\n"infoline" = { ipa = "ˈɪnfəʊlˌaɪn" }\n"mind" = { right = true }\n', encoding="utf-8")
    assert lexicon().ipa("The Mind Infoline.") == {"infoline": "ˈɪnfəʊlˌaɪn"}
    assert lexicon().ipa("The Mind infolines.") == {}


def test_a_term_is_held_whole_or_word_by_word(written: Path) -> None:
    written.write_text('[words]\n"talking therapy" = { right = true }\n"art" = { right = true }\n', encoding="utf-8")
    assert lexicon().without(["Talking therapy", "art", "art therapy"]) == ["art therapy"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[words", "cannot be read"),
        ("[spelling]\n", r"must hold the table \[words\] alone"),
        ('[words]\n"dystonia" = "right"\n', "dystonia: must be a table"),
        ('[words]\n"dystonia" = { sound = "x" }\n', "dystonia: must be a table"),
        ('[words]\n"dystonia" = { ipa = 3 }\n', "dystonia: respelling, ipa and checked_by must be texts"),
        ('[words]\n"dystonia" = { checked_by = "Ada" }\n', "dystonia: say one thing"),
        ('[words]\n"dystonia" = { right = true, ipa = "d" }\n', "dystonia: say one thing"),
        ('[words]\n"dystonia" = { respelling = "d", ipa = "d" }\n', "dystonia: say one thing"),
        ('[words]\n"dystonia" = { right = false }\n', "dystonia: say one thing"),
        ('[words]\n"a" = 1\n"b" = 2\n', "(?s)a: must be.*b: must be"),
    ],
)
def test_an_unfit_lexicon_says_which_word_and_why(written: Path, content: str, reason: str) -> None:
    written.write_text(content, encoding="utf-8")
    with pytest.raises(RecordingError, match=rf"lexicon\.toml: {reason}" if "(?s)" not in reason else reason):
        lexicon()


def test_every_medical_term_of_the_line_is_in_the_lexicon(line: Line) -> None:
    assert lexicon().without(line.words.medical.terms) == []
    assert lexicon().without(line.words.medical.plain) == []
