"""What is sent over a socket: shapes of requests, each spoilt in a way of its own."""

from __future__ import annotations

import random
from collections.abc import Callable

from hostile_input.client import request, turn
from hostile_input.real import FORM, form, signature
from hostile_input.vocabulary import HEADERS, NASTY, TRAVERSALS, nasty

MEGABYTE = 1024 * 1024

Shape = Callable[[random.Random], tuple[bytes, ...]]
"""Pieces, sent one after the other."""


def a_large_body(chance: random.Random) -> tuple[bytes, ...]:
    """10 MB, signed, and told beforehand."""
    body = form(FORM.items()) + b"&x=" + b"x" * (10 * MEGABYTE)
    more = [("X-Twilio-Signature", signature("/call", body)), ("Content-Length", str(len(body)))]
    return request("POST", chance.choice(("/call", "/status", "/phone", "/operator/sign-in")), more), body


def a_large_body_in_chunks(chance: random.Random) -> tuple[bytes, ...]:
    """10 MB, and nobody is told."""
    piece = b"x" * MEGABYTE
    chunks = (b"%x\r\n%s\r\n" % (len(piece), piece) for _ in range(10))
    head = request("POST", chance.choice(("/call", "/status")), [("Transfer-Encoding", "chunked"), _wrong(chance)])
    return head, *chunks, b"0\r\n\r\n"


def a_large_body_of_no_length(chance: random.Random) -> tuple[bytes, ...]:
    """10 MB behind a request that tells of none."""
    return request("POST", "/call", [_wrong(chance)]), b"x" * (10 * MEGABYTE)


def a_body_that_breaks_off(chance: random.Random) -> tuple[bytes, ...]:
    """Less than was told, or chunks that are none."""
    if chance.random() < 0.5:
        return (turn("/call")[: -chance.randint(1, 100)],)
    return (request("POST", "/call", [("Transfer-Encoding", "chunked")]), b"zz\r\n" + chance.randbytes(40))


def many_fields(chance: random.Random) -> tuple[bytes, ...]:
    """10,000 of them, in a form that is small enough, under any signature."""
    body = "&".join(f"{chance.choice('abc')}{number}" for number in range(10_000)).encode()
    return (request("POST", "/call", [_wrong(chance), ("Content-Length", str(len(body)))], body),)


def the_same_fields_again(chance: random.Random) -> tuple[bytes, ...]:
    """Signed, with each field twice."""
    again = [(name, nasty(chance)) for name in FORM]
    return (turn("/call/menu/main", form([*FORM.items(), *again, ("Digits", "0")])),)


def no_signature(_: random.Random) -> tuple[bytes, ...]:
    """None at all."""
    return (request("POST", "/call", [("Content-Length", "0")]),)


def a_wrong_signature(chance: random.Random) -> tuple[bytes, ...]:
    """One of another address, cut, or made up."""
    body = form(FORM.items())
    right = signature("/call", body)
    wrong = (signature("/call/menu/main", body), right[:-1], right + "A", right.swapcase(), nasty(chance)[:4000], "=")
    return (request("POST", "/call", [("X-Twilio-Signature", chance.choice(wrong)), _length(body)], body),)


def two_signatures(chance: random.Random) -> tuple[bytes, ...]:
    """The right one and another, in either order, or the right one twice."""
    body = form(FORM.items())
    both = [("X-Twilio-Signature", signature("/call", body)), ("X-Twilio-Signature", chance.choice(("x", "", "=")))]
    chance.shuffle(both)
    return (request("POST", "/call", [*both, _length(body)], body),)


def a_long_signature(chance: random.Random) -> tuple[bytes, ...]:
    """Of 1 MB, or of as much as a header may have."""
    body, length = form(FORM.items()), chance.choice((MEGABYTE, 8000))
    return (request("POST", "/call", [("X-Twilio-Signature", "x" * length), _length(body)], body),)


def another_kind_of_body(chance: random.Random) -> tuple[bytes, ...]:
    """Signed, under a type that it is not, in bytes that are no text."""
    kinds = (
        "multipart/form-data; boundary=x",
        "application/json",
        "text/plain; charset=utf-16",
        "",
        "x" * 4000,
        "\xff",
    )
    body = chance.choice((form(FORM.items()), b"To=%ff&Digits=\xfe\xff", chance.randbytes(2000), b"--x--", b"{}"))
    sent = [("X-Twilio-Signature", signature("/call", body)), _length(body), ("Content-Type", chance.choice(kinds))]
    return (request("POST", chance.choice(("/call", "/call", "/phone", "/operator/sign-in")), sent, body),)


