"""One prompt, recorded: its spoken form in a voice, at the voice's pace, through the telephone chain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ivr.errors import RecordingError
from ivr.recordings import telephone
from ivr.recordings.spoken import SENTENCES, Segment, Words, spoken, word_count
from ivr.recordings.voices import Voice

WORDS_TO_TELL = 16
"""Words that a text must have for its pace to mean anything."""

QUICKER = (0.75, 1.3)
"""Times its usual speed, least and most, in which a voice still sounds the same."""

TRIES = 7
"""At the right speed: from the middle of those bounds to within half a hundredth."""

Samples = npt.NDArray[np.int16]
"""At 8 kHz."""


def record(text: str, voice: Voice) -> Samples:
    """Return the whole prompt, spoken and brought through the telephone chain."""
    segments = spoken(text)
    quicker = quicker_for(text, segments, voice)
    pieces: list[telephone.Sound | float] = []
    rates = set()
    for segment in segments:
        if isinstance(segment, Words):
            sound, rate = voice.speak(segment.text, quicker)
            pieces.append(sound)
            rates.add(rate)
        else:
            pieces.append(segment.seconds)
    if len(rates) != 1:
        raise RecordingError(f"“{text}”: the voice changed its rate between sentences: {sorted(rates)} Hz")
    return telephone.prompt(pieces, rates.pop())


def paced(text: str) -> bool:
    """Tell whether words a minute mean anything: many words, and no silences but those between sentences."""
    silences = {one.seconds for one in spoken(text) if not isinstance(one, Words)}
    return word_count(text) >= WORDS_TO_TELL and silences <= {SENTENCES}


def quicker_for(text: str, segments: Sequence[Segment], voice: Voice) -> float:
    """Return how much quicker than usual `voice` must speak for `text` to have its words a minute, pauses included.

    A voice says so many sounds a second, so a text of long words would have few words a minute, and one of short
    words many. 1.0 for a short text, and for a voice that cannot tell how long it will take.
    """
    if not paced(text):
        return 1.0
    silent = telephone.LEAD_IN + telephone.TAIL + sum(one.seconds for one in segments if not isinstance(one, Words))
    wanted = 60 * word_count(text) / voice.words_per_minute - silent
    least, most = QUICKER
    tried: dict[float, float] = {}
    quicker = 1.0
    while len(tried) < TRIES:  # by halves: a voice's own units of time make its length jump, not shrink evenly
        lengths = [voice.length(one.text, quicker) for one in segments if isinstance(one, Words)]
        if None in lengths:
            return 1.0
        tried[quicker] = sum(length or 0.0 for length in lengths) - wanted
        least, most = (quicker, most) if tried[quicker] > 0 else (least, quicker)
        quicker = round((least + most) / 2, 3)
    return min(tried, key=lambda one: abs(tried[one]))
