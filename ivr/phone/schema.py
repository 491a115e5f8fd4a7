"""Which verbs and attributes TwiML has, and which values they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

Check = Callable[[str], bool]

SPOKEN_AT_MOST = 4096
"""The longest text of one Say, in characters."""


def _matches(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


def whole(least: int, most: int) -> Check:
    """Return a check that a value is a whole number from `least` to `most`."""
    digits = _matches(r"[0-9]{1,9}")
    return lambda value: digits(value) and least <= int(value) <= most


_ANYTHING = _matches(r".*")
_SOMETHING = _matches(r".+")
_METHOD = _matches("GET|POST")
_FLAG = _matches("true|false")
_LOOP = whole(0, 1000)

_GATHER: Mapping[str, Check] = {
    "input": _matches("dtmf|speech|dtmf speech|speech dtmf"),
    "action": _SOMETHING,
    "method": _METHOD,
    "timeout": whole(1, 3600),
    "speechTimeout": lambda value: value == "auto" or whole(1, 3600)(value),
    "maxSpeechTime": whole(1, 600),
    "profanityFilter": _FLAG,
    "finishOnKey": _matches(r"[0-9*#]?"),
    "numDigits": whole(1, 1000),
    "partialResultCallback": _SOMETHING,
    "partialResultCallbackMethod": _METHOD,
    "language": _SOMETHING,
    "hints": _ANYTHING,
    "bargeIn": _FLAG,
    "debug": _FLAG,
    "actionOnEmptyResult": _FLAG,
    "speechModel": _SOMETHING,
    "enhanced": _FLAG,
}

_DIAL: Mapping[str, Check] = {
    "action": _SOMETHING,
    "method": _METHOD,
    "timeout": whole(1, 600),
    "timeLimit": whole(1, 86400),
    "callerId": _SOMETHING,
    "answerOnBridge": _FLAG,
    "hangupOnStar": _FLAG,
    "record": _SOMETHING,
    "recordingStatusCallback": _SOMETHING,
    "ringTone": _SOMETHING,
    "sequential": _FLAG,
    "trim": _SOMETHING,
}

_NUMBER: Mapping[str, Check] = {
    "sendDigits": _matches(r"[0-9*#wW]+"),
    "url": _SOMETHING,
    "method": _METHOD,
    "statusCallback": _SOMETHING,
    "statusCallbackEvent": _SOMETHING,
    "statusCallbackMethod": _METHOD,
}

VERBS: Mapping[str, Mapping[str, Check]] = {
    "Gather": _GATHER,
    "Play": {"loop": _LOOP, "digits": _matches(r"[0-9*#wW]+")},
    "Say": {"voice": _SOMETHING, "language": _SOMETHING, "loop": _LOOP},
    "Pause": {"length": whole(1, 3600)},
    "Redirect": {"method": _METHOD},
    "Dial": _DIAL,
    "Hangup": {},
}
"""The verbs this phone obeys, each with its attributes (twilio 9.13's `voice_response`) and their checks."""

UNOBEYED = frozenset({
    "Connect", "Enqueue", "Leave", "Pay", "Prompt", "Queue", "Record", "Refer", "Reject", "Siprec", "Sms", "Start",
    "Stop", "Stream", "Transcription", "VirtualAgent",
})  # fmt: skip
"""Verbs the platform knows and this phone does not obey; none of them is portable."""

_NESTED: Mapping[str, Mapping[str, Mapping[str, Check]]] = {
    "Gather": {name: VERBS[name] for name in ("Play", "Say", "Pause")},
    "Dial": {"Number": _NUMBER, "Client": {}, "Conference": {}, "Queue": {}, "Sim": {}, "Sip": {}},
}


def value(element: Element, name: str, default: str) -> str:
    """Return an attribute, or the default where it is missing or unfit, as the platform does."""
    found = element.get(name)
    return found if found is not None and VERBS[element.tag][name](found) else default


def faults(document: Element) -> list[str]:
    """Return everything in a document that the platform would warn of (12200), in reading order."""
    return [*_loose_text(document), *_children(document, VERBS)]


def _children(parent: Element, known: Mapping[str, Mapping[str, Check]]) -> Iterator[str]:
    for child in parent:
        if child.tag in known:
            yield from _attributes(child, known[child.tag])
            yield from _inside(child)
        elif parent.tag != "Response" or child.tag not in UNOBEYED:
            yield f"there is no <{child.tag}> in <{parent.tag}>"


def _inside(verb: Element) -> Iterator[str]:
    if verb.tag == "Gather":
        yield from _loose_text(verb)
    if verb.tag != "Say":  # what speech mark-up a Say may hold depends on its voice
        yield from _children(verb, _NESTED.get(verb.tag, {}))


def _attributes(element: Element, known: Mapping[str, Check]) -> Iterator[str]:
    for name, given in element.attrib.items():
        if name not in known:
            yield f"<{element.tag}> has no attribute {name}"
        elif not known[name](given):
            yield f'<{element.tag} {name}="{given}">: not a value of {name}'


def _loose_text(parent: Element) -> Iterator[str]:
    for text in (parent.text, *(child.tail for child in parent)):
        if text and text.strip():
            yield f"text outside any verb in <{parent.tag}>: {text.strip()[:40]!r}"
