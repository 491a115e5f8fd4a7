"""Talking to someone: at once for steady hands, never by a slip for others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from moves import FEELINGS, MAIN, Move, answering, at, call, slowly, where

from ivr.content import Line
from ivr.content.measure import seconds
from ivr.dialogue.needs import Needs, Pace, Time, Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Transfer

OFFER = "offer/samaritans"
BACK = at(Kind.OFFER, "samaritans", trail=(FEELINGS,))
ERRATIC = Needs(slips=1)


def test_for_a_steady_caller_the_offer_is_short_and_the_transfer_follows_in_a_second(line: Line) -> None:
    offer = call(line, MAIN, (9, "0"))
    assert offer.prompts == (line.words.helplines["samaritans"].offer,)
    assert (offer.said, offer.then.wait) == ((), 1)
    assert call(line, MAIN, (9, "0"), (4, "-")).then.number == "+44116123"


@pytest.mark.parametrize(
    "moves",
    [
        [(9, "2"), (0.3, "2")],
        [(9, "9")],
        [(9, "2"), (3, "*")],
        slowly("--"),
        slowly("-9"),
        slowly("421"),
    ],
)
def test_for_one_whose_keys_have_been_erratic_the_offer_waits_20_seconds(line: Line, moves: list[Move]) -> None:
    offer = call(line, MAIN, *moves, (9, "0"))
    words = line.words
    assert offer.prompts == (words.helplines["samaritans"].at_once, words.helpline.stay_or_back)
    assert (where(offer), offer.then.wait) == (OFFER, 20)


@pytest.mark.parametrize("moves", [slowly("24"), slowly("-2"), slowly("2-*"), slowly("##"), slowly("1*")[:1]])
def test_hesitating_choosing_and_skipping_make_nobody_erratic(line: Line, moves: list[Move]) -> None:
    expected = 20 if moves == slowly("24") else 1  # there is no fourth choice there: a wrong key
    assert call(line, MAIN, *moves, (9, "0")).then.wait == expected


HESITATED: list[Move] = [(9, "2"), (30, "-")]
"""Into a menu, of which every choice passes by; its repeat comes, and says at last that star goes back."""

FIRST_PART: list[Move] = [(9, "2"), (9, "2"), (25, "-")]
"""Into a topic, the first of the call: past its keys, of which star is the last."""


@pytest.mark.parametrize(
    ("place", "moves"),
    [
        (MAIN, [*HESITATED, (25, "0")]),
        (MAIN, [*FIRST_PART, (9, "0")]),
        (replace(MAIN, told=True), [(9, "2"), (9, "2"), (12, "0")]),
        (at(Kind.OFFER, "mind", trail=(FEELINGS,)), [(9, "0")]),
        (at(Kind.OFFER, "mind", count=50, trail=(FEELINGS,)), [(9, "0")]),
        (at(Kind.PEN, "mind", trail=(FEELINGS,)), [(9, "0")]),
    ],
)
def test_a_0_that_may_be_star_struck_wrong_is_taken_back_by_any_key_within_8_seconds(
    line: Line, place: Place, moves: list[Move]
) -> None:
    words = line.words
    offer = call(line, place, *moves)
    assert (where(offer), offer.then.wait) == (OFFER, 8)
    assert offer.prompts == (words.helplines["samaritans"].at_once, words.helpline.stay_or_back)
    assert where(call(line, place, *moves, (13, "5"))) != OFFER
    assert call(line, place, *moves, (14, "-")).then.number == "+44116123"
    once_more = call(line, place, *moves, (3, "0"))
    assert (where(once_more), once_more.then.wait) == (OFFER, 5)
    assert call(line, place, *moves, (3, "0"), (3, "0")).then.number == "+44116123"


@pytest.mark.parametrize(
    ("place", "moves"),
    [
        (MAIN, [(30, "-"), (25, "0")]),  # star leads nowhere from there
        (MAIN, [*HESITATED, (8, "0")]),  # a person is said first in a repeat
        (MAIN, [*HESITATED[:1], (25, "0")]),
        (MAIN, [*FIRST_PART, (12, "0")]),
        (MAIN, [*FIRST_PART, (30, "-"), (3, "0")]),
        (replace(MAIN, told=True), [(9, "2"), (9, "2"), (20, "0")]),
        (at(Kind.PAUSE, "stress", 1, second=4), [(9, "2"), (3, "0")]),
        (at(Kind.NUMBER, "mind", trail=(FEELINGS,)), [(9, "0")]),
        (at(Kind.MISSED, "mind", trail=(FEELINGS,)), [(9, "0")]),
    ],
)
def test_everywhere_else_a_steady_callers_0_is_believed(line: Line, place: Place, moves: list[Move]) -> None:
    assert call(line, place, *moves).then.wait == 1


def test_in_a_repeat_a_0_may_be_star_from_the_moment_on_in_which_star_is_named(line: Line) -> None:
    choices = line.words.choices
    named = sum(map(seconds, (choices.take_your_time, *line.menus["feelings"].short)))
    assert [call(line, MAIN, *HESITATED, (named + late, "0")).then.wait for late in (-0.1, 0.1)] == [1, 8]


def test_where_star_is_named_a_hand_that_has_slipped_is_asked_once_more_as_ever(line: Line) -> None:
    start = at(Kind.OFFER, "mind", trail=(FEELINGS,)).with_needs(ERRATIC)
    assert [call(line, start, *slowly("0" * times)).then.wait for times in (1, 2)] == [20, 5]


def test_words_for_a_person_are_never_taken_for_star(line: Line) -> None:
    assert call(line, at(Kind.OFFER, "mind", trail=(FEELINGS,)), (9, "person")).then.wait == 1


@pytest.mark.parametrize(("slips", "pace"), [(0, Pace.NORMAL), (2, Pace.SLOW)])
def test_the_offer_that_connects_in_a_second_is_never_said_slowly(line: Line, slips: int, pace: Pace) -> None:
    slow = replace(MAIN, needs=Needs(pace=Pace.SLOW, slips=slips))
    offered = call(line, slow, (9, "0"))
    assert offered.pace is pace
    assert offered.then.place.needs.pace is Pace.SLOW


@pytest.mark.parametrize("key", [*"123456789*#"])
def test_any_key_takes_an_erratic_callers_0_back(line: Line, key: str) -> None:
    assert where(call(line, BACK.with_needs(ERRATIC), (9, key))) == "menu/feelings"


@pytest.mark.parametrize("what", ["-", "yes"])
def test_silence_or_yes_connects_an_erratic_caller(line: Line, what: str) -> None:
    assert isinstance(call(line, BACK.with_needs(ERRATIC), (25, what)).then, Transfer)
    assert isinstance(call(line, answering(Way.VOICE, BACK), (25, what)).then, Transfer)


def test_a_hand_that_slips_often_has_20_seconds_again_after_a_second_and_a_third_0(line: Line) -> None:
    often = MAIN.with_needs(Needs(slips=2))
    for zeros in (2, 3):
        again = call(line, often, *[(9, "0")] * zeros)
        assert (where(again), again.then.wait) == (OFFER, 20)
        assert where(call(line, often, *[(9, "0")] * zeros, (15, "4"))) == "menu/main"
    assert call(line, often, *[(9, "0")] * 4).then.number == "+44116123"


def test_an_erratic_caller_is_asked_once_more_for_5_seconds_and_the_third_0_connects(line: Line) -> None:
    start = MAIN.with_needs(ERRATIC)
    second = call(line, start, *slowly("00"))
    assert (where(second), second.then.wait) == (OFFER, 5)
    assert where(call(line, start, *slowly("005"))) == "menu/main"
    assert isinstance(call(line, start, *slowly("000")).then, Transfer)
    assert isinstance(call(line, start, *slowly("00-")).then, Transfer)


def test_the_same_holds_where_any_key_will_do(line: Line) -> None:
    start = answering(Way.ANY, at(Kind.TOPIC, "stress", 2))
    assert [call(line, start, *slowly("0" * times)).then.wait for times in (1, 2)] == [20, 5]
    assert isinstance(call(line, start, *slowly("000")).then, Transfer)


def test_any_other_key_at_the_offer_is_a_slip_and_gives_a_steady_caller_time(line: Line) -> None:
    reply = call(line, MAIN, *slowly("05"))
    assert (where(reply), reply.then.wait) == (OFFER, 20)
    assert where(call(line, MAIN, *slowly("055"))) == "menu/main"


@pytest.mark.parametrize("needs", [ERRATIC, Needs(Way.ANY), Needs(Way.VOICE), Needs(Way.LISTENING), Needs(Way.ONCE)])
@pytest.mark.parametrize("what", ["?", "next", "again", "carry_on"])
def test_a_sound_or_a_word_at_the_offer_connects_nobody_sooner_than_silence(
    line: Line, needs: Needs, what: str
) -> None:
    reply = call(line, BACK.with_needs(needs), (3, what))
    assert (where(reply), reply.then.wait) == (OFFER, 20)


@pytest.mark.parametrize("place", [BACK, at(Kind.OFFER, "mind", count=50, trail=(FEELINGS,))])
def test_who_asks_for_the_number_at_an_offer_gets_it_even_where_any_key_goes_back(line: Line, place: Place) -> None:
    assert where(call(line, answering(Way.VOICE, place), (3, "number"))) == f"pen/{place.spot.name}"


def test_a_room_full_of_noise_does_not_keep_a_caller_from_being_put_through(line: Line) -> None:
    start = answering(Way.VOICE, BACK)
    noisy = call(line, start, *[(3, "?")] * 3)
    assert (where(noisy), noisy.then.speech, noisy.then.wait) == (OFFER, False, 20)
    assert isinstance(call(line, noisy.then.place, (25, "-")).then, Transfer)


STRUCK = "91717"
"""None of these are the last once more, and none are 0."""

IN_A_TOPIC = at(Kind.TOPIC, "stress", 2).with_needs(Needs(slips=1))
"""Where no choice of these keys leads to a person."""


def struck(keys: str, after: float) -> list[Move]:
    return [(after, key) for key in keys]


@pytest.mark.parametrize("after", [0.8, 3.4])
def test_five_keys_in_a_row_struck_at_once_bring_the_offer_by_itself(line: Line, after: float) -> None:
    moves = [(12.0, "-"), *struck(STRUCK, after)]
    assert where(call(line, IN_A_TOPIC, *moves[:-1])) != OFFER
    offer = call(line, IN_A_TOPIC, *moves)
    about = line.words.helplines["samaritans"]
    assert (where(offer), offer.said, offer.then.prompts, offer.then.wait) == (OFFER, (about.offer,), (), 1)


@pytest.mark.parametrize(("after", "offered"), [(0.1, True), (3.4, True), (3.6, False)])
def test_keys_are_struck_at_once_however_long_the_name_of_a_menu_is_said_before(
    line: Line, after: float, offered: bool
) -> None:
    """Its deaf seconds are no patience of the caller's. The keys lead to the person and away from there in turn."""
    place = answering(Way.ANY, at(Kind.MENU, "answering"), pace=Pace.SLOW)
    moves: list[Move] = [(9, "#")]
    for key in "717171":
        reply = call(line, place, *moves)
        moves.append((reply.then.place.lead / 10 + after if where(reply) != OFFER else 0.5, key))
    about = line.words.helplines["samaritans"]
    assert (call(line, place, *moves).said == (about.offer,)) is offered


