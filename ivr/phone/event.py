"""What happens in a call, as the caller would tell it afterwards."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

CALLER_HUNG_UP = "the caller hung up"
LINE_ENDED = "the line ended the call"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; what does not apply to it is empty.

    `event` is play, say, key, speech, silence, dial, connected or end.
    """

    at: float
    """Seconds since the call was answered."""
    event: str
    text: str = ""
    """What was said, by the line or by the caller; for an end, who ended the call."""
    recording: str = ""
    """The recording's file name."""
    key: str = ""
    number: str = ""
    """The number dialled, in E.164."""

    def as_json(self) -> str:
        """Return the event as one line of JSON with all six keys, the time rounded to hundredths of a second."""
        return json.dumps(asdict(self) | {"at": round(self.at, 2)}, ensure_ascii=False)


def caption(event: Event) -> str:
    """An event as one plain line of text."""
    match event.event:
        case "play" | "say":
            return event.text or f"(recording {event.recording})"
        case "key":
            return f"> {event.key}"
        case "speech":
            return f"> {event.text}"
        case "silence":
            return "> (silence)"
        case "dial":
            return f"(phoning {event.number})"
        case "connected":
            return f"(connected to {event.number})"
        case _:
            return f"({event.text})"
