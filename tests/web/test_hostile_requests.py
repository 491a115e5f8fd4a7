"""Whole requests that mean harm, to the real app: signed with anything in them, forged, and as they are described."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

SCRIPTS = Path(__file__).parents[2] / "scripts"
sys.path.insert(0, str(SCRIPTS))

from hostile_input import content, described, real, targets, turns, wire  # noqa: E402
from hostile_input.judge import against_document, against_turn, apology  # noqa: E402
from hostile_input.real import CALLED, PUBLIC, Answered  # noqa: E402
from hostile_input.tried import DIAL, ERROR, Tried, smallest  # noqa: E402
from hostile_input.turns import Turn  # noqa: E402
from hostile_input.vocabulary import KEYS, NAMES, NASTY, STATUSES  # noqa: E402

TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(NASTY), st.sampled_from(STATUSES), st.sampled_from(KEYS))
ADDRESSES = st.one_of(
    st.sampled_from(real.addresses()),
    st.text(max_size=60),
    st.tuples(st.sampled_from(real.addresses()), TEXTS, st.integers(0, 40)).map(
        lambda spoilt: spoilt[0][: spoilt[2]] + spoilt[1] + spoilt[0][spoilt[2] :]
    ),
)
FIELDS = st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), TEXTS), max_size=12)


@settings(max_examples=600, deadline=None)
@given(address=ADDRESSES, fields=FIELDS)
def test_a_signed_turn_is_answered_with_a_document_that_dials_nobody_but_the_helplines(
    address: str, fields: list[tuple[str, str]]
) -> None:
    """Never 5xx, never an apology, nothing outside the line's own addresses and recordings."""
    turn = Turn(turns.sent_as(f"/call/{address}"), tuple(fields))
    assert turns.faults_of(turn) == []


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=200), address=ADDRESSES)
def test_a_form_may_be_any_bytes(body: bytes, address: str) -> None:
    assert turns.faults_of(Turn(turns.sent_as(f"/call/{address}"), (), body)) == []


@settings(max_examples=150, deadline=None)
@given(address=ADDRESSES, fields=FIELDS, signature=TEXTS)
def test_a_turn_that_the_carrier_did_not_sign_gets_nothing(
    address: str, fields: list[tuple[str, str]], signature: str
) -> None:
    turn = Turn(turns.sent_as(f"/call/{address}"), tuple(fields))
    given = signature.encode(errors="replace").decode("latin-1")
    asked = real.Asked("POST", turn.target, (("X-Twilio-Signature", given),), turn.sent())
    assert real.ask(asked).status == 403


@pytest.mark.parametrize("to", ["+449098790000", "+1900555000", CALLED])
def test_a_helpline_is_shown_the_number_that_the_carrier_says_was_phoned(to: str) -> None:
    """It is under the carrier's signature, and shown, not dialled; a carrier refuses one that the account has not."""
    turn = Turn("/call/offer/samaritans", (("To", to), ("Digits", "0")))
    answered = real.ask(turn.asked())
    assert f'callerId="{to}"'.encode() in answered.body
    assert re.findall(rb"<Number>(.*?)</Number>", answered.body) == [real.line().crisis.dials[0].encode()]


@pytest.mark.parametrize(
    "to",
    ["", "anonymous", 'x"><Number>+449098790000</Number>', "+44\r\n", "sip:+449098790000@x", "+44\u0661\u0662345678"],
)
def test_what_is_no_number_is_shown_to_nobody(to: str) -> None:
    turn = Turn("/call/offer/samaritans", (("To", to), ("Digits", "0")))
    body = real.ask(turn.asked()).body
    assert b"<Dial" in body
    assert b"callerId" not in body


# --- the families of scripts/hostile.py, briefly


@pytest.mark.parametrize("run", [turns.run, wire.run, content.run], ids=["turns", "wire", "content"])
def test_a_short_run_of_a_family_finds_nothing(run: Any) -> None:
    inputs = {turns.run: 800, wire.run: 40, content.run: 16}[run]
    tried = run(inputs, 3)
    assert tried.inputs >= inputs
    assert tried.found == {}


