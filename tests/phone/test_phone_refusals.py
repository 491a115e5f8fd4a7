"""What the platform, or another carrier, would refuse."""

from __future__ import annotations

import pytest
from flask import Response
from small_line import HOME, SmallLine, dial, go, menu, play

from ivr.errors import PhoneError, Refused
from ivr.phone import complaints
from ivr.phone.media import seconds_of
from ivr.phone.twiml import read


def xml(body: str | bytes, **options: object) -> Response:
    """Return an answer as it stands, as text/xml unless told otherwise."""
    return Response(body, **{"mimetype": "text/xml", **options})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (12100, xml("<Response><Play></Response>")),
        (12100, xml("")),
        (12100, xml("<Respond/>")),
        (12100, xml("<Response>\x07</Response>")),
        (12100, xml('<!DOCTYPE Response [<!ENTITY a "aaaa">]><Response/>')),
        (12100, xml('<!DOCTYPE Response [<!ENTITY a "aaaa">]><Response/>'.encode("utf-16"))),
        (11750, xml(f"<Response><!-- {'x' * 66_000} --></Response>")),
        (12300, xml("<Response/>", mimetype="text/html")),
        (12300, xml("<Response/>", mimetype="")),
        (11200, xml("<Response/>", status=500)),
        (11200, xml("<Response/>", status=404)),
        (11200, xml("<Response/>", status=301, headers={"Location": f"{HOME}/menu"})),
        (11200, xml("<Response/>", status=308, headers={"Location": f"{HOME}/menu"})),
    ],
)
def test_an_unfit_answer_is_refused(line: SmallLine, number: int, answer: Response) -> None:
    """Fatal to a document: no XML (12100), more than 64 kB (11750), not called XML (12300), and any status but 2xx."""
    line.documents["call"] = answer
    with pytest.raises(Refused) as refusal:
        line.phone().ring()
    assert refusal.value.number == number


@pytest.mark.parametrize("portable", [True, False])
@pytest.mark.parametrize(
    "document",
    [
        "<Play>https://[line.example/it.wav</Play>",
        '<Redirect method="POST">http://[</Redirect>',
        '<Gather action="//[" method="POST"/><Hangup/>',
        '<Dial action="https://]" method="POST" timeout="9" timeLimit="9"><Number>+442077933650</Number></Dial>',
    ],
)
def test_an_address_that_is_none_is_refused(line: SmallLine, document: str, portable: bool) -> None:
    """11100, invalid URL format; as not portable (12200), where that is looked at first."""
    line.documents["call"] = xml(f"<Response>{document}</Response>")
    with pytest.raises(Refused) as refusal:
        line.phone(portable=portable).ring()
    assert refusal.value.number == (12200 if portable else 11100)


def test_a_moved_page_would_lose_the_keys(line: SmallLine) -> None:
    """301 and 302 turn the POST into a GET, so that Digits are gone; the message says so."""
    line.documents["pressed"] = xml("", status=302, headers={"Location": f"{HOME}/menu"})
    call = line.phone().ring()
    with pytest.raises(Refused, match="lose the keys"):
        call.press("1")


@pytest.mark.parametrize(
    "document",
    [
        "<Speak>hello</Speak>",
        '<Say speed="2">hello</Say>',
        '<Say loop="often">hello</Say>',
        menu("", 'timeout="soon"'),
        menu("", 'numDigits="0"'),
        menu("", f'numDigits="{"9" * 5000}"'),
        menu("", 'finishOnKey="##"'),
        menu("", "input=\"['dtmf', 'speech']\""),
        menu("hello"),
        "hello",
        "<Dial><Numero>+442077933650</Numero></Dial>",
    ],
)
def test_what_the_platform_only_warns_of_is_refused_too(line: SmallLine, document: str) -> None:
    """Unknown verbs and attributes and unfit values are warnings (12200) there; a line of our own has none."""
    line.documents["call"] = document
    with pytest.raises(Refused, match=r"^12200"):
        line.phone(portable=False).ring()


def test_a_forgiving_phone_takes_the_default_for_an_unfit_value(line: SmallLine) -> None:
    """The platform uses the default (a timeout of 5 s) and passes over verbs it does not know."""
    line.documents["call"] = "<Speak>hello</Speak>" + menu("", 'timeout="soon"') + go("silence")
    call = line.phone(strict=False, portable=False).ring()
    assert call.listening is not None
    assert call.listening.timeout == 5


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ('<Pause length="2"/>' + go("menu"), "<Pause>"),
        ("<Record/>" + go("menu"), "<Record>"),
        ("<Reject/>", "<Reject>"),
        ("<Play>/audio/hello-3.wav</Play>", "not absolute"),
        ('<Redirect method="POST">menu</Redirect>', "not absolute"),
        (menu("", 'action="menu"').replace(f'action="{HOME}/pressed" ', "") + go("menu"), "not absolute"),
        (f"<Redirect>{HOME}/menu</Redirect>", 'Redirect without method="POST"'),
        (f'<Gather action="{HOME}/pressed"/>{go("menu")}', 'Gather without method="POST"'),
        (f'<Gather action="{HOME}/pressed" method="GET"/>{go("menu")}', 'Gather without method="POST"'),
        (menu('<Pause length="1"/>') + go("menu"), "<Pause> inside Gather"),
        (menu(play("one-2")), "followed by nothing"),
        (menu("", 'bargeIn="true"') + go("menu"), "bargeIn"),
        (menu("", 'speechModel="phone_call" enhanced="true"') + go("menu"), "enhanced"),
        ('<Play digits="ww1"></Play>', "digits"),
        (dial().replace(f'action="{HOME}/after" ', ""), "without action"),
        (dial('timeLimit="60"'), "without timeout"),
        (dial('timeout="60"'), "without timeLimit"),
        (dial().replace("</Number>", "</Number><Number>+442079460001</Number>"), "exactly one Number"),
        (dial().replace("<Number>", "").replace("</Number>", ""), "exactly one Number"),
    ],
)
def test_what_other_carriers_do_not_take_is_refused(line: SmallLine, document: str, complaint: str) -> None:
    """A document that any TwiML-speaking carrier accepts: plain verbs, whole addresses, every method spelt out."""
    line.documents["call"] = document
    with pytest.raises(Refused, match="not portable") as refusal:
        line.phone().ring()
    assert complaint in str(refusal.value)


