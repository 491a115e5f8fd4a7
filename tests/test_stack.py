"""The line as it is deployed: three servers, PostgreSQL, nginx with TLS; and each part stopped in turn."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import requests
import yaml
from standing import until

from ivr.content import load_line
from ivr.counts.table import Table
from ivr.phone import Phone
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
sys.path.insert(0, str(ROOT / "scripts"))

from stack import PASSWORD, Stack, last_call, stack, whole_call  # noqa: E402


@pytest.fixture(scope="module")
def running() -> Iterator[Stack]:
    kept = os.environ.get("REQUESTS_CA_BUNDLE")
    with stack() as made:
        yield made
    os.environ.pop("REQUESTS_CA_BUNDLE", None)
    if kept:
        os.environ["REQUESTS_CA_BUNDLE"] = kept


@pytest.fixture
def whole(running: Stack) -> Stack:
    """With every part running."""
    running.start()
    return running


def reached(phone: Phone) -> bool:
    return any(event.event == "connected" for event in phone.transcript)


def heard_a_fault(phone: Phone) -> bool:
    return any("something went wrong" in event.text for event in phone.transcript)


def calls_counted(running: Stack) -> int:
    table, year = Table(running.database.url), datetime.now(UTC).year
    days = table.read("uk", date(year - 1, 1, 1), date(year + 1, 12, 31))
    table.close()
    return sum(day.get("calls", 0) for day in days.values())


def test_each_turn_of_a_call_lands_on_another_server(whole: Stack) -> None:
    phone, heard = whole_call(whole)
    assert reached(phone)
    assert not heard_a_fault(phone)
    assert len(heard.turns) >= 7
    assert {f"127.0.0.1:{port}" for port in whole.ports} == set(heard.turns)
    assert all(one != following for one, following in pairwise(heard.turns))


def test_a_call_that_drops_on_one_server_is_carried_on_by_another(whole: Stack) -> None:
    phone, _ = whole.phone()
    call = phone.ring()
    call.press("2")
    call.press("1")
    call.stay_silent()
    call.hang_up()
    assert until(lambda: phone.ring().heard("To carry on where you left"), 10)


def test_recordings_come_from_the_proxy_and_never_change(whole: Stack) -> None:
    file = next(iter(Catalogue.load(audio_folder()).files))
    answer = whole.get(f"/audio/{file}")
    assert answer.content == (audio_folder() / file).read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "audio/wav"
    assert "X-Answered-By" not in answer.headers
    rest = whole.get(f"/audio/{file}?from=0.5")
    assert 44 < len(rest.content) < len(answer.content)
    assert rest.headers["X-Answered-By"]
    assert whole.get("/audio/catalogue.json").headers["X-Answered-By"]
    assert whole.get("/audio/nothing-0123456789ab.wav").status_code == 404


def test_only_tls_is_spoken(whole: Stack) -> None:
    assert whole.url.startswith("https:")
    assert requests.get(whole.url.replace("https:", "http:"), timeout=5).status_code == 400


@pytest.mark.parametrize("dead", [(0,), (0, 1), (1, 2)], ids=str)
def test_servers_that_die_in_mid_call_harm_no_call(whole: Stack, dead: tuple[int, ...]) -> None:
    def die() -> None:
        for number in dead:
            whole.kill(number)

    phone, heard = whole_call(whole, die)
    assert reached(phone)
    assert not heard_a_fault(phone)
    alive = {f"127.0.0.1:{port}" for number, port in enumerate(whole.ports) if number not in dead}
    assert {turn.split(", ")[-1] for turn in heard.turns[-4:]} <= alive


def test_a_server_that_hangs_in_mid_call_harms_no_call(whole: Stack) -> None:
    """It has been sent the turn; another is asked all the same, for a turn may be asked for twice."""
    hangs = f"127.0.0.1:{whole.ports[1]}"
    assert until(lambda: hangs in whole_call(whole)[1].turns, 15)  # the proxy leaves out one that has just been away
    phone, heard = whole_call(whole, lambda: whole.freeze(1))
    whole.kill(1)
    assert reached(phone)
    assert not heard_a_fault(phone)
    assert any(", " in turn for turn in heard.turns)  # two were asked for the same turn


def test_a_database_that_stops_in_mid_call_harms_no_call_and_loses_no_count(whole: Stack) -> None:
    time.sleep(5.5)  # what the calls before have counted is written
    before = calls_counted(whole)
    phone, _ = whole_call(whole, whole.database.stop)
    try:
        assert reached(phone)
        assert not heard_a_fault(phone)
        another, _ = whole_call(whole)
        assert reached(another)

        def degraded() -> bool:
            told = [requests.get(f"http://127.0.0.1:{port}/ready", timeout=5) for port in whole.ports]
            return all((one.status_code, one.json()["status"]) == (200, "degraded") for one in told)

        assert until(degraded, 15)
    finally:
        whole.database.start()
    assert until(lambda: calls_counted(whole) == before + 2, 45)


def test_when_no_server_is_left_the_caller_still_reaches_somebody(whole: Stack) -> None:
    for number in range(3):
        whole.kill(number)
    phone = last_call(whole)
    assert reached(phone)
    assert [event.number for event in phone.transcript if event.event == "dial"] == ["+44116123"]
    sorry = load_line("uk").words.fault.sorry
    assert phone.transcript[0].text == sorry
    assert whole.get("/").status_code == 502  # of pages, nothing is pretended
    whole.start()
    assert reached(whole_call(whole)[0])


def test_one_that_loses_its_server_in_mid_call_is_put_through_too(whole: Stack) -> None:
    phone, _ = whole.phone(portable=False)
    call = phone.ring()
    call.press("2")
    for number in range(3):
        whole.kill(number)
    call.press("1")
    assert reached(phone)


def test_the_operator_signs_in_at_one_server_and_is_known_to_all(whole: Stack) -> None:
    visitor = requests.Session()
    page = visitor.get(f"{whole.url}/operator/sign-in", timeout=10)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found
    form = {"csrf_token": found[1], "password": PASSWORD}
    assert visitor.post(f"{whole.url}/operator/sign-in", data=form, timeout=10).status_code == 200
    answered = set()

    def all_three_know() -> bool:
        page = visitor.get(f"{whole.url}/operator", timeout=20)
        assert (page.status_code, "What is live" in page.text) == (200, True)
        answered.add(page.headers["X-Answered-By"].split(", ")[-1])
        return len(answered) == 3

    assert until(all_three_know, 30)  # the proxy passes over a server that was slow just now


def test_no_part_notes_what_anybody_asked_for(whole: Stack) -> None:
    whole_call(whole)
    whole.kill(0)
    whole_call(whole)
    access = whole.folder / "access.log"
    assert not access.exists() or access.read_text() == ""
    for name in ("nginx.log", "nginx.err", "apps.log"):
        text = (whole.folder / name).read_text() if (whole.folder / name).exists() else ""
        assert "/call" not in text, name
        assert "7700900" not in text, name


# --- the files for machines that are not here


def settings() -> set[str]:
    source = (ROOT / "ivr/settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r"\b(?:IVR|TWILIO)_[A-Z_]+\b", source))
    assert len(names) == len(fields(Settings))
    return names


@pytest.mark.parametrize("file", [".env.example", "compose.yaml", "Containerfile", "steadyline.service"])
def test_they_name_no_setting_that_is_none(file: str) -> None:
    assert set(re.findall(r"\b(?:IVR|TWILIO)_[A-Z_]+\b", (DEPLOY / file).read_text())) <= settings()


def test_the_composed_line_has_all_that_it_needs() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = composed["services"]
    assert services["app"]["deploy"]["replicas"] == 3
    needed = {"TWILIO_AUTH_TOKEN", "IVR_PUBLIC_URL", "IVR_BOOKMARK_SECRET", "IVR_DATABASE_URL", "IVR_AUDIO_DIR"}
    assert needed <= set(services["app"]["environment"])
    template = (DEPLOY / "line.conf.template").read_text()
    filled = set(re.findall(r"\$\{(\w+)\}", template))
    assert filled <= set(services["proxy"]["environment"])
    assert "ports" not in services["database"]
    # Every variable that it takes from outside is explained.
    taken = set(re.findall(r"\$\{([A-Z_]+)[:?}-]", (DEPLOY / "compose.yaml").read_text())) - filled
    assert taken <= set(re.findall(r"^([A-Z_]+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE))


COMMANDS = re.compile(r"\bivr ([a-z]+)((?: --[a-z-]+)?)")


@pytest.mark.parametrize("file", ["compose.yaml", "Containerfile", "steadyline.service"])
def test_the_commands_in_them_exist(file: str) -> None:
    text = re.sub(r'", "', " ", (DEPLOY / file).read_text())
    found = COMMANDS.findall(text)
    assert found
    for command, option in found:
        done = subprocess.run(
            [Path(sys.executable).with_name("ivr"), command, "--help"], capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 0
        assert option.strip() in done.stdout