class Bytes:
    """What is used of atheris.FuzzedDataProvider: choices from the end, and the rest as it stands."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def ConsumeIntInRange(self, least: int, most: int) -> int:  # noqa: N802
        last, self._data = self._data[-1:], self._data[:-1]
        return least + (last[0] if last else 0) % (most - least + 1)

    def ConsumeBytes(self, count: int) -> bytes:  # noqa: N802
        return self._data[:count]

    def remaining_bytes(self) -> int:
        return len(self._data)


@pytest.mark.parametrize("parser", ["form", "address", "twiml"])
def test_no_parser_fails_whatever_it_is_given(parser: str) -> None:
    target, seeds, longest = targets.PARSERS[parser]
    known = [one for one in seeds() if len(one) <= longest]
    inputs = st.one_of(
        st.binary(max_size=60), st.sampled_from(known), st.builds(bytes.__add__, *[st.sampled_from(known)] * 2)
    )
    tried = Tried(parser, "")

    @settings(max_examples=250, deadline=None, database=None)
    @given(data=inputs)
    def none_fails(data: bytes) -> None:
        target(Bytes(data[:longest]), tried)

    none_fails()
    assert tried.found == {}


def test_the_script_prints_a_table_and_ends_with_0_where_nothing_is_found(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    kept.write_text(json.dumps([Tried("whole requests", "before", 60).as_json()]), encoding="utf-8")
    command = [sys.executable, SCRIPTS / "hostile.py", "--only", "turns", "--inputs", "60", "--keep", kept]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^\| whole requests \|.*\| 120 \|.*\| 0 \| 0 \| 0 \|", done.stdout, re.MULTILINE)


def test_the_script_ends_with_1_and_shows_the_smallest_input_where_something_is_found(tmp_path: Path) -> None:
    found = Tried("whole requests", "before", 60)
    found.finds(f"{DIAL}: 999", "POST /call with much else")
    found.finds(f"{DIAL}: 999", "POST /call")
    kept = tmp_path / "figures.json"
    kept.write_text(json.dumps([found.as_json()]), encoding="utf-8")
    command = [sys.executable, SCRIPTS / "hostile.py", "--only", "turns", "--inputs", "0", "--keep", kept]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"^\| whole requests \|.*\| 60 \|.*\| 0 \| 2 \| 0 \|", done.stdout, re.MULTILINE)
    assert done.stdout.rstrip().endswith("(2 times)\n\nPOST /call")


# --- what judges them


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ("<Dial>+449098790000</Dial>", DIAL),
        ('<Dial callerId="+449098790000"><Number>+44116123</Number></Dial>', "a number shown to the helpline"),
        ('<Redirect method="POST">https://line.example.evil/call/x</Redirect>', "an address that is not below"),
        (f'<Redirect method="POST">{PUBLIC}/status</Redirect>', "an address that is not below"),
        (f"<Play>{PUBLIC}/audio/../x.wav</Play>", "a recording that is not in the catalogue"),
        ("<Play>https://evil.example/x.wav</Play>", "a recording that is not in the catalogue"),
        ("<Say>\x01</Say>", "a document that the phone refuses"),
        ("<Sms>x</Sms>", "a document that the phone refuses"),
        ("<Say></Say>", "not portable"),
        ("x" * 66_000, "a document that the phone refuses"),
    ],
)
def test_a_document_that_harms_is_found_out(document: str, found: str) -> None:
    assert [what for what in against_document(f"<Response>{document}</Response>".encode()) if what.startswith(found)]


def test_an_apology_and_an_answer_of_500_are_found_out() -> None:
    xml = (("Content-Type", "text/xml; charset=utf-8"),)
    assert list(against_turn(Answered(200, xml, apology()))) == [f"{ERROR}: an apology, for a turn that failed"]
    assert f"{ERROR}: 503" in list(against_turn(Answered(503, xml, b"")))
    assert list(against_turn(Answered(200, (("X-Injected", "yes"), ("Content-Type", "text/html")), b"")))


def test_the_smallest_input_is_what_a_finding_needs() -> None:
    parts = tuple(range(100))
    assert smallest(parts, lambda some: 17 in some and 83 in some) == (17, 83)


# --- the description


def described_addresses() -> dict[str, set[str]]:
    paths = yaml.safe_load(described.PAGE.read_text(encoding="utf-8"))["paths"]
    return {
        path: {name.upper() for name in one if name in ("get", "post", "put", "delete")} for path, one in paths.items()
    }


def test_every_address_is_described_and_no_other(app_with_phone: Flask) -> None:
    served: dict[str, set[str]] = {}
    for rule in app_with_phone.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        served.setdefault(path, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    assert described_addresses() == served


def test_the_description_is_of_this_version() -> None:
    assert described.description()["info"]["version"] == version("steadyline")


@pytest.mark.parametrize("operation", described.operations(), ids=lambda one: one.label)
def test_every_answer_is_described(operation: Any) -> None:
    tried = Tried("described", "")
    described.try_operation(operation, 20, tried, seed=None)
    assert tried.inputs
    assert tried.found == {}


def test_an_answer_that_is_not_described_is_found_out() -> None:
    wrong = described.description()
    del wrong["paths"]["/call"]["post"]["responses"]["200"]
    operation = next(one for one in described.operations(wrong) if one.label == "POST /call")
    tried = Tried("described", "")
    described.try_operation(operation, 10, tried, seed=None)
    assert [what for what in tried.found if "Undocumented status code: Received: 200" in what]
