"""Simulated callers on the line, on small lines and on an ordinary tree: where they get, by which keys, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest
from bench_callers import BOOKMARKS, Job, call, work
from callers_report import Pair, Tried, explained, markdown, summed
from small_line import HOME, SmallLine, dial, go, play

from ivr.bookmarks import InMemory
from ivr.desk import phone_here
from ivr.dialogue.walk import MOMENTS
from ivr.phone import Phone
from ivr.phone.callers import MODELS, PERFECT, Known, Model, Result, Task, one_key
from ivr.phone.callers import attempt as attempt_again

STEADY = MODELS["steady"]
TREMOR = MODELS["tremor"]
SPASMS = MODELS["severe spasms"]

Try = Callable[..., Result]


def attempt(phone: Phone, facts: Known, task: Task, model: Model, seed: str) -> Result:
    """An attempt of another caller, who has never rung before."""
    BOOKMARKS.drop(phone.caller)
    return attempt_again(phone, facts, task, model, seed)


@pytest.fixture
def on_small(facts: Known, named: dict[str, Task]) -> Callable[[dict[str, str], dict[str, str]], Try]:
    """A caller on a small line: `on_small(documents, captions)("stress", model)`."""

    def made(documents: dict[str, str], captions: dict[str, str]) -> Try:
        line = SmallLine()
        line.documents = dict(documents)
        phone = line.phone(captions={f"{name}.wav": text for name, text in captions.items()}, portable=False)
        return lambda task, model, seed="1": attempt(phone, facts, named[task], model, seed)

    return made


def keys(result: Result) -> list[tuple[float, str]]:
    return [(round(event.at, 2), event.key) for event in result.transcript if event.event == "key"]


def ask(said: str, to: str, otherwise: str, wait: int = 3) -> str:
    """Listen for a key while something is said; a key leads to one document, silence to another."""
    gather = f'<Gather action="{HOME}/{to}" method="POST" numDigits="1" finishOnKey="" timeout="{wait}">'
    return f"{gather}{said}</Gather>{go(otherwise)}"


# --- callers on the line


def test_a_perfect_caller_presses_as_each_prompt_that_names_a_choice_ends(
    real: Phone, facts: Known, named: dict[str, Task]
) -> None:
    result = attempt(real, facts, named["topic/stress"], PERFECT, "")
    said = [event for event in result.transcript if event.event == "play"]
    ends = [following.at for event, following in pairwise(said) if event.text.endswith("press 2.")]
    assert result.done
    assert [key for _, key in keys(result)] == ["2", "2"]
    assert [at for at, _ in keys(result)] == [pytest.approx(end, abs=0.01) for end in ends]
    assert said[-1].text == named["topic/stress"].parts[-1]


def test_a_perfect_caller_can_do_everything_on_the_line(real: Phone, facts: Known, named: dict[str, Task]) -> None:
    assert {name: attempt(real, facts, task, PERFECT, "").why for name, task in named.items()} == dict.fromkeys(
        named, ""
    )


def test_answers_fall_in_their_time_after_the_prompt_that_named_them(
    real: Phone, facts: Known, named: dict[str, Task]
) -> None:
    """Counted from that prompt's end, over whatever is said by then."""
    for nth in range(8):
        result = attempt(real, facts, named["topic/stigma"], replace(TREMOR, slips=0, bounces=0), f"{nth}")
        wishes = [event.at for event in result.transcript if event.text.startswith("wants ")]
        assert [2 <= at - wish <= 8 for wish, (at, _) in zip(wishes, keys(result), strict=True)] == [True, True]


@pytest.mark.parametrize("name", ["steady", "tremor", "slow", "loses the thread"])
@pytest.mark.parametrize("task", ["topic/stress", "crisis", "number/shout"])
def test_who_can_press_a_key_gets_there(
    name: str, task: str, real: Phone, facts: Known, named: dict[str, Task]
) -> None:
    for nth in range(4):
        assert attempt(real, facts, named[task], MODELS[name], f"{nth}").why == ""


@pytest.mark.parametrize("name", ["severe spasms", "in distress", "in distress, any key"])
def test_who_wants_a_person_gets_one_whatever_the_hands_do(
    name: str, real: Phone, facts: Known, named: dict[str, Task]
) -> None:
    for nth in range(4):
        assert attempt(real, facts, named["crisis"], MODELS[name], f"{nth}").why == ""


def test_who_is_in_distress_strikes_as_soon_as_the_line_listens(
    real: Phone, facts: Known, named: dict[str, Task]
) -> None:
    at, _ = keys(attempt(real, facts, named["crisis"], MODELS["in distress"], "1"))[0]
    assert 0.1 <= at <= 1


