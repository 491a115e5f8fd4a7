"""What words do: where choices come one at a time, in a topic, and where they could mean two things."""

from __future__ import annotations

import pytest
from moves import FEELINGS, MAIN, WEEKDAY, answering, at, call, slowly, where

from ivr.content import Line
from ivr.content.measure import seconds
from ivr.dialogue.address import read_address
from ivr.dialogue.event import Key, Silence, Spoke
from ivr.dialogue.needs import Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.step import step
from ivr.dialogue.walk import _spoken as spoken_words

VOICE = answering(Way.VOICE)
TOPIC = answering(Way.VOICE, at(Kind.TOPIC, "stress", 2))
TWO = Spoke(("topic/stigma", "topic/medicines"))


def alone(line: Line, label: str) -> str:
    return line.words.choices.with_any_key(label)


def test_yes_takes_the_choice_being_read(line: Line) -> None:
    for silences, choice in enumerate(line.facts.menus["main"], start=1):
        assert where(call(line, VOICE, *[(5, "-")] * silences, (4, "yes"))) == choice


def test_next_moves_on_and_at_last_everything_is_read_out(line: Line) -> None:
    assert call(line, VOICE, (4, "next"), (4, "next")).prompts == (alone(line, line.menus["main"].labels[1]),)
    assert call(line, VOICE, *[(4, "next")] * 15).then.place.needs.way is Way.LISTENING


@pytest.mark.parametrize(
    ("place", "word", "there"),
    [
        (answering(Way.VOICE, Place(FEELINGS)), "back", "menu/main"),
        (answering(Way.VOICE, at(Kind.OFFER, "mind", trail=(FEELINGS,))), "back", "menu/feelings"),
        (TOPIC, "back", "menu/feelings"),
        (TOPIC, "menu", "menu/main"),
        (TOPIC, "stop", "pause/stress/2/9"),
        (TOPIC, "next", "topic/stress/3"),
        (TOPIC, "again", "topic/stress/2"),
        (TOPIC, "topic/stigma", "topic/stigma/1"),
        (VOICE, "topic/stigma", "topic/stigma/1"),
        (VOICE, "menu/treatment", "menu/treatment"),
        (VOICE, "helplines", "helplines"),
        (VOICE, "offer/mind", "offer/mind"),
        (VOICE, "offer/shout", "pen/shout"),
        (answering(Way.VOICE, at(Kind.PAUSE, "stress", 2, 9)), "carry_on", "topic/stress/2/9"),
        (answering(Way.VOICE, at(Kind.PEN, "mind", trail=(FEELINGS,))), "back", "menu/feelings"),
        (answering(Way.VOICE, at(Kind.PEN, "mind", trail=(FEELINGS,))), "yes", "number/mind"),
    ],
)
def test_a_word_leads_to_its_place(line: Line, place: Place, word: str, there: str) -> None:
    heard = [(1, "?")] if place is TOPIC else []
    assert where(call(line, place, *heard, (9.6, word))) == there


def test_what_was_named_is_said_back(line: Line) -> None:
    assert call(line, VOICE, (4, "topic/stigma")).prompts[0] == line.topics["stigma"].title
    assert call(line, VOICE, (4, "menu/treatment")).prompts[0] == line.words.menus["treatment"]


def test_two_meanings_are_asked_back_one_after_the_other(line: Line) -> None:
    words = line.words.speech
    first, second = call(line, VOICE, (4, TWO)), call(line, VOICE, (4, TWO), (9, "-"))
    assert first.prompts == (words.did_you_mean, line.topics["stigma"].title, words.confirm)
    assert second.prompts == (words.did_you_mean, line.topics["medicines"].title, words.confirm)
    assert first.then.speech


@pytest.mark.parametrize("take", [*"123456789#", "yes"])
def test_any_key_or_yes_takes_what_was_asked_back(line: Line, take: str) -> None:
    assert where(call(line, VOICE, (4, TWO), (4, take))) == "topic/stigma/1"
    assert where(call(line, VOICE, (4, TWO), (9, "-"), (4, take))) == "topic/medicines/1"


@pytest.mark.parametrize("no", ["-", "back"])
def test_silence_or_no_goes_on_and_then_back_to_where_it_was_said(line: Line, no: str) -> None:
    assert where(call(line, VOICE, (4, TWO), (9, no), (4, "yes"))) == "topic/medicines/1"
    assert where(call(line, VOICE, (4, TWO), (9, no), (9, no))) == "menu/main"
    assert where(call(line, TOPIC, (1, "?"), (9.6, TWO), (9, no), (9, no))) == "topic/stress/2/9"


def test_something_else_can_be_said_instead(line: Line) -> None:
    assert where(call(line, VOICE, (4, TWO), (4, "topic/stress"))) == "topic/stress/1"
    again = call(line, TOPIC, (1, "?"), (4, TWO), (4, TWO))
    assert again.then.place.trail[2:] == (Spot(Kind.TOPIC, "stress", 2, 3),)


def test_a_helpline_that_was_asked_back_leads_back_to_where_it_was_said(line: Line) -> None:
    two = Spoke(("offer/mind", "offer/nhs"))
    taken = call(line, TOPIC, (1, "?"), (9.6, two), (4, "yes"))
    assert (where(taken), taken.then.place.trail) == ("offer/mind", (Spot(Kind.TOPIC, "stress", 2, 9),))


