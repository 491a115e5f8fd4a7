"""Make the recordings that are missing, and only those."""

from __future__ import annotations

import hashlib
import json
import os
import re
import unicodedata
import wave
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ivr.errors import RecordingError, VoiceError, VoiceRefusedError
from ivr.recordings import CHAIN, RATE
from ivr.recordings.catalogue import PERSON, Catalogue, Recording
from ivr.recordings.lexicon import lexicon
from ivr.recordings.spoken import SENTENCE_END, Words, spoken
from ivr.recordings.voices import Voice

if TYPE_CHECKING:
    from ivr.recordings.record import Samples

    Spoken = Future[Samples | RecordingError]

THREADS = os.cpu_count() or 1
CLOSE_ENOUGH = 0.002  # s between a file's length and the catalogue's, which is rounded
FAILURES = 3  # texts in a row that a voice fails on before it is asked for no more


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: texts without a recording, texts with an outdated or damaged one, files nobody needs."""

    missing: tuple[str, ...]
    stale: tuple[str, ...]
    orphans: tuple[str, ...]

    @property
    def to_make(self) -> tuple[str, ...]:
        """The texts to be recorded."""
        return self.missing + self.stale


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: files made with their seconds, files dropped, and texts that failed with the reason."""

    made: dict[str, float]
    dropped: tuple[str, ...]
    failures: dict[str, str]


def file_name(text: str, locale: str, voice_version: str, pace: str) -> str:
    """Return the name of the recording: the text's first words, and a hash of all that changes what is heard."""
    segments = spoken(text)
    ipa = lexicon().ipa(" ".join(one.text for one in segments if isinstance(one, Words)))
    said = [(type(one).__name__, asdict(one)) for one in segments]
    changes: list[object] = [said, ipa, text, locale, voice_version, pace, CHAIN]
    digest = hashlib.sha256(json.dumps(changes, sort_keys=True).encode()).hexdigest()
    return f"{_slug(text)}-{digest[:12]}.wav"


def plan(texts: Iterable[str], catalogue: Catalogue, folder: Path, voice: Voice, locale: str, pace: str) -> Plan:
    """Compare what is needed with what `folder` holds; recordings of other locales and paces are left in peace."""
    needed = tuple(dict.fromkeys(texts))
    found = {text: catalogue.find(text, locale, pace) for text in needed}
    missing = tuple(text for text in needed if found[text] is None)
    stale = tuple(
        text
        for text, file in found.items()
        if file is not None and not _current(text, file, catalogue.files[file], folder, voice)
    )
    mine = {file for file, one in catalogue.files.items() if (one.locale, one.pace) == (locale, pace)}
    kept = (set(catalogue.files) - mine) | set(found.values())
    orphans = (mine | {path.name for path in folder.glob("*.wav")}) - kept
    return Plan(missing, stale, tuple(sorted(orphans)))


def generate(
    texts: Iterable[str],
    folder: Path,
    voice: Voice,
    locale: str,
    pace: str = "normal",
    progress: Callable[[str], object] = str,
) -> Outcome:
    """Make what is missing or stale and, if all of it could be made, drop what nothing needs.

    Each recording is written whole, then the catalogue: whatever stops this, what was made stays. Recordings that do
    not tell yet where their sentences begin are told at the end: new ones, a person's, an older catalogue's.
    """
    needed = tuple(dict.fromkeys(texts))
    for leftover in (*folder.glob(".*.wav.part"), *folder.glob(".catalogue.json.part")):
        leftover.unlink(missing_ok=True)
    work = _Work(folder, voice, locale, pace, progress, Catalogue.load(folder))
    found = plan(needed, work.catalogue, folder, voice, locale, pace)
    work.make(found.to_make)
    work.find_sentences()
    if work.made:  # what they replace is needed no more
        found = plan(needed, work.catalogue, folder, voice, locale, pace)
    dropped = () if work.failures else _drop(found.orphans, work.catalogue, folder)
    return Outcome(work.made, dropped, work.failures)


