"""Simulated callers: what their hands do, what they understand, and what counts as done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from math import inf
from random import Random

import pytest
from small_line import HOME

from ivr.content import Line
from ivr.phone.callers import MODELS, Known, Model, Task
from ivr.phone.callers.hands import Hands
from ivr.phone.callers.mind import Mind, Wish
from ivr.phone.callers.model import KEYS, NEIGHBOURS
from ivr.phone.callers.signs import ANY, Meaning, offers, offers_crisis, plain
from ivr.phone.callers.task import Progress
from ivr.phone.listening import Prompt, Told

SPASMS = MODELS["severe spasms"]
SOMETHING = Wish("2", "stress", 100.0)


# --- hands


def test_neighbours_are_the_keys_above_below_left_and_right() -> None:
    assert {key: "".join(sorted(beside)) for key, beside in NEIGHBOURS.items()} == {
        "1": "24", "2": "135", "3": "26", "4": "157", "5": "2468", "6": "359",
        "7": "*48", "8": "0579", "9": "#68", "*": "07", "0": "#*8", "#": "09",
    }  # fmt: skip


def acts(model: Model, count: int = 4000) -> list[tuple[str, float, float]]:
    """The key of each of many answers, how long it took, and after how long it was struck a second time (or inf)."""
    chance, found = Random(7), []
    for _ in range(count):
        hands = Hands(replace(model, stray_every=inf), chance)
        hands.decide(SOMETHING, 100.0)
        meant = hands.next()
        hands.done(meant, meant.at)
        found.append((meant.key, meant.at - 100, hands.next().at - meant.at))
    return found


@pytest.mark.parametrize("name", ["steady", "tremor", "severe spasms", "slow", "loses the thread"])
def test_hands_slip_bounce_and_answer_as_the_model_says(name: str) -> None:
    """Over 4000 answers, a share is within 3 points of its chance: more than four standard deviations."""
    model = MODELS[name]
    made = acts(model)
    slipped = Counter(key for key, _, _ in made if key != "2")
    assert sum(slipped.values()) / 4000 == pytest.approx(model.slips, abs=0.03)
    assert set(slipped) == (set(NEIGHBOURS["2"]) if model.slips else set())
    seconds = [after for _, after, _ in made]
    assert model.answer[0] <= min(seconds) < model.answer[0] + 0.1
    assert model.answer[1] - 0.1 < max(seconds) <= model.answer[1]
    again = [after for _, _, after in made if after < inf]
    assert len(again) / 4000 == pytest.approx(model.bounces, abs=0.03)
    assert all(0.08 <= after <= 0.6 for after in again)


def test_stray_keys_and_dropped_calls_come_as_often_as_the_model_says() -> None:
    chance = Random(7)
    hands, times, struck = Hands(SPASMS, chance), [0.0], Counter[str]()
    for _ in range(3000):
        stray = hands.next()
        struck[stray.key] += 1
        times.append(stray.at)
        hands.done(stray, stray.at)
    assert times[-1] / 3000 == pytest.approx(20, rel=0.08)
    assert set(struck) == set(KEYS)
    drops = [Hands(SPASMS, chance).drops_at for _ in range(3000)]
    assert sum(drops) / 3000 == pytest.approx(600, rel=0.08)


def test_a_voice_is_recognised_as_often_as_the_model_says() -> None:
    chance, said = Random(7), Counter[str]()
    for _ in range(4000):
        hands = Hands(replace(MODELS["voice only"], sound_every=inf), chance)
        hands.decide(SOMETHING, 100.0)
        said[hands.next().words] += 1
    assert set(said) == {"stress", ""}
    assert said["stress"] / 4000 == pytest.approx(0.69, abs=0.03)


# --- what is understood


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Stress … press 2.", [("stress", "2", Meaning.TITLE)]),
        ("Shout, a text line … … press 3.", [("shout, a text line", "3", Meaning.TITLE)]),
        ("The Mind infoline … press any key.", [("mind infoline", ANY, Meaning.TITLE)]),
        ("To talk to someone at any time … press 0.", [("to talk to someone at any time", "0", Meaning.PERSON_ALWAYS)]),
        ("A person … … press 0.", [("a person", "0", Meaning.PERSON)]),
        ("To go back … press the star key.", [("to go back", "*", Meaning.BACK)]),
        ("The Samaritans, free. To go back, press any key.", [("to go back", ANY, Meaning.BACK)]),
        ("The Samaritans, free, star goes back.", [("back", "*", Meaning.BACK)]),
        (
            "Are you still there? To stay on the line … press any key. If …",
            [("to stay on the line", ANY, Meaning.STAY)],
        ),
        ("Still paused. To carry on … press any key.", [("to carry on", ANY, Meaning.CARRY_ON)]),
        ("To hear it again … press 1.", [("to hear it again", "1", Meaning.AGAIN)]),
        ("To try again … press 1.", [("to try again", "1", Meaning.OTHER)]),
        ("While you listen, any key stops the voice.", [("stop", ANY, Meaning.STOP)]),
        ("There is no hurry.", []),
    ],
)
def test_offers_are_found_by_their_words(text: str, made: list[tuple[str, str, Meaning]]) -> None:
    assert [(one.what, one.key, one.meaning) for one in offers(text)] == made


def test_an_offer_to_wait_is_noticed() -> None:
    offer = offers("To carry on where you left … press 1, or wait.")[0]
    assert (offer.key, offer.meaning, offer.or_wait) == ("1", Meaning.CARRY_ON, True)


def test_the_line_says_every_key_in_words_that_callers_understand(shipped: Line, facts: Known) -> None:
    """Each choice of each menu is a title they know, and the crisis helpline's offer is one."""
    menus = [*shipped.menus.values(), shipped.other_helplines]
    said = [text for menu in menus for text in (*menu.full, *menu.short)]
    found = [offer for text in said for offer in offers(text) if offer.meaning is not Meaning.PERSON]
    settings = {plain(one.title) for one in shipped.words.settings.values()}  # no caller here wants any
    assert {(offer.meaning, offer.what in facts.titles | settings) for offer in found} == {(Meaning.TITLE, True)}
    assert len(found) == 2 * sum(len(menu.choices) for menu in menus)
    assert offers_crisis(shipped.words.helplines[shipped.facts.crisis].offer, facts.crisis)
    assert not any(offers_crisis(text, facts.crisis) for text in shipped.number_twice(shipped.facts.crisis))


