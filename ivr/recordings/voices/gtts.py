"""gTTS: the voice of Google Translate, over the internet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ivr.errors import VoiceError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

TIMEOUT = (10.0, 30.0)  # seconds to connect, and to wait for an answer; gTTS itself would wait for ever

NOT_INSTALLED = "the voice gtts is not installed: pip install 'steadyline[gtts]'"


class Gtts:
    """A British voice (`tld="co.uk"`); it has two speeds, and its service can change without notice."""

    name = "gtts"
    version = "gtts-2.5.4 en co.uk"

    def __init__(self, pace: str = "normal") -> None:
        self.pace = pace

    def speak(self, text: str, quicker: float = 1.0) -> tuple[npt.NDArray[np.float32], int]:
        """Return what the service said for `text`, at the rate it gave (24 kHz), or raise VoiceError.

        The service knows one speed (and half of it), so `quicker` changes nothing.
        """
        del quicker
        try:
            import numpy as np
            import soundfile
        except ImportError as error:
            raise VoiceError(NOT_INSTALLED) from error
        try:
            # Each piece is an MP3 of its own; read as one, all after the first could be lost.
            read = [soundfile.read(io.BytesIO(mp3), dtype="float32", always_2d=True) for mp3 in self._ask(text)]
        except soundfile.LibsndfileError as error:
            raise VoiceError(f"gtts: what the service sent for “{text}” is not an MP3 ({error})") from error
        sound = np.concatenate([piece.mean(axis=1) for piece, _ in read])
        if not len(sound):
            raise VoiceError(f"gtts: the service sent no sound for “{text}”")
        return sound, int(read[0][1])

    def _ask(self, text: str) -> list[bytes]:
        try:
            from gtts import gTTS, gTTSError
        except ImportError as error:
            raise VoiceError(NOT_INSTALLED) from error
        try:
            asked = gTTS(text, lang="en", tld="co.uk", slow=self.pace == "slow", lang_check=False, timeout=TIMEOUT)
            pieces = list(asked.stream())
            wanted = len(asked.get_bodies())
        except (gTTSError, AssertionError, ValueError, OSError) as error:
            raise VoiceError(f"gtts: the service did not speak “{text}”: {error}{_advice(error)}") from error
        # Long texts are asked for in pieces, and gTTS drops a piece that is answered with nothing.
        if len(pieces) != wanted or not all(pieces):
            raise VoiceError(f"gtts: the service sent {len(pieces)} of {wanted} pieces of “{text}”; try again later")
        return pieces


def _advice(error: Exception) -> str:
    answer = getattr(error, "rsp", None)
    if answer is None:
        return " Is this machine online?"
    return " It asks for fewer requests: try again in an hour." if answer.status_code == 429 else ""
