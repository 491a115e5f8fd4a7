"""Where the sentences of the recordings that callers hear begin: each one found, and each in a silence."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.content import Line
from ivr.content.measure import sentences
from ivr.recordings import RATE
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.sentences import read, sentence_starts
from ivr.recordings.telephone import FRAME, active_level, frame_levels

SOFTER = 40
"""dB below the speech's own level: nothing is heard there."""
SPEECH = -20
"""dB from the speech's own level: somebody speaks."""


def test_every_part_of_every_topic_can_be_taken_up_at_every_sentence(line: Line, catalogue: Catalogue) -> None:
    found = {one.text: one.sentences for one in catalogue.files.values()}
    parts = [part for topic in line.topics.values() for part in topic.parts]
    assert len(parts) > 50
    assert [part for part in parts if len(found[part]) != len(sentences(part)) - 1] == []


def test_so_can_everything_else(catalogue: Catalogue) -> None:
    every = catalogue.files.values()
    assert [one.text for one in every if len(one.sentences) != len(sentences(one.text)) - 1] == []


def test_the_catalogue_tells_what_measuring_tells(catalogue: Catalogue) -> None:
    told = {file: one.sentences for file, one in catalogue.files.items()}
    assert told == {
        file: sentence_starts(read(audio_folder() / file), one.text) for file, one in catalogue.files.items()
    }


def test_each_start_is_silent_and_its_sentence_begins_at_once(catalogue: Catalogue) -> None:
    several = {file: one.sentences for file, one in catalogue.files.items() if one.sentences}
    assert len(several) > 80
    for file, starts in several.items():
        sound = read(audio_folder() / file) / 32768
        levels = frame_levels(sound, RATE) - active_level(sound, RATE)
        for start in starts:
            at = round(start / FRAME)
            assert levels[at - 5 : at + 10].max() < -SOFTER, (file, start)
            assert levels[at : at + 35].max() > SPEECH, (file, start)


def test_no_sentence_lasts_so_briefly_or_so_long_that_its_start_must_be_another_s(catalogue: Catalogue) -> None:
    """The letters a second of each sentence, against those of its whole recording."""
    for file, one in catalogue.files.items():
        if not one.sentences or any(mark in one.text for mark in "…0123456789"):
            continue
        lengths = np.diff([0.0, *one.sentences, one.seconds]) - 0.4
        letters = np.array([len(sentence) for sentence in sentences(one.text)])
        shares = lengths / lengths.sum() / (letters / letters.sum())
        assert shares == pytest.approx(1.0, abs=0.35), (file, shares)
