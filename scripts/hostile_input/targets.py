"""What the fuzzer is let loose on: five parsers, each with inputs to begin from.

Choices are taken from the end of an input, as atheris does, and the text is the rest: so that a real address, form or
document is an input as it stands.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape, quoteattr

from hostile_input import real
from hostile_input.judge import against_document
from hostile_input.real import CALLED, FORM, PUBLIC, WEEKDAY
from hostile_input.tried import DIAL, Tried
from hostile_input.vocabulary import KEYS, NAMES, NASTY, STATUSES
from ivr.carrier.form import Form, read_form
from ivr.carrier.speech import Speech
from ivr.carrier.twiml import TwimlWriter
from ivr.content import load_line
from ivr.content.loader import LINES
from ivr.dialogue.address import address, read_address
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.place import Place
from ivr.dialogue.reply import Farewell, Reply, Transfer
from ivr.dialogue.step import step
from ivr.errors import ContentError, PhoneError
from ivr.phone.portable import complaints
from ivr.phone.schema import faults
from ivr.phone.twiml import read, verbs
from ivr.web.played import Played

_UNFIT = re.compile("[^\t\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document can hold: XML 1.0, section 2.2."""


class Data(Protocol):
    """Of atheris.FuzzedDataProvider, what is used."""

    def ConsumeIntInRange(self, least: int, most: int) -> int: ...  # noqa: N802
    def ConsumeBytes(self, count: int) -> bytes: ...  # noqa: N802
    def remaining_bytes(self) -> int: ...


def _rest(data: Data) -> bytes:
    return data.ConsumeBytes(data.remaining_bytes())


@cache
def speech() -> Speech:
    """What the line understands."""
    return Speech(real.line())


@cache
def writer() -> TwimlWriter:
    """As the server writes."""
    return TwimlWriter(real.line(), f"{PUBLIC}/call", Played(real.line(), real.catalogue(), f"{PUBLIC}/audio").address)


@cache
def places() -> tuple[Place, ...]:
    """Where forms arrive."""
    known = (one.partition("?") for one in real.addresses()[::40])
    return tuple(read_address(path, query.encode(), real.line()) for path, _, query in known)


@cache
def events() -> tuple[Event, ...]:
    """What may happen anywhere."""
    said = (("person",), ("yes",), ("next",), ("back",), ("topic/stress", "menu/main"), ("offer/mind",), ())
    keys = (*KEYS, "A", "\x00", "\x1b", "&", "<", "\ufffe")
    return (Began(), Silence(), *map(Key, keys), *map(Transferred, Outcome), *map(Spoke, said))


def _lines(rest: bytes) -> Iterator[tuple[int, str]]:
    """The lines of a text, each with a choice, which is its first byte."""
    for one in rest.split(b"\n"):
        if one:
            yield one[0], one[1:].decode(errors="replace")


def form(data: Data, tried: Tried) -> None:
    """Any body, or any values in the fields that matter, at any place: one event, and a reply to it."""
    place = places()[data.ConsumeIntInRange(0, len(places()) - 1)]
    as_fields, body = data.ConsumeIntInRange(0, 1), _rest(data)
    if as_fields:
        body = real.form((NAMES[choice % len(NAMES)], value) for choice, value in _lines(body))
    try:
        read_in = Form(body)
    except ValueError as error:
        if "number of fields" not in str(error):
            raise
        tried.got("too many fields")
        return
    event = read_form(place, read_in, speech())
    _judge(step(real.line(), place, event, WEEKDAY), read_in.get("To", ""), tried)
    tried.got(type(event).__name__)


def places_named(data: Data, tried: Tried) -> None:
    """Any address, and any event there: a place of the line, a reply, a document."""
    line, event = real.line(), events()[data.ConsumeIntInRange(0, len(events()) - 1)]
    path, _, query = _rest(data).partition(b"?")
    place = read_address(path.decode(errors="replace"), query, line)
    there, _, fields = address(place).partition("?")
    if read_address(there, fields.encode(), line) != place:
        tried.finds("an address that leads to another place than it came from", repr(address(place)))
    _judge(step(line, place, event, WEEKDAY), CALLED, tried)
    tried.got(place.spot.kind)


def _judge(reply: Reply, called: str, tried: Tried) -> None:
    if isinstance(reply.then, Transfer) and reply.then.number not in real.dialled():
        tried.finds(f"{DIAL}: {reply.then.number}", repr(reply.then.place))
    if not isinstance(reply.then, Farewell) and len(address(reply.then.place)) > 500:
        tried.finds("an address that grows", address(reply.then.place))
    for what in against_document(writer().write(reply, called), called):
        tried.finds(what, repr(reply))


@cache
def spoilt_folder() -> Path:
    """A copy of the line's folder, of which one file at a time is spoilt."""
    return Path(shutil.copytree(LINES / "uk", Path(tempfile.mkdtemp()) / "uk"))


@cache
def files() -> tuple[tuple[Path, bytes], ...]:
    """The files of that folder, as they were."""
    found = (*sorted(spoilt_folder().glob("*.toml")), *sorted(spoilt_folder().glob("topics/*.md"))[:4])
    return tuple((path, path.read_bytes()) for path in found)


