"""How good each recording is: measured, and understood over each channel; and what falls short of the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.recordings import RATE, telephone
from ivr.recordings.catalogue import PERSON, Catalogue, Recording
from ivr.recordings.channels import CHANNELS
from ivr.recordings.hearing import Hearing, compare, word_error_rate
from ivr.recordings.measure import Figures, measure
from ivr.recordings.record import paced
from ivr.recordings.spoken import Words, spoken
from ivr.recordings.voices import PACES

FORMAT = (RATE, 1, 16)
LEVEL_SPREAD = 1.0
"""dB on either side of the target."""
LONGEST_SILENCES = (0.15, 1.2, 0.4)
"""Seconds at the beginning, inside, and at the end."""
PACE_SPREAD = 10
"""Words a minute on either side of the pace: 140 to 160, and 110 to 130."""
DC = 0.001
"""Of full scale: −60 dBFS, far below any line's own noise."""
LETTERS_A_SECOND = 14.0
"""About, at the normal pace, spaces included; on top of 0.3 s that every sentence takes to begin and to end."""
LENGTHS = (0.65, 1.5)
"""Times what the text should take at this pace: less, and something was left out; more, and something was put in."""
MOST_ERRORS = {"clean": 2.0, "noise 5 dB": 8.0}
"""Per cent of all words over a channel."""


@dataclass(frozen=True, slots=True)
class Quality:
    """One recording: its figures, and for each channel it was heard over, what was understood and how right that is."""

    file: str
    recording: Recording
    figures: Figures
    heard: Mapping[str, str]
    hearings: Mapping[str, Hearing]

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with it, each in a few words; nothing of what was misunderstood over a bad channel."""
        return (*_sound(self.figures), *_length(self), *_understood(self))

    @property
    def errors(self) -> float:
        """The share of words that were misunderstood, over all channels together, in per cent."""
        return word_error_rate(self.hearings.values())


def assess(
    catalogue: Catalogue, folder: Path, heard: Mapping[str, Mapping[str, str]], progress: Callable[[], object] = bool
) -> list[Quality]:
    """Measure every recording, worst first; `heard` is what heard.json holds.

    A file that cannot be read as WAV is a RecordingError.
    """
    found = []
    for file, one in catalogue.files.items():
        words = heard.get(file, {})
        hearings = {channel: compare(one.text, words[channel]) for channel in CHANNELS if channel in words}
        found.append(Quality(file, one, measure(folder / file, one.text), words, hearings))
        progress()
    return sorted(found, key=lambda one: (-len(one.problems), -one.errors, one.file))


def shortfalls(found: Iterable[Quality]) -> list[str]:
    """Return what falls short of the limits, for all recordings together and one by one."""
    every = list(found)
    rates = {channel: word_error_rate(hearings(every, channel)) for channel in MOST_ERRORS}
    return [
        *(
            f"{rates[channel]:.1f} % of all words were misunderstood over the channel “{channel}”; at most {most} % may"
            for channel, most in MOST_ERRORS.items()
            if rates[channel] > most
        ),
        *(f"{one.file}: {problem}" for one in every for problem in one.problems),
    ]


def hearings(found: Iterable[Quality], channel: str) -> list[Hearing]:
    """Return what was understood over that channel, of every recording that was heard over it."""
    return [one.hearings[channel] for one in found if channel in one.hearings]


def _sound(figures: Figures) -> Iterator[str]:
    if (found := (figures.rate, figures.channels, figures.bits)) != FORMAT:
        yield f"is {found} (Hz, channels, bits) where {FORMAT} is needed"
    if abs(figures.level - telephone.SPEECH_LEVEL) > LEVEL_SPREAD:
        yield f"has a speech level of {figures.level:.1f} dBov, not {telephone.SPEECH_LEVEL:.0f}"
    if figures.peak > telephone.CEILING + 0.1:
        yield f"has a peak of {figures.peak:.1f} dBFS, above {telephone.CEILING:.0f}"
    if abs(figures.dc) > DC:
        yield f"is off zero by {figures.dc:.4f} of full scale"
    for where, silence, most in zip(
        ("before it", "inside", "after it"),
        (figures.silence_before, figures.longest_silence, figures.silence_after),
        LONGEST_SILENCES,
        strict=True,
    ):
        if silence > most + 1e-9:
            yield f"has {silence:.2f} s of silence {where}, over {most} s"


def _length(one: Quality) -> Iterator[str]:
    figures, text = one.figures, one.recording.text
    pace = PACES.get(one.recording.pace, PACES["normal"])
    if (
        paced(text)
        and not one.recording.voice.startswith(PERSON)
        and abs(figures.words_per_minute - pace) > PACE_SPREAD + 0.5
    ):
        yield f"has {figures.words_per_minute:.0f} words a minute, not {pace - PACE_SPREAD} to {pace + PACE_SPREAD}"
    least, most = LENGTHS
    if not least <= (times := figures.seconds / _expected(text) * pace / PACES["normal"]) <= most:
        yield f"takes {times:.2f} times as long as its text should"


def _expected(text: str) -> float:
    """Return about how many seconds `text` takes at the normal pace, silences included."""
    segments = spoken(text)
    words = [one.text for one in segments if isinstance(one, Words)]
    silence = telephone.LEAD_IN + telephone.TAIL + sum(one.seconds for one in segments if not isinstance(one, Words))
    return silence + sum(0.3 + len(one) / LETTERS_A_SECOND for one in words)


def _understood(one: Quality) -> Iterator[str]:
    if clean := one.hearings.get("clean"):
        if not clean.number_right:
            yield f"its number was understood as “{one.heard['clean']}”"
        if clean.missed_keys:
            yield f"its key {', '.join(clean.missed_keys)} was not understood: “{one.heard['clean']}”"