def test_slower_keys_or_a_silence_between_them_bring_no_offer(line: Line) -> None:
    assert where(call(line, IN_A_TOPIC, (12, "-"), *struck(STRUCK, 3.6))) != OFFER
    assert where(call(line, IN_A_TOPIC, (12, "-"), *struck("9171", 2), (12, "-"), (2, "7"))) != OFFER


def test_hands_that_struck_a_person_among_single_choices_stay_on_the_way_to_one(line: Line) -> None:
    start = answering(Way.KEYS, slips=1)
    moves = [(12.0, "-"), *struck("917", 2)]
    assert where(call(line, start, *moves[:-1])) == OFFER
    assert isinstance(call(line, start, *moves, (30, "-")).then, Transfer)


def test_steady_hands_may_be_quick(line: Line) -> None:
    assert where(call(line, MAIN, (12, "-"), *struck("4214#", 2))) != OFFER


HURRIED = answering(Way.KEYS, BACK, slips=3, hurried=5)


@pytest.mark.parametrize("key", [*"12345679#"])
def test_at_the_offer_that_came_by_itself_only_star_goes_back(line: Line, key: str) -> None:
    assert isinstance(call(line, HURRIED, (3, key)).then, Transfer)
    assert where(call(line, HURRIED, (3, "*"))) == "menu/feelings"