def content(data: Data, tried: Tried) -> None:
    """A file of the line in which a stretch is replaced, or all of it: it loads, or every problem is told."""
    path, whole = files()[data.ConsumeIntInRange(0, len(files()) - 1)]
    start, length = data.ConsumeIntInRange(0, len(whole)), data.ConsumeIntInRange(0, 64)
    new = _rest(data)
    path.write_bytes(new if length == 64 else whole[:start] + new + whole[start + length :])
    try:
        line = load_line(str(spoilt_folder()))
    except ContentError as error:
        if not error.problems or not all(problem.file and problem.what for problem in error.problems):
            tried.finds("content that is refused, and not said why", repr(new))
        tried.got("refused")
    else:
        spoken = TwimlWriter(line, f"{PUBLIC}/call", lambda *_: None)
        for event in (Began(), Key("0"), Key("1"), Silence()):
            reply = step(line, read_address("menu/main", b"", line), event, WEEKDAY)
            for what in against_document(spoken.write(reply, CALLED), CALLED):
                tried.finds(what, repr((path.name, start, length, new)))
        tried.got("loads")
    finally:
        path.write_bytes(whole)


ELEMENTS = (
    "<Say voice={}>x</Say>", "<Say>{}</Say>", "<Play>{}</Play>", "<Play loop={}>x</Play>", "<Pause length={}/>",
    "<Redirect method={}>x</Redirect>", "<Redirect>{}</Redirect>", "<Dial action={}>x</Dial>", "<Dial>{}</Dial>",
    "<Dial timeout={}><Number>x</Number></Dial>", "<Dial callerId={}><Number>{}</Number></Dial>", "<Hangup/>",
    "<Gather action={}>", "<Gather timeout={}>", "<Gather numDigits={} action={}>", "<Gather finishOnKey={}>",
    "<Gather input={} language={}>", "</Gather>", "<{}/>", "<Sip>{}</Sip>", "<Number>{}</Number>",
)  # fmt: skip
"""Of documents; what is put in is quoted as it must be, so that it is read."""


def _document(lines: Iterator[tuple[int, str]]) -> bytes:
    """A document that is well formed, mostly, of elements with any values."""
    made, inside = "", False
    for choice, text in lines:
        element = ELEMENTS[choice % len(ELEMENTS)]
        if element.startswith(("<Gather", "</Gather")):
            made += "</Gather>" if inside else ""
            inside = element.startswith("<G")
            if not inside:
                continue
        value = _UNFIT.sub("", text)
        name = "".join(filter(str.isalpha, value)) or "Sms"
        for quoted, how in (("={}", f"={quoteattr(value)}"), ("<{}/>", f"<{name}/>"), ("{}", escape(value))):
            element = element.replace(quoted, how)
        made += element
    return f"<Response>{made}{'</Gather>' if inside else ''}</Response>".encode()


def twiml(data: Data, tried: Tried) -> None:
    """Any document, and any of elements that there are: the phone obeys it, or refuses it."""
    as_elements, rest = data.ConsumeIntInRange(0, 1), _rest(data)
    body = _document(_lines(rest)) if as_elements else rest
    try:
        document = read(body)
        found = [*faults(document), *complaints(document, FORM["From"], CALLED)]
        verbs(document, f"{PUBLIC}/call")
    except PhoneError:
        tried.got("refused")
        return
    tried.got("complained of" if found else "obeyed")


def _forms() -> Iterator[bytes]:
    said = [{"Digits": key} for key in KEYS] + [{"SpeechResult": word, "Confidence": "0.9"} for word in ("help", "yes")]
    said += [{"DialCallStatus": status} for status in ("completed", "busy", "failed")] + [{"SpeechResult": ""}, {}]
    for fields in said:
        yield real.form((FORM | fields).items()) + bytes(2)
    yield from (b"SpeechResult=" + word.encode(errors="replace") + bytes(2) for word in NASTY)
    for name in range(len(NAMES)):
        yield from (bytes([name]) + word.encode(errors="replace") + b"\1\0" for word in (*NASTY, *STATUSES, *KEYS))


def _addresses() -> Iterator[bytes]:
    yield from (known.encode() + bytes([number % 32]) for number, known in enumerate(real.addresses()[::7]))
    yield from (f"transfer/{word}?trail={word}".encode(errors="replace") + b"\0" for word in NASTY)


def _texts() -> Iterator[bytes]:
    chance = random.Random(1)  # where it is put, and how much it replaces
    for word in (*NASTY, "a", " an", "é", "…", " and then", "0", '"', "\n\n", "[", "---\n", "{x}"):
        yield from (word.encode(errors="replace") + chance.randbytes(5) for _ in range(6))
    yield from (whole + b"\x40" + bytes(7) for _, whole in files())


def _documents() -> Iterator[bytes]:
    for place in places():
        for event in events()[:6]:
            yield writer().write(step(real.line(), place, event, WEEKDAY), CALLED) + b"\0"
    for word in NASTY:
        yield f"<Response><Say>{word}</Say><Play>{word}</Play></Response>\0".encode(errors="replace")
        yield b"\n".join(bytes([one]) + word.encode(errors="replace") for one in range(len(ELEMENTS))) + b"\1"


Target = Callable[[Data, Tried], None]

PARSERS: dict[str, tuple[Target, Callable[[], Iterator[bytes]], int]] = {
    "form": (form, _forms, 4096),
    "address": (places_named, _addresses, 1024),
    "content": (content, _texts, 16_384),
    "twiml": (twiml, _documents, 1024),
}
"""By name: what is tried, what to begin from, and how long an input may be, in bytes."""
