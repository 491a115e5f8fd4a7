"""The figures of a recording whose answers are known."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from ivr.errors import RecordingError
from ivr.recordings.measure import measure


def write(path: Path, sound: np.ndarray, rate: int = 8000, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, width, rate, 0, "NONE", ""))
        file.writeframes(np.rint(sound * 32767).astype("<i2").tobytes())
    return path


def test_a_tone_between_silences_has_the_figures_it_was_made_with(tmp_path: Path) -> None:
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(8000 * 3) / 8000)
    pieces = [np.zeros(800), tone, np.zeros(4000), tone, np.zeros(2400)]
    figures = measure(write(tmp_path / "a.wav", np.concatenate(pieces)), "Phone 116 123.")
    assert (figures.rate, figures.channels, figures.bits) == (8000, 1, 16)
    assert figures.seconds == pytest.approx(6.9)
    assert figures.peak == pytest.approx(-20, abs=0.05)
    assert figures.level == pytest.approx(-23.2, abs=0.25)
    assert figures.silence_before == pytest.approx(0.1, abs=0.011)
    assert figures.longest_silence == pytest.approx(0.5, abs=0.011)
    assert figures.silence_after == pytest.approx(0.3, abs=0.011)
    assert figures.dc == pytest.approx(0, abs=1e-5)
    assert figures.words_per_minute == pytest.approx(7 / 6.9 * 60)


def test_a_sound_off_zero_says_by_how_much(tmp_path: Path) -> None:
    tone = 0.1 * np.sin(2 * np.pi * 440 * np.arange(8000) / 8000)
    assert measure(write(tmp_path / "a.wav", tone + 0.02), "Yes.").dc == pytest.approx(0.02, abs=1e-4)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"<html>no</html>"])
def test_what_is_no_wav_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=r"bad\.wav: cannot be read"):
        measure(path, "Yes.")


def test_eight_bits_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="must have 16"):
        measure(write(tmp_path / "a.wav", np.zeros(100), width=1), "Yes.")


def test_a_recording_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"a\.wav: there is nothing to hear"):
        measure(write(tmp_path / "a.wav", np.zeros(8000)), "Yes.")


def test_a_file_that_ends_in_the_middle_of_a_sample_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", 0.1 * np.sin(np.arange(8000)))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(RecordingError, match=r"a\.wav: ends in the middle"):
        measure(path, "Yes.")
