"""Replies, and the documents they become."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest

from ivr.carrier.twiml import ASKED, NEXT, SAID, TwimlWriter
from ivr.content import Line, Prompt
from ivr.dialogue.address import address, read_address
from ivr.dialogue.needs import Needs, Pace, Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer
from ivr.dialogue.walk import walk
from ivr.phone import complaints
from ivr.phone.twiml import read
from ivr.recordings.catalogue import Catalogue

CALLS = "https://line.example/call"
MENU = Place(Spot(Kind.MENU, "main"), count=1)
HELLO, MORE, NUMBER = Prompt("Hello & <welcome>."), Prompt("More … press 1."), Prompt("116 123")


@pytest.fixture
def writer(line: Line) -> TwimlWriter:
    """A writer to whom only one prompt is recorded."""
    return TwimlWriter(line, CALLS, recorded)


def recorded(prompt: Prompt, pace: Pace, second: int) -> str | None:
    if prompt != MORE:
        return None
    name = "more-slow.wav" if pace is Pace.SLOW else "more.wav"
    return f"https://line.example/audio/{name}" + (f"?from={second}.00" if second else "")


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


def test_where_words_are_heard_keys_are_too_and_two_seconds_of_silence_end_them(writer: TwimlWriter) -> None:
    gather = document(writer, Reply((), Ask((MORE,), 10, MENU, speech=True)))[0]
    assert {name: gather.get(name) for name in ("input", "language", "speechTimeout", "numDigits", "timeout")} == {
        "input": "dtmf speech", "language": "en-GB", "speechTimeout": "2", "numDigits": "1", "timeout": "10",
    }  # fmt: skip


def test_the_pace_is_that_of_every_recording(writer: TwimlWriter) -> None:
    written = document(writer, Reply((MORE,), Ask((MORE,), 10, MENU), Pace.SLOW))
    assert [play.text for play in written.iter("Play")] == ["https://line.example/audio/more-slow.wav"] * 2


def test_only_the_last_prompt_is_taken_up_where_it_was_stopped(writer: TwimlWriter) -> None:
    written = document(writer, Reply((MORE,), Ask((MORE, MORE), 1, MENU, skipped=7)))
    whole, rest = "https://line.example/audio/more.wav", "https://line.example/audio/more.wav?from=7.00"
    assert [play.text for play in written.iter("Play")] == [whole, whole, rest]


def test_an_ask_that_says_nothing_only_listens(writer: TwimlWriter) -> None:
    """As the offer does that nobody in a hurry can strike away."""
    written = document(writer, Reply((MORE,), Ask((), 1, MENU)))
    assert [verb.tag for verb in written] == ["Play", "Gather", "Redirect"]
    assert len(written[1]) == 0
    assert complaints(written) == []


PLACES = (
    MENU,
    replace(MENU, since=0),
    replace(MENU, since=86_399_999, key="*", lead=12, needs=Needs(Way.VOICE, Pace.SLOW)),
    Place(Spot(Kind.TOPIC, "stress", 2, 14), 3, (Spot(Kind.HELPLINES), MENU.spot), True, Spot(Kind.TOPIC, "stress", 1)),
    replace(MENU, since=10**7, key="7"),
    MENU,
)
"""Each in its turn: so that one comes behind another whose frame was kept."""


@pytest.mark.parametrize("speech", [False, True])
def test_a_frame_that_was_kept_leads_to_the_place_that_is_asked_for(line: Line, speech: bool) -> None:
    writer = TwimlWriter(line, CALLS, recorded)
    for place in PLACES:
        for noted in ("", "kb2"):
            along = f"&noted={noted}" if noted and place.since is not None else ""
            there = f"{CALLS}/{address(place)}" + along
            asked = fromstring(writer.write(Reply((HELLO,), Ask((MORE,), 10, place, 3, speech)), "", noted))
            assert (asked[1].get("action"), asked[2].text) == (there, there)
            dialled = Reply((HELLO,), Transfer("+44116123", place))
            assert fromstring(writer.write(dialled, "", noted))[1].get("action") == there


def test_what_stands_in_a_frame_for_something_else_is_in_no_document(writer: TwimlWriter) -> None:
    for then in (Ask((MORE,), 10, MENU), Ask((), 10, MENU), Transfer("+44116123", MENU), Farewell()):
        for said in ((HELLO,), ()):
            assert not set(writer.write(Reply(said, then), "").decode()) & {SAID, ASKED, NEXT}


def test_a_text_that_holds_what_stands_in_a_frame_breaks_no_document(writer: TwimlWriter) -> None:
    odd = Prompt(f"Goodbye{NEXT}{SAID}{ASKED}.")
    assert document(writer, Reply((odd,), Farewell()))[0].text == odd
    asked = document(writer, Reply((odd,), Ask((MORE, odd), 10, MENU)))
    assert asked[1].get("action") == f"{CALLS}/{address(MENU)}"
    assert (asked[0].text, asked[1][1].text) == (odd, odd)


def test_what_is_said_alike_is_made_once(line: Line) -> None:
    asked: list[Prompt] = []

    def counted(prompt: Prompt, pace: Pace, second: int) -> str | None:
        asked.append(prompt)
        return recorded(prompt, pace, second)

    writer = TwimlWriter(line, CALLS, counted)
    for since in range(100):
        writer.write(Reply((HELLO,), Ask((MORE, MORE), since, replace(MENU, since=since, count=since))), "")
    assert asked == [HELLO, MORE]


def test_an_address_with_several_fields_comes_back_whole(writer: TwimlWriter, line: Line) -> None:
    place = replace(MENU, key="#", since=12_345, lead=9, trail=(Spot(Kind.TOPIC, "stress", 2, 7),), told=True)
    written = writer.write(Reply((), Ask((MORE,), 10, place)), "")
    assert b"&amp;since=12345" in written
    gather, redirect = fromstring(written)
    assert gather.get("action") == redirect.text == f"{CALLS}/{address(place)}"
    path, _, query = (redirect.text or "").removeprefix(f"{CALLS}/").partition("?")
    assert read_address(path, query.encode(), line) == place


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
    def recorded(prompt: Prompt, pace: Pace, second: int) -> str | None:  # noqa: ARG001 - normal ones for every pace
        file = catalogue.find(prompt, line.locale)
        return f"https://line.example/audio/{file}{f'?from={second}' if second else ''}" if file else None

    both = (TwimlWriter(line, CALLS, recorded), TwimlWriter(line, CALLS, lambda *_: None))
    replies = {visited.reply for visited in walk(line, briefly=True)}
    assert len(replies) > 1000
    for writer in both:
        for reply in replies:
            written = read(writer.write(reply, "+442079460000"))
            assert complaints(written, "+447700900123", "+442079460000") == []
            assert {gather.get("numDigits") for gather in written.iter("Gather")} <= {"1"}
