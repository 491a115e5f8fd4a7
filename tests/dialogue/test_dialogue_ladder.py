"""The ladder: the line changes for a caller who makes no choice; any key, more time, a slower voice."""

from __future__ import annotations

import pytest
from moves import FEELINGS, MAIN, answering, at, call, slowly, there_and_back, where

from ivr.content import Line
from ivr.content.measure import seconds
from ivr.dialogue.choosing import TRAVEL
from ivr.dialogue.event import Spoke
from ivr.dialogue.ladder import HOUR
from ivr.dialogue.needs import Needs, Pace, Time, Way
from ivr.dialogue.place import Kind, Place
from ivr.dialogue.reply import Reply


def alone(line: Line, label: str) -> str:
    return line.words.choices.with_any_key(label)


def needs(reply: Reply) -> Needs:
    return reply.then.place.needs


def test_the_first_turn_without_a_choice_brings_a_shorter_repeat_that_says_why(line: Line) -> None:
    for key, told in (("-", line.words.choices.take_your_time), ("9", line.words.choices.not_a_choice)):
        reply = call(line, MAIN, *slowly(key))
        assert reply.prompts == (told, *line.menus["main"].short)
        assert needs(reply).way is Way.KEYS


def test_the_second_silence_brings_the_choices_one_at_a_time_for_a_key_or_a_word(line: Line) -> None:
    reply = call(line, MAIN, *slowly("--"))
    words = line.words.choices
    assert reply.prompts == (words.one_at_a_time, words.or_yes, alone(line, words.someone))
    assert (needs(reply).way, reply.then.speech, reply.then.wait) == (Way.VOICE, True, 3)


def test_the_second_wrong_key_brings_them_without_words(line: Line) -> None:
    reply = call(line, MAIN, *slowly("99"))
    assert reply.prompts == (line.words.choices.one_at_a_time, alone(line, line.words.choices.someone))
    assert (needs(reply).way, reply.then.speech) == (Way.ONCE, False)


def test_after_silence_any_key_will_do_for_the_rest_of_the_call(line: Line) -> None:
    reply = call(line, MAIN, *slowly("--"), (5, "-"), (4, "7"))
    assert where(reply) == "menu/living"
    assert reply.prompts == (line.words.menus["living"], alone(line, line.words.choices.someone))


@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_after_wrong_keys_any_key_takes_a_choice_once_and_then_keys_are_numbered_again(
    line: Line, position: int
) -> None:
    reply = call(line, MAIN, *slowly("99"), *[(5, "-")] * (position + 1), (2, "9"))
    assert where(reply) == line.facts.menus["main"][position]
    assert needs(reply).way is Way.KEYS


@pytest.mark.parametrize("key", [*"123456789*#"])
def test_any_key_but_0_takes_the_choice_being_read(line: Line, key: str) -> None:
    assert where(call(line, answering(Way.ANY), (5, "-"), (5, "-"), (2, key))) == "menu/feelings"


def test_talking_to_someone_is_the_first_choice_and_0_is_it_at_every_other(line: Line) -> None:
    offer = "offer/samaritans"
    assert where(call(line, answering(Way.ANY), (2, "5"))) == offer
    for silences in range(15):
        assert where(call(line, answering(Way.ANY), *[(5, "-")] * silences, (2, "0"))) == offer


@pytest.mark.parametrize(
    ("after", "there"), [(0.1, "menu/living"), (0.94, "menu/living"), (0.96, "menu/feelings"), (2, "menu/feelings")]
)
def test_a_press_just_after_the_next_choice_has_begun_means_the_one_before(
    line: Line, after: float, there: str
) -> None:
    for key in "53":  # whatever its number
        assert where(call(line, answering(Way.ANY), (5, "-"), (5, "-"), (after, key))) == there


def test_nothing_comes_before_the_first_choice(line: Line) -> None:
    assert where(call(line, answering(Way.ANY), (5, "-"), (2, "5"), (0.2, "7"))) == "offer/samaritans"


@pytest.mark.parametrize(("key", "there"), [("2", "menu/feelings"), ("*", "menu/main"), ("7", "offer/samaritans")])
def test_a_slow_hand_on_its_way_to_a_numbered_key_still_takes_that_choice(line: Line, key: str, there: str) -> None:
    """Until the first choice has been read; a key with no number, as ever."""
    start = Place(FEELINGS) if key == "*" else MAIN
    words = line.words.choices
    until = sum(map(seconds, (words.one_at_a_time, words.or_yes, alone(line, words.someone)))) + TRAVEL
    for after, leads in ((0.3, there), (until - 0.1, there), (until + 0.1, "offer/samaritans")):
        assert where(call(line, start, *slowly("--"), (after, key))) == leads


