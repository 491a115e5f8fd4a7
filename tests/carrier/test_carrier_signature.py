"""The signature, over the address that the number is configured with."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator

from ivr.carrier.form import Form
from ivr.carrier.signature import Signature

TOKEN = "token-of-the-tests"
BODY = b"Digits=1&CallSid=CA1&Unknown=%C3%A9+%C3%BC&Twice=b&Twice=a&Empty="
FORM = Form(BODY)


def signed(url: str) -> str:
    return str(RequestValidator(TOKEN).compute_signature(url, FORM))


@pytest.mark.parametrize(
    ("path", "query", "url"),
    [
        ("/call", b"", "https://line.example/call"),
        ("/call/menu/main", b"count=1", "https://line.example/call/menu/main?count=1"),
        ("/call/menu/main", b"x=a%2Fb&y=%C3%A9", "https://line.example/call/menu/main?x=a%2Fb&y=%C3%A9"),
        ("/call/caf\u00e9 x", b"", "https://line.example/call/caf%C3%A9%20x"),
        ("/call/a~b", b"trail=a~b", "https://line.example/call/a~b?trail=a~b"),
    ],
)
def test_the_signature_covers_the_quoted_path_and_the_query_as_it_was_sent(path: str, query: bytes, url: str) -> None:
    assert Signature(TOKEN, "https://line.example").is_valid(path, query, None, FORM, signed(url))


def test_a_public_address_may_have_a_path_of_its_own() -> None:
    signature = Signature(TOKEN, "https://charity.example/line")
    assert signature.is_valid("/call", b"", "/call", FORM, signed("https://charity.example/line/call"))


@pytest.mark.parametrize("forged", [None, "", "x", "é", "\x00", "A" * 10_000, signed("https://other.example/call")])
def test_anything_else_is_refused(forged: str | None) -> None:
    assert not Signature(TOKEN, "https://line.example").is_valid("/call", b"", "/call?", FORM, forged)


def test_either_of_two_tokens_may_have_signed() -> None:
    signature = signed("https://line.example/call")
    for tokens, fits in (
        (("new", TOKEN), True),
        ((TOKEN, "new"), True),
        (("new", ""), False),
        (("new", "newer"), False),
    ):
        checked = Signature(tokens[0], "https://line.example", tokens[1])
        assert checked.is_valid("/call", b"", None, FORM, signature) is fits


def test_a_changed_form_is_refused() -> None:
    signature = signed("https://line.example/call")
    changed = Form(BODY + b"&Digits=2")
    assert not Signature(TOKEN, "https://line.example").is_valid("/call", b"", None, changed, signature)


@pytest.mark.parametrize("sent", ["/call?", "/call/menu%2Fmain", "/call/%6Denu/main?x=%zz", "/call/%ff%fe"])
def test_an_address_quoted_in_another_way_is_taken_as_it_was_sent(sent: str) -> None:
    signature = Signature(TOKEN, "https://line.example")
    assert signature.is_valid("/call/something", b"", sent, FORM, signed(f"https://line.example{sent}"))
    assert not signature.is_valid("/call/something", b"", "https://other.example/call", FORM, signed(sent))


def test_an_address_that_means_the_same_may_be_the_one_that_was_signed() -> None:
    signature, came = Signature(TOKEN, "https://line.example"), ("/call/menu/main", b"fbclid=x&count=1", None, FORM)
    right = signed("https://line.example/call/menu/main?count=1")
    assert not signature.is_valid(*came, right)
    assert signature.is_valid(*came, right, lambda: ["/call", "/call/menu/main?count=1"])
    assert not signature.is_valid(*came, right, lambda: ["/call/menu/main?count=2"])
    assert not signature.is_valid(*came, signed("https://other.example/call"), lambda: ["https://other.example/call"])


@pytest.mark.parametrize("twice", ["{0},{0}", "{0}, {0}"])
def test_a_signature_that_a_proxy_sent_twice_is_read_once(twice: str) -> None:
    right = signed("https://line.example/call")
    assert Signature(TOKEN, "https://line.example").is_valid("/call", b"", None, FORM, twice.format(right))


@pytest.mark.parametrize("two", ["x, {0}", "{0}, x", ", {0}", "{0},", "{0},{0},{0}", "x,x"])
def test_of_two_signatures_that_differ_neither_counts(two: str) -> None:
    right = signed("https://line.example/call")
    assert not Signature(TOKEN, "https://line.example").is_valid("/call", b"", None, FORM, two.format(right))
