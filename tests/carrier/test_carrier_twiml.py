"""Replies, and the documents they become."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from ivr.carrier.twiml import TwimlWriter
from ivr.content import Line, Prompt
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer
from ivr.dialogue.walk import by_what_is_said, walk
from ivr.phone import complaints
from ivr.phone.twiml import read
from ivr.recordings.catalogue import Catalogue

CALLS = "https://line.example/call"
MENU = Place(Spot(Kind.MENU, "main"), count=1)
HELLO, MORE, NUMBER = Prompt("Hello & <welcome>."), Prompt("More … press 1."), Prompt("116 123")


@pytest.fixture
def writer(line: Line) -> TwimlWriter:
    """A writer to whom only one prompt is recorded."""
    return TwimlWriter(line, CALLS, {MORE: "https://line.example/audio/more.wav"}.get)


def document(writer: TwimlWriter, reply: Reply, caller_id: str = "+442079460000") -> Element:
    return fromstring(writer.write(reply, caller_id))


def outline(element: Element) -> list[object]:
    return [element.tag, element.attrib, (element.text or "").strip(), *map(outline, element)]


def test_an_ask_is_a_gather_of_one_key_and_silence_takes_the_same_road(writer: TwimlWriter) -> None:
    url = f"{CALLS}/menu/main?count=1"
    gather = {
        "input": "dtmf", "numDigits": "1", "finishOnKey": "", "timeout": "10", "action": url, "method": "POST",
    }  # fmt: skip
    say = {"language": "en-GB", "voice": "Polly.Amy"}
    assert outline(document(writer, Reply((HELLO,), Ask((MORE,), 10, MENU)))) == [
        "Response", {}, "",
        ["Say", say, "Hello & <welcome>."],
        ["Gather", gather, "", ["Play", {}, "https://line.example/audio/more.wav"]],
        ["Redirect", {"method": "POST"}, url],
    ]  # fmt: skip


def test_a_transfer_rings_for_a_minute_shows_the_lines_number_and_comes_back(writer: TwimlWriter) -> None:
    reply = Reply((), Transfer("+44116123", Place(Spot(Kind.TRANSFER, "samaritans"))))
    dial = {
        "action": f"{CALLS}/transfer/samaritans", "method": "POST", "timeout": "60", "timeLimit": "14400",
        "callerId": "+442079460000",
    }  # fmt: skip
    assert outline(document(writer, reply))[3:] == [["Dial", dial, "", ["Number", {}, "+44116123"]]]


@pytest.mark.parametrize("caller_id", ["", "sip:line@example.com", "anonymous", "+44<script>", "+1", "+44٤٤٤٤٤٤"])
def test_what_is_not_a_number_is_not_shown_to_the_helpline(writer: TwimlWriter, caller_id: str) -> None:
    reply = Reply((), Transfer("+44116123", Place(Spot(Kind.TRANSFER, "samaritans"))))
    assert "callerId" not in document(writer, reply, caller_id)[0].attrib


def test_a_farewell_ends_the_call(writer: TwimlWriter) -> None:
    assert [verb.tag for verb in document(writer, Reply((HELLO,), Farewell()))] == ["Say", "Hangup"]


def test_a_number_without_a_recording_is_said_digit_by_digit(writer: TwimlWriter) -> None:
    assert document(writer, Reply((NUMBER,), Farewell()))[0].text == "1 1 6, 1 2 3"


def test_every_document_of_the_line_is_portable_and_asks_for_one_key(line: Line, catalogue: Catalogue) -> None:
    def recorded(prompt: Prompt) -> str | None:
        file = catalogue.find(prompt, line.locale)
        return f"https://line.example/audio/{file}" if file else None

    both = (TwimlWriter(line, CALLS, recorded), TwimlWriter(line, CALLS, lambda _: None))
    replies = {visited.reply for visited in walk(line, by_what_is_said)}
    assert len(replies) > 1000
    for writer in both:
        for reply in replies:
            written = read(writer.write(reply, "+442079460000"))
            assert complaints(written, "+447700900123", "+442079460000") == []
            assert {gather.get("numDigits") for gather in written.iter("Gather")} <= {"1"}