def test_after_wrong_keys_whoever_goes_on_striking_comes_to_a_person(line: Line) -> None:
    assert where(call(line, MAIN, *slowly("99"), (1, "2"))) == "offer/samaritans"


def test_so_it_is_after_a_transfer_that_met_nobody(line: Line) -> None:
    reply = call(line, at(Kind.MISSED, "mind", trail=(FEELINGS,)), *slowly("--"), (1, "3"))
    assert where(reply) == "pen/shout"


@pytest.mark.parametrize(
    ("place", "led"),
    [
        (at(Kind.TOPIC, "stress", 5), "-"),  # to its end
        (at(Kind.BROKEN_OFF, trail=(FEELINGS,)), "-"),
        (at(Kind.END, "stress"), "offer/mind"),
    ],
)
@pytest.mark.parametrize("key", "125*")
def test_where_no_keys_were_read_before_any_key_takes_the_first(line: Line, place: Place, led: str, key: str) -> None:
    """Neither silence nor a word led from numbered choices to single ones there: 1 is a key like any other."""
    words = Spoke((led,)) if led != "-" else led
    assert where(call(line, answering(Way.VOICE, place), (20, words), (3, key))) == "offer/samaritans"


def test_where_a_key_led_to_single_choices_any_key_takes_the_first_from_its_beginning_on(line: Line) -> None:
    assert where(call(line, answering(Way.ANY), (5, "-"), (2, "1"), (0.3, "2"))) == "offer/samaritans"


def test_three_rounds_are_read_and_then_everything(line: Line) -> None:
    last = call(line, answering(Way.ANY), *[(5, "-")] * 14)
    assert last.prompts == (alone(line, line.menus["main"].labels[3]),)
    after = call(line, answering(Way.ANY), *[(5, "-")] * 15)
    assert (where(after), needs(after).way) == ("topic/coming-to-terms/1", Way.LISTENING)


def test_back_is_a_choice_too_below_the_main_menu(line: Line) -> None:
    reply = call(line, answering(Way.ANY, Place(FEELINGS)), *[(5, "-")] * 4)
    assert reply.prompts == (alone(line, line.words.choices.back),)
    assert where(call(line, answering(Way.ANY, Place(FEELINGS)), *[(5, "-")] * 4, (2, "5"))) == "menu/main"


def test_every_way_of_answering_can_be_chosen_from_the_main_menu(line: Line) -> None:
    for key, way in zip("134", (Way.ANY, Way.VOICE, Way.KEYS), strict=True):
        reply = call(line, MAIN, *slowly("42" + key))
        assert (where(reply), needs(reply).way) == ("menu/answering", way)
    listens = call(line, MAIN, *slowly("422"))
    assert (where(listens), needs(listens).way) == ("topic/coming-to-terms/1", Way.LISTENING)


def test_during_a_topic_any_key_stops_it_and_reads_its_own_choices(line: Line) -> None:
    topic = answering(Way.ANY, at(Kind.TOPIC, "stress", 2))
    stopped = call(line, topic, (1, "-"), (9, "5"))
    words = line.words
    assert where(stopped) == "pause/stress/3/8"
    assert stopped.prompts == (words.topic.stopped, alone(line, words.choices.someone))
    assert call(line, topic, (1, "-"), (9, "5"), (5, "-")).prompts == (alone(line, words.topic.carry_on),)
    labels = (words.topic.this_part, words.topic.next_part, words.topic.slower, words.topic.choose_menu)
    for silences, label in enumerate(labels, start=2):
        assert call(line, topic, (1, "-"), (9, "5"), *[(5, "-")] * silences).prompts == (alone(line, label),)


@pytest.mark.parametrize(
    ("silences", "there"),
    [
        (1, "topic/stress/3/8"),
        (2, "topic/stress/3"),
        (3, "topic/stress/4"),
        (4, "topic/stress/3/10"),
        (5, "menu/feelings"),
    ],
)
def test_each_of_a_topics_choices_does_what_it_says(line: Line, silences: int, there: str) -> None:
    topic = answering(Way.ANY, at(Kind.TOPIC, "stress", 2))
    assert where(call(line, topic, (1, "-"), (9, "5"), *[(5, "-")] * silences, (2, "5"))) == there


