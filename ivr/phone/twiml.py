"""From the bytes of a TwiML document to the verbs a phone obeys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ivr.errors import PhoneError, Refused
from ivr.phone.schema import UNOBEYED, value

DOCUMENT_AT_MOST = 64 * 1024
"""The largest document, in bytes."""


@dataclass(frozen=True, slots=True)
class Play:
    """A recording to play, `loop` times over."""

    url: str
    loop: int


@dataclass(frozen=True, slots=True)
class Say:
    """A text to speak, `loop` times over."""

    text: str
    loop: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing, for `length` seconds."""

    length: int


Sound = Play | Say | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """Prompts to say while listening for keys, or for speech."""

    sounds: tuple[Sound, ...]
    action: str
    method: str
    timeout: int
    """Seconds to wait once the prompts are over, and again after each key."""
    num_digits: int | None
    finish_on_key: str
    """The key that ends the entry; empty for none."""
    hears_keys: bool
    hears_speech: bool
    language: str
    reports_silence: bool


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another document to go on with."""

    url: str
    method: str


@dataclass(frozen=True, slots=True)
class Dial:
    """A number to put the caller through to."""

    number: str
    action: str
    """The address asked afterwards; empty when the document simply goes on."""
    method: str
    timeout: int
    """Seconds it may ring."""
    time_limit: int
    """Seconds the conversation may last."""


@dataclass(frozen=True, slots=True)
class Hangup:
    """The end of the call."""


Verb = Sound | Gather | Redirect | Dial | Hangup


class _NoDoctype(ElementTree.TreeBuilder):
    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:  # noqa: ARG002
        raise Refused(12100, "the document declares a DOCTYPE")


def read(body: bytes) -> Element:
    """Return the document's root; raise `Refused` when it is too large (11750) or not well formed (12100)."""
    if len(body) > DOCUMENT_AT_MOST:
        raise Refused(11750, f"the document has {len(body)} bytes, more than 64 kB")
    try:
        root = ElementTree.fromstring(body, ElementTree.XMLParser(target=_NoDoctype()))
    except (ElementTree.ParseError, LookupError, ValueError) as fault:
        raise Refused(12100, f"the document is not well formed: {fault}") from fault
    if root.tag != "Response":
        raise Refused(12100, f"the document is a <{root.tag}>, not a <Response>")
    return root


def verbs(document: Element, address: str) -> tuple[Verb, ...]:
    """Return the verbs of a document found at `address`; raise `PhoneError` for one this phone does not obey.

    A verb the platform does not know is passed over, and an unfit value gives way to the default, as there.
    """
    return tuple(_READERS[child.tag](child, address) for child in document if _obeyed(child))


def _obeyed(verb: Element) -> bool:
    if verb.tag in UNOBEYED:
        raise PhoneError(f"this phone does not obey <{verb.tag}>")
    return verb.tag in _READERS


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _url(address: str, given: str) -> str:
    """An address in a document found at `address`; raise `Refused` (11100) for what is none."""
    try:
        return urljoin(address, given)
    except ValueError as fault:
        raise Refused(11100, f"{given[:80]!r} is not an address: {fault}") from fault


def _play(verb: Element, address: str) -> Play:
    return Play(_url(address, _text(verb)), _loop(verb))


def _say(verb: Element, _: str) -> Say:
    return Say(_text(verb), _loop(verb))


def _loop(verb: Element) -> int:
    return int(value(verb, "loop", "1")) or 1000  # 0 stands for "until the call ends"; the platform stops at 1000


def _pause(verb: Element, _: str) -> Pause:
    return Pause(int(value(verb, "length", "1")))


def _gather(verb: Element, address: str) -> Gather:
    digits = value(verb, "numDigits", "")
    heard = value(verb, "input", "dtmf").split()
    return Gather(
        sounds=tuple(_SOUNDS[child.tag](child, address) for child in verb if child.tag in _SOUNDS),
        action=_url(address, value(verb, "action", address)),
        method=value(verb, "method", "POST"),
        timeout=int(value(verb, "timeout", "5")),
        num_digits=int(digits) if digits else None,
        finish_on_key=value(verb, "finishOnKey", "#"),
        hears_keys="dtmf" in heard,
        hears_speech="speech" in heard,
        language=value(verb, "language", "en-US"),
        reports_silence=value(verb, "actionOnEmptyResult", "false") == "true",
    )


def _redirect(verb: Element, address: str) -> Redirect:
    return Redirect(_url(address, _text(verb)), value(verb, "method", "POST"))


def _dial(verb: Element, address: str) -> Dial:
    action = value(verb, "action", "")
    number = verb.find("Number")
    return Dial(
        number=_text(verb if number is None else number),
        action=_url(address, action) if action else "",
        method=value(verb, "method", "POST"),
        timeout=int(value(verb, "timeout", "30")),
        time_limit=int(value(verb, "timeLimit", "14400")),
    )


def _hangup(_: Element, __: str) -> Hangup:
    return Hangup()


_SOUNDS: Mapping[str, Callable[[Element, str], Sound]] = {"Play": _play, "Say": _say, "Pause": _pause}
_READERS: Mapping[str, Callable[[Element, str], Verb]] = {
    **_SOUNDS,
    "Gather": _gather,
    "Redirect": _redirect,
    "Dial": _dial,
    "Hangup": _hangup,
}
