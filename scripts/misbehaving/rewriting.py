"""Vices that change a request: its address, its headers, its body."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from urllib.parse import parse_qsl, quote, urlencode

from misbehaving.messages import Request

Rewrite = Callable[[Request, Random], Request]

PREFIX = "/steadyline"
"""Of a public address that has a path of its own."""

# --- the address


def path(change: Callable[[str, Random], str]) -> Rewrite:
    """A vice that changes the path alone."""

    def rewrite(request: Request, chance: Random) -> Request:
        if not request.path.startswith("/"):  # the whole address
            return request
        return request.at(change(request.path, chance), request.query)

    return rewrite


def query(change: Callable[[str, Random], str | None]) -> Rewrite:
    """A vice that changes the query of a call's address alone, where there is one."""

    def rewrite(request: Request, chance: Random) -> Request:
        if request.query is None or request.method != "POST":
            return request
        return request.at(request.path, change(request.query, chance))

    return rewrite


def quoted_letter(text: str, chance: Random) -> str:
    """One letter below the first folder, quoted without need."""
    head, _, rest = text[1:].partition("/")
    at = [number for number, mark in enumerate(rest) if mark.isalnum()]
    if not at or "%" in rest:
        return text
    one = chance.choice(at)
    return f"/{head}/{rest[:one]}%{ord(rest[one]):02X}{rest[one + 1 :]}"


def quoted_slash(text: str, _: Random) -> str:
    """Every slash below the first two quoted, as some do with what they take for a name."""
    head, _, rest = text[1:].partition("/")
    return f"/{head}/{rest.replace('/', '%2F')}" if rest else text


def doubled_slash(text: str, chance: Random) -> str:
    """One slash twice, the first of all included."""
    at = [number for number, mark in enumerate(text) if mark == "/"]
    one = chance.choice(at)
    return text[:one] + "/" + text[one:]


def quoted_query(text: str, _: Random) -> str:
    """The fields' values quoted with zeal."""
    return urlencode(parse_qsl(text, keep_blank_values=True), quote_via=quote, safe="")


def quoted_tilde(text: str, chance: Random) -> str:
    """Every tilde quoted, with letters of either size."""
    return text.replace("~", chance.choice(["%7E", "%7e"]))


def lower_hex(text: str, _: Random) -> str:
    """What is quoted, in small letters; with something that is quoted in any case."""
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), text.replace("/", "%2F").replace("~", "%7E"))


def other_order(text: str, chance: Random) -> str:
    """The fields in another order."""
    fields = text.split("&")
    chance.shuffle(fields)
    return "&".join(fields)


def tracked(text: str, chance: Random) -> str:
    """With a field that somebody counts visitors by."""
    field = f"fbclid=IwAR{chance.randrange(10**9)}"
    return f"{text}&{field}" if chance.random() < 0.7 else f"{field}&{text}"


def further(text: str, chance: Random) -> str:
    """With a field of the line's own changed: what the carrier did not sign."""
    if chance.random() < 0.5 and "count=" not in text:
        return f"{text}&count={chance.randint(1, 9)}"
    return re.sub(r"since=(\d+)", lambda found: f"since={int(found[1]) + 60_000}", text)


def empty_query(request: Request, _: Random) -> Request:
    """A question mark with nothing behind it, where there was none."""
    return request if request.query is not None else request.at(request.path, "")


def absolute(request: Request, _: Random) -> Request:
    """The whole address in the first line, as proxies write it to proxies."""
    return replace(request, target=f"http://line.example{request.target}")


def unprefixed(request: Request, _: Random) -> Request:
    """The folder of the public address taken away, as `proxy_pass http://app/` does it."""
    return replace(request, target=request.target.removeprefix(PREFIX))


# --- the headers


def headers(**added: str) -> Rewrite:
    """A vice that adds headers, in the place of those of their names."""
    return lambda request, _: request.adding(**added)


def forwarded(request: Request, chance: Random) -> Request:
    """Where it came from, told in every way there is, and each tells something else."""
    return request.adding(
        X_Forwarded_For="203.0.113.7, 10.0.0.1", X_Forwarded_Proto=chance.choice(["http", "https", "https,http", ""]),
        X_Forwarded_Ssl=chance.choice(["on", "off"]), X_Forwarded_Protocol=chance.choice(["ssl", "http"]),
        X_Forwarded_Host="other.example:8443", X_Forwarded_Port="8443", X_Forwarded_Prefix="/else", X_Real_IP="::1",
        Forwarded='for="[2001:db8::17]";proto=http;host=other.example', Via="1.0 fred, 1.1 p.example (Apache/1.1)",
        Front_End_Https="off",
    )  # fmt: skip


