"""A turn of a call as steps to be performed in real time, one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.phone.call import Call
from ivr.phone.event import Event
from ivr.phone.listening import Listening, Prompt


@dataclass(frozen=True, slots=True)
class Step:
    """Something that takes its time; what does not apply to it is empty.

    `event` is play, say, pause, dial, connected or end.
    """

    event: str
    seconds: float
    text: str = ""
    """What is said; for an end, who ended the call."""
    url: str = ""
    """The recording's whole address."""
    number: str = ""


def past(call: Call) -> list[Step]:
    """What has happened since the caller last did something: nobody could interrupt it, a transfer included."""
    prompts = {told.prompt.begin: told.prompt for told in call.told}
    ends = [*(event.at for event in call.lately[1:]), call.now]
    return [_step(event, end, prompts.get(event.at)) for event, end in zip(call.lately, ends, strict=False)]


def ahead(listening: Listening) -> Iterator[Step]:
    """What is said while the line listens; a key or a word may stop it."""
    return (_said(prompt) for prompt in listening.prompts)


def _step(event: Event, end: float, prompt: Prompt | None) -> Step:
    if event.event in ("play", "say") and prompt:
        return _said(prompt)
    return Step(event.event, end - event.at, event.text, number=event.number)


def _said(prompt: Prompt) -> Step:
    return Step(prompt.event, prompt.end - prompt.begin, prompt.text, prompt.url)
