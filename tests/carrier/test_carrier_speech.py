"""What is said, and what it means: names and commands, well heard and badly; cries for help; and talk that is none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.carrier.speech import LEAST_CONFIDENCE, PERSON, Speech, phrases, titles
from ivr.content import Line, load_line
from ivr.content.measure import sentences
from ivr.dialogue.event import Spoke
from ivr.dialogue.walk import every_prompt
from ivr.dialogue.words import COMMANDS

LINE = load_line("uk")
SPEECH = Speech(LINE)
KNOWN = {meaning for meaning, _ in phrases(LINE)}
FAINT = 0.01
EVERYDAY = (Path(__file__).parent / "everyday.txt").read_text(encoding="utf-8").splitlines()
LIKE_A_CRY = (Path(__file__).parent / "like-a-cry.txt").read_text(encoding="utf-8").splitlines()


def meant(words: str, confidence: float | None = 0.9) -> tuple[str, ...]:
    return SPEECH.understand(words, confidence).meanings


@pytest.mark.parametrize(("choice", "title"), [*titles(LINE)])
@pytest.mark.parametrize("said", ["{}", "um {} please", "I want to hear about {}"])
def test_a_title_alone_means_its_choice_alone(choice: str, title: str, said: str) -> None:
    words = said.format(title.rstrip(".").lower())
    assert meant(words) == (PERSON if choice == f"offer/{LINE.crisis.id}" else choice,)


@pytest.mark.parametrize(("choice", "title"), [one for one in titles(LINE) if " " not in one[1]])
def test_a_title_of_one_word_may_be_said_twice(choice: str, title: str) -> None:
    word = title.rstrip(".").lower()
    assert meant(f"{word} {word}") == (PERSON if choice == f"offer/{LINE.crisis.id}" else choice,)


@pytest.mark.parametrize(("meaning", "phrase"), [*phrases(LINE)])
def test_every_phrase_means_what_it_stands_under(meaning: str, phrase: str) -> None:
    assert meaning in meant(phrase)


@pytest.mark.parametrize(
    ("words", "meanings"),
    [
        # As recognisers really took down this line's own recordings, broken up or in noise.
        ("Distonia is.", ("topic/what-dystonia-is",)),
        ("Samaritan", ("person",)),
        ("Body in mind therapies", ("topic/body-therapies",)),
        ("Talking terapists.", ("topic/talking-therapies",)),
        # Mishearings that are typical.
        ("Distonia", ("topic/what-dystonia-is", "menu/living")),
        ("die Stonia", ("topic/what-dystonia-is", "menu/living")),
        ("what is Estonia", ("topic/what-dystonia-is",)),
        ("living with Estonia", ("menu/living",)),
        ("medicines and risk", ("topic/medicines",)),
        ("medicine and Chris", ("topic/medicines",)),
        ("talk in therapies", ("topic/talking-therapies",)),
        ("talking there are peas", ("topic/talking-therapies",)),
        ("stig ma", ("topic/stigma",)),
        ("sigma", ("topic/stigma",)),
        ("stigma and shape", ("topic/stigma",)),
        ("facing a diagnostic", ("topic/coming-to-terms",)),
        ("treating the pression", ("topic/treating-depression",)),
        ("common mental health condition", ("topic/common-conditions",)),
        ("feeling and condition", ("menu/feelings",)),
        ("making this lion easier", ("menu/easier",)),
        ("how the keys were", ("topic/the-keys",)),
        ("help lines", ("helplines",)),
        ("the mine infoline", ("offer/mind",)),
        ("some Samaritans", ("person",)),
        # One word of several, in the middle of politeness.
        ("er could you tell me about my medicines please", ("topic/medicines",)),
        ("stress stress stress", ("topic/stress",)),
        ("STRESS!", ("topic/stress",)),
        # Two things at once.
        ("depression", ("topic/treating-depression", "topic/common-conditions")),
        ("therapy", ("topic/talking-therapies", "topic/body-therapies")),
        ("mental health", ("topic/common-conditions", "topic/how-they-are-linked")),
        # Commands.
        ("yes", ("yes",)),
        ("yeah", ("yes",)),
        ("no", ("back",)),
        ("stop", ("stop",)),
        ("hang on", ("stop",)),
        ("next one please", ("next",)),
        ("go back", ("back",)),
        ("star", ("back",)),
        ("could you say that again", ("again",)),
        ("menu", ("menu",)),
        ("main menu", ("menu/main",)),
        ("zero", ("person",)),
        ("I want a person", ("person",)),
        # Nothing.
        ("", ()),
        ("   ", ()),
        ("…!?", ()),
        ("um", ()),
        ("um please", ()),
        ("one", ()),
        ("completely different", ()),
        ("self-help", ()),
        ("I don't need any help", ()),
        ("I don’t want to talk to anyone", ()),
    ],
)
def test_what_is_said_means(words: str, meanings: tuple[str, ...]) -> None:
    assert sorted(meant(words)) == sorted(meanings)
    assert meant(words)[:1] in (meanings[:1], meanings[1:])


CRIES = (
    "I want to die", "I want to dye", "I can't go on", "I cant go on", "I can’t go on", "kill myself", "end my life",
    "suicide", "sue aside I mean suicide", "help me please", "please help", "I need help", "somebody to talk to",
    "emergency", "I'm not suicidal but I can't cope", "I don't want to live", "I want to end it all", "an emergency",
    "want to kill my self", "I wish I were dead", "I'm going to hurt myself", "talk to someone", "speak to a person",
)  # fmt: skip


@pytest.mark.parametrize("cry", CRIES)
@pytest.mark.parametrize("confidence", [None, 0.0, FAINT, 0.9])
def test_a_cry_for_help_is_a_person_at_any_confidence(cry: str, confidence: float | None) -> None:
    assert meant(cry, confidence) == (PERSON,)


@pytest.mark.parametrize("cry", CRIES)
@pytest.mark.parametrize("said", ["um I think {} now", "{} and the television is on and it is raining", "stress {}"])
def test_a_cry_for_help_is_heard_inside_longer_speech(cry: str, said: str) -> None:
    assert meant(said.format(cry), FAINT) == (PERSON,)


@pytest.mark.parametrize("phrase", [*LINE.words.voice.crisis, *LINE.words.voice.help])
def test_every_cry_is_heard_in_a_minute_of_talk(phrase: str) -> None:
    talk = " ".join(EVERYDAY[:15])
    assert meant(f"{talk} I {phrase} {talk}", FAINT) == (PERSON,)


@pytest.mark.parametrize("words", ["can't go on", "can’t go on", "cant go on", "CAN'T GO ON!"])
def test_apostrophes_capitals_and_marks_make_no_difference(words: str) -> None:
    talk = " ".join(EVERYDAY[:15])
    assert meant(f"{talk} {words} {talk}", FAINT) == (PERSON,)


def test_of_three_that_are_equally_near_two_are_meant(line: Line) -> None:
    also = {f"topic/{topic}": ("the blues",) for topic in ("stress", "stigma", "medicines")}
    voice = line.words.voice.model_copy(update={"also": also})
    three = replace(line, words=line.words.model_copy(update={"voice": voice}))
    assert Speech(three).understand("the blues", None).meanings == ("topic/stress", "topic/stigma")


def test_a_cry_is_understood_though_refused_help_comes_before_it() -> None:
    assert meant("I don't need help I want to die", FAINT) == (PERSON,)
    assert meant("I don't know I need help", FAINT) == (PERSON,)


@pytest.mark.parametrize("words", ["stigma", "stop", "no", "self-help", "talking therapies", "back", "carry on"])
def test_what_resembles_a_cry_is_none(words: str) -> None:
    assert PERSON not in meant(words)


def test_below_the_least_confidence_nothing_else_is_understood() -> None:
    least = LEAST_CONFIDENCE
    assert [meant("stress", confidence) for confidence in (least - 0.01, least, None)] == [
        (), ("topic/stress",), ("topic/stress",),
    ]  # fmt: skip
    assert meant("person", FAINT) == (PERSON,)


def test_everyday_talk_and_television_mean_nothing() -> None:
    """Counted, so that a change which makes the line jumpy is seen; a person is counted apart, as it costs less."""
    assert len(EVERYDAY) > 140
    understood = {words: meanings for words in EVERYDAY if (meanings := meant(words, None))}
    assert {words for words, meanings in understood.items() if meanings != (PERSON,)} == set()
    assert {words for words, meanings in understood.items() if meanings == (PERSON,)} == set()


def test_four_sentences_of_talk_in_a_row_mean_nothing() -> None:
    rows = [" ".join(EVERYDAY[start : start + 4]) for start in range(0, len(EVERYDAY), 4)]
    assert [row for row in rows if meant(row, None)] == []


def test_talk_made_to_resemble_a_cry_offers_a_person_and_never_anything_else() -> None:
    """Of those sentences, every one a near miss, about half: the price of hearing the cries of broken voices."""
    understood = [meanings for words in LIKE_A_CRY if (meanings := meant(words, None))]
    assert set(understood) <= {(PERSON,)}
    assert len(understood) <= len(LIKE_A_CRY) * 0.55


def test_the_echo_of_what_every_caller_is_told_of_a_person_means_nothing() -> None:
    words = LINE.words
    choices = words.choices
    person = (choices.with_key(choices.person, "0"), choices.with_key_slowly(choices.short_person, "0"))
    for prompt in (words.greeting.person, words.greeting.danger, *person):
        assert meant(prompt, None) == ()


def test_the_lines_own_voice_is_seldom_taken_for_a_caller() -> None:
    """Whole sentences, heard without a fault; of those that name a choice and its key, nobody could tell the echo."""
    names = {re.sub(r"\W", "", title).lower() for _, title in titles(LINE)}
    own = {sentence for prompt in every_prompt(LINE) for sentence in sentences(prompt)}
    own = {one for one in own if re.sub(r"\W", "", one).lower() not in names and "press" not in one}
    understood = [meanings for sentence in sorted(own) if (meanings := meant(sentence, None))]
    assert len([meanings for meanings in understood if meanings != (PERSON,)]) <= 8
    assert len([meanings for meanings in understood if meanings == (PERSON,)]) <= 16


def test_no_phrase_has_more_than_two_meanings() -> None:
    meanings: dict[str, set[str]] = {}
    for meaning, phrase in phrases(LINE):
        meanings.setdefault(phrase.lower().rstrip("."), set()).add(meaning)
    assert {phrase: several for phrase, several in meanings.items() if len(several) > 2} == {}


@given(st.text(max_size=400), st.none() | st.floats())
def test_whatever_is_said_means_at_most_two_things_that_are_known(words: str, confidence: float | None) -> None:
    understood = SPEECH.understand(words, confidence)
    assert isinstance(understood, Spoke)
    assert len(understood.meanings) == len(set(understood.meanings)) <= 2
    assert set(understood.meanings) <= KNOWN


@given(st.lists(st.sampled_from(sorted({word for _, phrase in phrases(LINE) for word in phrase.split()})), max_size=60))
def test_words_of_the_line_in_any_order_mean_at_most_two_things(words: list[str]) -> None:
    understood = meant(" ".join(words), None)
    assert len(understood) == len(set(understood)) <= 2
    assert set(understood) <= KNOWN


def test_a_meaning_is_a_command_or_a_choice_of_this_line(line: Line) -> None:
    commands = {"person", "menu", *COMMANDS}
    choices = {choice for menu in line.menus.values() for choice in menu.choices} | set(line.other_helplines.choices)
    choices = {choice for choice in choices if not choice.startswith("set/")}
    assert commands | choices | {f"menu/{line.facts.main}"} == KNOWN
