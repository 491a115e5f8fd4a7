"""Which recording holds which text: all that the running server needs to know about recordings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from ivr.errors import RecordingError

NAME = "catalogue.json"
PERSON = "person:"  # begins the voice of a recording that a person spoke; no machine replaces it
REMEDY = "make the recordings anew with scripts/generate_audio.py"


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded prompt: the text as it is written, in what voice, and how many seconds it lasts.

    `sentences` are the seconds, rising, at which the second and further sentences begin, a little before the speech;
    one that could not be found is missing, and so may all of them be.
    """

    text: str
    locale: str
    voice: str
    pace: str
    seconds: float
    sentences: tuple[float, ...] = ()


KEYS = tuple(one.name for one in fields(Recording))
TEXTS = ("text", "locale", "voice", "pace")
LATER = "sentences"  # came later: catalogues without it are read too

JUST_BEGUN = 0.5
"""Seconds of a sentence in which nobody has heard anything of it yet."""


@dataclass(frozen=True)
class Catalogue:
    """Every recording by its path below the audio folder."""

    files: Mapping[str, Recording] = field(default_factory=dict)

    @cached_property
    def _index(self) -> dict[tuple[str, str, str], str]:
        return {(one.text, one.locale, one.pace): file for file, one in self.files.items()}

    @classmethod
    def load(cls, folder: Path) -> Catalogue:
        """Read `folder`/catalogue.json; none there is an empty catalogue, an unfit one a RecordingError."""
        path = folder / NAME
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            raise RecordingError(f"{path}: cannot be read ({error}); {REMEDY}") from error
        if not isinstance(content, dict):
            raise RecordingError(f"{path}: must map each file to its recording; {REMEDY}")
        return cls({file: _recording(path, file, entry) for file, entry in content.items()})

    def find(self, text: str, locale: str, pace: str = "normal") -> str | None:
        """Return the path, below the audio folder, of the recording of `text`, or None."""
        return self._index.get((text, locale, pace))

    def resume(self, file: str, second: float) -> float:
        """Return where to take up a recording again that was stopped at `second`: its sentence's start, in seconds.

        0.0 is its beginning. Stopped within the first half second of a sentence, it goes back to the one before.
        """
        one = self.files.get(file)
        return max((start for start in (one.sentences if one else ()) if start + JUST_BEGUN <= second), default=0.0)

    def present(self, folder: Path) -> Catalogue:
        """Return the catalogue without the recordings whose files are not in `folder`: those must be said instead."""
        return Catalogue({file: one for file, one in self.files.items() if is_recording(folder / file)})

    def save(self, folder: Path) -> None:
        """Write `folder`/catalogue.json whole or not at all, so that a server never reads half of it."""
        content = {file: asdict(one) for file, one in self.files.items()}
        part = folder / f".{NAME}.part"
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        part.write_text(text + "\n", encoding="utf-8", newline="\n")
        part.replace(folder / NAME)


def is_recording(path: Path) -> bool:
    """Whether a recording is there: a link may lead to one that lies elsewhere, and to no other kind of file."""
    try:
        there = path.resolve()
        return there.suffix == ".wav" and there.is_file()
    except (OSError, ValueError, RuntimeError):  # a name that no file can have, or links that go round
        return False


def audio_folder() -> Path:
    """Return where the recordings are: in the installed package, or else beside it in the repository."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "audio"
    return inside if inside.is_dir() else package.parent / "audio"


def _recording(path: Path, file: str, entry: object) -> Recording:
    if file != Path(file).name or not file.endswith(".wav"):
        raise RecordingError(f"{path}: {file}: must be the bare name of a .wav file in this folder; {REMEDY}")
    if not isinstance(entry, dict) or {*entry, LATER} != set(KEYS):
        raise RecordingError(f"{path}: {file}: must have exactly the keys {', '.join(KEYS)}; {REMEDY}")
    for key in TEXTS:
        if not isinstance(entry[key], str) or not entry[key]:
            raise RecordingError(f"{path}: {file}: {key}: must be a text that is not empty; {REMEDY}")
    seconds = entry["seconds"]
    if not _is_number(seconds) or not 0 < seconds < 3600:
        raise RecordingError(f"{path}: {file}: seconds: must be a number above 0; {REMEDY}")
    sentences = entry.get(LATER, [])
    if not isinstance(sentences, list) or not all(map(_is_number, sentences)) or not _rising([0, *sentences, seconds]):
        raise RecordingError(f"{path}: {file}: {LATER}: must be rising seconds inside the recording, or []; {REMEDY}")
    return Recording(**{**entry, "seconds": float(seconds), LATER: tuple(map(float, sentences))})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _rising(numbers: Sequence[float]) -> bool:
    return all(one < following for one, following in pairwise(numbers))
