"""What would make the line unfit to go live, each with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import product
from pathlib import Path

from ivr.content import Helpline, Line, Prompt, load_line
from ivr.content.limits import line_problems, topic_problems
from ivr.dialogue.walk import every_prompt
from ivr.errors import ContentError, RecordingError
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.lexicon import lexicon
from ivr.recordings.voices import PACES, SAY, VOICES
from ivr.settings import setting_problems

CHECK_HOLDS = timedelta(days=90)
"""How long the check of a helpline counts."""


EMPTY_WAV = 44
"""Bytes: a WAV file's header alone."""


class Weight(StrEnum):
    """How much a finding matters: an error keeps the line from going live."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right."""

    weight: Weight
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.weight}: {self.where}: {self.what}"


def check_line(environ: Mapping[str, str], today: date, live: bool) -> list[Finding]:
    """Everything found in the line that an environment names; content that does not load is found, not raised.

    So is a catalogue that cannot be read.
    """
    folder = Path(environ.get("IVR_AUDIO_DIR") or audio_folder())
    settings = list(_settings(environ, live))
    try:
        line = load_line(environ.get("IVR_LINE") or "uk")
        return [*settings, *findings(line, Catalogue.load(folder), folder, today, live)]
    except ContentError as error:
        unfit = [Finding(Weight.ERROR, f"{one.file}: {one.key}".rstrip(": "), one.what) for one in error.problems]
    except RecordingError as error:
        unfit = [Finding(Weight.ERROR, "audio", str(error))]
    return [*settings, *unfit]


def _settings(environ: Mapping[str, str], live: bool) -> Iterator[Finding]:
    if live:
        for problem in setting_problems(environ):
            yield Finding(Weight.ERROR, "settings", problem)
        if environ.get("IVR_PUBLIC_URL", "").startswith("http:"):
            yield Finding(
                Weight.ERROR, "settings", "IVR_PUBLIC_URL: is not https; what callers press would be in the open"
            )


def findings(line: Line, catalogue: Catalogue, folder: Path, today: date, live: bool) -> list[Finding]:
    """Everything found in a line that loads; with `live`, unverified helplines are errors too."""
    strict = Weight.ERROR if live else Weight.WARNING
    missing = list(_recordings(line, catalogue, folder))
    return [
        *missing,
        *([] if missing or line.facts.voice == SAY else _lengths(line, catalogue)),
        *_voice(line),
        *_pronunciation(line),
        *(Finding(strict, f"line.toml: helplines.{helpline.id}", what) for helpline, what in _unverified(line, today)),
        *_unreviewed(line),
    ]


def _recordings(line: Line, catalogue: Catalogue, folder: Path) -> Iterator[Finding]:
    for pace, prompt in unrecorded(line, catalogue, folder):
        file = catalogue.find(prompt, line.locale, pace) or "catalogue.json"
        what = f'no recording of "{prompt}" at the {pace} pace; run scripts/generate_audio.py'
        yield Finding(Weight.ERROR, f"audio/{file}", what)


def unrecorded(line: Line, catalogue: Catalogue, folder: Path) -> Iterator[tuple[str, Prompt]]:
    """What callers can hear and is not recorded, at which pace; nothing where the carrier's voice is meant to speak."""
    if line.facts.voice == SAY:
        return
    for pace, prompt in product(PACES, every_prompt(line)):
        file = catalogue.find(prompt, line.locale, pace)
        if file is None or not _is_there(folder / file):
            yield pace, prompt


def _voice(line: Line) -> Iterator[Finding]:
    if line.facts.voice not in VOICES:
        what = f"there is no voice {line.facts.voice!r}; there are: {', '.join(sorted(VOICES))}"
        yield Finding(Weight.ERROR, "line.toml: voice", what)
    if line.facts.voice == SAY:
        what = f"nothing is recorded: callers hear the carrier's own voice, {line.facts.say_voice}"
        yield Finding(Weight.WARNING, "line.toml: voice", what)


def _pronunciation(line: Line) -> Iterator[Finding]:
    medical = line.words.medical
    for term in lexicon().without((*medical.terms, *medical.plain)):
        what = f"“{term}” is not in lexicon.toml: say there how it is pronounced, or that every voice says it right"
        yield Finding(Weight.ERROR, "words.toml: medical", what)


def _is_there(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > EMPTY_WAV


def _lengths(line: Line, catalogue: Catalogue) -> Iterator[Finding]:
    """The limits once more, by the true lengths, where everything is recorded."""

    def recorded(prompt: Prompt) -> float:
        file = catalogue.find(prompt, line.locale)
        return catalogue.files[file].seconds if file else 0.0

    for problem in (*line_problems(line, recorded), *topic_problems(line.topics, line.words, recorded)):
        yield Finding(Weight.ERROR, f"{problem.file}: {problem.key}".rstrip(": "), f"as recorded, {problem.what}")


def unverified(helpline: Helpline, today: date) -> str:
    """What is wrong with the check of a helpline; empty if it holds."""
    remedy = "phone it and compare, as `ivr verify` asks"
    if helpline.checked is None or not helpline.checked_by:
        return f"{helpline.spoken} has not been verified by anybody: {remedy}"
    if helpline.checked > today:
        return f"`checked` is {helpline.checked}, which is still to come: put in the day it was verified"
    if today - helpline.checked > CHECK_HOLDS:
        return f"{helpline.spoken} was last verified on {helpline.checked}, over 90 days ago: {remedy}"
    return ""


def _unverified(line: Line, today: date) -> Iterator[tuple[Helpline, str]]:
    for helpline in line.helplines.values():
        if what := unverified(helpline, today):
            yield helpline, what
        if helpline.hours == "unknown":
            yield helpline, "its hours are unknown: ask, and fill in `hours`"


def _unreviewed(line: Line) -> Iterator[Finding]:
    for topic in line.topics.values():
        if not topic.reviewed_by:
            what = "nobody has reviewed it: ask a clinician, and fill in `reviewed_by`"
            yield Finding(Weight.WARNING, f"topics/{topic.id}.md: reviewed_by", what)
