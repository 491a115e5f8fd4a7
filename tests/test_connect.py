"""`ivr connect`, as it is typed, over HTTP to a stand-in of the carrier's API."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest
from carrier_api import SID, TOKEN, Carrier, running
from click.testing import Result
from typed import typed

NUMBER = "+442079460000"
FALLBACK = "https://files.example/fallback.xml"

WANTED = {
    "voice_url": "https://line.example/call", "voice_method": "POST",
    "voice_fallback_url": FALLBACK, "voice_fallback_method": "GET",
    "status_callback": "https://line.example/status", "status_callback_method": "POST",
}  # fmt: skip

Connect = Callable[..., Result]


@pytest.fixture
def carrier() -> Carrier:
    return Carrier()


@pytest.fixture
def connect(carrier: Carrier) -> Iterator[Connect]:
    """`connect("--check", answer="y", IVR_NUMBER=…)`: the command with everything that it needs."""
    with running(carrier) as address:
        own = {
            "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": "https://line.example/",
            "IVR_FALLBACK_URL": FALLBACK, "IVR_CARRIER_URL": address,
        }  # fmt: skip

        def run(*arguments: str, answer: str = "", **environ: str) -> Result:
            done = typed("connect", *arguments, answer=answer, **{**own, **environ})
            assert TOKEN not in done.output
            return done

        yield run


def test_the_only_number_is_connected_after_a_yes(connect: Connect, carrier: Carrier) -> None:
    sid = carrier.add(NUMBER, sms_url="https://other.example/sms")
    done = connect(answer="y\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert WANTED.items() <= carrier.numbers[sid].items()
    assert "connected, and read back" in done.stdout
    assert f"voice_url              (nothing)  ->  {WANTED['voice_url']}" in done.stdout
    # One request changes what is to change, and nothing else.
    [(path, form)] = carrier.written
    assert path.endswith(f"/IncomingPhoneNumbers/{sid}.json")
    assert set(form) == {"VoiceUrl", "VoiceFallbackUrl", "VoiceFallbackMethod", "StatusCallback"}
    assert carrier.asked[-1][0] == "GET"
    assert carrier.numbers[sid]["sms_url"] == "https://other.example/sms"


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_without_a_yes_nothing_changes(connect: Connect, carrier: Carrier, answer: str) -> None:
    carrier.add(NUMBER)
    done = connect(answer=answer)
    assert done.exit_code == 1
    assert "Nothing was changed." in done.stdout
    assert carrier.written == []


def test_nobody_has_to_be_asked(connect: Connect, carrier: Carrier) -> None:
    sid = carrier.add(NUMBER)
    done = connect("--yes")
    assert done.exit_code == 0
    assert "Change this?" not in done.stdout
    assert WANTED.items() <= carrier.numbers[sid].items()


def test_a_dry_run_shows_the_changes_and_makes_none(connect: Connect, carrier: Carrier) -> None:
    carrier.add(NUMBER)
    done = connect("--dry-run", "--yes")
    assert done.exit_code == 0
    assert WANTED["voice_url"] in done.stdout
    assert carrier.written == []


def test_what_is_right_already_is_left_alone(connect: Connect, carrier: Carrier) -> None:
    carrier.add(NUMBER, **WANTED)
    done = connect()
    assert (done.exit_code, carrier.written) == (0, [])
    assert "nothing to change" in done.stdout


def test_an_application_or_a_trunk_that_would_be_asked_instead_goes(connect: Connect, carrier: Carrier) -> None:
    application = "AP" + "1" * 32
    sid = carrier.add(NUMBER, **WANTED, voice_application_sid=application)
    assert connect("--check").exit_code == 1
    done = connect("--yes")
    assert done.exit_code == 0
    assert f"{application}  ->  (nothing)" in done.stdout
    assert carrier.numbers[sid]["voice_application_sid"] == ""
    assert [form for _, form in carrier.written] == [{"VoiceApplicationSid": ""}]


def test_a_fallback_that_is_not_ours_is_left_and_told_of(connect: Connect, carrier: Carrier) -> None:
    sid = carrier.add(NUMBER, voice_fallback_url="https://other.example/f.xml", voice_fallback_method="POST")
    done = connect("--yes", IVR_FALLBACK_URL="")
    assert done.exit_code == 0
    assert "IVR_FALLBACK_URL is not set" in done.stdout
    assert carrier.numbers[sid]["voice_fallback_url"] == "https://other.example/f.xml"


def test_one_of_several_is_named(connect: Connect, carrier: Carrier) -> None:
    carrier.page_size = 2  # so that they come in several pages
    sids = [carrier.add(f"+44207946000{last}") for last in range(5)]
    done = connect("--yes")
    assert done.exit_code == 2
    assert "the account has several numbers: say which one, with --number" in done.stderr
    assert all(f"+44207946000{last}" in done.stderr for last in range(5))
    assert connect("--yes", "--number", "+44 20 7946 0003").exit_code == 0
    assert connect("--yes", IVR_NUMBER="+44 20-7946 0004").exit_code == 0
    connected = [sid for sid in sids if carrier.numbers[sid]["voice_url"]]
    assert connected == sids[3:]


def test_only_the_named_number_is_touched_whatever_a_carrier_lists(connect: Connect, carrier: Carrier) -> None:
    carrier.filters = False
    other, meant = carrier.add("+442079460001"), carrier.add(NUMBER)
    assert connect("--yes", "--number", NUMBER).exit_code == 0
    assert (carrier.numbers[other]["voice_url"], carrier.numbers[meant]["voice_url"]) == ("", WANTED["voice_url"])
    assert "has no number +442079460009" in connect("--number", "+442079460009").stderr


def test_numbers_for_texts_alone_do_not_count(connect: Connect, carrier: Carrier) -> None:
    carrier.add("+447700900000", capabilities={"voice": False, "sms": True})
    assert "none of them takes calls: buy one" in connect().stderr
    sid = carrier.add(NUMBER)
    assert connect("--yes").exit_code == 0
    assert carrier.numbers[sid]["voice_url"]


def test_an_account_without_numbers_is_told_how_to_buy_one(connect: Connect) -> None:
    done = connect()
    assert (done.exit_code, done.stdout) == (2, "")
    assert "has no number that takes calls: buy one at the carrier, or with ivr connect --buy GB" in done.stderr


def test_a_number_that_the_account_does_not_have(connect: Connect, carrier: Carrier) -> None:
    carrier.add(NUMBER)
    done = connect("--number", "+442079460009")
    assert done.exit_code == 2
    assert "the account has no number +442079460009" in done.stderr


def test_what_does_not_stay_set_is_noticed(connect: Connect, carrier: Carrier) -> None:
    carrier.add(NUMBER)
    carrier.deaf = True
    done = connect("--yes")
    assert done.exit_code == 1
    assert "read back, and not as it should be" in done.stdout
    assert "connected" not in done.stdout


def test_a_check_compares_and_changes_nothing(connect: Connect, carrier: Carrier) -> None:
    sid = carrier.add(NUMBER, **WANTED)
    assert connect("--check").exit_code == 0
    carrier.numbers[sid]["voice_method"] = "GET"
    done = connect("--check")
    assert done.exit_code == 1
    assert "voice_method           GET  ->  POST" in done.stdout
    assert "voice_url" not in done.stdout
    assert carrier.written == []


def on_sale(number: str, needs: str = "none", kind: str = "Local", country: str = "GB") -> dict[str, object]:
    return {
        "phone_number": number, "address_requirements": needs, "iso_country": country, "kind": kind,
        "locality": "London", "region": None, "capabilities": {"voice": True},
    }  # fmt: skip


def test_a_number_is_bought_and_connected_from_the_start(connect: Connect, carrier: Carrier) -> None:
    carrier.for_sale = [on_sale("+442079460001"), on_sale("+442079460777"), on_sale("+448081570000", kind="TollFree")]
    done = connect("--buy", "gb", "--contains", "0777", answer="y\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "For sale: +442079460777 (London, GB, local)" in done.stdout
    assert "Buy it? It costs a monthly fee" in done.stdout
    [(_, form)] = carrier.written  # in one request: no call comes to a number that leads nowhere
    assert form["PhoneNumber"] == "+442079460777"
    [bought] = carrier.numbers.values()
    assert WANTED.items() <= bought.items()
    assert connect("--buy", "GB", "--type", "toll-free", "--yes").exit_code == 0
    assert [one["phone_number"] for one in carrier.numbers.values()] == ["+442079460777", "+448081570000"]


@pytest.mark.parametrize(("arguments", "answer", "status"), [((), "n\n", 1), ((), "", 1), (("--dry-run",), "y\n", 0)])
def test_nothing_is_bought_unless_it_is_wanted(
    connect: Connect, carrier: Carrier, arguments: tuple[str, ...], answer: str, status: int
) -> None:
    carrier.for_sale = [on_sale("+442079460001")]
    done = connect("--buy", "GB", *arguments, answer=answer)
    assert done.exit_code == status
    assert "Nothing was bought." in done.stdout
    assert carrier.written == []


def test_what_the_law_asks_of_a_buyer_is_told_and_passed_on(connect: Connect, carrier: Carrier) -> None:
    carrier.for_sale = [on_sale("+442079460001", needs="any")]
    done = connect("--buy", "GB", "--yes")
    assert done.exit_code == 2
    assert "must have an address of yours for it (any)" in done.stdout
    assert "refuses this (400, error 21631): Phone Number Requires an Address" in done.stderr
    papers = ("--address", "AD" + "2" * 32, "--bundle", "BU" + "3" * 32)
    assert connect("--buy", "GB", "--yes", *papers).exit_code == 0
    assert carrier.written[-1][1]["BundleSid"] == papers[3]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--buy", "GB"), "no local number is for sale in GB"),
        (("--buy", "GB", "--contains", "999"), "no local number is for sale in GB with 999"),
        (("--buy", "XX"), "the carrier sells no local numbers in XX"),
        (("--buy", "GB", "--check"), "--buy goes with neither"),
    ],
)
def test_what_cannot_be_bought(connect: Connect, arguments: tuple[str, ...], told: str) -> None:
    done = connect(*arguments)
    assert done.exit_code == 2
    assert told in done.stderr


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (403, {"code": 20403, "message": "Forbidden", "status": 403}, "refuses this (403, error 20403): Forbidden"),
        (429, {"code": 20429, "message": "Too Many Requests", "status": 429}, "takes no more requests just now (429)"),
        (500, {"code": 20500, "message": "Internal", "status": 500}, "refuses this (500, error 20500): Internal"),
        (503, "<html>Service Unavailable</html>", "the carrier"),
        (200, "<html>Welcome</html>", "gives no sense; if IVR_CARRIER_URL is set"),
        (200, {}, "gives no sense"),
        (200, {"incoming_phone_numbers": [{"sid": None}]}, "gives no sense"),
        (404, {"code": 20404, "message": "not found", "status": 404}, "refuses this (404"),
    ],
)
def test_what_goes_wrong_there_is_told_in_one_line(
    connect: Connect, carrier: Carrier, status: int, body: dict[str, object] | str, told: str
) -> None:
    carrier.fails = (status, body)
    done = connect("--yes")
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_another_token_is_told_as_such(connect: Connect, carrier: Carrier) -> None:
    carrier.add(NUMBER)
    done = connect(TWILIO_AUTH_TOKEN="another")
    assert done.exit_code == 2
    assert "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN: the carrier does not know them" in done.stderr


def test_an_address_where_nobody_is(connect: Connect) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        done = connect(IVR_CARRIER_URL=f"http://127.0.0.1:{free.getsockname()[1]}")
    assert done.exit_code == 2
    assert "cannot be reached (no connection)" in done.stderr


def test_one_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from ivr.carrier import account
    from ivr.errors import CarrierError

    monkeypatch.setattr(account, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        there = account.Account(SID, TOKEN, f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(CarrierError, match=r"no answer in time\). It may have been bought: look before"):
            there.buy(NUMBER, {})
        assert time.monotonic() - began < 2  # once, and not once more: two numbers could be bought


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({"TWILIO_ACCOUNT_SID": ""}, "TWILIO_ACCOUNT_SID: is missing"),
        ({"TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_ACCOUNT_SID: is not right"),
        ({"TWILIO_AUTH_TOKEN": ""}, "TWILIO_AUTH_TOKEN: is missing"),
        ({"IVR_PUBLIC_URL": "http://line.example"}, "IVR_PUBLIC_URL: is not https"),
        ({"IVR_FALLBACK_URL": "http://files.example/f.xml"}, "IVR_FALLBACK_URL: is not right"),
        ({"IVR_CARRIER_URL": "ftp://x"}, "IVR_CARRIER_URL: is not right"),
        ({"IVR_NUMBER": "020 7946"}, "IVR_NUMBER: is not right"),
    ],
)
def test_settings_are_looked_at_before_anybody_is_asked(
    connect: Connect, carrier: Carrier, environ: dict[str, str], told: str
) -> None:
    done = connect("--yes", **environ)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"ivr: {told}")
    assert carrier.asked == []
