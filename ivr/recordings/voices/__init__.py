"""The voices that make recordings. A new one is one file here and one line in `VOICES`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from ivr.errors import VoiceError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SAY = "say"

# Name → module and class. Nothing is imported before a voice is asked for.
VOICES = {
    "kokoro": ("ivr.recordings.voices.kokoro", "Kokoro"),  # offline, British
    "gtts": ("ivr.recordings.voices.gtts", "Gtts"),  # over the internet, British
    "hibari": ("ivr.recordings.voices.hibari", "Hibari"),  # offline, quick, American: for drafts and tests
    SAY: ("ivr.recordings.voices.say", "Say"),  # no recordings: the carrier's own voice
}

PACES = {"normal": 150, "slow": 120}
"""Words a minute, pauses included: the middle of 140 to 160, comfortable for synthetic speech, and of 110 to 130."""


class Voice(Protocol):
    """Something that speaks; made without loading anything, so that its version costs nothing to know."""

    name: str
    """What the catalogue calls this voice."""

    version: str
    """Names all that changes how this voice sounds: it enters the name of every recording."""

    words_per_minute: int
    """The pace that is asked of it, pauses between sentences included."""

    def length(self, text: str, quicker: float = 1.0) -> float | None:  # noqa: ARG002
        """Return how many seconds `speak` will take over `text`, silence around it excluded; None if it cannot tell."""
        return None

    def guessed(self, text: str) -> list[str]:  # noqa: ARG002
        """Return the words of `text` that it would have to guess from their letters; none if it cannot tell."""
        return []

    def speak(self, text: str, quicker: float = 1.0) -> tuple[npt.NDArray[np.float32], int]:
        """Return mono samples in −1…1 and their rate in Hz, or raise VoiceError; called from several threads at once.

        `quicker` times the voice's usual speed is asked for; a voice that has one speed alone may leave it at that.
        """


def open_voice(name: str, pace: str = "normal") -> Voice:
    """Return the voice of that name speaking at that pace; an unknown one is a VoiceError."""
    if name not in VOICES:
        raise VoiceError(f"there is no voice “{name}”; there are {', '.join(sorted(VOICES))}")
    if pace not in PACES:
        raise VoiceError(f"there is no pace “{pace}”; there are {', '.join(PACES)}")
    module, maker = VOICES[name]
    return cast("Voice", getattr(import_module(module), maker)(pace))
