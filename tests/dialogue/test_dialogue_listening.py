"""Listening: nothing is asked, everything is read out, and any key stops it."""

from __future__ import annotations

import pytest
from moves import FEELINGS, MAIN, WEEKDAY, Move, answering, at, call, slowly, where

from ivr.content import Line
from ivr.dialogue.event import Silence
from ivr.dialogue.needs import Needs, Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply
from ivr.dialogue.step import step


def read_out(line: Line, reply: Reply) -> list[Reply]:
    """What follows in silence, up to the goodbye."""
    replies = [reply]
    while not isinstance(replies[-1].then, Farewell):
        assert len(replies) < 200
        replies.append(step(line, replies[-1].then.place, Silence(), WEEKDAY))
    return replies


def begun(line: Line, place: Place = MAIN) -> Reply:
    return call(line, answering(Way.ANY, place), *[(5, "-")] * 15)


def topics(replies: list[Reply]) -> list[str]:
    names = [reply.then.place.spot.name for reply in replies[:-1] if reply.then.place.spot.kind is Kind.TOPIC]
    return list(dict.fromkeys(names))


def test_every_part_of_every_topic_is_read_in_order_and_then_every_helpline(line: Line) -> None:
    replies = read_out(line, begun(line))
    said = [prompt for reply in replies for prompt in reply.prompts]
    parts = [part for topic in line.topics.values() for part in topic.parts]
    assert [prompt for prompt in said if prompt in set(parts)] == parts
    recited = [reply.then.place.spot.name for reply in replies[:-1] if reply.then.place.spot.kind is Kind.RECITAL]
    assert recited == list(line.helplines)
    for name in line.helplines:
        assert said.count(line.helplines[name].spoken) >= 2


def test_it_begins_at_the_menu_at_hand_and_goes_round_to_those_before(line: Line) -> None:
    order = list(line.topics)
    first = order.index("common-conditions")
    feelings = read_out(line, begun(line, Place(FEELINGS)))
    assert topics(feelings) == order[first:] + order[:first]


def test_the_menu_at_hand_may_have_no_topics_of_its_own(line: Line) -> None:
    chosen = call(line, MAIN, *slowly("422"))
    assert topics(read_out(line, chosen)) == list(line.topics)


def test_each_topic_says_where_among_all_it_stands(line: Line) -> None:
    marks = [prompt for reply in read_out(line, begun(line)) for prompt in reply.prompts if prompt.startswith("Topic ")]
    assert marks[:2] == ["Topic one of twelve.", "Topic two of twelve."]
    assert len(set(marks)) == len(marks) == len(line.topics)


def test_a_helpline_is_who_they_are_what_they_cost_and_the_number_twice(line: Line) -> None:
    replies = read_out(line, begun(line))
    first = next(reply for reply in replies if line.words.listening.helplines in reply.prompts)
    about = line.words.helplines["samaritans"]
    assert first.prompts == (
        line.words.listening.helplines, about.name, about.about, about.cost, *line.number_twice("samaritans")
    )  # fmt: skip


def test_only_after_everything_come_ten_warnings_and_the_goodbye(line: Line) -> None:
    replies = read_out(line, begun(line))
    warned = [line.words.leaving.warning in reply.prompts for reply in replies]
    assert warned == [False] * (len(replies) - 12) + [True] * 10 + [False] * 2
    assert replies[-12].prompts[0] == line.words.listening.everything
    assert line.words.leaving.goodbye in replies[-1].prompts


def test_whoever_stays_at_the_warning_is_in_the_first_menu_where_any_key_will_do(line: Line) -> None:
    warning = read_out(line, begun(line))[-12]
    stayed = call(line, warning.then.place, (9, "5"))
    assert (where(stayed), stayed.then.place.needs.way) == ("menu/main", Way.ANY)


LISTENING = answering(Way.LISTENING, at(Kind.TOPIC, "stress", 2, trail=(FEELINGS,)))


@pytest.mark.parametrize("key", [*"123456789*#"])
def test_any_key_stops_a_topic_and_reads_its_choices(line: Line, key: str) -> None:
    stopped = call(line, LISTENING, (9, key))
    assert where(stopped) == "pause/stress/2"
    words = line.words
    assert stopped.prompts == (words.topic.stopped, words.choices.with_any_key(words.choices.someone))