def test_an_offer_that_was_declined_does_not_come_again_at_the_next_key(line: Line) -> None:
    start = answering(Way.KEYS, slips=1)
    moves = [(12.0, "-"), *struck(STRUCK, 2), (3.2, "*")]
    assert where(call(line, start, *moves)) != OFFER
    assert where(call(line, start, *moves, (3, "7"))) != OFFER


@pytest.mark.parametrize("way", [Way.KEYS, Way.ANY])
def test_with_all_the_time_in_the_world_the_crisis_offer_still_connects(line: Line, way: Way) -> None:
    start = answering(way, time=Time.UNLIMITED)
    assert isinstance(call(line, start, (60, "0"), (25, "-")).then, Transfer)


MIND = at(Kind.OFFER, "mind", trail=(FEELINGS,))


def test_another_helpline_chosen_can_be_taken_back_for_a_while_and_for_longer_by_erratic_hands(line: Line) -> None:
    assert call(line, MIND, (9, "1")).then.wait == 8
    assert call(line, MIND.with_needs(ERRATIC), (9, "1")).then.wait == 20
    assert where(call(line, MIND, *slowly("15"))) == "menu/feelings"
    assert call(line, MIND, *slowly("1-")).then.number == "+443001233393"


@pytest.mark.parametrize(("took", "within"), [(-2, 8), (2, 8), (4.9, 8), (6.5, 12), (9.9, 18), (10.5, 20), (16, 20)])
def test_a_hand_has_twice_as_long_to_take_a_helpline_back_as_it_took_to_choose_it(
    line: Line, took: float, within: int
) -> None:
    offered = call(line, at(Kind.HELPLINES, trail=(FEELINGS,)), (9, "1"))
    put_through = line.words.choices.with_key(line.words.helpline.connect, "1")
    named = sum(map(seconds, offered.prompts[: offered.prompts.index(put_through) + 1]))
    after = [(9.0, "1"), (named + took, "1")]
    reply = call(line, at(Kind.HELPLINES, trail=(FEELINGS,)), *after)
    assert (reply.prompts, reply.then.wait) == ((line.words.helpline.stay_or_back,), within)


