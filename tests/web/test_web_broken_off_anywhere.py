"""A call cut off in any place is carried on in that place: from the reply to the store, to the next call, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ivr.bookmarks import Bookmarks, Store
from ivr.content import Line
from ivr.dialogue.address import address, read_address
from ivr.dialogue.broken_off import nothing_left, to_keep
from ivr.dialogue.event import Began, Key
from ivr.dialogue.needs import Way
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Transfer
from ivr.dialogue.step import step
from ivr.dialogue.walk import MOMENTS, Visited

CALLER = "+447700900123"
SECRET = "secret-of-the-tests"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Bookmarks]:
    made = Bookmarks(f"sqlite:///{tmp_path}/places.db", SECRET, lambda: MOMENTS[0])
    yield made
    made.close()


def carried_on(line: Line, store: Store, place: Place, now: datetime) -> Place:
    """Where "1" leads to who rings again after a call that broke off at a place; the beginning, if nothing was left."""
    store.keep(CALLER, address(place))
    kept = store.find(CALLER)
    assert kept is not None
    asked = step(line, START, Began(read(line, kept)), now).then
    assert isinstance(asked, Ask)
    if nothing_left(line, place):
        return asked.place
    assert asked.place.spot.kind is Kind.BROKEN_OFF
    reply = step(line, read(line, address(asked.place)), Key("1"), now + timedelta(seconds=20))
    assert isinstance(reply.then, Ask)
    return reply.then.place


def read(line: Line, kept: str) -> Place:
    path, _, query = kept.partition("?")
    return read_address(path, query.encode(), line)


def test_a_call_cut_off_in_any_place_is_carried_on_there(line: Line, visits: list[Visited], store: Bookmarks) -> None:
    places = {}
    for visited in visits:
        if (place := to_keep(line, visited.reply)) and place.needs.way is Way.KEYS:
            places.setdefault(place.spot, place)
    kinds = {spot.kind for spot in places}
    assert set(Kind) - kinds == {Kind.GREETING, Kind.BROKEN_OFF, Kind.TRANSFER, Kind.CONFIRM, Kind.RECITAL}
    for spot, place in places.items():
        for now in MOMENTS:
            found = carried_on(line, store, place, now).spot
            if spot.kind is Kind.TOPIC and not spot.part:  # its keys were said already: the first part comes at once
                assert found == replace(spot, part=1)
            elif spot.kind is Kind.OFFER and not line.helplines[spot.name].may_answer(now):  # closed by now
                assert found == replace(spot, kind=Kind.CLOSED)
            elif nothing_left(line, place):
                assert found == replace(spot, part=0)
            else:
                assert found == spot


def test_nobody_is_put_through_because_an_earlier_call_was(line: Line, visits: list[Visited], store: Bookmarks) -> None:
    seen = set()
    for visited in visits:
        if isinstance(visited.reply.then, Transfer) and visited.reply.then.place.needs.way is Way.KEYS:
            left, place = visited.reply.then.place, to_keep(line, visited.reply)
            if (left.spot, left.trail[:1]) in seen:
                continue
            seen.add((left.spot, left.trail[:1]))
            if place is None:  # the first menu is the beginning anyway
                assert replace(left.trail[0], part=0) == Spot(Kind.MENU, line.facts.main)
            else:
                assert carried_on(line, store, place, MOMENTS[0]).spot in (
                    left.trail[0],
                    replace(left.trail[0], part=1),
                )
    assert len(seen) > 50
