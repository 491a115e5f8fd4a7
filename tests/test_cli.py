"""The `ivr` command, as it is typed."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import requests

from ivr.check import Weight, findings
from ivr.content import Line
from ivr.counts import Counts
from ivr.dialogue.walk import every_prompt
from ivr.recordings.catalogue import Catalogue
from ivr.recordings.voices import SAY

IVR = Path(sys.executable).with_name("ivr")
TOKEN = "token-of-the-tests"


def ivr(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))}
    return subprocess.run(
        [IVR, *arguments],
        env={**clean, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def events(*arguments: str, **environ: str) -> list[dict[str, object]]:
    done = ivr("phone", "--json", *arguments, **environ)
    assert done.returncode == 0, done.stderr
    return [json.loads(row) for row in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server as it is run for real, at a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "TWILIO_AUTH_TOKEN": TOKEN,
        "IVR_PUBLIC_URL": "https://line.example",
        "IVR_BOOKMARKS": "off",
        "IVR_COUNTS": "off",
    }
    command = [IVR, "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, env={**os.environ, **own}, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/health")
        yield url
        process.terminate()


def wait_for(url: str) -> None:
    for _ in range(100):
        try:
            if requests.get(url, timeout=1).status_code == 200:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


def test_0_is_heard_within_5_s_and_the_transfer_begins_within_5_s_of_it() -> None:
    call = events("--keys", "0 -")
    person = next(event for event in call if "press 0" in str(event["text"]))
    following = call[call.index(person) + 1]
    assert float(str(following["at"])) <= 5.0
    key = next(event for event in call if event["event"] == "key")
    dial = next(event for event in call if event["event"] == "dial")
    assert dial["number"] == "+44116123"
    assert float(str(dial["at"])) - float(str(key["at"])) <= 5.0


def test_a_busy_helpline_is_explained_and_the_place_left_comes_back() -> None:
    call = events("--keys", "1 0 - *", "--dial", "busy")
    texts = [str(event["text"]) for event in call]
    assert texts.count("116 123") == 2
    assert texts.index("That number was busy. It is not because of you.") < texts.index(
        "For another helpline … press 2."
    )
    assert texts.count("Living with dystonia.") == 2
    assert call[-1]["text"] == "the caller hung up"


def test_everything_said_is_a_recording_and_every_event_has_all_its_fields() -> None:
    call = events("--keys", "2 2 - # 2 5 * 0 *")
    assert {event["event"] for event in call} == {"play", "key", "silence", "end"}
    assert {tuple(event) for event in call} == {("at", "event", "text", "recording", "key", "number")}
    moments = [float(str(event["at"])) for event in call]
    assert moments == sorted(moments)


def test_each_transfer_may_meet_something_else() -> None:
    call = events("--keys", "0 - 1 - -", "--dial", "busy", "--dial", "answer")
    happened = [event["event"] for event in call if event["event"] in ("dial", "connected")]
    assert happened == ["dial", "dial", "connected"]


def test_the_clock_can_be_set() -> None:
    day = [event["text"] for event in events("--keys", "0 1 1", "--at", "2027-03-05T11:00+00:00")]
    night = [event["text"] for event in events("--keys", "0 1 1", "--at", "2027-03-06T11:00+00:00")]
    assert "They are closed now." in night
    assert "They are closed now." not in day


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["phone", "--keys", "1 x"], "the token 'x' makes no sense"),
        (["phone", "--keys", "1", "--at", "tomorrow"], "--at: 'tomorrow' is not a time with its offset"),
        (["phone", "--keys", "1", "--at", "2027-03-06T11:00"], "is not a time with its offset"),
        (["phone", "--json"], "--json needs --keys"),
        (["phone", "--url", "http://127.0.0.1:9", "--keys", "1"], "TWILIO_AUTH_TOKEN: is missing"),
        (["phone", "--url", "x", "--at", "2027-03-06T11:00+00:00"], "--at sets the clock of the line in this process"),
        (["phone", "--dial", "maybe"], "'maybe' is not one of"),
        (["phone", "--keys", "1", "--at", "9999-12-31T23:59:50+00:00"], "is not a time with its offset"),
        (["serve"], "TWILIO_AUTH_TOKEN: is missing"),
        (["serve", "--port", "99999"], "99999 is not in the range"),
    ],
)
def test_bad_arguments_get_one_clear_message_and_exit_2(arguments: list[str], told: str) -> None:
    done = ivr(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_without_its_settings_the_server_refuses_in_one_line() -> None:
    done = ivr("serve", IVR_PUBLIC_URL="https://line.example")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_line_that_does_not_exist_stops_the_server() -> None:
    done = ivr("serve", TWILIO_AUTH_TOKEN=TOKEN, IVR_PUBLIC_URL="https://line.example", IVR_LINE="mars")
    assert (done.returncode, done.stdout) == (2, "")
    assert "mars/line.toml: no such line" in done.stderr


def test_a_running_server_can_be_phoned(server: str) -> None:
    """To the server, whose time is the real one, all keys come at once: the same one twice would be one that bounced,
    and a 0 at a topic's outset one that may be star.
    """
    environ = {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": "https://line.example"}
    there = events("--url", server, "--keys", "3 2 # * - 0 - -", "--dial", "no-answer", **environ)
    here = events("--keys", "3 2 # * - 0 - -", "--dial", "no-answer")
    assert there == here


def test_connections_that_send_nothing_do_not_silence_the_line(server: str) -> None:
    port = int(server.rpartition(":")[2])
    with ExitStack() as idle:
        for begun in (b"", b"", b"POST /call HTTP/1.1\r\nContent-Length: 10\r\n\r\nab", b"POST /call"):
            idle.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(begun)
        assert requests.get(f"{server}/health", timeout=5).status_code == 200


@pytest.mark.parametrize("body", [b"zz\r\nDigits=2\r\n", b"-1\r\n", b"\r\n", b"5\r\nabc"])
def test_a_body_that_cannot_be_read_is_refused_and_no_fault(server: str, body: bytes) -> None:
    port = int(server.rpartition(":")[2])
    head = b"POST /call/menu/main HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
    form = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(head + form + body)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100).split()[1] in (b"400", b"403")


def test_a_server_refuses_another_token(server: str) -> None:
    done = ivr("phone", "--url", server, "--keys", "1", TWILIO_AUTH_TOKEN="x", IVR_PUBLIC_URL="https://line.example")
    assert done.returncode == 2
    assert re.search(r"11200: .*403", done.stderr)


def test_check_passes_with_warnings_and_insists_when_live(line: Line) -> None:
    done = ivr("check")
    assert done.returncode == 0, done.stdout
    unverified = [row for row in done.stdout.splitlines() if "has not been verified by anybody" in row]
    assert len(unverified) == len(line.helplines)
    assert all(row.startswith("warning: line.toml: helplines.") for row in unverified)
    live = ivr("check", "--live")
    assert live.returncode == 1
    assert "error: settings: TWILIO_AUTH_TOKEN: is missing" in live.stdout
    assert "error: line.toml: helplines.samaritans: 116 123 has not been verified" in live.stdout


def test_check_reports_every_missing_recording(line: Line, tmp_path: Path) -> None:
    done = ivr("check", IVR_AUDIO_DIR=str(tmp_path))
    assert done.returncode == 1
    assert sum("no recording of" in row for row in done.stdout.splitlines()) == 2 * len(every_prompt(line))


def test_check_reports_content_that_does_not_load() -> None:
    done = ivr("check", IVR_LINE="mars")
    assert done.returncode == 1
    assert done.stdout.startswith("error: mars/line.toml: no such line")


def test_check_asks_for_no_recordings_of_a_line_that_is_said_and_tells_what_callers_hear(
    line: Line, tmp_path: Path
) -> None:
    said = replace(line, facts=line.facts.model_copy(update={"voice": SAY}))
    found = findings(said, Catalogue(), tmp_path, date(2026, 1, 5), live=False)
    assert not [one for one in found if one.weight == Weight.ERROR]
    assert [one.what for one in found if one.where == "line.toml: voice"] == [
        "nothing is recorded: callers hear the carrier's own voice, Polly.Amy"
    ]


def test_check_reports_a_medical_term_that_the_lexicon_does_not_hold(line: Line, tmp_path: Path) -> None:
    medical = line.words.medical.model_copy(update={"plain": ("dystonia", "botulinum toxin")})
    words = line.words.model_copy(update={"medical": medical})
    found = findings(replace(line, words=words), Catalogue(), tmp_path, date(2026, 1, 5), live=False)
    assert [one.what.split(" is ")[0] for one in found if one.where == "words.toml: medical"] == ["“botulinum toxin”"]


def test_a_report_is_made_of_what_was_counted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/line.db"
    counts = Counts(url)
    counts.add(date(2026, 10, 7), "uk", [("calls", 1234)])
    counts.close()
    text = ivr("report", "2026-10", IVR_DATABASE_URL=url)
    assert (text.returncode, text.stderr) == (0, "")
    assert "1,234" in text.stdout
    written = ivr("report", "2026-Q4", "--format", "page", "--output", f"{tmp_path}/r.html", IVR_DATABASE_URL=url)
    assert (written.returncode, written.stdout) == (0, "")
    assert "1,234" in (tmp_path / "r.html").read_text()
    assert (
        "uk,2026-10-01,2026-10-31,calls,Calls answered,Number,1234"
        in ivr("report", "2026-10", "--format", "csv", IVR_DATABASE_URL=url).stdout.splitlines()
    )


@pytest.mark.parametrize(
    ("arguments", "url", "message"),
    [
        (["2026-13"], "", "'2026-13' is no month and no quarter"),
        ([], "sqlite:////nowhere/line.db", "IVR_DATABASE_URL: is not right"),
        ([], "sqlite:////tmp/not-there-at-all.db", "IVR_DATABASE_URL: names a file that is not there"),
        ([], "postgresql://line:pass-word@127.0.0.1:9/line", "IVR_DATABASE_URL: this database cannot be read"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(arguments: list[str], url: str, message: str) -> None:
    done = ivr("report", *arguments, **({"IVR_DATABASE_URL": url} if url else {}))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"ivr: {message}")
    assert done.stderr.count("\n") == 1
    assert "pass-word" not in done.stderr


def test_recordings_are_put_where_they_are_served_from(tmp_path: Path) -> None:
    done = ivr("recordings", "--into", str(tmp_path / "audio"))
    assert (done.returncode, done.stderr) == (0, "")
    count = len(Catalogue.load(tmp_path / "audio").files)
    assert done.stdout == f"{count} copied, 0 of earlier versions kept, 0 older than a day deleted\n"
    assert len(list((tmp_path / "audio").glob("*.wav"))) == count
    refused = ivr("recordings", "--into", str(Path(__file__).parents[1] / "audio"))
    assert refused.returncode == 2
    assert "is where the recordings come from" in refused.stderr
