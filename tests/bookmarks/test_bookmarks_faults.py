"""A database that is slow, gone, full or unwritable never harms a call, and nothing of a caller's is logged."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from servers import Server
from standing import Clock, until

from ivr.bookmarks import LONGEST_FIND, Bookmarks
from ivr.bookmarks.changes import MOST_CHANGES

CALLER, ANOTHER = "+447700900123", "+447700900124"
PLACE = "topic/stress/2?told=yes"
AT_ONCE = 0.1
"""Seconds; what is measured takes a thousandth of it, but the machine may be busy."""

Open = Callable[..., Bookmarks]


def seconds(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def test_a_database_that_never_answers_holds_a_call_up_once_and_shortly(silent: str, open_store: Open) -> None:
    store = open_store(silent)
    assert seconds(lambda: store.keep(CALLER, PLACE)) < AT_ONCE
    assert LONGEST_FIND - 0.05 < seconds(lambda: store.find(ANOTHER)) < LONGEST_FIND + AT_ONCE
    for number in range(20):
        assert seconds(lambda number=number: store.find(f"+4477009002{number:02}")) < AT_ONCE
        assert seconds(lambda: store.keep(CALLER, PLACE)) < AT_ONCE
        assert seconds(lambda: store.drop(ANOTHER)) < AT_ONCE


def test_what_is_still_to_be_written_is_found_while_the_database_hangs(silent: str, open_store: Open) -> None:
    store = open_store(silent)
    store.keep(CALLER, PLACE)
    store.find(ANOTHER)
    assert store.find(CALLER) == PLACE
    store.drop(CALLER)
    assert store.find(CALLER) is None


@pytest.mark.usefixtures("brief_rest")
def test_a_failure_is_told_once_and_by_its_kind_alone(
    silent: str, open_store: Open, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        store = open_store(silent)
        store.keep(CALLER, PLACE)
        store.find(ANOTHER)
        time.sleep(2.5)  # the worker, too, has given up, and tries again
    told = [record.getMessage() for record in caplog.records if record.name.startswith("ivr")]
    assert told == ["bookmarks: the database does not answer, calls go on without: TimeoutError"]
    assert not [secret for secret in ("7700900", "pass-word", PLACE, "127.0.0.1") if secret in caplog.text]


def test_closing_does_not_wait_for_a_database_that_never_answers(
    silent: str, open_store: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.bookmarks.worker.LONGEST_CLOSE", 0.2)
    store = open_store(silent)
    store.keep(CALLER, PLACE)
    assert seconds(store.close) < 0.2 + AT_ONCE


@pytest.mark.usefixtures("brief_rest")
def test_after_a_rest_the_database_is_asked_again(
    open_store: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "not-yet"
    url = f"sqlite:///{folder}/bookmarks.db"
    store = open_store(url)
    store.keep(CALLER, PLACE)
    assert store.find(ANOTHER) is None
    folder.mkdir()
    assert until(lambda: (folder / "bookmarks.db").exists())
    assert until(lambda: open_store(url).find(CALLER) == PLACE)
    assert until(lambda: store.find(ANOTHER) is None and "answers again" in caplog.text)
    assert (store.find(ANOTHER), store.find(CALLER)) == (None, PLACE)
    assert caplog.text.count("answers again") == 1
    assert "OperationalError" in caplog.text


@pytest.mark.parametrize("unfit", ["a folder", "no database", "another table", "a locked file"])
def test_a_file_that_cannot_be_used_harms_nothing(unfit: str, tmp_path: Path, open_store: Open) -> None:
    file = tmp_path / "bookmarks.db"
    held = None
    if unfit == "a folder":
        file.mkdir()
    elif unfit == "no database":
        file.write_text("nothing of a database" * 100)
    else:
        held = sqlite3.connect(file, isolation_level=None)
        held.execute("CREATE TABLE bookmarks (other TEXT)")
        if unfit == "a locked file":
            held.execute("BEGIN EXCLUSIVE")
    store = open_store(f"sqlite:///{file}")
    assert seconds(lambda: store.keep(CALLER, PLACE)) < AT_ONCE
    assert seconds(lambda: store.find(ANOTHER)) < LONGEST_FIND + AT_ONCE
    assert store.find(ANOTHER) is None
    assert store.find(CALLER) == PLACE
    if held:
        held.close()


UNWRITABLE = """
import os, sys
from datetime import UTC, datetime
from ivr.bookmarks import Bookmarks

