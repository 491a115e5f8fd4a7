"""What can happen in a call: one small class for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr.dialogue.place import Place

KEYS = frozenset("0123456789*#")
"""The keys that a telephone has."""


@dataclass(frozen=True, slots=True)
class Began:
    """The line has just been answered."""

    broken_off: Place | None = None
    """Where an earlier call of the same caller broke off."""
    too_often: bool = False
    """Whether the same number has begun very many calls within the hour."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key was pressed."""

    key: str
    """One of KEYS; anything else counts as a wrong key, and is not remembered."""


@dataclass(frozen=True, slots=True)
class Silence:
    """The line listened to the end of the wait, and no key came."""


class Outcome(StrEnum):
    """What a transfer met."""

    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    TOO_OFTEN = "too-often"
    """It was not made: the line has put the same number through very many times within the hour."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """A transfer is over, and the caller is back on the line."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Spoke:
    """The caller, or the room the caller is in, made a sound."""

    meanings: tuple[str, ...]
    """What a caller may have meant, the likeliest first; empty for a sound that nobody recognised; two when two are
    close. Each is a command (`person`, `yes`, `stop`, `next`, `back`, `again`, `menu`) or a choice by its address
    (`menu/<id>`, `topic/<id>`, `offer/<id>`, `helplines`)."""


Event = Began | Key | Silence | Transferred | Spoke
