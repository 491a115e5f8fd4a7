"""What any carrier that speaks TwiML accepts, and what the platform itself refuses to say or dial."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from ivr.phone.schema import SPOKEN_AT_MOST, VERBS

WITHHELD = "+266696687"
"""What a withheld number has arrived as: the letters of "anonymous" on a keypad, so it seems to be from Lesotho."""

_E164 = re.compile(r"\+[1-9]\d{1,14}")
# Bare, or behind a country code however that is written: 999, +44 999, 0044 (0)999.
_EMERGENCY = re.compile(r"(\+|00)?\d{0,3}0?(999|911|112)")
_NOT_EVERYWHERE = frozenset({
    "actionOnEmptyResult", "answerOnBridge", "bargeIn", "debug", "digits", "enhanced", "maxSpeechTime",
    "partialResultCallback", "partialResultCallbackMethod", "profanityFilter", "sequential", "speechModel",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing a document should not hold, with the platform's number for it (12200 where other carriers object)."""

    number: int
    what: str


def complaints(document: Element, caller: str = "", called: str = "") -> list[Complaint]:
    """Return everything in a document that some carrier refuses: nothing for a portable one.

    `caller` and `called` are the call's two numbers, in E.164; without them the callerId goes unchecked.
    """
    unportable = (what for verb in document.iter() for what in _CHECKS.get(verb.tag, _other)(verb))
    return [
        *refusals(document, caller, called),
        *(
            Complaint(12200, f"not portable: {what}")
            for what in (*_order(document), *_attributes(document), *unportable)
        ),
    ]


def refusals(document: Element, caller: str = "", called: str = "") -> list[Complaint]:
    """Return what the platform itself refuses to say (13520, 13521), to dial (13224) or to show there (13214)."""
    dials = list(document.iter("Dial"))
    return [
        *(fault for say in document.iter("Say") for fault in _said(say)),
        *(fault for dial in dials for fault in _dialled(dial)),
        *(fault for dial in dials for fault in _shown(dial, caller, called)),
    ]


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip()


def _said(say: Element) -> Iterator[Complaint]:
    length = len(_text(say))
    if not length:
        yield Complaint(13520, "a Say says nothing")
    if length > SPOKEN_AT_MOST:
        yield Complaint(13521, f"a Say has {length} characters, more than {SPOKEN_AT_MOST}")


def _dialled(dial: Element) -> Iterator[Complaint]:
    for noun in dial.findall("Number") or [dial]:
        number = _text(noun)
        if _EMERGENCY.fullmatch(re.sub(r"[^\d+]", "", number)):
            yield Complaint(13224, f"{number} is an emergency number, which no line may bridge")
        elif not _E164.fullmatch(number):
            yield Complaint(13224, f"{number!r} is not a number in E.164, such as +442079460000")


def _shown(dial: Element, caller: str, called: str) -> Iterator[Complaint]:
    shown = dial.get("callerId", caller)
    if not caller:
        return
    if shown == WITHHELD:
        yield Complaint(13214, "the caller withholds the number: Dial must show the line's own as callerId")
    elif shown not in (caller, called):
        yield Complaint(13214, f"callerId {shown!r} is neither the calling nor the called number")


def _order(document: Element) -> Iterator[str]:
    if len(document) and document[-1].tag == "Gather":
        yield "a Gather is followed by nothing, so that silence ends the call"


def _attributes(document: Element) -> Iterator[str]:
    for element in document.iter():
        for name in sorted(_NOT_EVERYWHERE & element.attrib.keys()):
            yield f"<{element.tag} {name}>"


def _gather(gather: Element) -> Iterator[str]:
    yield from _method(gather)
    yield from _absolute(gather, gather.get("action"))
    for child in gather:
        if child.tag not in ("Play", "Say"):
            yield f"<{child.tag}> inside Gather"


def _redirect(redirect: Element) -> Iterator[str]:
    yield from _method(redirect)
    yield from _absolute(redirect, _text(redirect))


def _play(play: Element) -> Iterator[str]:
    yield from _absolute(play, _text(play))


def _dial(dial: Element) -> Iterator[str]:
    yield from _method(dial)
    yield from _absolute(dial, dial.get("action"))
    for name in ("action", "timeout", "timeLimit"):
        if name not in dial.attrib:
            yield f"a Dial without {name}"
    if [noun.tag for noun in dial] != ["Number"]:
        yield "a Dial that does not hold exactly one Number"


def _method(verb: Element) -> Iterator[str]:
    if verb.get("method") != "POST":
        yield f'a {verb.tag} without method="POST"'


def _absolute(verb: Element, address: str | None) -> Iterator[str]:
    if address is not None and _scheme(address) not in ("http", "https"):
        yield f"the address {address!r} of a {verb.tag} is not absolute"


def _scheme(address: str) -> str:
    try:
        return urlsplit(address).scheme
    except ValueError:  # such as brackets that never close
        return ""


def _plain(_: Element) -> Iterator[str]:
    yield from ()


def _other(verb: Element) -> Iterator[str]:
    if verb.tag == "Pause" or verb.tag not in VERBS:
        yield f"<{verb.tag}>"


_CHECKS: Mapping[str, Callable[[Element], Iterator[str]]] = {
    "Response": _plain,
    "Number": _plain,
    "Gather": _gather,
    "Redirect": _redirect,
    "Play": _play,
    "Dial": _dial,
}
