"""The recordings that callers hear, measured one by one."""

from __future__ import annotations

import pytest

from ivr.content import Line
from ivr.dialogue.walk import every_prompt
from ivr.recordings import heard
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.channels import CHANNELS
from ivr.recordings.generate import plan
from ivr.recordings.hearing import KEY
from ivr.recordings.measure import Figures
from ivr.recordings.quality import Quality, assess, shortfalls
from ivr.recordings.report import table
from ivr.recordings.voices import PACES, open_voice

Measured = dict[str, Figures]


@pytest.fixture(scope="module")
def found(catalogue: Catalogue) -> list[Quality]:
    """Every recording, measured here, with what the recogniser once understood of it."""
    return assess(catalogue, audio_folder(), heard.load(audio_folder()))


@pytest.fixture(scope="module", params=PACES)
def pace(request: pytest.FixtureRequest) -> str:
    """Each pace in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def figures(found: list[Quality], pace: str) -> Measured:
    """What each recording of one pace measures, by its text."""
    return {one.recording.text: one.figures for one in found if one.recording.pace == pace}


def test_nothing_falls_short_of_the_limits(found: list[Quality]) -> None:
    assert shortfalls(found) == []


def test_every_recording_has_been_heard_over_every_line(catalogue: Catalogue) -> None:
    channels = dict.fromkeys(catalogue.files, tuple(CHANNELS))
    assert heard.to_hear(channels, heard.load(audio_folder()), channels) == []


def test_every_number_and_every_key_is_understood(found: list[Quality]) -> None:
    clean = {one.file: one.hearings["clean"] for one in found}
    assert [file for file, hearing in clean.items() if not hearing.number_right] == []
    assert [(file, hearing.missed_keys) for file, hearing in clean.items() if hearing.missed_keys] == []
    assert sum(bool(KEY.search(one.recording.text)) for one in found) > 80


def test_the_table_in_the_readme_is_that_of_these_recordings(found: list[Quality]) -> None:
    """`scripts/check_audio.py` fills it in."""
    assert table(found) in (audio_folder() / "README.md").read_text(encoding="utf-8")


def test_nothing_is_missing_stale_or_unneeded(line: Line, catalogue: Catalogue, pace: str) -> None:
    voice = open_voice(line.facts.voice, pace)
    found = plan(every_prompt(line), catalogue, audio_folder(), voice, line.locale, pace)
    assert (found.missing, found.stale, found.orphans) == ((), (), ())


def test_every_recording_is_what_a_phone_line_carries(figures: Measured) -> None:
    assert {(one.rate, one.channels, one.bits) for one in figures.values()} == {(8000, 1, 16)}


def test_none_is_clipped_and_all_are_equally_loud(figures: Measured) -> None:
    assert max(one.peak for one in figures.values()) <= -2.9
    levels = [one.level for one in figures.values()]
    assert min(levels) >= -22.5
    assert max(levels) <= -21.5


def test_none_begins_late_ends_late_or_falls_silent(figures: Measured) -> None:
    assert max(one.silence_before for one in figures.values()) <= 0.15
    assert max(one.silence_after for one in figures.values()) <= 0.4
    assert max(one.longest_silence for one in figures.values()) <= 1.2


def test_a_choice_and_its_key_are_half_a_second_apart(line: Line, figures: Measured) -> None:
    for menu in line.menus.values():
        for choice in menu.full:
            assert 0.5 <= figures[choice].longest_silence <= 0.75


def test_the_groups_of_a_number_are_a_second_apart(line: Line, figures: Measured) -> None:
    grouped = [helpline.spoken for helpline in line.helplines.values() if " " in helpline.spoken]
    assert grouped
    for number in grouped:
        assert 1.0 <= figures[number].longest_silence <= 1.2


def test_every_part_of_a_topic_is_said_within_ten_words_a_minute_of_its_pace(
    line: Line, figures: Measured, pace: str
) -> None:
    found = {part: figures[part].words_per_minute for topic in line.topics.values() for part in topic.parts}
    assert {part: round(words) for part, words in found.items() if abs(words - PACES[pace]) > 10.5} == {}


def test_the_catalogue_gives_the_true_lengths_and_the_texts_as_written(
    figures: Measured, catalogue: Catalogue, pace: str
) -> None:
    own = [one for one in catalogue.files.values() if one.pace == pace]
    assert all(abs(figures[one.text].seconds - one.seconds) < 0.01 for one in own)
    assert "116 123" in figures
