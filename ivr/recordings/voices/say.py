"""say: no recordings at all; the carrier's own voice says everything."""

from __future__ import annotations

from typing import NoReturn

from ivr.errors import VoiceError
from ivr.recordings.voices import PACES, Voice


class Say(Voice):
    """The voice of a line without recordings: `say_voice` in line.toml names the carrier's."""

    name = "say"
    version = "say"

    def __init__(self, pace: str = "normal") -> None:
        """Take any pace; the carrier keeps its own."""
        self.words_per_minute = PACES[pace]

    def speak(self, text: str, quicker: float = 1.0) -> NoReturn:
        """Raise VoiceError: there is nothing to record."""
        del quicker
        raise VoiceError(f"the voice say records nothing, so “{text}” is left to the carrier")