# --- what is wanted next


Hearing = Callable[..., Mind]


@pytest.fixture
def mind(facts: Known, named: dict[str, Task]) -> Hearing:
    """A caller's mind after some prompts, heard to their ends at 10 s, 20 s, and so on."""

    def made(task: str, *said: str, model: str = "steady") -> Mind:
        caller = Mind(MODELS[model], named[task], facts, Progress(named[task]))
        for nth, text in enumerate(said, start=1):
            caller.hears(text, 10.0 * nth)
        return caller

    return made


def wanted(caller: Mind) -> tuple[str, float] | None:
    return (caller.wish.key, caller.wish.since) if caller.wish else None


BACK_BY_KEY = "While you listen: to pause … press 2. To go back … press the star key."


def test_a_way_back_once_named_is_remembered(mind: Hearing) -> None:
    """The answer time counts from the wrong title, not from when the key was named."""
    assert wanted(mind("topic/stress", "Stigma and shame.")) is None
    assert wanted(mind("topic/stress", BACK_BY_KEY, "Stigma and shame.")) == ("*", 20)


def test_a_title_on_the_way_is_no_reason_to_go_back(mind: Hearing) -> None:
    assert wanted(mind("topic/stress", BACK_BY_KEY, "Feelings and conditions.")) is None
    assert wanted(mind("topic/stress", BACK_BY_KEY, "Main menu.")) is None


