"""Where the sentences of a recording begin: its silences, held against those that its text asks for.

A recording that was stopped is taken up again at one of these places. A machine's silences would be known beforehand,
a person's are not: measuring is the one way that fits both.
"""

from __future__ import annotations

import math
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ivr.errors import RecordingError
from ivr.recordings import RATE
from ivr.recordings.spoken import SENTENCE_END, SENTENCES, TITLE, Words, spoken
from ivr.recordings.telephone import FRAME, LEAD_IN, NOT_SPEECH, TAIL, active_level, frame_levels

SHORTEST = 0.15
"""Seconds; shorter silences are inside words: the closure of a “t” or a “p” lasts about a tenth."""

BEFORE = 0.15
"""Seconds of silence kept before a sentence, or half of the silence if that is less: soft beginnings, slow lines."""

FARTHEST = 0.2
"""How far from its expected place a silence may lie, as a share of the recording's speech."""

SHORTNESS = 2.0
"""What it costs a silence to be e times shorter than its text asks for, where lying farthest off costs 1."""

LEFT_OUT = 1.0
"""What it costs to find no silence for one that the text asks for."""

Samples = npt.NDArray[np.int16]
"""At 8 kHz."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence that the text asks for: where it should begin and how long it should last, in seconds."""

    begin: float
    seconds: float
    sentence: bool
    """A new sentence begins after it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence as it was measured, in seconds."""

    begin: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.end - self.begin


def sentence_starts(samples: Samples, text: str) -> tuple[float, ...]:
    """Return where each sentence of `text` but the first begins, in seconds, rising, to a hundredth.

    Each lies in the silence, a little before the speech. A sentence whose silence cannot be told from the others is
    left out, so that there may be fewer. Raises RecordingError for a text that cannot be spoken, or without speech.
    """
    sentences = SENTENCE_END.split(TITLE.sub(r"\1", text).strip())
    if len(sentences) < 2:
        return ()
    sound = samples.astype(np.float64) / 32768
    pauses = _pauses(sentences, len(sound) / RATE)
    return tuple(_start(gap) for pause, gap in _matched(pauses, _gaps(sound), len(sound) / RATE) if pause.sentence)


def read(path: Path) -> Samples:
    """Return the samples of a WAV file; RecordingError for anything but 16-bit mono at 8 kHz."""
    try:
        with wave.open(str(path)) as file:
            if file.getparams()[:3] != (1, 2, RATE):
                raise RecordingError(f"{path}: must be 16-bit mono at {RATE} Hz")
            content = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise RecordingError(f"{path}: cannot be read as WAV ({error}); make it anew") from error
    return np.frombuffer(content[: len(content) // 2 * 2], "<i2")


def _pauses(sentences: Sequence[str], seconds: float) -> list[Pause]:
    """Return the silences that these sentences ask for in a recording of so many seconds, the letters evenly spread."""
    said: list[tuple[float, float, bool]] = []  # letters before it, seconds, whether a sentence begins after it
    letters = 0.0
    for nth, sentence in enumerate(sentences):
        if nth:
            said.append((letters, SENTENCES, True))
        for segment in spoken(sentence):
            if isinstance(segment, Words):
                letters += len(segment.text)
            else:
                said.append((letters, segment.seconds, False))
    each = max(0.0, seconds - LEAD_IN - TAIL - sum(silence for _, silence, _ in said)) / letters
    pauses: list[Pause] = []
    silent = LEAD_IN
    for before, silence, new in said:
        pauses.append(Pause(silent + before * each, silence, new))
        silent += silence
    return pauses


def _gaps(sound: npt.NDArray[np.float64]) -> list[Gap]:
    """Return the silences inside a sound at 8 kHz."""
    heard = np.flatnonzero(frame_levels(sound, RATE) > active_level(sound, RATE) + NOT_SPEECH[0])
    found = [Gap((one + 1) * FRAME, following * FRAME) for one, following in pairwise(heard.tolist())]
    return [gap for gap in found if gap.seconds > SHORTEST - FRAME / 2]


def _matched(pauses: Sequence[Pause], gaps: Sequence[Gap], seconds: float) -> list[tuple[Pause, Gap]]:
    """Give each pause a gap of its own, in their order, so that all together lie nearest and are least too short."""
    # best[n]: what it costs to match the pauses so far with the first n gaps, and which they are.
    best: list[tuple[float, tuple[tuple[Pause, Gap], ...]]] = [(0.0, ())] * (len(gaps) + 1)
    for pause in pauses:
        longer = [(best[0][0] + LEFT_OUT, best[0][1])]
        for nth, gap in enumerate(gaps):
            cost, pairs = best[nth]
            taken = (cost + _cost(pause, gap, seconds), (*pairs, (pause, gap)))
            without = (best[nth + 1][0] + LEFT_OUT, best[nth + 1][1])
            longer.append(min(longer[-1], taken, without, key=lambda one: one[0]))
        best = longer
    return list(best[-1][1])


def _cost(pause: Pause, gap: Gap, seconds: float) -> float:
    off = abs(gap.begin - pause.begin) / (FARTHEST * seconds)
    return off + SHORTNESS * max(0.0, math.log(pause.seconds / gap.seconds))


def _start(gap: Gap) -> float:
    return math.floor((gap.end - min(BEFORE, gap.seconds / 2)) * 100 + 1e-6) / 100
