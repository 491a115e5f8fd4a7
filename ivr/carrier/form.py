"""Form → event: what the carrier posts when something has happened in a call."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote_plus

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

MOST_FIELDS = 1000
"""In one form; the carrier's have under fifty."""


class Form(dict[str, str]):
    """The fields of a form, each with its first value."""

    signature: str = ""
    """With which it came: where it fits, it tells this request from all others."""

    def __init__(self, body: bytes = b"") -> None:
        """Read application/x-www-form-urlencoded, whatever type the body claims to be: its signature tells.

        Raises ValueError for more than `MOST_FIELDS` fields.
        """
        super().__init__()
        self._further: dict[str, list[str]] = {}
        fields = body.decode(errors="replace").split("&")
        if len(fields) > MOST_FIELDS:
            raise ValueError(f"a form has more than {MOST_FIELDS} fields")
        for field in filter(None, fields):
            name, _, value = field.partition("=")
            if "%" in field or "+" in field:
                name, value = _unquoted(name), _unquoted(value)
            if name in self:
                self._further.setdefault(name, []).append(value)
            else:
                self[name] = value

    def getall(self, name: str) -> list[str]:
        """Every value of a field that is there: `twilio.request_validator` asks for them so."""
        return [self[name], *self._further.get(name, ())]


def _unquoted(text: str) -> str:
    """As `unquote_plus`, at once for what alone is quoted in nearly all that the carrier sends: the + of a number."""
    if text.count("%") == text.count("%2B"):
        return text.replace("+", " ").replace("%2B", "+")
    return unquote_plus(text)


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
