"""hibari: a small American voice, a hundred times quicker than real time, offline; for drafts and tests."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from ivr.errors import VoiceError
from ivr.recordings.voices import PACES, Voice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from hibari import Hibari as Engine

SPEEDS = {"normal": 0.85, "slow": 0.7}  # measured: about 150 words a minute, pauses included, and 120

_speaking = Lock()  # its letter-to-sound rules keep notes while they read


class Hibari(Voice):
    """hibari-tts in its one voice that comes with the package, “heart”: the same text gives the same bytes."""

    name = "hibari"

    def __init__(self, pace: str = "normal") -> None:
        self.speed = SPEEDS[pace]
        self.words_per_minute = PACES[pace]
        self.version = f"hibari-0.2.1 heart {self.speed}"

    def speak(self, text: str, quicker: float = 1.0) -> tuple[npt.NDArray[np.float32], int]:
        """Return `text` spoken, at 24 kHz; raise VoiceError when it cannot be."""
        with _speaking:
            engine = _engine()
            sound = engine(text, speed=self.speed * quicker, seed=0)
        if not len(sound):
            raise VoiceError(f"hibari: “{text}” holds nothing that it can say")
        return sound, int(engine.sample_rate)


@cache
def _engine() -> Engine:
    try:
        from hibari import Hibari as Engine
    except ImportError as error:
        raise VoiceError("the voice hibari is not installed: scripts/environment hibari") from error
    return Engine()