def test_a_wrong_choice_is_noticed_and_taken_back(real: Phone, facts: Known, named: dict[str, Task]) -> None:
    """A hand that slips: wrong title, star, and on to the goal. A slip from star to 0 is another matter."""
    found = [attempt(real, facts, named["topic/stress"], replace(STEADY, slips=0.3), f"{nth}") for nth in range(12)]
    found = [one for one in found if "0" not in {key for _, key in keys(one)}]
    back = [one for one in found if any(event.text == "wants *: back" for event in one.transcript)]
    assert len(back) >= 3
    assert [one.why for one in back] == [""] * len(back)


def test_a_dropped_call_is_rung_again_and_what_was_heard_counts(
    real: Phone, facts: Known, named: dict[str, Task]
) -> None:
    found = [attempt(real, facts, named["topic/stress"], replace(STEADY, drops_every=200), f"{n}") for n in range(6)]
    assert {one.why for one in found} == {""}
    assert max(one.calls for one in found) > 1


def test_the_same_seed_gives_the_same_calls_however_the_work_is_shared_out() -> None:
    whole = Job("line", SPASMS, "number/shout", 3, 0, 4)
    parts = [replace(whole, calls=1), replace(whole, first=1, calls=3)]
    assert work(whole)[1] == [tried for part in parts for tried in work(part)[1]]


def test_turns_answered_from_memory_change_nothing(facts: Known, named: dict[str, Task]) -> None:
    """The line keeps nothing between turns but the place, so that the bench need not ask the same twice."""
    task = named["topic/stress"]
    for nth in range(3):
        afresh = phone_here({}, "answer", MOMENTS[0], InMemory())
        result = attempt(afresh, facts, task, SPASMS, f"5/{SPASMS.name}/{task.name}/{nth}")
        remembered = call("line", SPASMS, task.name, 5, nth)
        assert result == remembered


# --- callers on small lines

ROUND = {
    "call": go("first"),
    "first": ask(play("living-2"), "wrong", "second"),
    "second": ask(play("feelings-2"), "right", "third"),
    "third": ask(play("back-2"), "wrong", "first"),
    "right": dial(number="+44116123"),
    "wrong": dial(number="+442077933650"),
    "after": "<Hangup/>",
}
READ = {
    "living-2": "Living with dystonia … press any key.",
    "feelings-2": "A person … press any key.",
    "back-2": "To go back … press any key.",
}


@pytest.mark.parametrize("model", [PERFECT, STEADY, TREMOR, one_key(), one_key("9")], ids=lambda model: model.name)
def test_any_key_answering_is_answered_within_the_three_seconds_after_the_choice(
    model: Model, on_small: Callable[..., Try]
) -> None:
    """Choice 2 of 3 is read from 5.5 s to 7.5 s, then there are 3 s."""
    attempts = [on_small(ROUND, READ)("crisis", model, seed) for seed in "1234"]
    assert [one.why for one in attempts] == [""] * 4
    for one in attempts:
        at, key = keys(one)[0]
        assert 7.5 <= at <= 10.5
        assert key != "0"
        assert key in model.keys


def test_a_choice_that_went_by_is_left_until_it_comes_round(on_small: Callable[..., Try]) -> None:
    """Too late for this one, and the next has been read: a key now would take the wrong one."""
    sleepy = replace(STEADY, ready=(7, 9))
    assert keys(on_small(ROUND, READ)("crisis", sleepy)) == []


@pytest.mark.parametrize(
    ("said", "key"),
    [("The Samaritans, free, star goes back.", "*"), ("The Samaritans, free. To go back, press any key.", "5")],
)
def test_an_unwanted_offer_is_taken_back(said: str, key: str, on_small: Callable[..., Try]) -> None:
    documents = {
        "call": ask(play("offer-3"), "menu", "phoned", 5),
        "menu": ask(play("menu-2"), "end", "menu", 10),
        "phoned": dial(number="+44116123"),
        "end": "<Hangup/>",
        "after": "<Hangup/>",
    }
    result = on_small(documents, {"offer-3": said, "menu-2": "Stress … press 2."})("topic/stress", STEADY)
    assert [pressed for _, pressed in keys(result)] == [key, "2"]
    assert result.why == "the line ended the call"


def test_a_transfer_that_nobody_wanted_is_a_failure_and_named(on_small: Callable[..., Try]) -> None:
    documents = {"call": dial(number="+442077933650"), "after": "<Hangup/>"}
    assert on_small(documents, {})("crisis", STEADY).why == "an unwanted transfer to dystonia"


