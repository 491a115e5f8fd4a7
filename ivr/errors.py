"""Every error this project raises on purpose.

    IvrError                 something a person can put right; its text says what, where and how
    ├── ContentError         what the line says is unfit; carries every problem found, not the first alone
    ├── SettingsError        an environment variable is missing or wrong
    ├── RecordingError       a recording, or the catalogue of recordings, cannot be read or made
    │   └── VoiceError       a voice could not speak a text (not installed, cut off)
    │       └── VoiceRefusedError   it will speak no other either: asking on would only make things worse
    ├── CarrierError         the carrier's REST API refuses, or does not answer
    ├── DifferenceError      the line of an earlier commit cannot be had
    └── PhoneError           the phone cannot go on
        └── Refused          the carrier would refuse this document or request, and say so with its own number

A caller never meets any of these: `ivr.web` answers a fault with a spoken apology.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class IvrError(Exception):
    """Something a person can put right; `str()` of it is one clear message."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the content: in which file, under which key, and what to do about it."""

    file: str
    key: str
    what: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.what}"


class ContentError(IvrError):
    """What the line says is unfit to be said; `problems` holds everything found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SettingsError(IvrError):
    """An environment variable is missing or wrong."""


class RecordingError(IvrError):
    """A recording, or the catalogue of recordings, cannot be read or made."""


class VoiceError(RecordingError):
    """A voice could not speak a text: it is not installed, or was cut off."""


class VoiceRefusedError(VoiceError):
    """A voice refused, and will refuse every other text: asking on would only make things worse."""


class CarrierError(IvrError):
    """The carrier's REST API refuses what was asked of it, or does not answer."""


class DifferenceError(IvrError):
    """The line of an earlier commit cannot be had."""


class PhoneError(IvrError):
    """The phone cannot go on: the line does not answer, or its keys make no sense."""


class Refused(PhoneError):  # noqa: N818 - what the carrier did, not what went wrong here
    """The carrier would refuse this document or request.

    `number` is the carrier's own error number (12100: not well formed; 11200: no good answer; and so on).
    """

    def __init__(self, number: int, what: str) -> None:
        self.number = number
        super().__init__(f"{number}: {what}")
