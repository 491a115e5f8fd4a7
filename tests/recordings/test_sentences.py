"""Where the sentences of a recording begin: found in sounds whose answers are known."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from ivr.errors import RecordingError
from ivr.recordings.sentences import BEFORE, read, sentence_starts

SECOND = "The first thing to know is how you are. The second thing is what you need."
COMMAS = "If you can, and only then, take a walk. After that, and not before, sit down and rest."


def speech(seconds: float, level: float = 0.1) -> npt.NDArray[np.float64]:
    return level * np.sin(0.4 * np.arange(round(seconds * 8000)))


def made(pieces: Sequence[float], noise: float = 0.0) -> npt.NDArray[np.int16]:
    """Speech and silences by turns, in seconds, beginning and ending with a silence."""
    sounds = [speech(one) if nth % 2 else np.zeros(round(one * 8000)) for nth, one in enumerate(pieces)]
    whole = np.concatenate(sounds)
    return np.asarray((whole + noise * np.random.default_rng(1).standard_normal(len(whole))) * 32767, np.int16)


def test_a_sentence_begins_a_little_before_its_first_sound() -> None:
    assert sentence_starts(made([0.05, 2.5, 0.4, 2.2, 0.2]), SECOND) == pytest.approx((2.95 - BEFORE,), abs=0.011)


def test_one_sentence_has_no_further_starts() -> None:
    assert sentence_starts(made([0.05, 1.5, 0.4, 1.5, 0.2]), "To pause, or to wait … press 2.") == ()


@pytest.mark.parametrize("comma", [0.2, 0.38, 0.45])
def test_a_comma_is_no_sentence_however_long_it_is(comma: float) -> None:
    pieces = [0.05, 0.7, comma, 0.9, comma, 0.8, 0.43, 0.7, comma, 0.9, comma, 1.0, 0.2]
    assert sentence_starts(made(pieces), COMMAS) == pytest.approx((sum(pieces[:7]) - BEFORE,), abs=0.011)


def test_the_silences_of_choices_and_numbers_are_none_between_sentences() -> None:
    text = "To pause … press 2. Phone 116 123. It is free to phone."
    pieces = [0.05, 0.6, 0.5, 0.5, 0.4, 1.3, 1.0, 0.9, 0.4, 1.2, 0.2]
    starts = sentence_starts(made(pieces), text)
    assert starts == pytest.approx((sum(pieces[:5]) - BEFORE, sum(pieces[:9]) - BEFORE), abs=0.011)


def test_a_person_may_pause_longer_or_shorter_and_in_a_room_that_is_not_silent() -> None:
    for silence in (0.26, 0.9, 1.6):
        found = sentence_starts(made([0.05, 2.9, silence, 2.5, 0.2], noise=0.0002), SECOND)
        assert found == pytest.approx((2.95 + silence - min(BEFORE, silence / 2),), abs=0.011)


def test_a_sentence_whose_silence_cannot_be_found_is_left_out() -> None:
    three = f"{SECOND} The third thing is where you can go."
    assert sentence_starts(made([0.05, 7.0, 0.2]), three) == ()
    assert sentence_starts(made([0.05, 2.5, 0.4, 4.6, 0.2]), three) == pytest.approx((2.95 - BEFORE,), abs=0.011)
    assert sentence_starts(made([0.05, 0.5, 0.4, 6.6, 0.2]), SECOND) == ()


def test_nothing_to_hear_is_refused() -> None:
    with pytest.raises(RecordingError, match="no speech"):
        sentence_starts(np.zeros(8000, np.int16), SECOND)


def written(path: Path, rate: int, width: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, width, rate, 0, "NONE", ""))
        file.writeframes(bytes(100))
    return path


def test_a_file_is_read_if_a_phone_line_would_carry_it_as_it_is(tmp_path: Path) -> None:
    assert len(read(written(tmp_path / "a.wav", 8000, 2))) == 50
    for rate, width in ((24_000, 2), (8000, 1)):
        with pytest.raises(RecordingError, match="16-bit mono at 8000 Hz"):
            read(written(tmp_path / "b.wav", rate, width))
    (tmp_path / "c.wav").write_bytes(b"RIFF")
    for name in ("c.wav", "gone.wav"):
        with pytest.raises(RecordingError, match="cannot be read"):
            read(tmp_path / name)
