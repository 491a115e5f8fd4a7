"""What holds whatever a caller, a shaking hand, a noisy room, or somebody with a browser does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moves import WEEKDAY, at, there_and_back

from ivr.carrier.twiml import TwimlWriter
from ivr.content import Line
from ivr.dialogue.address import address, read_address
from ivr.dialogue.broken_off import to_keep
from ivr.dialogue.event import Began, Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.moments import DAY
from ivr.dialogue.needs import Needs, Pace, Time, Way
from ivr.dialogue.place import LONGEST_PART, MOST_COUNT, START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer
from ivr.dialogue.step import step
from ivr.dialogue.words import COMMANDS
from ivr.phone.portable import complaints
from ivr.phone.twiml import read

KEYS = [Key(key) for key in "0123456789*#"]
AGAIN = "the last key once more"
NAMED = [
    "menu/feelings", "menu/main", "topic/stress", "topic/the-keys", "topic/body-therapies", "helplines", "offer/mind",
    "offer/dystonia", "offer/shout", "menu", "person", *COMMANDS,
]  # fmt: skip
SPOKEN = st.lists(st.sampled_from(NAMED), max_size=2, unique=True).map(lambda meanings: Spoke(tuple(meanings)))
PAUSES = st.floats(0, 40)
MOVES = st.lists(
    st.one_of(
        st.tuples(PAUSES, st.sampled_from([*KEYS, Silence(), Silence(), Silence(), Spoke(())])),
        st.tuples(PAUSES, SPOKEN),
        st.tuples(st.floats(0.05, 1.5), st.just(AGAIN)),
        st.tuples(st.floats(0.05, 1.5), st.sampled_from(KEYS)),
    ),
    min_size=1,
    max_size=80,
)
NEEDS = st.builds(
    Needs, st.sampled_from(Way), st.sampled_from(Pace), st.sampled_from(Time), st.integers(0, 3), st.integers(0, 6)
)


@pytest.fixture(scope="module", params=[None, "https://line.example/audio/it.wav"], ids=["said", "recorded"])
def writer(request: pytest.FixtureRequest, line: Line) -> TwimlWriter:
    return TwimlWriter(line, "https://line.example/call", lambda *_: request.param)


@settings(max_examples=300, deadline=None)
@given(moves=MOVES, needs=NEEDS, outcomes=st.lists(st.sampled_from(Outcome), min_size=80, max_size=80))
def test_whatever_happens_in_a_call_every_turn_holds(
    line: Line, writer: TwimlWriter, moves: list[tuple[float, Event | str]], needs: Needs, outcomes: list[Outcome]
) -> None:
    now, struck, accepted = WEEKDAY, Key("5"), None
    reply = step(line, START.with_needs(needs), Began(), now)
    holds(line, writer, reply)
    for (after, what), outcome in zip(moves, outcomes, strict=False):
        before = reply.then
        now += timedelta(seconds=after)
        event = Transferred(outcome) if isinstance(before, Transfer) else struck if what is AGAIN else what
        reply = step(line, there_and_back(line, before.place), event, now)
        holds(line, writer, reply)
        bounced = isinstance(event, Key) and accepted is not None and event == accepted[0] and now < accepted[1]
        if event == Key("0") and not bounced:
            assert reaches(line, reply)
        if not bounced:
            soon = timedelta(seconds=line.facts.timing.bounce - 0.001)
            accepted = (event, now + soon) if isinstance(event, Key) else None
        struck = event if isinstance(event, Key) else struck
        if isinstance(reply.then, Farewell):
            assert (before.place.spot.kind, before.place.count, event) == (Kind.LEAVING, 10, Silence())
            return


def holds(line: Line, writer: TwimlWriter, reply: Reply) -> None:
    """What is true of every reply."""
    assert all(prompt.strip() for prompt in reply.prompts)
    assert complaints(read(writer.write(reply, "+442079460000"))) == []
    if isinstance(reply.then, Farewell):
        return
    assert there_and_back(line, reply.then.place) == reply.then.place
    assert len(address(reply.then.place)) < 400
    if reply.then.place.spot != Spot(Kind.OFFER, line.facts.crisis):  # said slowly, it would delay the transfer
        assert reply.pace is reply.then.place.needs.pace
    if isinstance(reply.then, Ask):
        assert reply.prompts
        assert reply.then.wait >= 1
        assert not reply.then.skipped or reply.then.prompts
    kept = to_keep(line, reply)
    assert kept is None or there_and_back(line, kept) == kept


def reaches(line: Line, reply: Reply) -> bool:
    if isinstance(reply.then, Transfer):
        return reply.then.number in line.crisis.dials
    return isinstance(reply.then, Ask) and reply.then.place.spot == Spot(Kind.OFFER, line.facts.crisis)


@settings(max_examples=100, deadline=None)
@given(needs=NEEDS, moves=st.lists(st.tuples(st.floats(0.75, 40), st.sampled_from(KEYS[1:])), max_size=40))
def test_no_row_of_keys_leads_to_leaving(line: Line, needs: Needs, moves: list[tuple[float, Key]]) -> None:
    now, place = WEEKDAY, Place(Spot(Kind.MENU, "main")).with_needs(needs)
    for after, key in moves:
        now += timedelta(seconds=after)
        reply = step(line, place, key, now)
        assert reply.then.place.spot.kind is not Kind.LEAVING
        if isinstance(reply.then, Transfer):
            reply = step(line, reply.then.place, Transferred(Outcome.COMPLETED), now)
        place = reply.then.place


FIELDS = ["way", "pace", "time", "slips", "hurried", "sounds", "key", "since", "lead", "count", "trail", "told", "left"]
LIKELY = st.sampled_from([
    "once", "any", "voice", "listening", "keys", "slow", "long", "unlimited", "0", "1", "7", "99", "100", "9999", "-1",
    "99999999999", "86399999", "86400000", "star", "hash", "*", "#", "٣", "1e3", "²", " 1", "1\n", "yes",
    "topic/stress/2/700", "topic/stress~menu/feelings", "confirm~greeting~leaving", "transfer/samaritans/1",
    "~~~~~~~~~",
])  # fmt: skip
PATHS = st.one_of(
    st.text(max_size=60),
    st.builds(
        "/".join, st.tuples(st.sampled_from([*Kind, "x"]), st.sampled_from(["", "main", "stress", "mind", "0"]), LIKELY)
    ),
)


@settings(max_examples=500, deadline=None)
@given(
    path=PATHS,
    query=st.dictionaries(st.sampled_from(FIELDS), st.one_of(LIKELY, st.text(max_size=40)), max_size=13),
    event=st.one_of(
        st.sampled_from([*KEYS, Key("A"), Key(""), Key("12"), Silence(), Spoke(()), *map(Transferred, Outcome)]), SPOKEN
    ),
)
def test_no_address_is_an_error_or_leaves_its_bounds(
    line: Line, writer: TwimlWriter, path: str, query: dict[str, str], event: Event
) -> None:
    place = read_address(path, urlencode(query).encode(), line)
    needs = place.needs
    assert all(0 <= number <= MOST_COUNT for number in (place.count, needs.slips, needs.hurried, needs.sounds))
    assert 0 <= place.lead <= 999
    assert place.since is None or 0 <= place.since < DAY
    assert place.key in set("0123456789*#") | {""}
    assert all(0 <= spot.second <= LONGEST_PART for spot in (place.spot, *place.trail))
    assert there_and_back(line, place) == place
    reply = step(line, place, event, WEEKDAY)
    assert complaints(read(writer.write(reply, ""))) == []
    if isinstance(reply.then, Transfer):
        assert reply.then.number in {number for helpline in line.helplines.values() for number in helpline.dials}


@settings(max_examples=100, deadline=None)
@given(query=st.binary(max_size=80))
def test_no_query_is_an_error_whatever_its_bytes(line: Line, query: bytes) -> None:
    assert isinstance(read_address("topic/stress/2", query, line), Place)


@pytest.mark.parametrize("kind", [*Kind])
@pytest.mark.parametrize("way", [*Way])
def test_a_sound_never_counts_never_moves_and_never_connects(line: Line, kind: Kind, way: Way) -> None:
    name = "stress" if kind in (Kind.TOPIC, Kind.PAUSE, Kind.END, Kind.NEXT) else "mind"
    spot = at(kind, "main" if kind is Kind.MENU else name, 1, trail=(Spot(Kind.MENU, "feelings"),)).spot
    place = there_and_back(line, Place(spot, 1, (Spot(Kind.MENU, "feelings"),), told=True, needs=Needs(way)))
    if kind in (Kind.GREETING, Kind.TRANSFER):
        return  # nobody is listened to there
    after = step(line, place, Spoke(()), WEEKDAY).then.place
    assert replace(after, since=None, lead=0, needs=place.needs) == place