def test_in_silence_a_topics_choices_go_by_and_it_carries_on(line: Line) -> None:
    reply = call(line, answering(Way.ANY, at(Kind.TOPIC, "stress", 2)), (1, "-"), (9, "5"), *[(5, "-")] * 18)
    assert where(reply) == "topic/stress/3/8"
    assert reply.prompts[0] == line.words.topic.carrying_on


def test_more_time_goes_round_from_10_seconds_to_half_a_minute_to_no_limit(line: Line) -> None:
    replies = [call(line, at(Kind.MENU, "easier"), *slowly("3" * times)) for times in (1, 2, 3)]
    assert [needs(reply).time for reply in replies] == [Time.LONG, Time.UNLIMITED, Time.NORMAL]
    assert [reply.then.wait for reply in replies] == [30, 60, 10]
    assert [reply.prompts[0] for reply in replies] == list(line.words.settings["more-time"].done)


def test_with_more_time_single_choices_wait_three_times_as_long(line: Line) -> None:
    assert call(line, answering(Way.ANY, time=Time.LONG), (60, "-")).then.wait == 9


def test_without_a_time_limit_silence_brings_a_word_a_minute_for_an_hour(line: Line) -> None:
    for minutes in (1, 2, 30, HOUR):
        reply = call(line, answering(Way.KEYS, time=Time.UNLIMITED), *[(60, "-")] * minutes)
        assert (where(reply), reply.prompts) == ("menu/main", (line.words.choices.still_here,))
        assert needs(reply).way is Way.KEYS
    assert needs(call(line, answering(Way.KEYS, time=Time.UNLIMITED), *[(60, "-")] * (HOUR + 1))).way is Way.VOICE


def test_a_key_chosen_after_many_silent_minutes_still_chooses(line: Line) -> None:
    waited = [(60, "-")] * 40
    assert where(call(line, answering(Way.KEYS, time=Time.UNLIMITED), *waited, (9, "2"))) == "menu/feelings"


def test_3_in_a_topic_slows_the_voice_for_all_that_follows_and_again_brings_it_back(line: Line) -> None:
    topic = at(Kind.TOPIC, "stress", 2)
    for keys in ("3", "3-", "3*", "3*2", "30*", "32", "3#", "3---"):
        assert call(line, topic, *slowly(keys)).pace is Pace.SLOW
    assert call(line, topic, *slowly("33")).pace is Pace.NORMAL


def test_at_the_other_pace_the_same_words_come_at_another_second(line: Line) -> None:
    slow = call(line, at(Kind.TOPIC, "stress", 2), (1, "-"), (20.6, "3"))
    assert (where(slow), slow.then.skipped) == ("topic/stress/3/25", 25)
    fast = call(line, slow.then.place, (0.9, "3"))
    assert (where(fast), fast.then.skipped) == ("topic/stress/3/20", 20)


@pytest.mark.parametrize("way", [*Way])
@pytest.mark.parametrize("time", [*Time])
def test_way_pace_and_time_survive_every_address(line: Line, way: Way, time: Time) -> None:
    place = answering(way, at(Kind.TOPIC, "stress", 2, 7), pace=Pace.SLOW, time=time)
    assert there_and_back(line, place) == place


@pytest.mark.parametrize("kind", [*Kind])
def test_way_pace_and_time_survive_every_kind_of_move(line: Line, kind: Kind) -> None:
    name = "stress" if kind in (Kind.TOPIC, Kind.PAUSE, Kind.END, Kind.NEXT) else "mind"
    place = there_and_back(line, at(kind, "main" if kind is Kind.MENU else name, 1, trail=(FEELINGS,)))
    for event in ("-", "0", "9", "*", "person", "back", "topic/stress", "menu", "?"):
        moved = call(line, answering(Way.VOICE, place, pace=Pace.SLOW, time=Time.LONG), (9, event))
        kept = needs(moved)
        assert (kept.pace, kept.time, moved.pace) == (Pace.SLOW, Time.LONG, Pace.SLOW)
        stopped_listing = kind is Kind.RECITAL and event in ("9", "*", "back")
        assert kept.way is (Way.ANY if stopped_listing else Way.VOICE)
