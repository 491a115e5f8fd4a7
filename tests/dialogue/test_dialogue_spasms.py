"""Hands whose keys come by themselves: in a topic, in a menu, and where a call is carried on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from moves import FEELINGS, MAIN, Move, at, call, where

from ivr.content import Line, Prompt
from ivr.content.measure import seconds
from ivr.dialogue.needs import Needs, Pace, Time, Way
from ivr.dialogue.offer import SURE
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Reply, Transfer

OFTEN = Needs(slips=2)
SECOND = at(Kind.TOPIC, "stress", 2).with_needs(OFTEN)
"""A topic's second part, once a turn has told when it began."""

ASIDE: Move = (20, "-")
"""The part before it goes by."""


def into_the_third(line: Line, *moves: Move) -> Reply:
    """What follows in the third part of the topic."""
    return call(line, SECOND, ASIDE, *moves)


@pytest.mark.parametrize("key", "123*#")
def test_in_a_topic_a_key_says_that_it_is_to_come_again_and_the_part_goes_on(line: Line, key: str) -> None:
    reply = into_the_third(line, (9, key))
    assert reply.prompts == (line.words.topic.once_more, line.topics["stress"].parts[2])
    assert reply.then.place.spot == Spot(Kind.TOPIC, "stress", 3, 8)
    assert reply.then.skipped == 8


@pytest.mark.parametrize(
    ("key", "leads_to"),
    [
        ("1", "topic/stress/3"),
        ("2", "pause/stress/3"),
        ("3", "topic/stress/3"),
        ("#", "topic/stress/4"),
        ("*", "menu/feelings"),
    ],
)
def test_the_same_key_again_in_time_does_what_it_says(line: Line, key: str, leads_to: str) -> None:
    reply = into_the_third(line, (9, key), (19, key))
    assert where(reply).startswith(leads_to)
    assert line.words.topic.once_more not in reply.prompts
    assert (reply.pace is Pace.SLOW) is (key == "3")


@pytest.mark.parametrize("between", [[(20.5, "#")], [(3, "1"), (3, "#")], [(3, "-"), (3, "#")]])
def test_too_late_or_after_another_key_or_in_another_part_it_is_to_come_once_more(
    line: Line, between: list[Move]
) -> None:
    reply = into_the_third(line, (9, "#"), *between)
    assert line.words.topic.once_more in reply.prompts


def test_a_key_that_does_nothing_in_a_topic_is_not_asked_for_again(line: Line) -> None:
    reply = into_the_third(line, (9, "7"))
    assert reply.prompts[0] == line.words.topic.carrying_on


def test_zero_never_has_to_come_again(line: Line) -> None:
    assert where(into_the_third(line, (9, "0"))) == "offer/samaritans"


@pytest.mark.parametrize("part", [0, 1])
def test_star_leaves_a_topic_at_once_that_has_only_just_begun(line: Line, part: int) -> None:
    there = at(Kind.TOPIC, "stress", part).with_needs(OFTEN)
    assert where(call(line, there, (3, "5"), (9, "*"))) == "menu/feelings"


@pytest.mark.parametrize("needs", [Needs(), Needs(slips=1)])
def test_of_steadier_hands_a_key_counts_at_once(line: Line, needs: Needs) -> None:
    reply = call(line, SECOND.with_needs(needs), ASIDE, (9, "#"))
    assert where(reply).startswith("topic/stress/4")


def test_where_any_key_stops_the_voice_it_still_does(line: Line) -> None:
    reply = call(line, SECOND.with_needs(Needs(Way.ANY, slips=2)), ASIDE, (9, "1"))
    assert where(reply).startswith("pause/stress/3")


def test_in_a_menu_the_way_back_is_said_before_its_choices(line: Line) -> None:
    back = line.words.choices.star_back
    spoken = call(line, Place(FEELINGS).with_needs(OFTEN), (1, "#")).prompts
    assert spoken.index(back) < spoken.index(line.menus["feelings"].full[1])
    assert back not in call(line, Place(FEELINGS), (1, "#")).prompts
    assert back not in call(line, MAIN.with_needs(OFTEN), (1, "#")).prompts


def test_a_menu_that_a_wrong_key_stopped_goes_on_with_the_choice_it_was_at(line: Line) -> None:
    menu = line.menus["feelings"]
    there: Move = (1, "2")
    before = call(line, MAIN.with_needs(OFTEN), there).then.place.lead / 10
    reply = call(line, MAIN.with_needs(OFTEN), there, (before + 4.5, "7"))
    assert reply.prompts == (line.words.choices.star_back, *menu.full[1:], menu.intro[-1])
    early = call(line, MAIN.with_needs(OFTEN), there, (before / 2, "7"))
    assert early.prompts == (line.words.choices.star_back, *menu.full, menu.intro[-1])


