"""What the browser phone asks of the server: whoever may ask, and whatever they send."""

from __future__ import annotations

import gc
import threading
import tracemalloc
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import settings as limited
from hypothesis import strategies as st
from pages import HTML
from werkzeug.test import Client, TestResponse

from ivr.content import Line
from ivr.errors import SettingsError
from ivr.settings import Settings
from ivr.web import create_app

AT = "2026-11-18T11:00:00+00:00"
JSON = {"Accept": "application/json"}


@pytest.fixture(scope="module")
def phone(settings: Settings, weekday: datetime) -> Client:
    return create_app(settings, lambda: weekday, for_anyone_to_try=True).test_client()


def ask(phone: Client, key: str, keys: str = "", **form: str) -> TestResponse:
    begun = {} if key == "ring" else {"at": AT}
    return phone.post("/phone", data={"key": key, "keys": keys, **begun, **form}, headers=JSON)


def test_it_is_off_unless_switched_on(app: Flask, settings: Settings, weekday: datetime) -> None:
    assert app.test_client().get("/phone").status_code == 404
    assert app.test_client().post("/phone").status_code == 404
    assert "/phone" not in app.test_client().get("/").text
    with pytest.raises(SettingsError):
        create_app(replace(settings, browser_phone=True, operator_password="scrypt:1:1:1$a$b"), lambda: weekday)


def test_it_is_behind_the_operators_password(app_with_phone: Flask, password: str) -> None:
    visitor = app_with_phone.test_client()
    for given_password in (None, "", "wrong", password + " ", "pässword"):
        answer = visitor.get("/phone", auth=("operator", given_password) if given_password is not None else None)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert visitor.get("/phone", headers={"Authorization": "Bearer " + password}).status_code == 401
    assert visitor.get("/phone", headers={"Authorization": "Basic %%%"}).status_code == 401
    for name in ("operator", "", "somebody"):
        assert visitor.get("/phone", auth=(name, password)).status_code == 200
    answer = visitor.post("/phone", data={"key": "ring"}, headers=JSON, auth=("", password))
    assert answer.status_code == 200
    assert answer.json is not None


def test_a_browser_without_the_password_is_sent_to_sign_in(app_with_phone: Flask, line: Line) -> None:
    visitor = app_with_phone.test_client()
    answer = visitor.get("/phone", headers=HTML)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/operator/sign-in?to=/phone")
    assert line.site.errors.password in visitor.get(answer.headers["Location"]).text


def test_a_wrong_password_is_told_on_a_page_with_somebodys_number(app_with_phone: Flask, line: Line) -> None:
    page = app_with_phone.test_client().get("/phone", headers=HTML, auth=("", "wrong"))
    assert page.status_code == 401
    assert line.crisis.spoken in page.text