@pytest.mark.parametrize("meanings", [("menu", "topic/stress"), ("topic/stress", "menu"), ("stop", "topic/stress")])
def test_a_command_that_sounds_like_a_name_is_no_question_and_no_error(line: Line, meanings: tuple[str, ...]) -> None:
    assert not where(call(line, VOICE, (4, Spoke(meanings)))).startswith("confirm")


def test_a_sound_is_no_turn_missed(line: Line) -> None:
    heard = call(line, VOICE, (5, "-"), (5, "-"), (3, "?"))
    assert (where(heard), heard.then.place.count) == ("menu/main", 2)
    assert heard.prompts == (alone(line, line.menus["main"].labels[1]),)


MIND = answering(Way.VOICE, at(Kind.OFFER, "mind", trail=(FEELINGS,)))


def test_after_a_sound_what_was_heard_before_the_choice_is_not_said_again(line: Line) -> None:
    words = line.words.helpline
    before = (words.as_before, line.words.helplines["mind"].about)
    person, number = (alone(line, label) for label in (line.words.choices.someone, words.number))
    opened = at(Kind.NEXT, "stress").with_needs(MIND.needs), (3.0, Spoke(("offer/mind",)))
    assert call(line, *opened).then.prompts == (*before, person)
    said = sum(map(seconds, before)) + seconds(line.words.helplines["mind"].name)
    assert call(line, *opened, (said - 0.1, "?")).prompts == (*before, person)
    assert call(line, *opened, (said + 0.1, "?")).prompts == (person,)
    assert call(line, MIND, (5, "-"), (5, "-"), (0.5, "?")).prompts == (number,)
    assert where(call(line, MIND, (5, "-"), (5, "-"), (0.5, "?"), (3, "yes"))) == "pen/mind"


def test_after_a_sound_how_single_choices_are_taken_is_told_again_unless_it_was_heard(line: Line) -> None:
    words = line.words.choices
    told, person = (words.one_at_a_time, words.or_yes), alone(line, words.someone)
    for after, before in ((3, told), (sum(map(seconds, told)) + 0.1, ())):
        assert call(line, MAIN, *slowly("--"), (after, "?")).prompts == (*before, person)
    assert call(line, VOICE, (5, "-"), (5, "7"), (0.1, "?")).prompts == (person,)  # a key led there


def test_after_three_sounds_in_a_row_words_are_not_listened_for_until_the_next_turn(line: Line) -> None:
    speech = [call(line, VOICE, (5, "-"), *[(3, "?")] * sounds).then.speech for sounds in range(5)]
    assert speech == [True, True, True, False, False]
    assert call(line, VOICE, (5, "-"), *[(3, "?")] * 3, (5, "-")).then.speech
    assert call(line, VOICE, (3, "?"), (3, "next"), (3, "?")).then.speech


def test_a_key_just_after_a_sound_means_the_choice_read_again(line: Line) -> None:
    assert where(call(line, VOICE, (5, "-"), (3, "?"), (0.5, "5"))) == "menu/living"


@pytest.mark.parametrize("kind", [*Kind])
@pytest.mark.parametrize("meanings", [("person",), ("topic/stress", "person")])
def test_person_is_the_crisis_offer_anywhere(line: Line, kind: Kind, meanings: tuple[str, ...]) -> None:
    name = "stress" if kind in (Kind.TOPIC, Kind.PAUSE, Kind.END, Kind.NEXT) else "mind"
    place = at(kind, "main" if kind is Kind.MENU else name, trail=(FEELINGS,))
    assert where(call(line, answering(Way.VOICE, place), (3, Spoke(meanings)))) == "offer/samaritans"


def test_words_are_listened_for_only_where_they_were_asked_for(line: Line) -> None:
    assert not call(line, MAIN, (9, "2")).then.speech
    assert not call(line, answering(Way.ANY), (5, "-")).then.speech
    assert call(line, TOPIC, (30, "-")).then.speech


@pytest.mark.parametrize("kind", [*Kind])
def test_no_word_is_an_error_anywhere(line: Line, kind: Kind) -> None:
    name = "stress" if kind in (Kind.TOPIC, Kind.PAUSE, Kind.END, Kind.NEXT) else "mind"
    place = at(kind, "main" if kind is Kind.MENU else name, 1, trail=(FEELINGS,))
    for event in (*spoken_words(line), Spoke(("menu", "menu/main")), Spoke(("offer/mind", "offer/nhs"))):
        for way in Way:
            assert call(line, answering(way, place), (3, event)).prompts


@pytest.mark.parametrize("kind", [*Kind])
def test_an_address_that_asks_whether_anything_at_all_was_meant_is_no_error(line: Line, kind: Kind) -> None:
    asked = read_address("confirm", f"trail={kind}/stress~{kind}/mind~menu/main".encode(), line)
    for event in (Silence(), Key("5"), Key("*"), Key("0"), Spoke(()), Spoke(("yes",))):
        assert step(line, asked, event, WEEKDAY).prompts