def test_every_complaint_about_a_document_is_found_at_once() -> None:
    """The check stands alone, so that a release can try every document the line can make."""
    found = complaints(read(b'<Response><Pause/><Gather/><Dial callerId="+1"><Number>999</Number></Dial></Response>'))
    assert [complaint.number for complaint in found] == [13224, *[12200] * 6]
    assert not complaints(read(f"<Response>{menu(play('a-1'))}{go('menu')}</Response>".encode()))


@pytest.mark.parametrize(("text", "number"), [("x" * 4097, 13521), ("  ", 13520)])
def test_a_say_has_its_limits(line: SmallLine, text: str, number: int) -> None:
    """A Say speaks at most 4,096 characters, and at least one."""
    line.documents["call"] = f"<Say>{text}</Say>"
    with pytest.raises(Refused) as refusal:
        line.phone(portable=False).ring()
    assert refusal.value.number == number
    line.documents["call"] = f"<Say>{'x' * 4096}</Say>"
    assert line.phone().ring().ended


@pytest.mark.parametrize(
    ("number", "sound"),
    [
        (12300, Response(b"RIFF", mimetype="text/html")),
        (12300, Response(b"RIFF", mimetype="")),
        (11200, Response(b"", status=404, mimetype="audio/wav")),
        (13420, Response(b"ID3", mimetype="audio/wav")),
        (13420, Response(b"RIFF\x04\0\0\0WAVE", mimetype="audio/wav")),
    ],
)
def test_a_recording_that_cannot_be_had(line: SmallLine, number: int, sound: Response) -> None:
    """Whether a failed recording ends the document is documented nowhere: refused by default, passed over if asked."""
    line.sounds["one-2.wav"] = sound
    with pytest.raises(Refused) as refusal:
        line.phone().ring()
    assert refusal.value.number == number
    call = line.phone(lenient_media=True).ring()
    assert call.listening is not None
    assert [prompt.recording for prompt in call.listening.prompts] == ["zero-4.wav"]


def test_a_mu_law_recording_lasts_as_long_as_its_header_says() -> None:
    """The telephone leg is G.711: one byte a sample, 8,000 a second; unknown chunks before the sound are nothing."""
    format_chunk = b"fmt " + (18).to_bytes(4, "little") + bytes([7, 0, 1, 0]) + (8000).to_bytes(4, "little") * 2
    odd = b"LIST" + (3).to_bytes(4, "little") + b"abc\0"
    sound = b"data" + (12000).to_bytes(4, "little") + bytes(12000)
    assert seconds_of(b"RIFF\0\0\0\0WAVE" + format_chunk + bytes([1, 0, 8, 0, 0, 0]) + odd + sound) == 1.5


def test_a_recording_is_fetched_once(line: SmallLine) -> None:
    """The platform keeps recordings in caches; a new one needs a new name."""
    phone = line.phone()
    for _ in range(2):
        phone.ring().stay_silent()
    assert sorted(line.fetched) == ["hello-3.wav", "one-2.wav", "slower-2.wav", "zero-4.wav"]


def test_documents_that_lead_nowhere_are_refused(line: SmallLine) -> None:
    """Redirects that follow each other while nothing is said would go on for ever."""
    line.documents["call"] = go("call")
    with pytest.raises(Refused, match=r"^11215"):
        line.phone().ring()


def test_waiting_again_and_again_is_no_loop(line: SmallLine) -> None:
    """A line may listen in silence as often as it likes."""
    line.documents["call"] = menu("") + go("call")
    call = line.phone().ring()
    for _ in range(30):
        call.stay_silent()
    assert not call.ended


def test_a_call_that_never_listens_is_given_up(line: SmallLine) -> None:
    """The phone is no place to wait for a day."""
    line.documents["call"] = '<Play loop="1000">https://line.example/audio/long-90.wav</Play>'
    line.documents["call"] += go("call")
    with pytest.raises(PhoneError, match="24 hours"):
        line.phone().ring()


def test_what_happened_before_a_refusal_is_kept(line: SmallLine) -> None:
    """The transcript up to a refusal is the first thing one wants to see."""
    line.documents["menu"] = xml("no")
    phone = line.phone()
    with pytest.raises(Refused):
        phone.ring()
    assert [event.recording for event in phone.transcript] == ["hello-3.wav"]