def test_to_hands_that_slip_often_a_menu_says_its_choices_before_a_person(line: Line) -> None:
    menu = line.menus["main"]
    back = Place(FEELINGS).with_needs(OFTEN)
    assert call(line, back, (20, "*")).then.prompts == (*menu.full, menu.intro[-1])
    before = seconds(line.words.choices.gone_back) + seconds(menu.title)
    assert call(line, back, (20, "*")).then.place.lead == round(10 * before)
    steadier = back.with_needs(replace(OFTEN, slips=1))
    assert call(line, steadier, (20, "*")).then.prompts == (*menu.intro, *menu.full)


@pytest.mark.parametrize("key", "13456789#")
def test_where_a_call_is_carried_on_a_spasm_carries_it_on(line: Line, key: str) -> None:
    there = at(Kind.BROKEN_OFF, trail=(SECOND.spot, FEELINGS)).with_needs(OFTEN)
    assert where(call(line, there, (9, key))).startswith("topic/stress/2")
    steady = call(line, there.with_needs(replace(OFTEN, slips=0)), (9, key))
    assert where(steady).startswith("broken-off") is (key != "1")


ASKED: Move = (9, "0")
"""For a person."""

MIND = at(Kind.OFFER, "mind", trail=(FEELINGS,))
CHOSEN: Move = (9, "1")
"""To be put through."""


@pytest.mark.parametrize("slips", [1, 2])
def test_a_key_before_the_line_has_said_what_it_does_keeps_nobody_from_a_person(line: Line, slips: int) -> None:
    there = Place(FEELINGS).with_needs(Needs(slips=slips))
    said = sum(map(seconds, (line.words.helplines["samaritans"].at_once, line.words.helpline.stay_or_back)))
    early = call(line, there, ASKED, (said - 0.5, "5"))
    assert where(early) == "offer/samaritans"
    assert early.prompts == (line.words.helplines["samaritans"].at_once, line.words.helpline.stay_or_back)
    assert isinstance(call(line, there, ASKED, (said - 0.5, "5"), (40, "-")).then, Transfer)
    assert where(call(line, there, ASKED, (said - 0.5, "5"), (said + 0.5, "7"))) == "menu/feelings"


@pytest.mark.parametrize("needs", [Needs(Way.ANY), Needs(Way.VOICE)])
def test_of_steady_hands_any_key_goes_back_at_once(line: Line, needs: Needs) -> None:
    assert where(call(line, SECOND.with_needs(needs), ASIDE, (3, "0"), (1, "5"))).startswith("topic/stress/3")


def test_star_goes_back_at_once_whenever_it_comes(line: Line) -> None:
    assert where(call(line, Place(FEELINGS).with_needs(OFTEN), ASKED, (1, "*"))) == "menu/feelings"
    assert where(call(line, MIND.with_needs(OFTEN), CHOSEN, (1, "*"))) == "menu/feelings"


@pytest.mark.parametrize("key", "13456789#")
def test_who_chose_a_helpline_is_kept_from_it_by_star_alone(line: Line, key: str) -> None:
    often = MIND.with_needs(replace(OFTEN, time=Time.LONG))
    assert call(line, often, CHOSEN).prompts == star_or_number(line)
    assert call(line, often, CHOSEN, (12, key)).prompts == star_or_number(line)
    assert isinstance(call(line, often, CHOSEN, (12, key), (25, "-")).then, Transfer)


@pytest.mark.parametrize("needs", [Needs(), Needs(slips=1), Needs(Way.ANY, slips=2)])
def test_for_steadier_hands_and_single_choices_any_key_takes_it_back(line: Line, needs: Needs) -> None:
    there = MIND.with_needs(needs).counted(SURE)
    assert call(line, there, (9, "9")).prompts[0] == line.words.choices.gone_back


def test_one_slip_is_enough_for_a_key_to_come_too_early_to_take_it_back(line: Line) -> None:
    there = MIND.with_needs(Needs(slips=1))
    said = seconds(line.words.helpline.stay_or_back)
    assert where(call(line, there, CHOSEN, (said - 0.5, "5"))) == "offer/mind"
    assert where(call(line, there, CHOSEN, (said + 0.5, "5"))) == "menu/feelings"


def test_in_a_number_a_spasm_has_it_read_again(line: Line) -> None:
    there = at(Kind.NUMBER, "mind", trail=(FEELINGS,))
    reply = call(line, there.with_needs(OFTEN), (9, "7"))
    assert reply.prompts[: len(line.number_twice("mind"))] == line.number_twice("mind")
    assert line.number_twice("mind")[1] not in call(line, there, (9, "7")).prompts


def test_in_a_repeat_no_key_is_too_soon(line: Line) -> None:
    """A choice was read before the repeat, and the key for it may arrive in it."""
    there = Place(FEELINGS).with_needs(OFTEN)
    assert where(call(line, there, (1, "#"), (30, "-"), (2, "3"))) == "topic/stigma"
    assert where(call(line, MAIN.with_needs(OFTEN), (1, "2"), (2, "3"))) == "menu/feelings"