def test_guesses_at_once_do_not_fail(app_with_phone: Flask, password: str) -> None:
    answers: list[int] = []

    def guess(word: str) -> None:
        answers.append(app_with_phone.test_client().get("/phone", auth=("", word)).status_code)

    guesses = [threading.Thread(target=guess, args=(word,)) for word in (password, "a", "b", "c", password)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join()
    assert sorted(answers) == [200, 200, 401, 401, 401]


def test_a_turn_tells_what_to_play_how_long_to_wait_and_what_to_send_next(phone: Client, line: Line) -> None:
    turn = ask(phone, "ring").json
    assert turn is not None
    assert (turn["at"], turn["keys"], turn["dials"]) == (AT, "", "")
    assert turn["steps"] == []
    first = turn["listening"][0]
    assert first["event"] == "play"
    assert first["text"] == line.words.greeting.person
    assert first["here"]["node"] == "greeting"
    assert phone.get(first["url"], buffered=True).mimetype.startswith("audio/")
    assert turn["wait"] == 10
    assert turn["here"]["node"] == "menu/main"
    topic = ask(phone, "2", "2", into="0.5").json
    assert topic is not None
    assert topic["keys"] == "2 2@0.5"
    assert topic["here"]["node"] == "topic/stress"


def test_of_a_recording_that_is_taken_up_again_only_the_rest_is_shown(phone: Client, line: Line) -> None:
    """A key that nobody meant stops the first part of a topic in its second sentence, eight seconds in."""
    turn = ask(phone, "9", "2 2 #", into="8").json
    assert turn is not None
    rest = next(step for step in turn["listening"] if step["text"] == line.topics["stress"].parts[0])
    assert "?from=" in rest["url"]
    texts = [sentence["text"] for sentence in rest["sentences"]]
    assert 0 < len(texts) < 3
    assert " ".join(texts) == line.topics["stress"].parts[0][-len(" ".join(texts)) :]
    assert rest["sentences"][0]["at"] == pytest.approx(0, abs=0.02)
    assert rest["seconds"] < 12
    assert phone.get(rest["url"], buffered=True).status_code == 200


def test_another_server_can_go_on_with_a_call(settings: Settings, weekday: datetime, phone: Client) -> None:
    there = create_app(settings, lambda: weekday, for_anyone_to_try=True).test_client()
    told = ask(phone, "ring").json
    for key in ("0", "0", "-", "*", "1", "#"):
        assert told is not None
        form = {"at": AT, "key": key, "keys": told["keys"], "dials": told["dials"], "dial": "busy"}
        here = phone.post("/phone", data=form, headers=JSON).json
        told = there.post("/phone", data=form, headers=JSON).json
        assert here == told


def test_what_a_past_transfer_met_stays_so_whatever_is_chosen_for_the_next(phone: Client) -> None:
    busy = ask(phone, "0", "0", dial="busy").json
    assert busy is not None
    assert busy["dials"] == "busy"
    answered = ask(phone, "1", busy["keys"], dials="busy", dial="answer").json
    assert answered is not None
    then = ask(phone, "0", answered["keys"], dials="busy", dial="answer").json
    assert then is not None
    assert then["dials"] == "busy answer"


@pytest.mark.parametrize(
    ("key", "form", "told"),
    [
        ("x", {}, "the token 'x' makes no sense"),
        ("", {}, "makes no sense"),
        ("1", {"keys": "1 ~"}, "the token '~' makes no sense"),
        ("1", {"into": "soon"}, "makes no sense"),
        ("1", {"at": ""}, "nobody is on the phone"),
        ("1", {"at": "yesterday"}, "no call begins at 'yesterday'"),
        ("1", {"at": "0001-01-01T00:00:00+10:00"}, "no call begins at"),
        ("ring", {"when": "9999-12-31T23:59:59+00:00"}, "no call begins at"),
        ("0", {"dial": "maybe"}, "a transfer meets one of"),
        ("0", {"dials": "busy perhaps"}, "a transfer meets one of"),
        ("1", {"keys": "1 " * 3000}, "for more than 2000 keys"),
    ],
)
def test_what_makes_no_sense_gets_one_clear_message(phone: Client, key: str, form: dict[str, str], told: str) -> None:
    answer = phone.post("/phone", data={"at": AT, "key": key, **form}, headers=JSON)
    assert answer.status_code == 400
    assert answer.json is not None
    assert told in answer.json["error"]
    page = phone.post("/phone", data={"at": AT, "key": key, **form}, headers=HTML)
    assert page.status_code == 400
    assert "Phone the line" in page.text


def test_a_call_that_has_ended_stays_ended(phone: Client) -> None:
    turn = ask(phone, "1", "- " * 400).json
    assert turn is not None
    assert turn["here"] is None
    assert turn["listening"] == []


def test_a_call_that_is_remembered_takes_little_memory(settings: Settings, weekday: datetime) -> None:
    """A hundred turns of silence play some ten megabytes of recordings, which the browser fetches for itself."""
    phone = create_app(settings, lambda: weekday, for_anyone_to_try=True).test_client()
    ask(phone, "-", "- " * 20)
    tracemalloc.start()
    ask(phone, "-", "- " * 100)
    gc.collect()
    now, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert now < 2_000_000


def test_words_go_into_a_token_whatever_is_in_them(phone: Client) -> None:
    turn = ask(phone, "say", words=" I @ am\n<b>sad</b> ", into="1").json
    assert turn is not None
    assert turn["keys"] == "say:I_am_<b>sad</b>@1"


@limited(max_examples=60, deadline=None)
@given(
    form=st.dictionaries(
        st.sampled_from(["key", "keys", "at", "dials", "dial", "when", "into", "words"]),
        st.one_of(
            st.sampled_from(["ring", "end", "say", "-", "0", "*", AT, "busy", "answer", "1 2 -", "~1 0", "0.5"]),
            st.text(st.characters(codec="utf-8"), max_size=30),
        ),
    )
)
def test_nothing_that_is_sent_is_a_fault(phone: Client, form: dict[str, str]) -> None:
    for accept in (JSON, HTML):
        answer = phone.post("/phone", data=form, headers=accept)
        assert answer.status_code in (200, 400)