def test_who_chose_a_helpline_only_after_its_choices_came_again_has_the_longest(line: Line) -> None:
    assert call(line, MIND, (30, "-"), (9, "1")).then.wait == 20


def test_where_any_key_will_do_another_helpline_is_never_dialled_in_silence_alone(line: Line) -> None:
    start = answering(Way.ANY, MIND)
    for silences in range(1, 40):
        reply = call(line, start, *[(6, "-")] * silences)
        assert isinstance(reply.then, Ask)
        if not where(reply).startswith("offer"):
            break
    assert where(reply) == "menu/feelings"


def test_a_sound_after_a_helpline_was_chosen_changes_neither_the_question_nor_its_answers(line: Line) -> None:
    chosen = [(9.0, "next"), (3.0, "yes")]
    reply = call(line, answering(Way.VOICE, MIND), *chosen, (3, "?"))
    assert (reply.prompts, reply.then.wait) == ((line.words.helpline.stay_or_back,), 20)
    assert where(call(line, answering(Way.VOICE, MIND), *chosen, (3, "?"), (3, "5"))) == "menu/feelings"


@pytest.mark.parametrize("way", [*Way])
@pytest.mark.parametrize("start", [MAIN, Place(FEELINGS), at(Kind.TOPIC, "stress", 3), MIND, at(Kind.LEAVING)])
def test_0_is_a_person_in_every_way_of_answering(line: Line, way: Way, start: Place) -> None:
    assert call(line, answering(way, start), (9, "0")).then.place.spot == Spot(Kind.OFFER, "samaritans")