@pytest.mark.parametrize(("name", "pressed"), [("steady", "1"), ("severe spasms", ""), ("slow", ""), ("one key", "")])
def test_who_finds_keys_hard_waits_where_waiting_does_the_same(
    name: str, pressed: str, on_small: Callable[..., Try]
) -> None:
    documents = {"call": ask(play("on-3"), "end", "end", 30), "end": "<Hangup/>"}
    model = replace(MODELS[name], stray_every=inf, slips=0, drops_every=inf)
    result = on_small(documents, {"on-3": "To carry on where you left … press 1, or wait."})("topic/stress", model)
    assert "".join(key for _, key in keys(result)) == pressed


def test_any_key_stays_on_the_line(on_small: Callable[..., Try]) -> None:
    documents = {"call": ask(play("there-3"), "end", "end", 20), "end": "<Hangup/>"}
    words = {
        "there-3": "Are you still there? To stay on the line … press any key. If you do not, this call will end soon."
    }
    assert [key for _, key in keys(on_small(documents, words)("topic/stress", one_key("7")))] == ["7"]


def test_a_second_strike_between_two_gathers_is_lost_and_a_later_one_is_heard(on_small: Callable[..., Try]) -> None:
    documents = {
        "call": ask(play("menu-2"), "chosen", "chosen"),
        "chosen": ask(play("other-2"), "end", "end", 1),
        "end": "<Hangup/>",
    }
    words = {"menu-2": "Stress … press 2.", "other-2": "One moment."}
    twice = replace(PERFECT, bounces=1)
    early, late = (
        on_small(documents, words)("topic/stress", replace(twice, bounce=(after, after))) for after in (0.2, 0.4)
    )
    assert keys(early) == [(2, "2")]
    assert keys(late) == [(2, "2"), (2.4, "2")]
    assert "lost" in {event.event for event in early.transcript}


def test_a_voice_says_the_name_of_what_it_wants(on_small: Callable[..., Try]) -> None:
    documents = {"call": ask(play("menu-2"), "end", "end", 10), "end": "<Hangup/>"}
    model = replace(MODELS["voice only"], recognised=1)
    result = on_small(documents, {"menu-2": "Stress … press 2."})("topic/stress", model)
    assert "stress" in [event.text for event in result.transcript if event.event == "speech"]
    assert keys(result) == []


# --- the ordinary tree, and the report


@pytest.mark.parametrize("name", ["no key", "one key", "voice only", "slow"])
def test_the_ordinary_tree_loses_who_is_silent_or_slow(
    name: str, tree: Phone, facts: Known, named: dict[str, Task]
) -> None:
    found = [attempt(tree, facts, named["helpline/mind"], MODELS[name], f"{nth}").why for nth in range(4)]
    assert "the line ended the call" in found


def test_the_ordinary_tree_serves_a_steady_caller(tree: Phone, facts: Known, named: dict[str, Task]) -> None:
    for task in ("topic/stress", "crisis", "helpline/mind", "number/shout"):
        assert attempt(tree, facts, named[task], PERFECT, "").why == ""
        assert attempt(tree, facts, named[task], STEADY, "1").why == ""


def test_the_report_measures_by_the_perfect_caller_and_says_why_others_failed() -> None:
    found = {
        Pair(on, model, "crisis"): tried
        for on in ("line", "tree")
        for model, tried in (
            ("perfect", [Tried("", 10, 1, 1)]),
            ("steady", [Tried("", 20, 3, 1), Tried("an unwanted transfer to mind", 9, 2, 1, "last act: stray")]),
        )
    }
    sums = summed(found)
    assert "| steady | 50.0 / 50.0 | 50.0 / 50.0 | 20 / 20 | 2.0 / 2.0 | 3.0 / 3.0 |  |" in markdown(sums, 2, 1)
    assert "         1 ###############                an unwanted transfer to mind" in list(explained(sums))
    assert f"{'':15} 1 last act: stray (calls 1)" in list(explained(sums))


def test_what_the_ordinary_tree_does_not_offer_is_reported_of_the_line_alone() -> None:
    done, not_offered = [Tried("", 10, 1, 1)], [Tried("the line ended the call", 9, 1, 1)]
    tried = {("line", "perfect"): done, ("line", "steady"): done, ("tree", "perfect"): not_offered}
    found = {Pair(on, model, "number/mind"): one for (on, model), one in tried.items()}
    table = markdown(summed(found | {Pair("tree", "steady", "number/mind"): not_offered}), 1, 1)
    assert "| number/mind | steady | 100.0 | 0.0 | 10 |" in table
    assert "number's" not in table
