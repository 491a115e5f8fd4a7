"""What is put where it does not belong, and texts spoilt in every way."""

from __future__ import annotations

import random
from collections.abc import Sequence

PREMIUM = ("+449098790000", "+1900555000", "09098790000", "+882990000000", "999", "+44999", "+442079460999")
"""Numbers that cost, or must never be dialled; none is a helpline's."""

TRAVERSALS = (
    "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "..\\", "..%5c", "....//", "%c0%ae%c0%ae/", "/", "//",
    "./",
)  # fmt: skip

XML = (
    "</Say>", "]]>", "<![CDATA[", "<Dial>+449098790000</Dial>", "</Response><Response>", "&amp;", "&", "&#0;", "&x;",
    "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", "<?xml version='1.0'?>", '"><Hangup/>', "<!--", "-->",
)  # fmt: skip

HEADERS = (
    "\r\n", "\n", "\r", "\r\nX-Injected: yes", "\r\n\r\n<html>", "%0d%0aX-Injected:%20yes", "\x0b", "\x85", "\u2028",
)  # fmt: skip

ENCODINGS = (
    "\x00", "%00", "\ufffe", "\uffff", "\u202e", "\u0661", "²", "٣", "é", "漢字", "\U0001f4de", "%ff", "%ed%a0%80",
    "%", "%zz", "%u0031", "\x7f", "\x1b[2J", "ÿ",
)  # fmt: skip

TEMPLATES = (
    "{title}", "{{7*7}}", "${jndi:ldap://x}", "%s%n", "{0.__class__}", "'; DROP TABLE counts;--", "$(id)", "`id`",
)  # fmt: skip

NUMBERS = (
    "-1", "0", "1", "7", "99", "100", "600", "601", "9999", "99999999999999999999", "1e3", "0x1", "nan", " 1", "1_0",
)  # fmt: skip

NASTY: tuple[str, ...] = (*PREMIUM, *TRAVERSALS, *XML, *HEADERS, *ENCODINGS, *TEMPLATES, *NUMBERS, "")

KEYS = "0123456789*#"

NAMES = ("Digits", "FinishedOnKey", "SpeechResult", "Confidence", "DialCallStatus", "To", "From", "Called", "CallSid")
"""Of the carrier's fields, those that the line reads, or might."""

STATUSES = ("completed", "answered", "busy", "no-answer", "canceled", "failed", "ringing", "in-progress")
"""What the carrier says of calls and transfers."""


def nasty(chance: random.Random) -> str:
    """One of all that, or several in a row; now and then a very long one."""
    text = "".join(chance.choices(NASTY, k=chance.choice((1, 1, 1, 2, 3))))
    return text * 2000 if chance.random() < 0.002 else text


def spoilt(chance: random.Random, text: str, others: Sequence[str] = NASTY) -> str:
    """A text with something put in, taken out, doubled or swapped, once or a few times; mostly still readable."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice((0, 1, 3, 8, 40)))
        match chance.randrange(4):
            case 0:
                text = text[:start] + nasty(chance) + text[end:]
            case 1:
                text = text[:start] + text[end:]
            case 2:
                text = text[:end] + text[start:]
            case _:
                text = text[:start] + chance.choice(others) + text[end:]
    return text