def test_a_person_is_asked_for_from_everywhere_once_the_line_has_said_so(mind: Hearing) -> None:
    always = "To talk to someone at any time … press 0."
    assert wanted(mind("crisis", always)) == ("0", 10)
    assert wanted(mind("crisis", always, "Stigma and shame.")) == ("0", 20)
    assert wanted(mind("crisis", always, "The Samaritans, free, star goes back.")) is None
    assert wanted(mind("crisis", "For a person … press 0.", "Stigma and shame.")) is None


def test_an_offer_heard_again_does_not_start_the_answer_anew(mind: Hearing) -> None:
    assert wanted(mind("topic/stress", "Stress … press 2.", "Take your time.", "Stress … … press 2.")) == ("2", 10)


def test_after_a_key_that_was_not_a_choice_the_one_that_was_meant_is_pressed_again(mind: Hearing) -> None:
    caller = mind("topic/stress", "Stress … press 2.")
    caller.strikes()
    assert wanted(caller) is None
    caller.hears("That key is not a choice here.", 20)
    assert wanted(caller) == ("2", 20)


def test_a_topic_is_heard_again_at_its_end_and_not_before(mind: Hearing, named: dict[str, Task]) -> None:
    again = "To hear it again … press 1."
    last = named["topic/stress"].parts[-1]
    assert wanted(mind("topic/stress", "Stress.", again)) is None
    assert wanted(mind("topic/stress", "Stress.", last, "That is the end of this topic.", again)) == ("1", 40)


def test_who_took_back_an_offer_knows_where_they_are(mind: Hearing) -> None:
    """At the end of a topic, they come back to that end, and its title is not said again."""
    over = "That is the end of this topic."
    offer = "The Samaritans, free, star goes back."
    caller = mind("topic/stress", "Stress.", over, offer, "Back.", over, "To hear it again … press 1.")
    assert wanted(caller) == ("1", 60)


NUMBER = "To hear the number … press 2."


def test_who_chose_a_helpline_and_missed_its_name_goes_on_with_what_is_said_there(mind: Hearing) -> None:
    caller = mind("number/mind", "The Mind infoline … press 1.")
    caller.strikes()
    caller.hears("You pay for this call as before, for as long as you talk.", 20)
    caller.hears(NUMBER, 30)
    assert (wanted(caller), caller.at_goal) == (("2", 30), True)
    caller = mind("number/mind", "The Mind infoline … press 1.")
    caller.strikes()
    caller.hears("You can phone the Mind infoline yourself, on:", 20)
    assert caller.at_goal


def test_who_chose_what_leads_there_does_not(mind: Hearing) -> None:
    caller = mind("number/mind", "Helplines … press 4.")
    caller.strikes()
    caller.hears(NUMBER, 20)
    assert (wanted(caller), caller.at_goal) == (None, False)


def test_who_hears_another_name_does_not(mind: Hearing) -> None:
    caller = mind("number/mind", BACK_BY_KEY, "The Mind infoline … press 1.")
    caller.strikes()
    caller.hears("The Dystonia UK helpline.", 30)
    caller.hears(NUMBER, 40)
    assert (wanted(caller), caller.at_goal) == (("*", 30), False)


CARRY_ON = "To carry on where you left … press 1, or wait."
BEGIN_AGAIN = "To begin again … press 2."


@pytest.mark.parametrize(("heard_before", "key"), [("Stigma and shame.", "2"), ("Stress.", "1")])
def test_who_gave_up_where_they_did_not_mean_to_be_begins_again(mind: Hearing, heard_before: str, key: str) -> None:
    caller = mind("topic/stress", heard_before)
    caller.rings()
    caller.hears(CARRY_ON, 20)
    caller.hears(BEGIN_AGAIN, 30)
    assert caller.wish
    assert caller.wish.key == key


def test_who_began_again_carries_on_after_a_pause(mind: Hearing) -> None:
    caller = mind("topic/stress", "Stigma and shame.")
    caller.rings()
    caller.hears("Main menu.", 20)
    caller.hears("Still paused. To carry on … press any key.", 30)
    assert wanted(caller) == (ANY, 30)


