"""Form → event: what the carrier posts when something has happened in a call."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.carrier.speech import Speech
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


def read_form(place: Place, form: Mapping[str, str], speech: Speech) -> Event:
    """What happened at `place`; never an error, whatever fields are missing, odd or new. A key outweighs any sound."""
    if place == START:
        return Began()
    if status := form.get("DialCallStatus"):
        return Transferred(OUTCOMES.get(status, Outcome.FAILED))
    if pressed := form.get("Digits") or form.get("FinishedOnKey"):
        return Key(pressed[0])
    if (words := form.get("SpeechResult")) is not None:
        return speech.understand(words, _confidence(form.get("Confidence", "")))
    return Silence()


def _confidence(text: str) -> float | None:
    """From 0 to 1; None where it cannot be read, and for 0.0, with which Google's recogniser says that it has none."""
    try:
        confidence = float(text)
    except ValueError:
        return None
    return confidence if 0 < confidence <= 1 else None