def two_lengths(chance: random.Random) -> tuple[bytes, ...]:
    """Smuggling: a length that others would read in another way, and a request hidden behind it."""
    hidden = request("GET", "/health")
    lengths = [[("Content-Length", "0"), ("Content-Length", "5")], [("Content-Length", "5, 0")]]
    lengths += [[("Content-Length", one)] for one in ("+5", "-1", "0x5", " 5 5", "5\x0b", "9" * 40, "1e1", "٥")]
    return (_kept_open("POST", "/call", chance.choice(lengths)) + hidden,)


def length_and_chunks(chance: random.Random) -> tuple[bytes, ...]:
    """Smuggling: both ways to tell where a body ends."""
    codings = (
        "chunked",
        "Chunked",
        "xchunked",
        "chunked, identity",
        "identity, chunked",
        " chunked",
        "\x0bchunked",
        "gzip",
    )
    both = [("Content-Length", "6"), ("Transfer-Encoding", chance.choice(codings))]
    chance.shuffle(both)
    return (_kept_open("POST", "/call", both) + b"0\r\n\r\n" + request("GET", "/health"),)


def another_file(chance: random.Random) -> tuple[bytes, ...]:
    """Traversal, with the dots as they stand and quoted once and twice."""
    files = ("ivr/settings.py", "etc/passwd", "audio/catalogue.json", "steadyline.db", "proc/self/environ", "x.wav")
    way = "".join(chance.choices(TRAVERSALS, k=chance.randint(1, 8)))
    target = f"{chance.choice(('/audio/', '/static/', '/audio/../', '/topics/', '//'))}{way}{chance.choice(files)}"
    return (request(chance.choice(("GET", "GET", "HEAD", "POST")), target.replace("\\", "%5c")),)


def line_ends(chance: random.Random) -> tuple[bytes, ...]:
    """In the address, in a header's name and in its value, as they stand and quoted."""
    end = chance.choice(HEADERS)
    targets = (f"/audio/{end}", f"/topics/{end}", f"/call/menu{end}", f"/operator/sign-in?to={end}", f"/?x={end}")
    more = chance.choice(((), (("X-Other", f"a{end}b"),), ((f"X{end}", "a"),), (("Cookie", f"operator={end}"),)))
    return (request("GET", chance.choice(targets), more),)


def no_http(chance: random.Random) -> tuple[bytes, ...]:
    """Bytes that are no request, or one of a protocol that the server does not speak."""
    odd = (
        chance.randbytes(chance.choice((1, 100, 10_000))), b"GET /\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 2000, b"\0" * 9000,
        request("GET", "/" + "x" * 100_000), request("TRACE", "/call"), request("CONNECT", "evil.example:443"),
        request("OPTIONS", "*"), request("GET", "http://evil.example/operator"), request("GET", "/", [("Host", "a,b")]),
        request("GET", "/", [(f"X-{number}", "y") for number in range(500)]), request("G\x00T", "/"),
        b"GET  HTTP/1.1\r\n\r\n", request("GET", "/", [("X\0", "\0")]),
        request("POST", "/call", [("Expect", "100-continue"), ("Content-Length", "9")]),
    )  # fmt: skip
    return (chance.choice(odd),)


def a_turn_of_bytes(chance: random.Random) -> tuple[bytes, ...]:
    """Signed, at an address that is not quoted as it should be."""
    target = f"/call/{chance.choice(('menu/main', 'transfer/mind', 'topic/stress/2'))}?{chance.choice(NASTY)}"
    return (turn("".join(mark for mark in target if mark not in "\r\n \0")),)


def _kept_open(method: str, target: str, headers: list[tuple[str, str]]) -> bytes:
    return request(method, target, headers).replace(b"Connection: close\r\n", b"", 1)


def _wrong(chance: random.Random) -> tuple[str, str]:
    return "X-Twilio-Signature", chance.choice(("x", "=" * 28, signature("/call", b"")))


def _length(body: bytes) -> tuple[str, str]:
    return "Content-Length", str(len(body))


SHAPES: tuple[Shape, ...] = (
    no_signature, a_wrong_signature, two_signatures, a_long_signature, the_same_fields_again, another_kind_of_body,
    many_fields, a_body_that_breaks_off, two_lengths, length_and_chunks, another_file, another_file, line_ends, no_http,
    no_http, a_turn_of_bytes, a_turn_of_bytes, a_large_body, a_large_body_in_chunks, a_large_body_of_no_length,
)  # fmt: skip

FORGED = (no_signature, a_wrong_signature, two_signatures, a_long_signature, many_fields)

TOO_LARGE = (a_large_body, a_large_body_in_chunks)

NEVER_TWICE = (two_lengths, length_and_chunks, a_large_body_of_no_length)