store = Bookmarks(f"sqlite:///{sys.argv[1]}", "secret-of-the-tests", lambda: datetime(2026, 11, 18, 11, tzinfo=UTC))
if os.geteuid() == 0:  # root may write anything, so: nobody
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
store.keep("+447700900124", "topic/sleep/1")
store.close()
assert store.find("+447700900123") == "topic/stress/2?told=yes"
assert store.find("+447700900124") is None
"""


def test_a_file_that_may_not_be_written_is_still_read(open_store: Open) -> None:
    with tempfile.TemporaryDirectory() as name:  # not pytest's folder, which others may not enter
        file = Path(name) / "bookmarks.db"
        store = open_store(f"sqlite:///{file}")
        store.keep(CALLER, PLACE)
        store.close()
        file.chmod(0o444)
        Path(name).chmod(0o555)
        command = [sys.executable, "-c", UNWRITABLE, str(file)]
        done = subprocess.run(command, capture_output=True, timeout=30, check=False)
        Path(name).chmod(0o755)
    assert done.returncode == 0, done.stderr.decode()
    assert b"OperationalError" in done.stderr
    assert b"7700900" not in done.stderr


@pytest.mark.usefixtures("brief_rest")
def test_a_server_that_goes_away_and_comes_back_has_every_change(
    server: Server, postgres: str, open_store: Open
) -> None:
    store = open_store(postgres)
    store.keep(ANOTHER, PLACE)
    store.close()
    assert store.find(ANOTHER) == PLACE
    server.stop()
    try:
        store.keep(CALLER, PLACE)
        assert seconds(lambda: store.find(ANOTHER)) < LONGEST_FIND + AT_ONCE
        assert store.find(ANOTHER) is None
        assert store.find(CALLER) == PLACE
        store.drop(ANOTHER)
        time.sleep(0.6)  # neither can be written, twice
    finally:
        server.start()
    assert until(lambda: open_store(postgres).find(CALLER) == PLACE)
    assert until(lambda: open_store(postgres).find(ANOTHER) is None)


def test_a_server_that_was_started_anew_between_two_calls_is_noticed_by_neither(
    server: Server, postgres: str, open_store: Open, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(postgres)
    store.keep(CALLER, PLACE)
    store.close()
    assert store.find(CALLER) == PLACE
    time.sleep(0.3)  # what has expired is deleted, and the connection is idle
    server.stop()
    server.start()
    assert store.find(CALLER) == PLACE
    assert [record for record in caplog.records if record.name.startswith("ivr")] == []


@pytest.mark.usefixtures("brief_rest")
def test_a_table_that_vanishes_is_made_again(postgres: str, open_store: Open, rows: Callable[[str, int], bool]) -> None:
    store = open_store(postgres)
    assert store.find(CALLER) is None
    with psycopg.connect(postgres) as connection:
        connection.execute("DROP TABLE bookmarks")
    store.keep(CALLER, PLACE)
    assert rows(postgres, 1)


@pytest.mark.usefixtures("brief_rest")
def test_a_server_that_freezes_and_thaws_is_used_again(postgres: str, open_store: Open) -> None:
    store = open_store(postgres)
    assert store.find(CALLER) is None
    with psycopg.connect(postgres) as connection:
        [frozen] = [
            row[0]
            for row in connection.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'steadyline'")
        ]
    os.kill(frozen, signal.SIGSTOP)
    try:
        assert LONGEST_FIND - 0.05 < seconds(lambda: store.find(CALLER)) < LONGEST_FIND + AT_ONCE
        store.keep(CALLER, PLACE)
    finally:
        os.kill(frozen, signal.SIGCONT)
    assert until(lambda: open_store(postgres).find(CALLER) == PLACE)


@pytest.mark.usefixtures("brief_rest")
def test_a_row_that_somebody_locks_is_not_waited_for(
    postgres: str, open_store: Open, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(postgres)
    store.keep(CALLER, "topic/sleep/1")
    store.close()
    with psycopg.connect(postgres) as connection:
        connection.execute("SELECT * FROM bookmarks FOR UPDATE")
        store.keep(CALLER, PLACE)
        assert until(lambda: "QueryCanceled" in caplog.text)
    assert until(lambda: open_store(postgres).find(CALLER) == PLACE)


def test_too_many_changes_cost_bounded_memory_and_lose_the_oldest(
    silent: str, open_store: Open, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(silent)
    store.find(CALLER)  # from here on, the thread hangs
    place = "x" * 300
    tracemalloc.start()
    for number in range(20 * MOST_CHANGES):
        store.keep(f"+4477{number:08}", place)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < MOST_CHANGES * 1024
    assert store.find(f"+4477{20 * MOST_CHANGES - 1:08}") == place
    assert store.find(f"+4477{19 * MOST_CHANGES:08}") == place
    assert store.find(f"+4477{19 * MOST_CHANGES - 1:08}") is None
    lost = [record.getMessage() for record in caplog.records if "were lost" in record.getMessage()]
    assert len(lost) == 15
    assert lost[-1] == "bookmarks: 16384 changes were lost so far: too many waited for the database"


def test_one_caller_who_rings_a_thousand_times_pushes_nobody_out(silent: str, open_store: Open) -> None:
    store = open_store(silent)
    store.keep(ANOTHER, PLACE)
    for number in range(2 * MOST_CHANGES):
        store.keep(CALLER, f"topic/stress/{number}")
    assert store.find(ANOTHER) == PLACE


@pytest.mark.usefixtures("brief_rest")
def test_what_expired_while_the_database_was_away_is_not_written(
    open_store: Open, clock: Clock, tmp_path: Path, rows: Callable[[str, int], bool]
) -> None:
    folder = tmp_path / "not-yet"
    url = f"sqlite:///{folder}/bookmarks.db"
    store = open_store(url)
    store.keep(CALLER, PLACE)
    store.find(ANOTHER)
    clock.move(minutes=30)
    worker = store._workers[os.getpid()]
    assert until(lambda: not worker._changes, 10)  # tried again in vain, and given up
    store.keep(ANOTHER, PLACE)
    folder.mkdir()
    assert until(lambda: (folder / "bookmarks.db").exists())
    assert rows(url, 1)


def test_a_clock_that_fails_harms_no_call(sqlite: str, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise RuntimeError(CALLER)

    store = Bookmarks(sqlite, "secret-of-the-tests", broken)  # type: ignore[arg-type]
    store.keep(CALLER, PLACE)
    store.drop(CALLER)
    assert store.find(CALLER) is None
    assert "RuntimeError" in caplog.text
    assert CALLER not in caplog.text


def test_a_port_where_nobody_listens_is_noticed_at_once(open_store: Open, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store = open_store(f"postgresql://line:pass-word@127.0.0.1:{port}/line")
    assert seconds(lambda: store.find(CALLER)) < LONGEST_FIND
    assert until(lambda: "OperationalError" in caplog.text)
    assert "pass-word" not in caplog.text


def test_a_database_tells_whether_it_answers(url: str, open_store: Open) -> None:
    assert open_store(url).answers()


def test_one_that_never_answers_is_told_in_time_and_then_at_once(silent: str, open_store: Open) -> None:
    store = open_store(silent)
    assert seconds(lambda: store.answers()) < LONGEST_FIND + AT_ONCE
    assert seconds(lambda: store.answers()) < AT_ONCE
    assert not store.answers()
