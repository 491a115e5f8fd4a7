"""Single turns: what each key does where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.content import Line
from ivr.dialogue.address import address, read_address
from ivr.dialogue.event import Event, Key, Outcome, Silence, Spoke, Transferred
from ivr.dialogue.place import START, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer
from ivr.dialogue.step import step
from ivr.dialogue.walk import KEYS, SILENCE, TRANSFERRED

WEEKDAY = datetime(2026, 11, 18, 11, tzinfo=UTC)
NIGHT = datetime(2026, 11, 18, 3, tzinfo=UTC)
CHRISTMAS = datetime(2026, 12, 25, 11, tzinfo=UTC)
MAIN = Place(Spot(Kind.MENU, "main"))
FEELINGS = Spot(Kind.MENU, "feelings")


def at(kind: Kind, name: str = "", part: int = 0, **rest: object) -> Place:
    return replace(Place(Spot(kind, name, part)), **rest)


def after(line: Line, place: Place, *keys: str, now: datetime = WEEKDAY, apart: float = 1.0) -> Reply:
    """The reply to the last of several keys, so many seconds apart; "-" is silence, "?" a sound nobody recognises."""
    for key in keys:
        event: Event = Silence() if key == "-" else Spoke(()) if key == "?" else Key(key)
        now += timedelta(seconds=apart)
        reply = step(line, place, event, now)
        if not isinstance(reply.then, Farewell):
            place = reply.then.place
    return reply


def where(reply: Reply) -> str:
    assert not isinstance(reply.then, Farewell)
    return str(reply.then.place.spot)


@pytest.mark.parametrize(
    ("place", "keys", "there"),
    [
        (MAIN, "1", "menu/living"),
        (MAIN, "4", "menu/easier"),
        (MAIN, "*", "menu/main"),
        (at(Kind.MENU, "feelings"), "*", "menu/main"),
        (at(Kind.MENU, "feelings"), "2", "topic/stress"),
        (at(Kind.MENU, "feelings", told=True), "2", "topic/stress/1"),
        (at(Kind.MENU, "feelings"), "4", "menu/feelings"),
        (MAIN, "#", "menu/main/1"),
        (MAIN, "####", "menu/main"),
        (at(Kind.MENU, "feelings"), "2#", "topic/stress/1"),
        (at(Kind.MENU, "feelings"), "2-#", "topic/stress/2"),
        (at(Kind.MENU, "feelings"), "22", "pause/stress/1"),
        (at(Kind.MENU, "feelings"), "2*", "menu/feelings"),
        (at(Kind.MENU, "living"), "4", "helplines"),
        (at(Kind.TOPIC, "stress", 2), "1", "topic/stress/2"),
        (at(Kind.TOPIC, "stress", 2), "2", "pause/stress/2"),
        (at(Kind.TOPIC, "stress", 2), "27", "topic/stress/2"),
        (at(Kind.TOPIC, "stress", 2), "#", "topic/stress/3"),
        (at(Kind.TOPIC, "stress", 2), "-", "topic/stress/3"),
        (at(Kind.TOPIC, "stress", 5), "-", "end/stress"),
        (at(Kind.TOPIC, "stress", 2), "*", "menu/feelings"),
        (at(Kind.TOPIC, "stress", 2), "9", "topic/stress/2"),
        (at(Kind.TOPIC, "stress", 3), "*2", "topic/stress/3"),
        (at(Kind.TOPIC, "stress", 3), "*1", "topic/common-conditions"),
        (at(Kind.END, "stress", told=True), "1", "topic/stress/1"),
        (at(Kind.END, "stress", told=True), "2", "topic/stigma/1"),
        (at(Kind.END, "stress", told=True), "#", "topic/stigma/1"),
        (at(Kind.END, "stress"), "9", "end/stress"),
        (at(Kind.END, "stress"), "-", "next/stress"),
        (at(Kind.END, "stress", told=True), "--", "topic/stigma/1"),
        (at(Kind.END, "stress"), "-*", "menu/feelings"),
        (at(Kind.END, "stigma", told=True), "2", "topic/treating-depression/1"),
        (at(Kind.END, "about-this-line"), "2", "end/about-this-line"),
        (at(Kind.END, "about-this-line"), "-", "menu/main"),
        (MAIN, "0*", "menu/main"),
        (MAIN, "01", "helplines"),
        (MAIN, "01*", "menu/main"),
        (MAIN, "011", "offer/mind"),
        (MAIN, "011*", "helplines"),
        (MAIN, "011**", "menu/main"),
        (MAIN, "0111", "offer/mind"),
        (MAIN, "0112", "pen/mind"),
        (MAIN, "01122", "number/mind"),
        (MAIN, "01123", "number/mind"),
        (MAIN, "013", "pen/shout"),
        (MAIN, "0130", "offer/samaritans"),
        (MAIN, "00", "transfer/samaritans"),
        (MAIN, "0-", "transfer/samaritans"),
        (MAIN, "05", "offer/samaritans"),
        (at(Kind.TOPIC, "stress", 4), "0*", "topic/stress/4"),
        (at(Kind.PAUSE, "stress", 4), "0*", "topic/stress/4"),
        (at(Kind.MISSED, "samaritans", 1, trail=(FEELINGS,)), "--" + "-" * 18, "menu/feelings"),
        (at(Kind.MISSED, "samaritans", 1, trail=(FEELINGS,)), "1", "offer/samaritans"),
        (at(Kind.MISSED, "samaritans", 1, trail=(FEELINGS,)), "2", "helplines"),
        (at(Kind.MISSED, "samaritans", 1, trail=(FEELINGS,)), "3", "pen/shout"),
        (at(Kind.MISSED, "samaritans", 1, trail=(FEELINGS,)), "4", "pen/samaritans"),
        (at(Kind.MISSED, "samaritans", 1, trail=(FEELINGS,)), "*", "menu/feelings"),
        (at(Kind.NUMBER, "mind", trail=(FEELINGS,)), "1", "number/mind"),
        (at(Kind.NUMBER, "mind", trail=(FEELINGS,)), "--" + "-" * 9, "menu/feelings"),
        (at(Kind.LEAVING, trail=(FEELINGS,)), "7", "menu/feelings"),
        (at(Kind.LEAVING), "7", "menu/main"),
    ],
)
def test_a_key_leads_to_its_place(line: Line, place: Place, keys: str, there: str) -> None:
    assert where(after(line, place, *keys)) == there


def test_what_was_chosen_is_said_back_first_and_not_to_be_interrupted(line: Line) -> None:
    assert after(line, MAIN, "2").said == (line.words.menus["feelings"],)
    assert after(line, at(Kind.MENU, "feelings"), "2").said == (line.topics["stress"].title,)


def test_the_keys_of_a_topic_are_said_once_a_call(line: Line) -> None:
    keys = line.words.topic.keys
    first = after(line, at(Kind.MENU, "feelings"), "2")
    assert keys in first.prompts
    assert keys not in after(line, first.then.place, "*", "3").prompts


def test_a_topic_that_was_left_is_carried_on_with_by_name(line: Line) -> None:
    reply = after(line, at(Kind.TOPIC, "stress", 3), "*", "2")
    assert reply.prompts == (line.topics["stress"].title, line.words.topic.carrying_on, line.topics["stress"].parts[2])


def test_a_topic_heard_to_its_end_begins_anew(line: Line) -> None:
    assert where(after(line, at(Kind.TOPIC, "stress", 5, told=True), "-", "*", "2")) == "topic/stress/1"


def test_a_topic_left_is_still_remembered_when_another_was_heard_to_its_end(line: Line) -> None:
    left = at(Kind.TOPIC, "stigma", 5, told=True, left=Spot(Kind.TOPIC, "stress", 3))
    assert where(after(line, left, "-", "*", "2")) == "topic/stress/3"


def test_skipping_ahead_in_a_menu_keeps_the_person_and_drops_what_was_skipped(line: Line) -> None:
    menu = line.menus["main"]
    assert after(line, MAIN, "#").prompts == (menu.intro[-1], *menu.full[1:])
    assert after(line, MAIN, "#", "#", "#").prompts == (menu.intro[-1], *menu.full[3:])
    assert after(line, MAIN, "#", "#", "#", "#").prompts == (*menu.intro, *menu.full)


def test_0_twice_still_says_who_answers_and_what_it_costs(line: Line) -> None:
    assert after(line, MAIN, "0", "0").said == (line.words.helplines["samaritans"].at_once,)


def test_the_first_silence_brings_a_shorter_repeat_of_the_same_menu(line: Line) -> None:
    reply = after(line, MAIN, "-")
    assert reply.prompts[0] == line.words.choices.take_your_time
    assert where(reply) == "menu/main"
    assert sum(map(len, reply.prompts)) < sum(map(len, after(line, MAIN, "*").prompts))


def test_a_wrong_key_is_told_and_the_choices_come_again(line: Line) -> None:
    assert after(line, MAIN, "9").prompts[0] == line.words.choices.not_a_choice


def in_silence(line: Line, place: Place) -> list[Reply]:
    """Every reply to a caller who does nothing, up to the goodbye."""
    replies = [after(line, place, "-")]
    while not isinstance(replies[-1].then, Farewell):
        replies.append(after(line, replies[-1].then.place, "-"))
    return replies


def test_before_the_first_warning_everything_was_read_out(line: Line) -> None:
    prompts = [reply.prompts for reply in in_silence(line, MAIN)]
    warned = next(nth for nth, said in enumerate(prompts) if line.words.leaving.warning in said)
    read = {prompt for said in prompts[:warned] for prompt in said}
    assert {part for topic in line.topics.values() for part in topic.parts} <= read
    assert {helpline.spoken for helpline in line.helplines.values()} <= read


def test_the_warning_comes_ten_times_before_the_goodbye(line: Line) -> None:
    prompts = [reply.prompts for reply in in_silence(line, MAIN)]
    assert [line.words.leaving.warning in said for said in prompts][-13:] == [False] + [True] * 10 + [False] * 2
    assert sum(line.words.leaving.warning in said for said in prompts) == 10
    assert line.words.leaving.ending in prompts[-2]
    assert line.words.leaving.goodbye in prompts[-1]


def test_a_key_pressed_when_the_call_is_said_to_end_now_still_stays(line: Line) -> None:
    ending = in_silence(line, MAIN)[-2]
    assert where(after(line, ending.then.place, "5")) == "menu/main"


def test_any_key_at_the_warning_gives_all_the_time_again(line: Line) -> None:
    replies = in_silence(line, MAIN)
    again = in_silence(line, after(line, replies[-5].then.place, "7").then.place)
    assert sum(line.words.leaving.warning in reply.prompts for reply in again) == 10


def test_a_pause_holds_for_ten_minutes_with_a_reminder_a_minute(line: Line) -> None:
    paused = after(line, at(Kind.TOPIC, "stress", 2), "2")
    assert paused.then.wait == 60
    replies = [after(line, paused.then.place, *"-" * minutes) for minutes in range(1, 11)]
    assert [where(reply) for reply in replies] == ["pause/stress/2"] * 9 + ["leaving"]
    assert where(after(line, replies[-1].then.place, "5")) == "topic/stress/2"


@pytest.mark.parametrize("now", [NIGHT, CHRISTMAS, datetime(2026, 11, 21, 11, tzinfo=UTC)])
def test_a_closed_helpline_is_not_dialled_and_an_open_one_is_offered(line: Line, now: datetime) -> None:
    closed = after(line, MAIN, "0", "1", "1", now=now)
    assert where(closed) == "closed/mind"
    assert line.words.helplines["mind"].hours in closed.prompts
    assert where(after(line, closed.then.place, "1", now=now)) == "offer/samaritans"
    assert where(after(line, closed.then.place, "2", now=now)) == "pen/mind"


def test_a_helpline_that_closed_while_it_was_offered_is_not_dialled(line: Line) -> None:
    offer = after(line, at(Kind.OFFER, "mind", trail=(FEELINGS,)), "1").then.place
    assert isinstance(step(line, offer, Silence(), WEEKDAY).then, Transfer)
    assert where(step(line, offer, Silence(), NIGHT)) == "closed/mind"


def test_the_opening_hours_are_those_of_the_helplines_own_zone(line: Line) -> None:
    summer = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)  # 9:30 in London
    winter = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)  # 8:30 in London
    assert line.helplines["mind"].may_answer(summer)
    assert not line.helplines["mind"].may_answer(winter)
    assert not line.helplines["mind"].may_answer(datetime(2026, 7, 1, 17, tzinfo=UTC))  # 18:00 in London


@pytest.mark.parametrize(
    ("outcome", "says"), [(Outcome.BUSY, "busy"), (Outcome.NO_ANSWER, "no_answer"), (Outcome.FAILED, "failed")]
)
def test_a_missed_transfer_is_explained_with_the_number_twice_and_other_ways(
    line: Line, outcome: Outcome, says: str
) -> None:
    reply = step(line, at(Kind.TRANSFER, "samaritans", trail=(FEELINGS,)), Transferred(outcome), WEEKDAY)
    words = line.words.helpline
    assert reply.prompts[0] == getattr(words, says)
    assert reply.prompts.count("116 123") == 2
    labels = (words.try_again, words.another, words.text_line)
    assert {line.words.choices.with_key(label, key) for key, label in zip("123", labels, strict=True)} <= set(
        reply.prompts
    )


def test_what_no_key_brought_about_can_be_stopped_by_any_key(line: Line) -> None:
    transfer = at(Kind.TRANSFER, "samaritans", trail=(FEELINGS,))
    assert step(line, transfer, Transferred(Outcome.COMPLETED), WEEKDAY).said == ()
    assert after(line, at(Kind.NUMBER, "mind", trail=(FEELINGS,)), "-", "-", "-").said == ()


def test_after_a_talk_the_caller_is_back_in_the_place_left(line: Line) -> None:
    transfer = at(Kind.TRANSFER, "samaritans", trail=(Spot(Kind.TOPIC, "stress", 3),))
    reply = step(line, transfer, Transferred(Outcome.COMPLETED), WEEKDAY)
    assert reply.prompts == (line.words.helpline.welcome_back, line.topics["stress"].parts[2])


def test_the_next_number_of_a_helpline_is_tried_when_one_cannot_be_reached(line: Line) -> None:
    two = line.crisis.model_copy(update={"dials": ("+44116123", "+443303334444")})
    with_two = replace(line, helplines={**line.helplines, "samaritans": two})
    transfer = at(Kind.TRANSFER, "samaritans")
    second = step(with_two, transfer, Transferred(Outcome.FAILED), WEEKDAY)
    assert second.then.number == "+443303334444"
    assert where(step(with_two, second.then.place, Transferred(Outcome.FAILED), WEEKDAY)).startswith("missed/")
    assert where(step(with_two, transfer, Transferred(Outcome.BUSY), WEEKDAY)).startswith("missed/")


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("menu/gone", "menu/main"),
        ("topic/gone/2", "menu/main"),
        ("topic/stress/99", "topic/stress/5"),
        ("topic/stress/0", "topic/stress"),
        ("topic/stress/x", "topic/stress"),
        ("pause/stress", "pause/stress/1"),
        ("menu/main/9", "menu/main/3"),
        ("helplines/9", "helplines/3"),
        ("closed/mind", "closed/mind"),
        ("closed/samaritans", "offer/samaritans"),
        ("offer/gone", "helplines"),
        ("transfer/samaritans/7", "transfer/samaritans"),
        ("transfer/+15551234567", "helplines"),
        ("nowhere/at/all", "menu/main"),
        ("../../etc/passwd", "menu/main"),
        ("", "menu/main"),
        ("MENU/main", "menu/main"),
    ],
)
def test_an_unknown_place_leads_to_the_nearest_that_exists(line: Line, path: str, there: str) -> None:
    assert str(read_address(path, b"", line).spot) == there


def test_what_an_address_remembers_of_places_gone_is_dropped(line: Line) -> None:
    query = b"count=-3&trail=topic/gone/1~menu/feelings~x~y~z~w&left=menu/main&told=maybe"
    place = read_address("menu/main", query, line)
    assert (place.count, place.left, place.told) == (0, None, False)
    assert [str(spot) for spot in place.trail] == ["menu/main", "menu/feelings", *["menu/main"] * 4]


EVENTS = st.sampled_from(SILENCE + KEYS)
FIELDS = st.sampled_from(["count", "trail", "told", "left"])
OUTCOMES = st.sampled_from(TRANSFERRED)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_row_of_keys_silences_and_outcomes_breaks_anything(line: Line, data: st.DataObject) -> None:
    place, reply = START, step(line, START, Silence(), WEEKDAY)
    for _ in range(data.draw(st.integers(1, 60))):
        if isinstance(reply.then, Farewell):
            assert place.spot.kind is Kind.LEAVING
            assert line.crisis.spoken in reply.said
            return
        place = read_address(*_parsed(address(reply.then.place)), line)
        assert place == reply.then.place
        event = data.draw(OUTCOMES if isinstance(reply.then, Transfer) else EVENTS)
        reply = step(line, place, event, data.draw(st.sampled_from([WEEKDAY, NIGHT])))
        assert reply.prompts or isinstance(reply.then, Transfer)


def _parsed(text: str) -> tuple[str, bytes]:
    path, _, query = text.partition("?")
    return path, query.encode()


@settings(max_examples=300, deadline=None)
@given(path=st.text(max_size=60), query=st.dictionaries(FIELDS, st.text(max_size=40)))
def test_no_address_is_an_error_and_none_dials_a_number_of_its_own(
    line: Line, path: str, query: dict[str, str]
) -> None:
    place = read_address(path, urlencode(query).encode(), line)
    reply = step(line, place, Silence(), WEEKDAY)
    if isinstance(reply.then, Transfer):
        assert reply.then.number in {number for helpline in line.helplines.values() for number in helpline.dials}
    else:
        assert isinstance(reply.then, Ask | Farewell)
