"""Form → event: what the carrier posts when something has happened in a call."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Transferred
from ivr.dialogue.place import START, Place

OUTCOMES = {
    "completed": Outcome.COMPLETED,
    "answered": Outcome.COMPLETED,
    "busy": Outcome.BUSY,
    "no-answer": Outcome.NO_ANSWER,
    "canceled": Outcome.NO_ANSWER,
}
"""DialCallStatus → outcome; whatever else the carrier says is a failure."""


def read_form(place: Place, form: Mapping[str, str]) -> Event:
    """What happened at `place`; never an error, whatever fields are missing, odd or new."""
    if place == START:
        return Began()
    if status := form.get("DialCallStatus"):
        return Transferred(OUTCOMES.get(status, Outcome.FAILED))
    pressed = form.get("Digits") or form.get("FinishedOnKey")
    return Key(pressed[0]) if pressed else Silence()
