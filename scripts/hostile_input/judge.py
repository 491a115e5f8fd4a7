"""What must be true of every answer, whatever was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from hostile_input.real import PUBLIC, Answered, catalogue, dialled, line
from hostile_input.tried import DIAL, ERROR
from ivr.carrier.twiml import TwimlWriter
from ivr.errors import PhoneError
from ivr.phone.portable import complaints
from ivr.phone.schema import faults
from ivr.phone.twiml import read, verbs
from ivr.web.calls import fault
from ivr.web.played import Played

E164 = re.compile(r"\+[1-9][0-9]{5,14}")
REST = re.compile(r"(from=[0-9]{1,4}\.[0-9]{2})?")


def against(answered: Answered, called: str = "") -> Iterator[str]:
    """What is wrong with an answer of a server; `called` is the number that was phoned, the only one to be shown."""
    if answered.status >= 500:
        yield f"{ERROR}: {answered.status}"
    for name, value in answered.headers:
        if re.search(r"[\r\n\0]", name + value):
            yield f"a line end in the header {name}"
        if name.lower() == "x-injected":
            yield "a header that the request has put there"
    if answered.status == 200 and answered.header("Content-Type").startswith("text/xml"):
        yield from against_document(answered.body, called)


def against_turn(answered: Answered, called: str = "") -> Iterator[str]:
    """What is wrong with the answer to a signed request below /call."""
    yield from against(answered, called)
    if answered.status == 200 and not answered.header("Content-Type").startswith("text/xml"):
        yield "a turn that is answered with something else than text/xml"
    if answered.body == apology():
        yield f"{ERROR}: an apology, for a turn that failed"
    if answered.status not in (200, 400, 413):
        yield f"a signed turn that is answered with {answered.status}"


@cache
def apology() -> bytes:
    """What callers hear when a turn fails: as good as an answer of 500, and better hidden."""
    played = Played(line(), catalogue(), f"{PUBLIC}/audio")
    return TwimlWriter(line(), f"{PUBLIC}/call", played.address).write(fault(line()), "")


def against_document(body: bytes, called: str = "") -> tuple[str, ...]:
    """What is wrong with a document; those that differ in their moment alone are looked at once."""
    return _against_document(re.sub(rb"since=[0-9]+", b"since=1", body), called if b"<Dial" in body else "")


@lru_cache(20_000)
def _against_document(body: bytes, called: str) -> tuple[str, ...]:
    try:
        document = read(body)
        verbs(document, f"{PUBLIC}/call")
    except PhoneError as error:
        return (_kind(f"a document that the phone refuses: {error}"),)
    found = [*faults(document), *(complaint.what for complaint in complaints(document))]
    return (*(_kind(f"not portable: {what}") for what in found), *_elsewhere(document), *_dialled(document, called))


def _kind(what: str) -> str:
    """A complaint without what differs from one document to the next."""
    return re.sub(r'="[^"]*"|: line [0-9]+, column [0-9]+', "", what)


def _elsewhere(document: Element) -> Iterator[str]:
    actions = [verb.get("action", "") for name in ("Gather", "Dial") for verb in document.iter(name)]
    for url in (*actions, *(verb.text or "" for verb in document.iter("Redirect"))):
        if not url.startswith(f"{PUBLIC}/call/") or urlsplit(url).fragment:
            yield f"an address that is not below the line's own: {url[:80]}"
    for verb in document.iter("Play"):
        file, _, query = (verb.text or "").removeprefix(f"{PUBLIC}/audio/").partition("?")
        if file not in catalogue().files or not REST.fullmatch(query):
            yield f"a recording that is not in the catalogue: {verb.text}"


def _dialled(document: Element, called: str) -> Iterator[str]:
    for dial in document.iter("Dial"):
        number = "".join(dial.itertext())
        if number not in dialled():
            yield f"{DIAL}: {number}"
        shown = dial.get("callerId")
        if shown is not None and (shown != called or not E164.fullmatch(shown)):
            yield f"a number shown to the helpline that was not phoned: {shown[:40]!r}"
