"""Whole calls from a row of tokens."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_line import SmallLine, dial, go, menu, play

from ivr.errors import PhoneError, Refused
from ivr.phone import Event
from ivr.phone.script import acts, run

SIX = ["at", "event", "text", "recording", "key", "number"]


def told(line: SmallLine, keys: str) -> list[tuple[float, str]]:
    """Return when what happens in a scripted call."""
    return [(round(event.at, 2), event.event) for event in run(line.phone(), keys)]


def test_every_event_is_one_json_object_with_six_keys(line: SmallLine) -> None:
    """What does not apply is empty, and the time is rounded to hundredths."""
    line.documents |= {"pressed": dial(), "after": ""}
    lines = [json.loads(event.as_json()) for event in run(line.phone(captions={"hello-3.wav": "Héllo"}), "1")]
    assert all(list(one) == SIX for one in lines)
    assert lines[0] == dict(zip(SIX, [0.0, "play", "Héllo", "hello-3.wav", "", ""], strict=True))
    assert [one["event"] for one in lines] == ["play", "play", "play", "key", "dial", "connected", "end"]
    assert Event(1 / 3, "silence").as_json().startswith('{"at": 0.33, "event": "silence", "text": ""')


def test_with_no_tokens_the_caller_listens_once_and_hangs_up(line: SmallLine) -> None:
    """The prompts are heard out before the caller hangs up."""
    assert told(line, "") == [(0, "play"), (3.25, "play"), (5.25, "play"), (9.25, "end")]


def test_a_dash_is_silence(line: SmallLine) -> None:
    """The caller says nothing until the line goes on, then hangs up at the next listening."""
    assert told(line, "-")[3:5] == [(19.25, "silence"), (19.5, "play")]


def test_a_tilde_waits_into_the_listening(line: SmallLine) -> None:
    """~2.5 1: two and a half seconds after the prompts were over."""
    assert (11.75, "key") in told(line, "~2.5 1")


def test_a_tilde_longer_than_the_wait_runs_through_the_turns_that_follow(line: SmallLine) -> None:
    """The key interrupts whatever prompt is being said at that moment."""
    assert told(line, "~14 1")[3:-4] == [(19.25, "silence"), (19.5, "play"), (21.75, "play"), (23.25, "key")]


def test_a_tilde_may_come_before_silence_or_last(line: SmallLine) -> None:
    """~3 - is silence all the same; ~3 alone hangs up three seconds into the wait."""
    assert (19.25, "silence") in told(line, "~3 -")
    assert told(line, "~3")[-1] == (12.25, "end")


def test_an_exclamation_mark_strikes_over_the_prompts(line: SmallLine) -> None:
    """!1: at once, as the Gather begins, while its first prompt begins."""
    assert told(line, "!1")[:4] == [(0, "play"), (3.25, "play"), (3.25, "key"), (3.5, "play")]


def test_an_at_strikes_so_long_after_the_line_began_to_speak(line: SmallLine) -> None:
    """1@1.5: over the prompt; 1@7: four seconds into the wait, as the prompts take two; 1@14: in a later turn."""
    assert (4.75, "key") in told(line, "1@1.5")
    assert (10.25, "key") in told(line, "1@7")
    assert told(line, "1@20")[3:6] == told(line, "~14 1")[3:6]


def test_words_are_said_with_lines_for_spaces(line: SmallLine) -> None:
    """say:the_next_one: words; and say: alone, a sound that nobody recognises."""
    line.documents["menu"] = menu(play("one-2"), 'input="dtmf speech" numDigits="1" timeout="10"') + go("silence")
    events = list(run(line.phone(), "say:the_next_one@0.5 say:"))
    spoken = [(round(event.at, 2), event.text) for event in events if event.event == "speech"]
    assert spoken[0] == (3.75, "the next one")
    assert spoken[1][1] == ""
    heard = [form.get("SpeechResult") for address, form in line.asked if address == "/pressed"]
    assert heard == ["the next one", ""]


def test_tokens_left_over_when_the_line_ends_the_call_are_not_needed(line: SmallLine) -> None:
    """A line that has hung up hears no more keys."""
    line.documents["pressed"] = ""
    assert told(line, "1 2 3 -")[-1] == (9.5, "end")


@pytest.mark.parametrize(
    "keys",
    ["12", "x", "~", "~a", "~-1", "!", "!-", "--", "1 ~2 ~3", "¹", "~nan", "1@", "-@1", "~1 2@3", "say", "say:a@b"],
)
def test_a_token_that_makes_no_sense_is_named(keys: str) -> None:
    """The message says which token, and what is allowed."""
    with pytest.raises(PhoneError, match=r"^the token '.*' makes no sense here: write a key \(0 to 9"):
        acts(keys.split())


def test_what_happened_is_told_before_a_refusal_is_raised(line: SmallLine) -> None:
    """A refused document does not hide the call that led to it."""
    line.documents["pressed"] = "<Oops/>"
    events = run(line.phone(), "1")
    assert [next(events).event for _ in range(4)] == ["play", "play", "play", "key"]
    with pytest.raises(Refused):
        next(events)


TOKENS = st.one_of(
    st.sampled_from(["-", "1", "0", "*", "#", "!1", "!#"]),
    st.floats(0, 90).map(lambda seconds: f"~{seconds:.2f} 1"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tokens=st.lists(TOKENS, max_size=12), outcome=st.sampled_from(["answer", "busy", "no-answer", "failed"]))
def test_time_never_runs_backwards_and_every_call_ends(line: SmallLine, tokens: list[str], outcome: str) -> None:
    """Whatever is typed and whatever a transfer meets, events come in order of time, the end last and once."""
    line.documents |= {
        "pressed": play("chosen-1") + dial(),
        "after": menu(play("again-2"), 'numDigits="2"') + go("menu"),
    }
    events = list(run(line.phone(dial=outcome), " ".join(tokens)))
    times = [event.at for event in events]
    assert times == sorted(times)
    assert [event.event for event in events].count("end") == 1
    assert events[-1].event == "end"
