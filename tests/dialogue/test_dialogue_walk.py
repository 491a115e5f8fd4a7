"""What must hold in every turn that the line can take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from urllib.parse import urlsplit

import pytest

from ivr.content import Line
from ivr.dialogue.address import address, read_address
from ivr.dialogue.event import Key, Silence
from ivr.dialogue.needs import Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Transfer
from ivr.dialogue.step import step
from ivr.dialogue.walk import MOMENTS, Visited, bare, every_prompt, whole
from ivr.recordings.catalogue import Catalogue

BACK, PERSON = Key("*"), Key("0")


def alike(place: Place) -> Hashable:
    """What the walk holds for one place, and visits once."""
    return whole(bare(place))


def following(visited: Visited) -> Place | None:
    then = visited.reply.then
    return None if isinstance(then, Farewell) else bare(then.place)


@pytest.fixture(scope="module")
def listened(visits: list[Visited]) -> set[Place]:
    """Every place in which the line listens, one of those that are alike."""
    found: dict[Hashable, Place] = {}
    for visited in visits:
        if isinstance(then := visited.reply.then, Ask):
            found.setdefault(alike(then.place), bare(then.place))
    return set(found.values())


def test_the_walk_visits_every_kind_of_place_and_every_part_of_every_topic(visits: list[Visited], line: Line) -> None:
    spots = {visited.place.spot for visited in visits}
    assert {spot.kind for spot in spots} == set(Kind)
    parts = {
        Spot(Kind.TOPIC, topic.id, number + 1) for topic in line.topics.values() for number in range(len(topic.parts))
    }
    assert parts <= spots


def test_from_every_place_0_reaches_the_crisis_helpline_in_one_key(visits: list[Visited], line: Line) -> None:
    offer = Spot(Kind.OFFER, line.facts.crisis)
    pressed = [visited for visited in visits if visited.event == PERSON]
    astray = [visited for visited in pressed if not reaches(visited, offer, line)]
    assert pressed
    assert astray == []


def reaches(visited: Visited, offer: Spot, line: Line) -> bool:
    then = visited.reply.then
    if isinstance(then, Transfer):
        return visited.place.spot == offer and then.number in line.crisis.dials
    return isinstance(then, Ask) and then.place.spot == offer


def test_in_silence_the_crisis_helplines_offer_connects(visits: list[Visited], line: Line) -> None:
    offer = Spot(Kind.OFFER, line.facts.crisis)
    silent = [visited for visited in visits if visited.place.spot == offer and visited.event == Silence()]
    assert silent
    assert all(visited.reply.then.number == line.crisis.dials[0] for visited in silent)


def test_a_key_beside_0_leads_out_of_every_place(visits: list[Visited], listened: set[Place]) -> None:
    led: dict[Hashable, set[Spot]] = defaultdict(set)
    for visited in visits:
        if isinstance(visited.event, Key) and visited.event != PERSON and (place := following(visited)):
            led[alike(visited.place)].add(place.spot)
    in_rounds = [place for place in listened if place.needs.one_by_one]  # there a key may pick 0's or this place's own
    assert [place for place in listened if not led[alike(place)] - {place.spot} and place not in in_rounds] == []


def test_no_place_is_a_dead_end_and_the_first_menu_can_be_had_back_from_all(
    visits: list[Visited], listened: set[Place], line: Line
) -> None:
    def said(place: Place) -> Hashable:
        """Enough to tell what is said there, and, for whoever only listens, in which topic that will end."""
        listens = place.needs.way is Way.LISTENING and place.spot.kind is Kind.TOPIC
        return place.spot, place.count, bool(place.trail), place.trail[:1] if listens else (), place.needs.way

    before: dict[Hashable, set[Hashable]] = defaultdict(set)
    for visited in visits:
        if place := following(visited):
            before[said(place)].add(said(visited.place))
    main = Spot(Kind.MENU, line.facts.main)
    found = {said(place) for place in listened if place.spot == main}
    ahead = list(found)
    while ahead:
        for place in before[ahead.pop()] - found:
            found.add(place)
            ahead.append(place)
    assert {said(place) for place in listened} - found == set()


def test_only_silence_after_the_last_warning_ends_a_call(visits: list[Visited]) -> None:
    ended = [visited for visited in visits if isinstance(visited.reply.then, Farewell)]
    assert ended
    assert {(visited.place.spot.kind, visited.event) for visited in ended} == {(Kind.LEAVING, Silence())}
    assert {visited.place.count for visited in ended} == {10}


def test_the_crisis_number_is_said_before_the_goodbye_and_in_it(visits: list[Visited], line: Line) -> None:
    last = [visited.reply for visited in visits if line.words.leaving.ending in visited.reply.prompts]
    goodbyes = [visited.reply for visited in visits if isinstance(visited.reply.then, Farewell)]
    assert last
    assert goodbyes
    assert all(isinstance(reply.then, Ask) and line.crisis.spoken in reply.then.prompts for reply in last)
    assert all(reply.said[-2:] == (line.crisis.spoken, line.words.leaving.goodbye) for reply in goodbyes)


def test_every_number_dialled_is_a_helplines_own(visits: list[Visited], line: Line) -> None:
    own = {number for helpline in line.helplines.values() for number in helpline.dials}
    dialled = {visited.reply.then.number for visited in visits if isinstance(visited.reply.then, Transfer)}
    assert dialled == own


def test_the_list_of_prompts_is_what_the_whole_walk_says_and_the_fault(visits: list[Visited], line: Line) -> None:
    said = {prompt for visited in visits for prompt in visited.reply.prompts}
    fault = {line.words.fault.sorry, line.words.fault.wait}
    assert set(every_prompt(line)) == said | fault


def test_every_prompt_has_a_recording(line: Line, catalogue: Catalogue) -> None:
    assert [prompt for prompt in every_prompt(line) if catalogue.find(prompt, line.locale) is None] == []


def test_every_place_survives_its_address(visits: list[Visited], line: Line) -> None:
    places = {visited.reply.then.place for visited in visits if not isinstance(visited.reply.then, Farewell)}
    changed = [place for place in places if read(address(place), line) != place]
    assert changed == []


def read(text: str, line: Line) -> Place:
    parts = urlsplit(text)
    return read_address(parts.path, parts.query.encode(), line)


def test_every_address_is_short_and_needs_no_quoting(visits: list[Visited]) -> None:
    addresses = {address(then.place) for visited in visits if not isinstance(then := visited.reply.then, Farewell)}
    assert max(map(len, addresses)) < 200
    assert [text for text in addresses if "%" in text or "+" in text] == []


OF_A_HELPLINE = {
    Kind.OFFER, Kind.CLOSED, Kind.PEN, Kind.NUMBER, Kind.MISSED, Kind.LEAVING, Kind.PAUSE, Kind.CONFIRM,
    Kind.BROKEN_OFF,
}  # fmt: skip


def test_0_and_then_star_comes_back_to_the_same_spot(listened: set[Place], line: Line) -> None:
    for place in listened:
        if place.spot.kind not in OF_A_HELPLINE:
            offered = step(line, place, PERSON, MOMENTS[0]).then
            assert step(line, offered.place, BACK, MOMENTS[0]).then.place.spot == place.spot


def test_20_wrong_keys_in_any_place_never_lead_to_leaving(listened: set[Place], line: Line) -> None:
    for start in {place for place in listened if place.spot.kind is not Kind.LEAVING and not place.trail[1:]}:
        place = start
        for _ in range(20):
            then = step(line, place, Key("9"), MOMENTS[0]).then
            assert isinstance(then, Ask)
            place = then.place
        assert place.spot.kind is not Kind.LEAVING


def test_a_wait_is_never_shorter_than_the_carrier_allows(visits: list[Visited]) -> None:
    waits = {visited.reply.then.wait for visited in visits if isinstance(visited.reply.then, Ask)}
    assert waits == {1, 3, 5, 8, 9, 10, 20, 21, 30, 60}
