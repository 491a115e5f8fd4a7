"""A call that broke off: the way back to exactly where it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from moves import FEELINGS, MAIN, WEEKDAY, at, call, there_and_back, where

from ivr.content import Line
from ivr.dialogue.broken_off import to_keep
from ivr.dialogue.event import Began, Key, Outcome, Silence, Transferred
from ivr.dialogue.needs import ERRATIC, USUAL, Needs, Pace, Time, Way
from ivr.dialogue.offer import UNSURE_WAIT
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer
from ivr.dialogue.step import step

NEEDS = Needs(Way.ANY, Pace.SLOW, Time.LONG, slips=1)
LEFT = at(
    Kind.TOPIC, "stress", 3, 12, trail=(FEELINGS,), told=True, left=Spot(Kind.TOPIC, "stigma", 2), needs=NEEDS
)  # fmt: skip
OFFERS = [
    at(Kind.OFFER, "samaritans", trail=(FEELINGS,)),
    at(Kind.OFFER, "samaritans", count=1, trail=(FEELINGS,), needs=NEEDS),
    at(Kind.OFFER, "samaritans", trail=(FEELINGS,), needs=Needs(slips=3, hurried=5)),
    at(Kind.OFFER, "mind", trail=(FEELINGS,)),
    at(Kind.OFFER, "mind", count=50, trail=(FEELINGS,)),
    at(Kind.OFFER, "mind", count=2, trail=(FEELINGS,)),
]


def test_a_person_comes_first_and_then_the_choice(line: Line) -> None:
    words = line.words
    reply = call(line, START, (0, Began(LEFT)))
    assert reply.prompts == (words.greeting.person, words.broken_off.carry_on, words.broken_off.begin_again)
    assert reply.pace is Pace.SLOW


@pytest.mark.parametrize("what", ["1", "-", "yes", "carry_on"])
def test_1_or_silence_carries_on_at_exactly_the_spot_with_all_that_was_remembered(line: Line, what: str) -> None:
    reply = call(line, START, (0, Began(LEFT)), (9, what))
    place = reply.then.place
    assert (place.spot, place.trail, place.told, place.left) == (LEFT.spot, LEFT.trail, LEFT.told, LEFT.left)
    assert (place.needs, reply.then.skipped) == (LEFT.needs, 12)
    stress = line.topics["stress"]
    assert reply.prompts == (stress.title, line.words.topic.carrying_on, stress.parts[2])


@pytest.mark.parametrize(
    ("spot", "named"),
    [
        *((Spot(kind, "stress", 2), "Stress.") for kind in (Kind.TOPIC, Kind.PAUSE)),
        *((Spot(kind, "stress"), "Stress.") for kind in (Kind.TOPIC, Kind.END)),
        (Spot(Kind.NEXT, "stress"), "Stigma and shame."),
        (FEELINGS, "Feelings and conditions."),
        (Spot(Kind.HELPLINES), "Helplines."),
        *(
            (Spot(kind, "mind"), "The Mind infoline.")
            for kind in (Kind.OFFER, Kind.PEN, Kind.NUMBER, Kind.CLOSED, Kind.MISSED, Kind.RECITAL)
        ),
    ],
)
def test_what_is_carried_on_is_named_and_named_once(line: Line, spot: Spot, named: str) -> None:
    """Half an hour may have passed: "They are closed now" would not say who."""
    reply = call(line, START, (0, Began(Place(spot, trail=(FEELINGS,)))), (9, "1"))
    assert [*map(str, reply.prompts)].count(named) == 1


@pytest.mark.parametrize("what", ["2", "*", "back", "menu"])
def test_2_begins_again_and_keeps_what_the_caller_needs(line: Line, what: str) -> None:
    place = call(line, START, (0, Began(LEFT)), (9, what)).then.place
    assert (place.spot, place.trail) == (MAIN.spot, ())
    assert (place.needs.way, place.needs.pace, place.needs.time) == (Way.ANY, Pace.SLOW, Time.LONG)


@pytest.mark.parametrize("key", [*"3456789#"])
def test_any_other_key_asks_again_and_still_knows_the_way_back(line: Line, key: str) -> None:
    again = call(line, START, (0, Began(LEFT.with_needs(USUAL))), (9, key))
    assert (where(again), again.prompts[0]) == ("broken-off", line.words.choices.not_a_choice)
    assert call(line, again.then.place, (9, "-")).then.place.spot == LEFT.spot


def test_where_any_key_will_do_it_carries_on(line: Line) -> None:
    assert call(line, START, (0, Began(LEFT)), (9, "7")).then.place.spot == LEFT.spot


def test_0_is_a_person_there_too_and_back_leads_to_where_the_caller_left(line: Line) -> None:
    offered = call(line, START, (0, Began(LEFT)), (9, "0"))
    assert where(offered) == "offer/samaritans"
    assert call(line, offered.then.place, (9, "*")).then.place.spot == LEFT.spot


def test_a_bounce_or_a_sound_changes_nothing(line: Line) -> None:
    left = LEFT.with_needs(USUAL)
    reply = call(line, START, (0, Began(left)), (9, "3"), (0.3, "3"), (9, "?"), (9, "-"))
    assert reply.then.place.spot == LEFT.spot


@pytest.mark.parametrize("kind", [*Kind])
def test_every_kind_of_place_can_be_kept_and_come_back_to(line: Line, kind: Kind) -> None:
    name = "stress" if kind in (Kind.TOPIC, Kind.PAUSE, Kind.END, Kind.NEXT) else "mind"
    there = at(kind, "feelings" if kind is Kind.MENU else name, 1, trail=(FEELINGS,), key="5", since=1000, lead=7)
    kept = to_keep(line, Reply((), Ask(("Yes.",), 1, there_and_back(line, there))))
    assert kept is not None
    assert (kept.key, kept.since, kept.lead) == ("", None, 0)
    assert there_and_back(line, kept) == kept
    began = call(line, START, (0, Began(kept)))
    assert where(began) == "broken-off"
    assert isinstance(call(line, began.then.place, (12, "-")).then, Ask)


def test_nothing_is_kept_of_a_call_that_ended_or_never_left_the_first_menu(line: Line) -> None:
    assert to_keep(line, Reply((), Farewell())) is None
    assert to_keep(line, call(line, START, (0, Began()))) is None
    assert to_keep(line, call(line, MAIN, (9, "2"), (9, "*"))) != MAIN


def test_what_a_caller_needs_is_worth_keeping_in_the_first_menu_too(line: Line) -> None:
    slow = MAIN.with_needs(Needs(pace=Pace.SLOW, sounds=2, hurried=3))
    assert to_keep(line, Reply((), Ask(("Yes.",), 1, slow))) == MAIN.with_needs(Needs(pace=Pace.SLOW))


def test_hands_that_slipped_in_the_first_menu_are_known_when_they_ring_again_and_nothing_is_asked(line: Line) -> None:
    slipped = call(line, START, (0, Began()), (9, "9"))
    kept = to_keep(line, slipped)
    assert kept is not None
    again = call(line, START, (0, Began(kept)))
    assert again.prompts == call(line, START, (0, Began())).prompts
    assert again.then.place.needs == Needs(slips=1)
    assert call(line, again.then.place, (3, "0")).then.wait == UNSURE_WAIT


def test_from_a_transfer_the_place_left_before_it_is_kept(line: Line) -> None:
    connected = call(line, LEFT.with_needs(Needs()), (9, "0"), (4, "-"))
    assert isinstance(connected.then, Transfer)
    kept = to_keep(line, connected)
    assert (kept.spot, kept.trail) == (LEFT.spot, LEFT.trail)
    bare = Reply((), Transfer("+44116123", at(Kind.TRANSFER, "samaritans", told=True, needs=NEEDS)))
    assert to_keep(line, bare).spot == MAIN.spot


def test_a_transfer_that_is_over_is_kept_like_any_place(line: Line) -> None:
    transfer = at(Kind.TRANSFER, "samaritans", trail=(FEELINGS,))
    assert to_keep(line, step(line, transfer, Transferred(Outcome.BUSY), WEEKDAY)).spot.kind is Kind.MISSED


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("what", ["1", "-"])
def test_at_an_offer_nobody_is_put_through_within_a_second(line: Line, offer: Place, what: str) -> None:
    kept = to_keep(line, Reply((), Ask(("Yes.",), 1, offer)))
    back = call(line, START, (0, Began(kept)), (12, what))
    assert back.then.place.spot == offer.spot
    assert back.then.wait >= 3
    assert back.then.place.needs.slips >= ERRATIC
    assert back.then.place.trail == offer.trail


def test_a_call_that_breaks_off_again_and_again_is_asked_once_each_time_and_forgets_nothing(line: Line) -> None:
    kept = LEFT
    for _ in range(12):
        reply = step(line, START, Began(kept), WEEKDAY)
        kept = there_and_back(line, to_keep(line, reply))
        assert kept == LEFT
    carried = step(line, reply.then.place, Silence(), WEEKDAY)
    assert replace(carried.then.place, key="", since=None, lead=0) == LEFT


def test_the_deepest_trail_still_fits(line: Line) -> None:
    deep = replace(LEFT, trail=(FEELINGS,) * 6)
    reply = call(line, START, (0, Began(deep)), (9, "-"))
    assert reply.then.place.spot == LEFT.spot
    assert step(line, START, Began(deep), WEEKDAY).then.place.trail[0] == LEFT.spot


def test_a_key_of_the_way_back_is_no_bounce_of_an_earlier_call(line: Line) -> None:
    there = replace(LEFT, key="1", since=0)
    kept = to_keep(line, Reply((), Ask(("Yes.",), 1, there)))
    assert (
        step(line, step(line, START, Began(kept), WEEKDAY).then.place, Key("1"), WEEKDAY).then.place.spot == LEFT.spot
    )
