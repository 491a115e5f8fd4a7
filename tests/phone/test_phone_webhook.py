"""What the platform asks a line, and how it signs."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from small_line import HOME, TOKEN, SmallLine, go, menu
from werkzeug.serving import make_server

from ivr.errors import Refused
from ivr.phone import WITHHELD, InProcess, Phone
from ivr.phone.http import Http


@pytest.fixture
def served(line: SmallLine) -> Iterator[str]:
    """Serve the line over real HTTP; return where."""
    server = make_server("127.0.0.1", 0, line.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_first_request_rings_and_later_ones_are_in_progress(line: SmallLine) -> None:
    """CallStatus is ringing until the line has answered; the call keeps its identity throughout."""
    line.phone().ring().press("1")
    assert [form["CallStatus"] for _, form in line.asked] == ["ringing", *["in-progress"] * 3]
    assert len({form["CallSid"] for _, form in line.asked}) == 1


def test_every_request_carries_the_base_fields(line: SmallLine) -> None:
    """From, To, Caller, Called with their places (possibly empty), and who and what the call is."""
    phone = line.phone()
    phone.ring()
    phone.ring()
    form = line.asked[0][1]
    assert (form["From"], form["Caller"], form["To"], form["Called"]) == ("+447700900123",) * 2 + ("+442079460000",) * 2
    assert (form["FromCountry"], form["FromCity"]) == ("GB", "")
    assert (form["Direction"], form["ApiVersion"], form["AccountSid"][:2]) == ("inbound", "2010-04-01", "AC")
    assert form["CallSid"] != line.asked[-1][1]["CallSid"]


def test_a_withheld_number_seems_to_come_from_lesotho(line: SmallLine) -> None:
    """A withheld caller has arrived as +266696687 with the country LS: the country is never to be trusted."""
    line.phone(caller=WITHHELD).ring()
    assert (line.asked[0][1]["From"], line.asked[0][1]["FromCountry"]) == ("+266696687", "LS")


@pytest.mark.parametrize("query", ["?x=a%2Fb", "?x=a%20b&amp;y=%C3%A9", "?x=a+b", "?x="])
def test_signatures_hold_for_quoted_addresses(line: SmallLine, query: str) -> None:
    """The signature is made over the address as it is sent, quoted, with its raw query."""
    line.documents["call"] = go(f"menu{query}")
    assert line.phone().ring().listening
    assert line.asked[1][0] == "/menu" + query.replace("&amp;", "&")


def test_a_wrong_token_is_found_out(line: SmallLine) -> None:
    """A line that answers 403 to a bad signature answers no document: 11200."""
    with pytest.raises(Refused, match=r"11200: .* 403"):
        Phone(InProcess(line.app), f"{HOME}/call", "another token").ring()


def test_the_fragment_is_neither_sent_nor_signed(line: SmallLine) -> None:
    """Overrides of retries and timeouts travel in the fragment, for the platform alone."""
    line.documents["call"] = go("menu#rc=2&amp;rp=all")
    assert line.phone().ring().address == f"{HOME}/menu"


def test_a_get_carries_its_fields_in_the_query(line: SmallLine) -> None:
    """With method="GET" the fields join the query, and the signature covers it."""
    line.documents["call"] = menu("", 'numDigits="1"').replace("POST", "GET") + go("menu")
    line.phone(portable=False).ring().press("7")
    assert line.asked[1][1]["Digits"] == "7"


def test_a_served_line_is_phoned_over_http(line: SmallLine, served: str) -> None:
    """A line signs for its public address wherever it runs; the phone connects to where it does."""
    phone = Phone(Http(served, public=HOME), f"{HOME}/call", TOKEN)
    call = phone.ring()
    call.press("1")
    there = [event.as_json() for event in call.transcript]
    nearby = line.phone().ring()
    nearby.press("1")
    assert there == [event.as_json() for event in nearby.transcript]
    assert phone.recording("hello-3.wav") is not None


def test_a_redirect_is_not_followed_over_http(line: SmallLine, served: str) -> None:
    """A page that has moved is refused over HTTP as well."""
    line.app.add_url_rule("/moved", view_func=lambda: ("", 302, {"Location": f"{HOME}/menu"}), methods=["POST"])
    with pytest.raises(Refused, match="answers 302"):
        Phone(Http(served), f"{HOME}/moved", TOKEN).ring()


def test_a_line_that_is_not_there_is_refused() -> None:
    """No connection is a fatal 11200."""
    with pytest.raises(Refused, match=r"11200: .* gives no answer"):
        Phone(Http("http://127.0.0.1:9"), f"{HOME}/call", TOKEN).ring()


@pytest.mark.parametrize(
    ("http", "address", "reached"),
    [
        (Http(), "https://a.example/x?y#z", "https://a.example/x?y#z"),
        (Http("http://localhost:5000/"), "https://a.example/x?y", "http://localhost:5000/x?y"),
        (Http("http://localhost:5000", "https://a.example"), "https://cdn.example/x", "https://cdn.example/x"),
    ],
)
def test_only_the_lines_own_addresses_are_reached_elsewhere(http: Http, address: str, reached: str) -> None:
    """Recordings may live on another host, which is asked where it is."""
    assert http.reached_at(address) == reached


def test_an_application_can_go_by_the_phones_time(line: SmallLine) -> None:
    """The line asks what time it is during a request, the first included, and finds simulated time."""
    phone = line.phone()
    times: list[float] = []
    line.app.before_request(lambda: times.append(phone.now))
    assert phone.now == 0
    phone.ring().press("1")
    assert times[0] == 0
    assert times[-1] > 10
    assert times == sorted(times)
