"""What a caller needs: chosen, or noticed by the line; it stays for the whole call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    """The ways of answering."""

    KEYS = "keys"
    ONCE = "once"
    """Any key, in this one place, because its keys went wrong twice; then numbered keys again."""
    ANY = "any"
    LISTENING = "listening"
    VOICE = "voice"
    """Any key, or a word."""


class Pace(StrEnum):
    """How fast the line speaks; a set of recordings each."""

    NORMAL = "normal"
    SLOW = "slow"


class Time(StrEnum):
    """How long the line waits for an answer."""

    NORMAL = "normal"
    LONG = "long"
    UNLIMITED = "unlimited"


ERRATIC = 1
"""Slips after which a 0 may be one too."""


OFTEN = 2
"""Slips after which keys are taken to come by themselves."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The way of answering, pace and time in force, and how the caller's hands have been."""

    way: Way = Way.KEYS
    pace: Pace = Pace.NORMAL
    time: Time = Time.NORMAL
    slips: int = 0
    """Bounces, wrong keys, and choices taken back at once, in this call."""
    hurried: int = 0
    """Keys in a row, up to now, that were struck as soon as the line listened."""

    sounds: int = 0
    """Sounds in a row, up to now, that nobody recognised as words."""

    resting: bool = False
    """Whether the caller's number has phoned so often that helplines alone are open to it in this call."""

    @property
    def one_by_one(self) -> bool:
        """Whether choices are read one at a time, for any key to take."""
        return self.way is not Way.KEYS

    @property
    def erratic(self) -> bool:
        """Whether a 0 may well be a slip."""
        return self.slips >= ERRATIC or self.one_by_one


USUAL = Needs()