@pytest.mark.parametrize("key", [*"123456789*#"])
def test_any_key_stops_a_helpline_and_goes_to_their_list(line: Line, key: str) -> None:
    stopped = call(line, answering(Way.LISTENING, at(Kind.RECITAL, "mind")), (9, key))
    assert (where(stopped), stopped.then.place.needs.way) == ("helplines", Way.ANY)
    assert stopped.then.prompts[-1] == line.words.choices.with_any_key(line.words.choices.someone)


@pytest.mark.parametrize(
    "moves",
    [
        [(9, "5"), *[(5, "-")] * 18],  # the choices go by
        [(9, "5"), (5, "-"), (2, "5")],  # to carry on
        [(9, "5"), (5, "-"), (5, "-"), (2, "5")],  # this part again
        [(9, "5"), *[(5, "-")] * 4, (2, "5")],  # slower
        [(9, "0"), (9, "5")],
        [(9, "?")],
        [(9, "person"), (9, "5")],
    ],
)
def test_after_an_interruption_everything_still_follows_in_the_same_order(line: Line, moves: list[Move]) -> None:
    reply = call(line, LISTENING, *moves)
    assert (where(reply).split("/")[:3], reply.then.place.needs.way) == (["topic", "stress", "2"], Way.LISTENING)
    order = list(line.topics)
    first, here = order.index("common-conditions"), order.index("stress")
    assert topics(read_out(line, reply)) == order[here:] + order[:first]


def test_skipping_a_part_while_listening_goes_on_listening(line: Line) -> None:
    reply = call(line, LISTENING, (9, "5"), (5, "-"), (5, "-"), (5, "-"), (2, "5"))
    assert (where(reply), reply.then.place.needs.way) == ("topic/stress/3", Way.LISTENING)
    assert reply.then.place.trail == (FEELINGS,)


def test_whoever_chooses_a_topic_is_not_only_listening(line: Line) -> None:
    chosen = call(line, answering(Way.LISTENING, Place(FEELINGS)), (5, "-"), (2, "5"))
    assert (where(chosen), chosen.then.place.needs.way) == ("topic/common-conditions/1", Way.ANY)


def test_0_and_back_takes_the_helplines_up_where_they_were(line: Line) -> None:
    recital = answering(Way.LISTENING, at(Kind.RECITAL, "mind"))
    assert where(call(line, recital, (9, "0"), (9, "5"))) == "recital/mind"


def test_yes_changes_nothing_where_nothing_was_asked(line: Line) -> None:
    reply = call(line, LISTENING, (9, "yes"))
    assert reply.then.place.spot.part == 2
    assert reply.then.place.trail == (FEELINGS,)


def test_nothing_is_read_twice_where_listening_began_at_the_last_menu(line: Line) -> None:
    replies = read_out(line, begun(line, Place(Spot(Kind.MENU, "about"))))
    assert topics(replies)[:3] == ["the-keys", "about-this-line", next(iter(line.topics))]
    assert len(topics(replies)) == len(line.topics)


@pytest.mark.parametrize(("way", "again"), [(Way.LISTENING, True), (Way.VOICE, False), (Way.KEYS, False)])
def test_who_only_listens_is_told_before_each_topic_what_stops_the_voice(line: Line, way: Way, again: bool) -> None:
    words = line.words.topic
    reply = call(line, answering(way, at(Kind.NEXT, "stress", told=True)), (3, "-"))
    assert (words.any_key_or_word in reply.prompts) is again
    assert words.keys not in reply.prompts


@pytest.mark.parametrize(
    ("needs", "told"),
    [
        (Needs(), "keys"),
        (Needs(Way.ANY), "any_key"),
        (Needs(Way.ONCE), "any_key"),
        (Needs(Way.VOICE), "any_key_or_word"),
        (Needs(Way.LISTENING), "any_key_or_word"),
    ],
)
def test_the_word_that_stops_the_voice_is_told_where_words_are_heard(line: Line, needs: Needs, told: str) -> None:
    reply = call(line, at(Kind.NEXT, next(iter(line.topics))).with_needs(needs), (3, "-"))
    assert getattr(line.words.topic, told) in reply.prompts
    others = {"keys", "any_key", "any_key_or_word"} - {told}
    assert not {getattr(line.words.topic, other) for other in others} & set(reply.prompts)
    heard = isinstance(reply.then, Ask) and reply.then.speech
    assert heard is (told == "any_key_or_word")
