"""gTTS: the voice of Google Translate, over the internet."""

from __future__ import annotations

import io
from time import sleep
from typing import TYPE_CHECKING

from ivr.errors import VoiceError, VoiceRefusedError
from ivr.recordings.voices import PACES, Voice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from requests import Response
    from tenacity import RetryCallState

TIMEOUT = (10.0, 30.0)  # seconds to connect, and to wait for an answer; gTTS itself would wait for ever
TRIES = 4  # at one text, with 2, 4 and 8 seconds between them, or as long as the service asks for
LONGEST_WAIT = 60.0  # seconds; a service that asks for more is not waited for
TOO_MANY = 429

NOT_INSTALLED = "the voice gtts is not installed: scripts/environment gtts"


class Gtts(Voice):
    """A British voice (`tld="co.uk"`); it has two speeds, and its service can change without notice."""

    name = "gtts"
    version = "gtts-2.5.4 en co.uk"

    def __init__(self, pace: str = "normal") -> None:
        self.pace = pace
        self.words_per_minute = PACES[pace]

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
        """Return the MP3s the service sent, asking again when it only stumbled."""
        try:
            from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
        except ImportError as error:
            raise VoiceError(NOT_INSTALLED) from error
        tries = Retrying(
            retry=retry_if_exception_type(Stumbled),
            stop=stop_after_attempt(TRIES),
            wait=_pause,
            sleep=lambda seconds: sleep(seconds),
            reraise=True,
        )
        try:
            return tries(self._ask_once, text)
        except Stumbled as error:
            kind = VoiceRefusedError if error.status == TOO_MANY else VoiceError
            raise kind(f"{error} ({TRIES} tries)") from error

    def _ask_once(self, text: str) -> list[bytes]:
        try:
            from gtts import gTTS, gTTSError
        except ImportError as error:
            raise VoiceError(NOT_INSTALLED) from error
        try:
            asked = gTTS(text, lang="en", tld="co.uk", slow=self.pace == "slow", lang_check=False, timeout=TIMEOUT)
            pieces = list(asked.stream())
            wanted = len(asked.get_bodies())
        except gTTSError as error:
            answer = error.rsp
            status = answer.status_code if answer is not None else None
            what = f"gtts: the service did not speak “{text}”: {str(error).rstrip(' .')}.{ADVICE.get(status, '')}"
            wait = _asked_to_wait(answer)
            if wait > LONGEST_WAIT or (status is not None and 400 <= status < 500 and status != TOO_MANY):
                raise VoiceRefusedError(what) from error
            raise Stumbled(what, status, wait) from error
        except OSError as error:
            raise Stumbled(f"gtts: the service broke off over “{text}”: {error}") from error
        except (AssertionError, ValueError) as error:
            raise VoiceError(f"gtts: “{text}” cannot be asked for: {error}") from error
        # Long texts are asked for in pieces, and gTTS drops a piece that is answered with nothing.
        if len(pieces) != wanted or not all(pieces):
            raise Stumbled(f"gtts: the service sent {len(pieces)} of {wanted} pieces of “{text}”; try again later")
        return pieces


class Stumbled(VoiceError):  # noqa: N818 - never leaves this file
    """The service failed in a way that may pass; `wait` is how many seconds it asked to be left alone."""

    def __init__(self, what: str, status: int | None = None, wait: float = 0.0) -> None:
        self.status, self.wait = status, wait
        super().__init__(what)


ADVICE = {None: " Is this machine online?", TOO_MANY: " It asks for fewer requests: try again in an hour."}


def _asked_to_wait(answer: Response | None) -> float:
    asked = answer.headers.get("Retry-After", "") if answer is not None else ""
    return float(asked) if asked.isdigit() else 0.0


def _pause(state: RetryCallState) -> float:
    failed = state.outcome.exception() if state.outcome else None
    asked = failed.wait if isinstance(failed, Stumbled) else 0.0
    return float(max(2.0**state.attempt_number, asked))
