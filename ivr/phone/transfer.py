"""What a transfer meets at the other end."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ivr.errors import PhoneError
from ivr.phone.twiml import Dial

OUTCOMES = ("answer", "busy", "no-answer", "failed")
RINGS = 6.0
"""Seconds until somebody answers."""
TALKS = 60.0
"""Seconds a conversation lasts."""
BUSY_AFTER = 2.0
FAILED_AFTER = 1.0


@dataclass(frozen=True, slots=True)
class Transfer:
    """How one transfer goes, its times in seconds."""

    status: str
    """Twilio's DialCallStatus."""
    rings: float
    talks: float = 0.0

    def fields(self) -> dict[str, str]:
        """Return what is posted to the Dial's action afterwards."""
        talked = {"DialCallDuration": f"{self.talks:.0f}"} if self.talks else {}
        return {"DialCallStatus": self.status, "DialCallSid": f"CA{uuid.uuid4().hex}"} | talked


def outcomes(given: str | Sequence[str]) -> tuple[str, ...]:
    """Return what the transfers of a call meet, in order; raise `PhoneError` for an unknown outcome or none."""
    listed = (given,) if isinstance(given, str) else tuple(given)
    unknown = [outcome for outcome in listed if outcome not in OUTCOMES]
    if unknown or not listed:
        raise PhoneError(f"a transfer meets one of {', '.join(OUTCOMES)}, not {', '.join(unknown) or 'nothing'}")
    return listed


def meet(outcome: str, dial: Dial) -> Transfer:
    """Return how a transfer goes that meets this outcome, within the time the line allows it."""
    if outcome == "busy":
        return Transfer("busy", BUSY_AFTER)
    if outcome == "failed":
        return Transfer("failed", FAILED_AFTER)
    if outcome == "no-answer" or dial.timeout < RINGS:
        return Transfer("no-answer", dial.timeout)
    return Transfer("completed", RINGS, min(TALKS, dial.time_limit))
