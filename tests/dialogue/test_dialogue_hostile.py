"""Toll fraud, and whatever else an address or a key could be made to do."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ivr.dialogue
from ivr.content import Line
from ivr.dialogue.address import address, read_address
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Farewell, Transfer
from ivr.dialogue.step import step
from ivr.dialogue.words import COMMANDS

PREMIUM = ["+449098790000", "09098790000", "+19005550000", "999", "+44999"]
HELPLINES = ["samaritans", "mind", "dystonia", "shout", "nhs"]
NAMES = [*HELPLINES, *PREMIUM, "stress", "main", "feelings", "nobody", "../mind", "Samaritans", "samaritans ", ""]
PARTS = ["", "0", "1", "2", "9", "99", "9999", "-1", "1.0", "٣", "+1", "00"]

SPOTS = st.builds("/".join, st.tuples(*map(st.sampled_from, ([*map(str, Kind), "dial", ""], NAMES, PARTS, PARTS))))
TEXTS = st.one_of(st.text(max_size=20), st.sampled_from(PREMIUM), SPOTS)
FIELDS = [
    "trail",
    "left",
    "count",
    "way",
    "pace",
    "time",
    "slips",
    "hurried",
    "sounds",
    "key",
    "since",
    "lead",
    "number",
]
QUERIES = st.one_of(
    st.binary(max_size=60),
    st.lists(
        st.tuples(st.sampled_from(FIELDS), st.one_of(TEXTS, st.lists(SPOTS, max_size=8).map("~".join))), max_size=8
    ).map(lambda fields: "&".join(f"{name}={quote(value, safe='/~*')}" for name, value in fields).encode()),
)
PLACES = st.tuples(st.one_of(SPOTS, TEXTS), QUERIES)
"""Any address at all: path and query, as they may come with a request."""

CHOICES = ["menu/main", "topic/stress", "helplines", *(f"offer/{name}" for name in HELPLINES)]
MEANINGS = st.sampled_from([*COMMANDS, "person", "menu", *CHOICES])
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.just(Began()),
    st.just(Silence()),
    st.sampled_from("0123456789*#").map(Key),
    st.text(max_size=2).map(Key),
    st.sampled_from(Outcome).map(Transferred),
    st.lists(MEANINGS, max_size=2).map(lambda meanings: Spoke(tuple(meanings))),
)
TIMES = st.integers(1_577_836_800, 2_208_988_800).map(lambda second: datetime.fromtimestamp(second, UTC))


def in_the_helpline_data(line: Line) -> set[str]:
    return {number for helpline in line.facts.helplines for number in helpline.dials}


PIECES = [
    "told",
    "told=",
    "told=yes",
    "told=yes=",
    "=yes",
    "count=2",
    "count=3=",
    "count",
    "count=",
    "",
    "=",
    ";",
    "==",
]


@settings(max_examples=400, deadline=None)
@given(query=st.lists(st.sampled_from(PIECES), max_size=6).map("&".join))
def test_a_query_without_anything_quoted_is_read_as_the_standard_library_reads_it(line: Line, query: str) -> None:
    with_something_quoted = f"{query}&other=%41"  # and so parse_qsl is asked
    assert read_address("topic/stress", query.encode(), line) == read_address(
        "topic/stress", with_something_quoted.encode(), line
    )


@settings(max_examples=800, deadline=None)
@given(where=PLACES, events=st.lists(EVENTS, min_size=1, max_size=6), now=TIMES)
def test_no_place_no_event_and_no_time_dials_a_number_that_is_not_in_the_helpline_data(
    line: Line, where: tuple[str, bytes], events: list[Event], now: datetime
) -> None:
    """Toll fraud is impossible by construction.

    A number to dial is made nowhere: `offer.connect` alone makes a transfer, out of `helpline.dials`, which the loader
    has read from line.toml and checked, and which never changes. What comes from outside chooses among them and gives
    none of its own: an address holds the id of a helpline, which leads to the list of helplines where the line has none
    of that name, and the index of one of its numbers, which is cut to the last; an event is a key, an outcome, or one
    of the line's own meanings. The test below reads the source for it; this one tries.
    """
    place = read_address(*where, line)
    for event in events:
        reply = step(line, place, event, now)
        if isinstance(reply.then, Transfer):
            assert reply.then.number in in_the_helpline_data(line)
            assert reply.then.place.spot.kind is Kind.TRANSFER
            assert reply.then.number in line.helplines[reply.then.place.spot.name].dials
        if isinstance(reply.then, Farewell):
            return
        path, _, query = address(reply.then.place).partition("?")
        place = read_address(path, query.encode(), line)


def test_a_number_to_dial_comes_from_the_helpline_data_and_from_nowhere_else_in_the_source() -> None:
    made = {
        f"{path.stem}: {ast.unparse(call.args[0])}"
        for path in Path(ivr.dialogue.__path__[0]).glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Transfer"
    }
    # The other two are copies of one that is there already.
    assert made == {"offer: helpline.dials[turn.spot.part]", "reply: then.number", "step: then.number"}


@pytest.mark.parametrize("name", [*PREMIUM, "nobody", "../mind", "samaritans/../mind", "", "Mind"])
@pytest.mark.parametrize("kind", [Kind.TRANSFER, Kind.OFFER, Kind.NUMBER, Kind.PEN, Kind.MISSED, Kind.CLOSED])
def test_a_helpline_that_the_line_does_not_have_is_the_list_of_those_that_it_has(
    line: Line, kind: Kind, name: str
) -> None:
    expected = {"samaritans/../mind": Spot(Kind.OFFER if kind is Kind.CLOSED else kind, "samaritans")}
    assert read_address(f"{kind}/{name}", b"", line).spot == expected.get(name, Spot(Kind.HELPLINES))


@pytest.mark.parametrize("part", ["1", "7", "99", "9999"])
def test_a_number_of_a_helpline_that_it_does_not_have_is_its_last(line: Line, part: str) -> None:
    for helpline in line.facts.helplines:
        spot = read_address(f"transfer/{helpline.id}/{part}", b"", line).spot
        assert spot.part == max(len(helpline.dials) - 1, 0)


@settings(max_examples=300, deadline=None)
@given(pressed=st.text(max_size=3), where=PLACES)
def test_a_key_that_no_telephone_has_is_not_written_into_the_next_address(
    line: Line, pressed: str, where: tuple[str, bytes]
) -> None:
    """Or else a document could hold what no document can, and the carrier would end the call over it."""
    reply = step(line, read_address(*where, line), Key(pressed), datetime(2026, 11, 18, 11, tzinfo=UTC))
    if not isinstance(reply.then, Farewell):
        assert reply.then.place.key in {*"0123456789*#", ""}
        assert re.fullmatch(r"[a-z0-9/~?&=-]+", address(reply.then.place))


def test_a_place_that_came_by_no_address_cannot_reach_another_number_either(line: Line) -> None:
    """An index beyond the list is an error, which callers hear as an apology, and never another number."""
    beyond = Place(Spot(Kind.TRANSFER, "samaritans", 7))
    reply = step(line, beyond, Transferred(Outcome.FAILED), datetime(2026, 11, 18, 11, tzinfo=UTC))
    assert not isinstance(reply.then, Transfer)
