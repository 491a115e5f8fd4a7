"""What is being said while the line listens, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivr.phone.event import Event
from ivr.phone.media import Media, file_name
from ivr.phone.twiml import Gather, Pause, Play, Say, Sound

WORDS_A_MINUTE = 150
"""How fast a Say is taken to be spoken: its true length is known to nobody but the platform's voice."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing said, or one pause, with its begin and end in seconds since the call was answered."""

    event: str
    """play, say or pause."""
    text: str
    begin: float
    end: float
    url: str = ""

    @property
    def recording(self) -> str:
        """The recording's file name; empty for a text spoken or a pause."""
        return file_name(self.url)

    def as_event(self) -> Event:
        """Return the event of this prompt's beginning."""
        return Event(self.begin, self.event, text=self.text, recording=self.recording)


@dataclass(frozen=True, slots=True)
class Told:
    """A prompt as far as the caller heard it."""

    prompt: Prompt
    until: float
    """When it ended: at its end, or where something stopped it; seconds since the call was answered."""

    @property
    def in_full(self) -> bool:
        """Whether nothing stopped it."""
        return self.until >= self.prompt.end


@dataclass(frozen=True, slots=True)
class Listening:
    """A Gather at work, since it began or since the last key within it."""

    gather: Gather
    begin: float
    """Seconds since the call was answered."""
    prompts: tuple[Prompt, ...] = ()
    digits: str = ""
    """What has been pressed in it so far."""

    @property
    def timeout(self) -> int:
        """How long the line waits once the prompts are over, in seconds."""
        return self.gather.timeout

    @property
    def wait_begins(self) -> float:
        """When the prompts have been said in full."""
        return self.prompts[-1].end if self.prompts else self.begin

    @property
    def ends(self) -> float:
        """When the line goes on if nothing is pressed."""
        return self.wait_begins + self.timeout


def timed(sounds: Sequence[Sound], begin: float, media: Media, captions: Mapping[str, str]) -> Iterator[Prompt]:
    """Yield the prompts for some sounds one after the other, from `begin` on, without recordings that are missing."""
    for sound in sounds:
        for prompt in _repeated(sound, begin, media, captions):
            yield prompt
            begin = prompt.end


def _repeated(sound: Sound, begin: float, media: Media, captions: Mapping[str, str]) -> Iterator[Prompt]:
    once = _once(sound, begin, media, captions)
    if once is None:
        return
    seconds = once.end - once.begin
    for turn in range(1 if isinstance(sound, Pause) else sound.loop):
        yield Prompt(once.event, once.text, begin + turn * seconds, begin + (turn + 1) * seconds, once.url)


def _once(sound: Sound, begin: float, media: Media, captions: Mapping[str, str]) -> Prompt | None:
    match sound:
        case Pause(length):
            return Prompt("pause", "", begin, begin + length)
        case Say(text):
            return Prompt("say", text, begin, begin + spoken_seconds(text))
        case Play(url):
            recording = media.fetch(url)
            caption = captions.get(file_name(url), "")
            return Prompt("play", caption, begin, begin + recording.seconds, url) if recording else None


def spoken_seconds(text: str) -> float:
    """Estimate how long a text takes to speak, in seconds."""
    return len(text.split()) * 60 / WORDS_A_MINUTE
