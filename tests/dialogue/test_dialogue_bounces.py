"""A hand that shakes strikes a key twice; and a topic that was stopped is taken up where it was."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from moves import FEELINGS, MAIN, answering, at, call, slowly, where

from ivr.content import Line, load_line
from ivr.content.loader import LINES
from ivr.content.measure import seconds
from ivr.dialogue.needs import Needs, Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.errors import ContentError

PART = at(Kind.TOPIC, "stress", 2)

PLACES = [
    (MAIN, "2"),
    (MAIN, "4"),
    (Place(FEELINGS), "*"),
    (at(Kind.MENU, "living"), "4"),
    (at(Kind.MENU, "feelings", told=True), "2"),
    (at(Kind.MENU, "feelings"), "2"),
    (MAIN, "9"),
    (MAIN, "#"),
    (at(Kind.TOPIC, "stress", 2), "1"),
    (at(Kind.TOPIC, "stress", 2), "2"),
    (at(Kind.TOPIC, "stress", 2), "3"),
    (at(Kind.TOPIC, "stress", 2), "#"),
    (at(Kind.TOPIC, "stress", 2), "*"),
    (at(Kind.PAUSE, "stress", 2), "2"),
    (at(Kind.END, "stress"), "2"),
    (at(Kind.OFFER, "mind", trail=(FEELINGS,)), "1"),
    (at(Kind.OFFER, "mind", trail=(FEELINGS,)), "2"),
    (at(Kind.PEN, "mind", trail=(FEELINGS,)), "5"),
    (at(Kind.LEAVING, trail=(FEELINGS,)), "5"),
    (answering(Way.ANY), "5"),
    (answering(Way.ANY, at(Kind.TOPIC, "stress", 2)), "5"),
]


@pytest.mark.parametrize(("place", "key"), PLACES)
def test_a_bounce_leaves_the_caller_exactly_where_the_key_led(line: Line, place: Place, key: str) -> None:
    once = call(line, place, (9, key)).then.place
    for bounces in ([0.1], [0.69], [0.3, 0.3], [0.1] * 6):
        reply = call(line, place, (9, key), *[(after, key) for after in bounces])
        there = reply.then.place
        assert (there.spot, there.count, there.trail, there.left) == (once.spot, once.count, once.trail, once.left)
        assert there.needs == replace(once.needs, slips=once.needs.slips + len(bounces))


@pytest.mark.parametrize(("after", "there"), [(0.3, "menu/feelings"), (0.69, "menu/feelings"), (0.71, "topic/stress")])
def test_the_same_key_counts_again_after_seven_tenths_of_a_second(line: Line, after: float, there: str) -> None:
    assert where(call(line, MAIN, (9, "2"), (after, "2"))) == there


def test_another_key_counts_at_once(line: Line) -> None:
    assert where(call(line, MAIN, (9, "2"), (0.1, "1"))) == "topic/common-conditions"


def test_bounces_are_counted_from_the_last_key_that_was_accepted(line: Line) -> None:
    assert where(call(line, PART, (9, "#"), (0.3, "#"), (0.3, "#"))) == "topic/stress/3"
    assert where(call(line, PART, (9, "#"), (0.3, "#"), (0.3, "#"), (0.3, "#"))) == "topic/stress/4"


def test_a_key_after_a_silence_is_no_bounce(line: Line) -> None:
    assert where(call(line, MAIN, (9, "2"), (12, "-"), (0.2, "2"))) == "topic/stress"


def test_the_name_of_what_was_chosen_is_not_said_again(line: Line) -> None:
    assert call(line, MAIN, (9, "2")).said == (line.words.menus["feelings"],)
    bounced = call(line, MAIN, (9, "2"), (0.3, "2"))
    assert bounced.said == ()
    assert line.words.menus["feelings"] not in bounced.prompts


def test_a_bounce_does_not_cost_the_caller_the_keys_of_a_topic(line: Line) -> None:
    bounced = call(line, Place(FEELINGS), (9, "2"), (0.3, "2"))
    assert line.words.topic.keys in bounced.prompts
    assert where(call(line, Place(FEELINGS), (9, "2"), (0.3, "2"), (20, "-"))) == "topic/stress/1"


def test_where_someone_was_chosen_a_bounce_goes_on_waiting_and_says_how_to_go_back(line: Line) -> None:
    reply = call(line, at(Kind.OFFER, "mind", trail=(FEELINGS,)), (9, "1"), (0.3, "1"))
    assert reply.prompts == (line.words.helpline.stay_or_back,)
    assert reply.then.wait == 20


def test_a_bouncing_0_connects_nobody_at_once_and_makes_nobody_wait_longer(line: Line) -> None:
    reply = call(line, MAIN, (9, "0"), (0.3, "0"), (0.3, "0"))
    assert (where(reply), reply.then.wait) == ("offer/samaritans", 1)


def timed(folder: Path, bounce: str) -> Line:
    copy = Path(shutil.copytree(LINES / "uk", folder / "mine"))
    path = copy / "line.toml"
    text = path.read_text(encoding="utf-8")
    assert "bounce = 0.7" in text
    path.write_text(text.replace("bounce = 0.7", f"bounce = {bounce}"), encoding="utf-8")
    return load_line(copy)


@pytest.mark.parametrize(("bounce", "there"), [("0.3", "topic/stress"), ("1.0", "menu/feelings")])
def test_the_time_of_a_bounce_is_a_setting(tmp_path: Path, bounce: str, there: str) -> None:
    assert where(call(timed(tmp_path, bounce), MAIN, (9, "2"), (0.5, "2"))) == there


@pytest.mark.parametrize("bounce", ["0.29", "1.01", "0", "-1", '"soon"'])
def test_a_time_of_a_bounce_out_of_range_stops_the_start(tmp_path: Path, bounce: str) -> None:
    with pytest.raises(ContentError, match=r"line\.toml: timing\.bounce"):
        timed(tmp_path, bounce)


@pytest.mark.parametrize(
    "moves",
    [
        [(10.6, "9")],
        [(10.6, "?")],
        [(10.6, "0"), (3, "*")],
        [(10.6, "2"), (40, "5")],
        [(10.6, "2"), (60, "-"), (60, "-"), (5, "5")],
        [(10.6, "person"), (3, "*")],
        [(10.6, "offer/mind"), (3, "*")],
    ],
)
def test_a_part_that_was_stopped_is_taken_up_at_the_second_heard_so_far(
    line: Line, moves: list[tuple[float, str]]
) -> None:
    reply = call(line, PART, (1, "-"), *moves)
    assert where(reply) == "topic/stress/3/10"
    assert reply.then.skipped == 10
    assert reply.then.prompts[-1] == line.topics["stress"].parts[2]


def test_what_was_heard_adds_up_without_what_was_said_before_it(line: Line) -> None:
    told = seconds(line.words.choices.not_a_choice)
    reply = call(line, PART, (1, "-"), (10.6, "9"), (told + 5.6, "8"))
    assert reply.then.skipped == 15
    assert call(line, PART, (1, "-"), (10.6, "9"), (1, "8")).then.skipped == 10


def test_a_part_is_never_taken_up_beyond_what_an_address_holds(line: Line) -> None:
    reply = call(line, at(Kind.TOPIC, "stress", 2, 590), (1, "9"), (60, "8"), (60, "7"))
    assert reply.then.skipped <= 600


def test_1_hears_the_part_from_its_beginning(line: Line) -> None:
    assert call(line, PART, (1, "-"), (10.6, "1")).then.skipped == 0


def test_a_bounce_in_a_topic_takes_it_up_and_no_second_is_counted_twice(line: Line) -> None:
    assert where(call(line, PART, (1, "-"), (10.6, "9"), (0.3, "9"))) == "topic/stress/3/10"


def test_hash_and_star_right_after_goes_back_to_the_second_of_the_part_skipped(line: Line) -> None:
    assert where(call(line, PART, (1, "-"), (10.6, "#"))) == "topic/stress/4"
    back = call(line, PART, (1, "-"), (10.6, "#"), (3, "*"))
    assert (where(back), back.then.skipped) == ("topic/stress/3/10", 10)
    assert where(call(line, PART, (1, "-"), (10.6, "#"), (30, "-"), (3, "*"))) == "menu/feelings"


def test_hash_twice_and_star_twice_goes_back_one_part(line: Line) -> None:
    assert call(line, PART, *slowly("##*")).then.place.spot.part == 3


def test_the_place_of_another_part_knows_no_second(line: Line) -> None:
    assert call(line, at(Kind.TOPIC, "stress", 2, 9), (30, "-")).then.place.spot == Spot(Kind.TOPIC, "stress", 3)


def test_a_bounce_makes_a_caller_erratic(line: Line) -> None:
    assert call(line, MAIN, (9, "2"), (0.3, "2")).then.place.needs == Needs(slips=1)
