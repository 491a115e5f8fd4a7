"""The telephone chain: what a voice said → the samples that a phone line carries best.

Silence trimmed at both ends of every piece → joined with exact silences → high-pass 100 Hz → 8 kHz → brighter above
1 kHz → soft sounds nearer to loud ones → active speech level (ITU-T P.56) −22 dBov → look-ahead limiter at −3 dBFS
→ 16-bit PCM, mono. Brightening and compressing make speech carry over noise at the same level, as Zorilă, Kandia and
Stylianou showed (Interspeech 2012); here they are milder, and audio/README.md has what they gain.
Sound is float32 or float64 in −1…1, one channel, with its rate in Hz beside it; 0 dBov is a full-scale constant.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import soxr
from scipy import ndimage, signal

from ivr.errors import RecordingError
from ivr.recordings import RATE

Sound = npt.NDArray[np.floating]

LEAD_IN = 0.05  # s: a line that has just opened swallows the first few hundredths
TAIL = 0.2  # s
SPEECH_LEVEL = -22.0  # dBov; at −16 the limiter would clamp a sixth of all samples
CEILING = -3.0  # dBFS
HIGH_PASS = 100.0  # Hz: below is hum that no phone renders, and that costs level
BRIGHTER = 6.0  # dB more at the top of the band than at its bottom; half of them at…
BRIGHT_FROM = 1000.0  # Hz: the consonants, by which words differ, lie above
RATIO = 2.0  # dB in for one dB out, around the active level
MOST_GAIN = 8.0  # dB
NOT_SPEECH = (-30.0, -20.0)  # dB below the active level: below the first, nothing is raised; above the second, fully
ENVELOPE = 0.02  # s over which loudness is taken
QUIET = -40.0  # dB below a piece's loudest 10 ms: what lies outside is the voice's silence
FRAME = 0.01  # s
MARGIN_BEFORE, MARGIN_AFTER = 0.01, 0.03  # s kept around speech for soft beginnings and ends, and faded
LOOK_AHEAD = 0.005  # s


def prompt(pieces: Sequence[Sound | float], rate: int) -> npt.NDArray[np.int16]:
    """Return a whole prompt at 8 kHz: `pieces` are sounds at `rate` Hz and, between them, silences in seconds."""
    parts = [trim(one, rate) if isinstance(one, np.ndarray) else _silence(one, rate) for one in pieces]
    whole = np.concatenate([_silence(LEAD_IN, rate), *parts, _silence(TAIL, rate)])
    clear = compress(brighten(to_line_rate(high_pass(whole, rate), rate), RATE), RATE)
    return to_pcm(limit(to_level(clear, RATE), RATE))


def trim(sound: Sound, rate: int) -> Sound:
    """Cut the silence off both ends of `sound`, and fade what is left in and out."""
    size = int(rate * FRAME)
    levels = frame_levels(sound, rate)
    loud = np.flatnonzero(levels > levels.max(initial=-200.0) + QUIET)
    if not loud.size or levels.max() < -80:
        raise RecordingError("the voice gave silence")
    start = max(0, int(loud[0] * size - rate * MARGIN_BEFORE))
    end = min(len(sound), int((loud[-1] + 1) * size + rate * MARGIN_AFTER))
    return _faded(sound[start:end], int(rate * MARGIN_BEFORE / 2), int(rate * MARGIN_AFTER / 2))


def frame_levels(sound: Sound, rate: int) -> npt.NDArray[np.float64]:
    """Return the level in dBov of every whole 10 ms of `sound`."""
    size = int(rate * FRAME)
    frames = sound[: len(sound) // size * size].astype(np.float64).reshape(-1, size)
    return np.asarray(10 * np.log10(np.mean(frames**2, axis=1) + 1e-20))


def high_pass(sound: Sound, rate: int) -> Sound:
    """Take away what lies below 100 Hz: 24 dB an octave, Butterworth."""
    sections = signal.butter(4, HIGH_PASS, "highpass", fs=rate, output="sos")
    return np.asarray(signal.sosfilt(sections, sound.astype(np.float64)))


def to_line_rate(sound: Sound, rate: int) -> Sound:
    """Return `sound` at 8 kHz, with nothing above 4 kHz folded back into it."""
    return np.asarray(soxr.resample(sound, rate, RATE, quality="VHQ"))


def brighten(sound: Sound, rate: int) -> Sound:
    """Raise what lies above 1 kHz by 6 dB against what lies below: a shelf, 3 dB at 1 kHz, first order."""
    high, corner = 10 ** (BRIGHTER / 20), np.tan(np.pi * BRIGHT_FROM / rate)
    # The analogue shelf (H·s + w·√H) / (s + w·√H), by the bilinear transform: half the gain, in dB, at w.
    pole = corner * np.sqrt(high)
    return np.asarray(signal.lfilter([high + pole, pole - high], [1 + pole, pole - 1], sound.astype(np.float64)))


def compress(sound: Sound, rate: int) -> Sound:
    """Bring soft sounds nearer to loud ones: 2 dB around the active level become 1, and none is raised over 8 dB.

    What lies 30 dB or more below the active level is no speech and stays as it is.
    """
    size = int(ENVELOPE * rate)
    power = ndimage.uniform_filter1d(sound.astype(np.float64) ** 2, size, mode="constant")
    over = 10 * np.log10(np.maximum(power, 1e-20)) - active_level(sound, rate)
    gain = np.minimum(-over * (1 - 1 / RATIO), MOST_GAIN)
    none, full = NOT_SPEECH
    speech = np.clip((over - none) / (full - none), 0, 1)
    gain = np.where(gain > 0, gain * speech, gain)
    return np.asarray(sound * 10 ** (ndimage.uniform_filter1d(gain, size, mode="nearest") / 20))


def to_level(sound: Sound, rate: int) -> Sound:
    """Bring the active speech level of `sound` to −22 dBov."""
    return np.asarray(sound * 10 ** ((SPEECH_LEVEL - active_level(sound, rate)) / 20))


def active_level(sound: Sound, rate: int) -> float:
    """Return the active speech level in dBov: ITU-T P.56, method B.

    A threshold 15.9 dB below the level of what exceeds it parts speech from pauses; the envelope that is held
    against it is smoothed twice over 0.03 s, and a pause counts only after 0.2 s.
    """
    square = float(np.sum(sound.astype(np.float64) ** 2))
    thresholds = 20 * np.log10(2.0 ** -np.arange(16))  # dB, from full scale down in steps of 6.02
    counts = _activity(sound, rate)
    heard = counts > 0
    if not heard.any() or square == 0:
        raise RecordingError("no speech to measure the level of")
    levels = 10 * np.log10(square / counts[heard])
    return _crossing(levels, levels - thresholds[heard])


def limit(sound: Sound, rate: int) -> Sound:
    """Hold every sample within −3 dBFS, turning down from 5 ms before a peak until 5 ms after it."""
    ceiling = 10 ** (CEILING / 20)
    reach = int(rate * LOOK_AHEAD)
    needed = np.minimum(1.0, ceiling / np.maximum(np.abs(sound), 1e-12))
    held = ndimage.minimum_filter1d(needed, 2 * reach + 1, mode="nearest")
    # A weighted mean of gains, each low enough for this sample, is low enough for it too: no overshoot.
    window = np.hanning(2 * reach + 3)[1:-1]
    return np.asarray(sound * ndimage.convolve1d(held, window / window.sum(), mode="nearest"))


def to_pcm(sound: Sound) -> npt.NDArray[np.int16]:
    """Return `sound` as 16-bit samples."""
    return np.asarray(np.rint(np.clip(sound, -1, 1) * 32767), dtype=np.int16)


def _activity(sound: Sound, rate: int) -> npt.NDArray[np.int64]:
    """Count, for each threshold, the samples at which the envelope reaches it or did so within 0.2 s."""
    grow = np.exp(-1 / (0.03 * rate))
    smooth = ([1 - grow], [1, -grow])
    envelope = signal.lfilter(*smooth, signal.lfilter(*smooth, np.abs(sound.astype(np.float64))))
    hold = int(0.2 * rate)
    held = ndimage.maximum_filter1d(envelope, hold + 1, origin=hold // 2, mode="constant")
    return np.array([np.count_nonzero(held >= 2.0**-step) for step in range(16)])


def _crossing(levels: Sound, margins: Sound, margin: float = 15.9) -> float:
    """Return the level, in dB, at which it lies `margin` dB above its threshold, interpolated between two of them."""
    above = np.flatnonzero(margins >= margin)
    if not above.size or above[0] == 0:
        return float(levels[above[0] if above.size else -1])
    at = int(above[0])
    share = (margin - margins[at - 1]) / (margins[at] - margins[at - 1])
    return float(levels[at - 1] + share * (levels[at] - levels[at - 1]))


def _silence(seconds: float, rate: int) -> Sound:
    return np.zeros(round(seconds * rate), dtype=np.float32)


def _faded(sound: Sound, fade_in: int, fade_out: int) -> Sound:
    """Fade the first and last so many samples, so that nothing begins or ends with a click."""
    faded = sound.copy()
    faded[:fade_in] *= np.sin(np.linspace(0, np.pi / 2, fade_in)) ** 2
    faded[len(faded) - fade_out :] *= np.cos(np.linspace(0, np.pi / 2, fade_out)) ** 2
    return faded