def no_host(request: Request, chance: Random) -> Request:
    """A Host that could be none; or no Host at all."""
    host = chance.choice([".", "[", "a b", "a..b", "x" * 300, "line.example:99999", ""])
    return request.adding(Host=host) if host else request.without("Host")


def many(request: Request, _: Random) -> Request:
    """All the headers that five proxies in a row may have added, and a large cookie."""
    return request.adding(**{f"X_Trace_{number}": "a" * 100 for number in range(120)}, Cookie="a=" + "b" * 9000)


def another_address(request: Request, _: Random) -> Request:
    """Headers that some servers take for the address or the method."""
    return request.adding(
        X_Original_URL="/operator", X_Rewrite_URL="/call/leaving", X_HTTP_Method_Override="GET", X_HTTP_Method="GET",
        X_Method_Override="DELETE", X_Original_URI="/status", SCRIPT__NAME="/call", PATH__INFO="/call/leaving",
    )  # fmt: skip


def spaced(request: Request, chance: Random) -> Request:
    """Spaces and tabs around what headers say."""
    around = ["", " ", "  ", "\t", " \t "]
    spread = [(name, chance.choice(around) + value.strip() + chance.choice(around)) for name, value in request.headers]
    return replace(request, headers=tuple(spread))


def signed_twice(request: Request, chance: Random) -> Request:
    """The signature as two headers, or as two in one: a header that is there twice may be folded into a list."""
    signature = request.header("X-Twilio-Signature")
    if not signature:
        return request
    if chance.random() < 0.5:
        return request.adding(X_Twilio_Signature=f"{signature}, {signature}")
    return replace(request, headers=(*request.headers, ("X-Twilio-Signature", f" {signature}")))


def content_type(request: Request, chance: Random) -> Request:
    """What the body is said to be: in capitals, with a charset, or not at all."""
    said = ["Application/X-WWW-Form-URLEncoded", "application/x-www-form-urlencoded; charset=UTF-8", "text/plain", ""]
    chosen = chance.choice(said)
    return request.adding(Content_Type=chosen) if chosen else request.without("Content-Type")


def old_version(request: Request, _: Random) -> Request:
    """HTTP/1.0, over a connection for this one request; it knows no chunks."""
    return (
        request
        if request.header("Transfer-Encoding")
        else replace(request.adding(Connection="close"), version="HTTP/1.0")
    )


def upgrade(request: Request, chance: Random) -> Request:
    """An offer to speak HTTP/2 or to open a websocket, which the server may pass over: RFC 9110, section 7.8."""
    if chance.random() < 0.5:
        return request.adding(Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Version="13")
    return request.adding(Connection="Upgrade, HTTP2-Settings", Upgrade="h2c", HTTP2_Settings="AAMAAABkAAQAAP__")


# --- the body


def chunked(request: Request, chance: Random) -> Request:
    """The body in pieces, each with its length."""
    if not request.body or request.version == "HTTP/1.0":
        return request
    size, pieces = chance.choice([1, 7, 100, 10_000]), []
    for at in range(0, len(request.body), size):
        piece = request.body[at : at + size]
        pieces.append(b"%x\r\n%b\r\n" % (len(piece), piece))
    made = replace(request, body=b"".join((*pieces, b"0\r\n\r\n")))
    return made.without("Content-Length").adding(Transfer_Encoding="chunked")


def other_form(request: Request, chance: Random) -> Request:
    """The same fields in another order, quoted in another way."""
    if request.header("Transfer-Encoding"):
        return request
    fields = parse_qsl(request.body.decode(), keep_blank_values=True)
    chance.shuffle(fields)
    return _with_body(request, urlencode(fields, quote_via=quote, safe="*-").encode())


def changed_form(request: Request, _: Random) -> Request:
    """Another key than the one that was struck: what the carrier did not sign."""
    fields = parse_qsl(request.body.decode(), keep_blank_values=True)
    if request.method != "POST":
        return request
    return _with_body(request, urlencode([*(one for one in fields if one[0] != "Digits"), ("Digits", "7")]).encode())


def _with_body(request: Request, body: bytes) -> Request:
    if request.method != "POST":
        return request
    return replace(request, body=body).adding(Content_Length=str(len(body)))
