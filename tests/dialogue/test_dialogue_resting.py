"""A number that has phoned very often: why the topics rest, and people who do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moves import MAIN, WEEKDAY, answering, at, call, slowly, there_and_back

from ivr.content import Line
from ivr.dialogue.event import Began, Outcome, Transferred
from ivr.dialogue.needs import Needs, Way
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer
from ivr.dialogue.step import step
from ivr.dialogue.walk import Visited

RESTING = Needs(resting=True)
HELPLINES_ALONE = {
    "resting", "helplines", "offer", "closed", "pen", "number", "transfer", "missed", "confirm", "leaving",
}  # fmt: skip


@pytest.fixture
def place() -> Place:
    return at(Kind.RESTING, needs=RESTING)


@pytest.fixture(scope="module")
def resting(visits: list[Visited]) -> list[Visited]:
    """Every turn of callers whose topics rest."""
    return [visit for visit in visits if visit.place.needs.resting]


def where(reply: Reply) -> str:
    return "" if isinstance(reply.then, Farewell) else str(reply.then.place.spot)


def test_a_person_comes_first_then_why_then_the_number_twice(line: Line) -> None:
    reply = step(line, START, Began(too_often=True), WEEKDAY)
    words = line.words
    assert reply.prompts[:2] == (words.greeting.person, words.resting.topics)
    assert reply.prompts[2:6] == line.number_twice(line.crisis.id)
    assert reply.prompts[6] == words.choices.with_any_key(words.choices.someone)
    assert isinstance(reply.then, Ask)
    assert reply.then.place.needs.resting


def test_it_outlives_the_way_through_an_address(place: Place, line: Line) -> None:
    assert there_and_back(line, place) == place


def test_a_call_that_broke_off_is_not_carried_on_for_a_number_whose_topics_rest(line: Line) -> None:
    left = Place(Spot(Kind.TOPIC, "stress", 2))
    assert where(step(line, START, Began(left, too_often=True), WEEKDAY)) == "resting"


def test_0_is_put_through_as_fast_as_ever(place: Place, line: Line) -> None:
    usual, now = (call(line, one, (9, "0")) for one in (MAIN, place))
    assert (usual.prompts, usual.then.wait) == (now.prompts, now.then.wait)  # type: ignore[union-attr]
    assert isinstance(call(line, place, *slowly("0-")).then, Transfer)


@pytest.mark.parametrize("key", "123456789*#")
def test_any_other_key_leads_to_the_same_person_with_time_to_take_it_back(key: str, place: Place, line: Line) -> None:
    offered = call(line, place, (9, key))
    assert where(offered) == f"offer/{line.crisis.id}"
    assert isinstance(offered.then, Ask)
    assert offered.then.wait == 20
    assert where(call(line, place, (9, key), (9, "5"))) == "resting"


def test_silence_hears_it_three_times_and_then_the_warnings(place: Place, line: Line) -> None:
    assert [where(call(line, place, *slowly("-" * times))) for times in (1, 2, 3)] == ["resting", "resting", "leaving"]
    assert where(call(line, place, *slowly("---5"))) == "resting"


def test_after_the_person_the_caller_is_back_where_it_was_said(place: Place, line: Line) -> None:
    asked = call(line, place, *slowly("0-")).then
    assert isinstance(asked, Transfer)
    back = step(line, asked.place, Transferred(Outcome.COMPLETED), WEEKDAY)
    assert where(back) == "resting"
    assert line.words.resting.topics in back.prompts


def test_the_walk_finds_no_way_from_there_to_a_topic_or_a_menu(resting: list[Visited]) -> None:
    kinds = {str(then.place.spot.kind) for visit in resting if not isinstance(then := visit.reply.then, Farewell)}
    assert kinds == HELPLINES_ALONE


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("meaning", ["topic/stress", "menu/main", "menu", "helplines", "person", "back", "number"])
def test_no_word_leads_to_a_topic_or_a_menu(meaning: str, way: Way, line: Line) -> None:
    for spot in (Spot(Kind.RESTING), Spot(Kind.HELPLINES), Spot(Kind.NUMBER, "mind")):
        place = answering(way, Place(spot), resting=True)
        assert where(call(line, place, (9, meaning))).partition("/")[0] in HELPLINES_ALONE


def addresses_made_by_hand(line: Line) -> Iterator[Place]:
    yield from (Place(Spot(Kind.TOPIC, topic, 1), needs=RESTING) for topic in line.topics)
    yield from (Place(Spot(Kind.MENU, menu), needs=RESTING) for menu in line.menus)
    yield Place(Spot(Kind.RECITAL, "mind"), needs=RESTING)


def test_an_address_of_a_topic_leads_back_whatever_happens_there(line: Line) -> None:
    for place in addresses_made_by_hand(line):
        for what in "-12*#":
            assert where(call(line, place, (9, what))).partition("/")[0] in HELPLINES_ALONE


@pytest.mark.parametrize("helpline", ["mind", "dystonia"])
def test_a_transfer_too_many_is_explained_with_the_number_and_every_other_way(helpline: str, line: Line) -> None:
    there = at(Kind.TRANSFER, helpline, trail=(Spot(Kind.TOPIC, "stress", 2),))
    reply = step(line, there, Transferred(Outcome.TOO_OFTEN), WEEKDAY)
    assert reply.prompts[:5] == (line.words.resting.transfers, *line.number_twice(helpline))
    assert where(reply) == f"missed/{helpline}"
    assert where(call(line, reply.then.place, (9, "*"))) == "topic/stress/2"  # type: ignore[union-attr]