ANY_KEY_STOPS = "While you listen, any key stops the voice, and so does the word stop."


def test_what_is_read_out_is_stopped_by_who_wants_something_else_again_and_again(mind: Hearing, shipped: Line) -> None:
    """The text of a part that is not theirs reminds them."""
    caller = mind("topic/stress", "Stigma and shame.", ANY_KEY_STOPS, model="voice only")
    assert wanted(caller) == (ANY, 20)
    assert caller.wish
    assert caller.wish.words == "stop"
    caller.strikes()
    caller.hears(shipped.topics["stigma"].parts[0], 50)
    assert wanted(caller) == (ANY, 50)


def test_who_hears_what_they_want_lets_it_be_read_and_who_has_no_key_must(mind: Hearing) -> None:
    assert wanted(mind("topic/stress", "Stress.", ANY_KEY_STOPS, model="voice only")) is None
    assert wanted(mind("topic/stress", "Stigma and shame.", ANY_KEY_STOPS, model="no key")) is None


def test_who_stopped_what_was_read_out_does_not_carry_on_with_it(mind: Hearing) -> None:
    caller = mind("topic/stress", "Stigma and shame.", ANY_KEY_STOPS, model="voice only")
    caller.strikes()
    caller.hears("To carry on … press any key at all.", 30)
    assert wanted(caller) is None
    caller.hears("For the menu … press any key at all.", 40)
    assert wanted(caller) == (ANY, 40)


def test_who_cannot_press_a_key_does_not_plan_to(mind: Hearing) -> None:
    assert wanted(mind("topic/stress", "Stress … press 2.", model="one key")) is None
    assert wanted(mind("topic/stress", "Stress … press any key.", model="one key")) == (ANY, 10)
    assert wanted(mind("topic/stress", "Stress … press any key.", model="no key")) is None
    assert wanted(mind("topic/stress", "Stress … press 2.", model="voice only")) == ("2", 10)


# --- what counts as done


def heard(text: str, begin: float, until: float, of: float = 20.0) -> Told:
    """A part of `of` seconds, played from second `begin` of it to second `until`."""
    start = 50.0
    url = f"{HOME}/audio/part.wav?from={begin}" if begin else f"{HOME}/audio/part.wav"
    return Told(Prompt("play", text, start, start + of - begin, url), start + until - begin)


def test_a_topic_is_done_when_every_part_was_heard_whatever_was_repeated(named: dict[str, Task]) -> None:
    """Pieces count together, also of a recording that is resumed in the middle, or at another pace."""
    task = named["topic/stress"]
    progress = Progress(task)
    for part in task.parts[1:]:
        progress.hears(heard(part, 0, 20), at_goal=True)
    progress.hears(heard(task.parts[0], 0, 12), at_goal=True)
    progress.hears(heard(task.parts[0], 0, 9), at_goal=True)
    assert progress.missing == task.parts[:1]
    progress.hears(heard(task.parts[0], 13.2, 20), at_goal=True)
    assert not progress.done
    progress.hears(heard(task.parts[0], 11.7, 20), at_goal=True)
    assert progress.done


def test_the_last_part_must_be_heard_to_its_very_end(named: dict[str, Task]) -> None:
    task = named["topic/stress"]
    progress = Progress(task)
    for part in task.parts:
        progress.hears(heard(part, 0, 19.8), at_goal=True)
    assert progress.missing == task.parts[-1:]


def test_a_number_counts_only_in_full_and_for_who_wants_it(named: dict[str, Task]) -> None:
    progress = Progress(named["number/shout"])
    progress.hears(heard("85258", 0, 20), at_goal=False)
    progress.hears(heard("85258", 0, 15), at_goal=True)
    assert not progress.done
    progress.hears(heard("85258", 0, 20), at_goal=True)
    assert progress.done