@dataclass
class _Work:
    """What is being made, and how far it has come."""

    folder: Path
    voice: Voice
    locale: str
    pace: str
    progress: Callable[[str], object]
    catalogue: Catalogue
    made: dict[str, float] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def make(self, texts: Iterable[str]) -> None:
        files: dict[str, str] = {}
        for text in texts:
            try:
                files[text] = file_name(text, self.locale, self.voice.version, self.pace)
            except RecordingError as error:
                self._fail(text, error)
        for text, file in files.items():
            # Written whole just before a crash, and not yet in the catalogue: its name says that it is the right one.
            if file not in self.catalogue.files and (seconds := wav_seconds(self.folder / file)):
                self._keep(text, file, seconds)
        self._speak({text: file for text, file in files.items() if file not in self.made})

    def find_sentences(self) -> None:
        """Find where the sentences begin in recordings that do not tell; those of one sentence have nothing to tell."""
        untold = {
            file: one
            for file, one in self.catalogue.files.items()
            if (one.locale, one.pace) == (self.locale, self.pace)
            and not one.sentences
            and SENTENCE_END.search(one.text)
        }
        told = {file: replace(one, sentences=_starts(self.folder / file, one.text)) for file, one in untold.items()}
        if any(one.sentences for one in told.values()):
            self.catalogue = Catalogue({**self.catalogue.files, **told})
            self.catalogue.save(self.folder)

    def _speak(self, files: Mapping[str, str]) -> None:
        """Record each text into its file, on all cores; ask no more of a voice that refuses, or fails again and again.

        After Ctrl-C, what is being spoken is spoken to its end and kept, before the KeyboardInterrupt goes on.
        """
        waiting = [*files][::-1]
        asked: dict[Spoken, str] = {}
        failed, why = 0, ""
        pool = ThreadPoolExecutor(THREADS)
        try:
            while (waiting or asked) and not why:
                # No more than the cores can do at once: a voice that refuses is not asked for all the others first.
                while waiting and len(asked) < THREADS:
                    text = waiting.pop()
                    asked[pool.submit(_attempt, text, self.voice)] = text
                done = wait(asked, return_when=FIRST_COMPLETED).done.pop()
                failed = failed + 1 if isinstance(done.result(), VoiceError) else 0
                if isinstance(done.result(), VoiceRefusedError):
                    why = f"the voice {self.voice.name} refuses"
                elif failed == FAILURES:
                    why = f"the voice {self.voice.name} had failed on {FAILURES} texts in a row"
                self._settle(asked, files, done)
        finally:
            pool.shutdown(cancel_futures=True)
            for done in [one for one in asked if not one.cancelled() and not one.exception()]:
                self._settle(asked, files, done)
        for text in (*asked.values(), *reversed(waiting)):
            self._fail(text, VoiceError(f"not tried: {why}"))

    def _settle(self, asked: dict[Spoken, str], files: Mapping[str, str], done: Spoken) -> None:
        text, result = asked[done], done.result()
        if isinstance(result, RecordingError):
            self._fail(text, result)
        else:
            self._keep(text, files[text], _write(self.folder / files[text], result))
        del asked[done]  # last: Ctrl-C may come at any moment, and settling twice does no harm

    def _keep(self, text: str, file: str, seconds: float) -> None:
        self.made[file] = round(seconds, 3)
        entry = Recording(text, self.locale, self.voice.name, self.pace, self.made[file])
        self.catalogue = _with(self.catalogue, file, entry)
        self.catalogue.save(self.folder)
        self.progress(text)

    def _fail(self, text: str, reason: RecordingError) -> None:
        self.failures[text] = str(reason)
        self.progress(text)


def wav_seconds(path: Path) -> float | None:
    """Return how long a WAV file lasts, or None when it is absent, unreadable or cut short."""
    try:
        with wave.open(str(path)) as file:
            frames, size = file.getnframes(), file.getsampwidth() * file.getnchannels()
            whole = path.stat().st_size >= frames * size
            return frames / file.getframerate() if whole and frames else None
    except (OSError, EOFError, wave.Error):
        return None


def _attempt(text: str, voice: Voice) -> Samples | RecordingError:
    from ivr.recordings.record import record  # numpy and scipy, for which nothing that is made already should wait

    try:
        return record(text, voice)
    except RecordingError as error:
        return error


def _current(text: str, file: str, recording: Recording, folder: Path, voice: Voice) -> bool:
    """Tell whether `file` is whole and what this voice would say today, or was spoken by a person."""
    seconds = wav_seconds(folder / file)
    if seconds is None or abs(seconds - recording.seconds) > CLOSE_ENOUGH:
        return False
    if recording.voice.startswith(PERSON):
        return True
    try:
        return file == file_name(text, recording.locale, voice.version, recording.pace)
    except RecordingError:  # the rules for texts have changed; making it will say what is wrong with this one
        return False


def _write(path: Path, samples: Samples) -> float:
    """Write a WAV whole or not at all; return its length in seconds."""
    part = path.with_name(f".{path.name}.part")
    with wave.open(str(part), "wb") as file:
        file.setparams((1, samples.itemsize, RATE, len(samples), "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())
    part.replace(path)
    return len(samples) / RATE


def _starts(path: Path, text: str) -> tuple[float, ...]:
    """Return where the sentences of a WAV file begin, in seconds; none where they cannot be told."""
    from ivr.recordings.sentences import read, sentence_starts  # numpy and scipy, as above

    try:
        return sentence_starts(read(path), text)
    except RecordingError:
        return ()


def _with(catalogue: Catalogue, file: str, new: Recording) -> Catalogue:
    """Return the catalogue with `new`, and without the recording that it takes the place of."""
    old = catalogue.find(new.text, new.locale, new.pace)
    files = {name: one for name, one in catalogue.files.items() if name != old}
    return Catalogue({**files, file: new})


def _drop(orphans: Sequence[str], catalogue: Catalogue, folder: Path) -> tuple[str, ...]:
    """Delete what nothing needs; first from the catalogue, so that it never names a file that is gone."""
    if orphans:
        Catalogue({file: one for file, one in catalogue.files.items() if file not in orphans}).save(folder)
    for file in orphans:
        (folder / file).unlink(missing_ok=True)
    return tuple(orphans)


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain)[:6])[:60].strip("-") or "prompt"