def star_or_number(line: Line) -> tuple[Prompt, ...]:
    words = line.words
    return (words.choices.with_key(words.helpline.number, "2"), words.helpline.stay_or_star)


def offered(line: Line, *moves: Move) -> Reply:
    """What follows at the offer of a helpline to which hands that slip often have come by its number."""
    return call(line, at(Kind.HELPLINES, trail=(FEELINGS,)).with_needs(OFTEN), (9, "1"), *moves)


def heard(line: Line) -> float:
    """Seconds after which all of that offer is said."""
    return sum(map(seconds, offered(line).prompts))


def test_at_a_helpline_that_hands_which_slip_often_chose_there_is_no_more_to_choose(line: Line) -> None:
    words, about = line.words.helpline, line.words.helplines["mind"]
    reply = offered(line)
    assert reply.prompts == (about.name, words.as_before, about.about, *star_or_number(line))
    assert reply.then.wait == 20
    assert offered(line, (heard(line) + 20, "-")).then.number == "+443001233393"
    assert where(offered(line, (30, "2"))) == "pen/mind"
    assert where(offered(line, (30, "*"))) == "helplines"
    assert where(offered(line, (30, "0"))) == "offer/samaritans"


@pytest.mark.parametrize(
    "needs", [replace(OFTEN, time=Time.LONG), replace(OFTEN, time=Time.UNLIMITED), replace(OFTEN, slips=1)]
)
def test_steadier_hands_and_who_asked_for_more_time_choose_there_what_they_want(line: Line, needs: Needs) -> None:
    there = at(Kind.HELPLINES, trail=(FEELINGS,)).with_needs(needs)
    assert line.words.helpline.or_stay in call(line, there, (9, "1")).prompts
    assert where(call(line, there, (9, "1"), (70, "-"))) == "offer/mind"


@pytest.mark.parametrize("key", "4689#")
def test_a_key_that_nobody_can_have_meant_there_takes_none_of_the_twenty_seconds(line: Line, key: str) -> None:
    again = round(sum(map(seconds, star_or_number(line))))
    once = offered(line, (heard(line) + 3.5, key))
    assert (once.prompts, once.then.wait) == (star_or_number(line), 20 - 3 - again)
    twice = offered(line, (heard(line) + 3.5, key), (2.5, "6"))
    assert twice.then.wait == 20 - 5 - again
    assert isinstance(offered(line, (heard(line) + 3.5, key), (25, "-")).then, Transfer)
    assert offered(line, (heard(line) + 19.5, key)).then.wait == 5
    assert offered(line, (heard(line) - 1, key)).then.wait == 20


@pytest.mark.parametrize("key", "1357")
def test_a_key_beside_those_that_mean_something_there_gives_all_twenty_seconds_again(line: Line, key: str) -> None:
    moves: list[Move] = [(heard(line) + 3.5, "6"), (3, key)]
    assert (offered(line, *moves).prompts, offered(line, *moves).then.wait) == (star_or_number(line), 20)
    assert where(offered(line, *moves, (25, "*"))) == "helplines"


@pytest.mark.parametrize("key", "67")
def test_nobody_is_put_through_who_has_not_heard_what_it_costs(line: Line, key: str) -> None:
    cost = seconds(line.words.helplines["mind"].name) + seconds(line.words.helpline.as_before)
    assert offered(line, (cost - 0.5, key)).prompts == offered(line).prompts
    assert offered(line, (cost + 0.5, key)).prompts == star_or_number(line)


@pytest.mark.parametrize("key", "79")
def test_the_slip_that_is_one_too_many_gives_twenty_seconds_there(line: Line, key: str) -> None:
    reply = call(line, MIND.with_needs(replace(OFTEN, slips=1)), (9, key))
    assert (reply.prompts, reply.then.wait) == (star_or_number(line), 20)
    assert reply.then.place.needs == OFTEN


def test_a_bounce_that_is_one_too_many_gives_twenty_seconds_too(line: Line) -> None:
    once = replace(OFTEN, slips=1)
    arrived = call(line, at(Kind.HELPLINES, trail=(FEELINGS,)).with_needs(once), (9, "1"), (0.4, "1"))
    assert (arrived.prompts[-2:], arrived.then.wait, arrived.then.place.count) == (star_or_number(line), 20, 0)
    chosen = call(line, MIND.with_needs(once), CHOSEN, (0.4, "1"))
    assert (chosen.prompts, chosen.then.wait, chosen.then.place.needs) == (star_or_number(line), 20, OFTEN)


def test_a_repeat_there_is_no_second_that_is_over(line: Line) -> None:
    """The count of an offer whose choices are read is one of repeats."""
    reply = call(line, MIND, (9, "8"), (0.4, "8"))
    assert (reply.then.place.needs, reply.then.place.count) == (OFTEN, 0)
    assert (reply.prompts[-2:], reply.then.wait) == (star_or_number(line), 20)
