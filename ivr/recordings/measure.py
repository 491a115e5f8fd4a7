"""The figures of a finished recording, for tests and the quality check."""

from __future__ import annotations

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ivr.errors import RecordingError
from ivr.recordings.spoken import word_count
from ivr.recordings.telephone import FRAME, Sound, active_level, frame_levels

SILENT = -60.0  # dBov: frames below are silence; speech at −22 dBov has none so soft inside a word


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured: Hz, counts, seconds, dBov (active speech level, ITU-T P.56), dBFS, words a minute.

    `dc` is the mean of all samples, as a share of full scale.
    """

    rate: int
    channels: int
    bits: int
    seconds: float
    level: float
    peak: float
    dc: float
    silence_before: float
    silence_after: float
    longest_silence: float
    words_per_minute: float


def measure(path: Path, text: str) -> Figures:
    """Measure a WAV file that says `text`; one that cannot be read, or has no speech, is a RecordingError."""
    try:
        with wave.open(str(path)) as file:
            channels, width, rate, frames, *_ = file.getparams()
            content = file.readframes(frames)
    except (OSError, EOFError, wave.Error) as error:
        raise RecordingError(f"{path}: cannot be read as WAV ({error}); make it anew") from error
    if width != 2:
        raise RecordingError(f"{path}: has {8 * width} bits a sample; it must have 16")
    if len(content) % (width * channels):
        raise RecordingError(f"{path}: ends in the middle of a sample; make it anew")
    sound = np.frombuffer(content, "<i2").reshape(-1, channels).mean(axis=1) / 32768
    seconds = len(sound) / rate
    before, inner, after = _silences(sound, rate, path)
    return Figures(
        rate=rate,
        channels=channels,
        bits=8 * width,
        seconds=seconds,
        level=active_level(sound, rate),
        peak=float(20 * np.log10(np.abs(sound).max())),
        dc=float(sound.mean()),
        silence_before=before,
        silence_after=after,
        longest_silence=inner,
        words_per_minute=60 * word_count(text) / seconds,
    )


def _silences(sound: Sound, rate: int, path: Path) -> tuple[float, float, float]:
    """Return the seconds of silence before the speech, the longest inside it, and after it."""
    heard = np.flatnonzero(frame_levels(sound, rate) > SILENT)
    if not heard.size:
        raise RecordingError(f"{path}: there is nothing to hear in it; make it anew")
    gaps = np.diff(heard) - 1
    frames = len(sound) // int(rate * FRAME)
    before, after = int(heard[0]), frames - 1 - int(heard[-1])
    return before * FRAME, int(gaps.max(initial=0)) * FRAME, after * FRAME
