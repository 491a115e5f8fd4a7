"""Whole calls to a server as it runs for real, and then every byte that it has written is searched for the callers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import requests
from standing import until
from werkzeug.security import generate_password_hash

from ivr.phone import Phone
from ivr.phone.http import Http
from ivr.phone.script import run
from ivr.recordings.catalogue import Catalogue, audio_folder

TOKEN = "token-of-the-tests"
PUBLIC = "https://line.example"
PASSWORD = "password of the tests"
HASHED = generate_password_hash(PASSWORD, "scrypt:1024:8:1")
SECRET = "secret-of-the-bookmarks"
CALLER = "+447700900461"
SID = "AC5d41402abc4b2a76b9719d911017c592"
SAID = "what is stress"
"""Understood, and so acted upon; and what nobody understands."""
CRIED = "zxqv unheard of words zxqv"

CALLS = (
    ("1 2 - - # 0 -", "busy"),
    ("4 2 3 say:what_is_stress - ~5 say:zxqv_unheard_of_words_zxqv - 0 -", "answer"),
    ("2 2 - - 2 - - 5", "answer"),
    ("- - - - - - 7", "no-answer"),
)


@dataclass
class Running:
    """A server, and all that it has left behind."""

    url: str
    log: Path
    database: str
    pid: int

    def written(self) -> dict[str, bytes]:
        """Every byte: the log, the metrics, the files or the rows of the database."""
        metrics = requests.get(f"{self.url}/metrics", auth=("", PASSWORD), timeout=10)
        assert metrics.status_code == 200
        found = {"log": self.log.read_bytes(), "metrics": metrics.content}
        for file in self.log.parent.glob("line.db*"):
            found[file.name] = file.read_bytes()
        if self.database.startswith("postgresql"):
            with psycopg.connect(self.database) as connection:
                tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
                for (table,) in tables:
                    found[table] = repr(connection.execute(f"SELECT * FROM {table}").fetchall()).encode()
        return found

    def metric(self, name: str) -> float:
        text = requests.get(f"{self.url}/metrics", auth=("", PASSWORD), timeout=10).text
        return sum(float(row.rsplit(" ", 1)[1]) for row in text.splitlines() if row.startswith(name))


@pytest.fixture
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """With SQLite, unless the test is parametrized with `postgres`."""
    kind = getattr(request, "param", "sqlite")
    database = f"sqlite:///{tmp_path}/line.db" if kind == "sqlite" else request.getfixturevalue(kind)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {
        "TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC, "IVR_DATABASE_URL": database, "TWILIO_ACCOUNT_SID": SID,
        "TMPDIR": str(tmp_path),
        "IVR_OPERATOR_PASSWORD": HASHED,
        "IVR_BOOKMARK_SECRET": SECRET,
    }  # fmt: skip
    log = tmp_path / "log"
    command = [Path(sys.executable).with_name("ivr"), "serve", "--port", str(port), "--workers", "2"]
    with log.open("wb") as stream, subprocess.Popen(command, env={**os.environ, **environ}, stderr=stream) as process:
        url = f"http://127.0.0.1:{port}"

        def alive() -> bool:
            try:
                return requests.get(f"{url}/health", timeout=1).status_code == 200
            except requests.ConnectionError:
                return False

        assert until(alive, 30)
        yield Running(url, log, database, process.pid)
        process.terminate()


def phone(running: Running, dial: str = "answer", caller: str = CALLER) -> Phone:
    captions = {file: one.text for file, one in Catalogue.load(audio_folder()).files.items()}
    return Phone(
        Http(base=running.url, public=PUBLIC), f"{PUBLIC}/call", TOKEN, captions, dial, caller=caller, account_sid=SID,
        status_url=f"{PUBLIC}/status",
    )  # fmt: skip


@pytest.mark.parametrize("running", ["sqlite", "postgres"], indirect=True)
def test_nothing_that_is_written_tells_who_phoned_or_what_they_did(running: Running) -> None:
    sids = []
    for keys, dial in CALLS:
        line = phone(running, dial)
        for _ in run(line, keys):
            pass
        assert line.call
        sids.append(line.call._webhook.call_sid)
    # What no carrier sends, and what breaks: an unsigned request, a body that is none, an address that is none.
    form = {"From": CALLER, "CallSid": sids[0], "Digits": "2", "SpeechResult": CRIED}
    requests.post(f"{running.url}/call/topic/stress/2?key=2", data=form, timeout=10)
    requests.post(
        f"{running.url}/call", data=b"\xff" * 100, headers={"Content-Type": "multipart/form-data"}, timeout=10
    )
    requests.get(f"{running.url}/operator", auth=("", f"{PASSWORD}!"), timeout=10)
    with socket.create_connection(("127.0.0.1", int(running.url.rsplit(":", 1)[1]))) as raw:
        raw.sendall(f"POST /call/topic/stress?From={CALLER} NONSENSE/9\r\nFrom {CALLER}\r\n\r\n".encode())
        raw.recv(1000)
    time.sleep(5.5)  # what was counted is written every five seconds
    assert running.metric("steadyline_calls_total") == len(CALLS)

    traces = [CALLER, CALLER[1:], CALLER[3:], f"0{CALLER[3:]}", SID, *sids, *(sid[2:] for sid in sids), SAID, CRIED]
    traces += ["zxqv", "unheard", "what_is_stress", "Digits", "SpeechResult", "key=", "From="]
    traces += [TOKEN, PASSWORD, HASHED, HASHED.rpartition("$")[2], SECRET]
    for where, written in running.written().items():
        text = written.lower()
        assert not [trace for trace in traces if trace.lower().encode() in text], where
    for row in running.log.read_text().splitlines():
        assert {"event", "level", "logger", "at"} <= set(json.loads(row))
        assert "stress" not in row


def test_what_was_counted_is_a_sum_for_a_day(running: Running) -> None:
    """The only things kept: counters of a day and a line; and a bookmark that expires, under a name that is a hash."""
    for keys, dial in CALLS[:2]:
        for _ in run(phone(running, dial), keys):
            pass
    time.sleep(5.5)
    environ = {**os.environ, "IVR_DATABASE_URL": running.database}
    command = [str(Path(sys.executable).with_name("ivr")), "report", time.strftime("%Y-%m"), "--format", "csv"]
    told = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "Calls answered,Number,fewer than 5" in told


def test_metrics_of_all_workers_are_told_by_any(running: Running) -> None:
    for _ in range(6):
        for _ in run(phone(running, "busy"), "0 -"):
            pass
    told = {running.metric("steadyline_calls_total") for _ in range(10)}
    assert told == {6}
    assert running.metric('steadyline_transfers_total{outcome="busy"}') == 6
    assert running.metric('steadyline_request_seconds_count{endpoint="turn",status="200"}') > 12
    assert running.metric("steadyline_faults_total") == 0
    for part in ("recordings", "bookmarks", "counts"):
        assert running.metric(f'steadyline_well{{part="{part}"}}') == 1
    text = requests.get(f"{running.url}/metrics", auth=("", PASSWORD), timeout=10).text
    assert "samaritans" not in text  # who was phoned at which minute is nobody's business


def test_workers_that_die_take_no_metrics_and_no_calls_with_them(running: Running) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        for _ in run(phone(running, "busy"), "0 -"):
            pass
        before = workers(running)

        for worker in before:
            os.kill(worker, how)

        def all_new(before: set[int] = before) -> bool:
            return len(workers(running) - before) == 2

        assert until(all_new, 20)
        for _ in run(phone(running, "busy"), "0 -"):
            pass
    assert until(lambda: running.metric("steadyline_calls_total") == 4)
    assert running.metric('steadyline_transfers_total{outcome="busy"}') == 4
    assert "not measured" not in running.log.read_text()


def test_a_worker_that_has_only_just_begun_hears_that_it_is_to_end(running: Running) -> None:
    for _ in range(5):
        assert until(lambda: len(workers(running)) == 2, 20)
        before = workers(running)
        os.kill(min(before), signal.SIGKILL)
        while not (new := workers(running) - before):
            pass  # without a rest: it is to be told before it has even looked around
        (told,) = new
        os.kill(told, signal.SIGTERM)

        def gone(told: int = told) -> bool:
            return told not in workers(running)

        assert until(gone, 10)


def workers(running: Running) -> set[int]:
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text()
    return {int(child) for child in children.split()}


def test_a_disk_that_is_full_costs_no_call_anything(running: Running) -> None:
    """The folder of the metrics is gone, and new workers can write none."""
    [folder] = running.log.parent.glob("steadyline-*")
    shutil.rmtree(folder)
    for worker in workers(running):
        os.kill(worker, signal.SIGKILL)
    line = phone(running, "busy")

    def answers() -> bool:
        for _ in run(line, "0 -"):
            pass
        return any(event.event == "dial" for event in line.transcript)

    assert until(answers, 20)
    assert not any("something went wrong" in event.text for event in line.transcript)
