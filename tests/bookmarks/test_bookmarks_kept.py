"""What is kept, for whom and how long, in either database."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from servers import Server
from standing import Clock, until

from ivr.bookmarks import Bookmarks, NoBookmarks, Store
from ivr.bookmarks.callers import NOBODY
from ivr.bookmarks.changes import Change
from ivr.bookmarks.table import Table
from ivr.bookmarks.worker import ENOUGH

CALLER, ANOTHER = "+447700900123", "+447700900124"
SECRET = "secret-of-the-tests"
HALF_PAST_ELEVEN = datetime(2026, 11, 18, 11, 30, tzinfo=UTC)
PLACE, LATER = "topic/stress/2?told=yes", "topic/sleep/3?trail=menu/main"

Open = Callable[..., Bookmarks]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept does not hang on how busy the machine is; how long a call waits is tested with the faults."""
    monkeypatch.setattr("ivr.bookmarks.worker.LONGEST_FIND", 15.0)
    monkeypatch.setattr("ivr.bookmarks.worker.LONGEST_CLOSE", 15.0)


def test_who_rings_again_at_once_finds_the_place(url: str, open_store: Open) -> None:
    store = open_store(url)
    store.keep(CALLER, PLACE)
    assert store.find(CALLER) == PLACE
    assert store.find(ANOTHER) is None


def test_another_process_finds_the_place(url: str, open_store: Open) -> None:
    store = open_store(url)
    store.keep(CALLER, PLACE)
    store.close()
    assert open_store(url).find(CALLER) == PLACE


def test_what_another_process_keeps_later_is_found(
    url: str, open_store: Open, rows: Callable[[str, int], bool]
) -> None:
    store, other = open_store(url), open_store(url)
    store.keep(CALLER, PLACE)
    assert rows(url, 1)
    other.keep(CALLER, LATER)
    assert until(lambda: store.find(CALLER) == LATER)
    other.drop(CALLER)
    assert until(lambda: store.find(CALLER) is None)


def test_what_is_dropped_is_not_found_again(url: str, open_store: Open) -> None:
    store = open_store(url)
    store.keep(CALLER, PLACE)
    store.keep(ANOTHER, PLACE)
    store.close()
    store.drop(CALLER)
    assert store.find(CALLER) is None
    store.close()
    assert store.find(CALLER) is None
    assert store.find(ANOTHER) == PLACE


def test_of_a_busy_line_enough_is_written_before_its_time(
    url: str, open_store: Open, rows: Callable[[str, int], bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.bookmarks.worker.EVERY", 3600.0)
    store = open_store(url)
    store.keep(CALLER, PLACE)
    assert rows(url, 1)  # at once, as nothing has been written yet; then the hour begins
    for number in range(ENOUGH - 1):
        store.keep(f"+44770{number:07}", PLACE)
    time.sleep(0.3)
    assert rows(url, 1)
    store.keep(ANOTHER, PLACE)
    assert rows(url, 1 + ENOUGH)


def test_a_later_place_replaces_an_earlier_one(url: str, open_store: Open) -> None:
    store = open_store(url)
    for place in (PLACE, LATER):
        store.keep(CALLER, place)
        store.close()
        assert store.find(CALLER) == place


def test_keep_drop_keep_ends_with_the_last(url: str, open_store: Open) -> None:
    store = open_store(url)
    for _ in range(50):
        store.keep(CALLER, PLACE)
        store.drop(CALLER)
        store.keep(CALLER, LATER)
    store.close()
    assert store.find(CALLER) == LATER
    store.drop(CALLER)
    store.close()
    assert store.find(CALLER) is None


@pytest.mark.parametrize("written", [False, True], ids=["while it waits", "from the database"])
def test_a_place_is_found_for_half_an_hour_to_the_second(
    url: str, open_store: Open, clock: Clock, written: bool
) -> None:
    store = open_store(url)
    store.keep(CALLER, PLACE)
    if written:
        store.close()
    clock.move(minutes=29, seconds=59)
    assert store.find(CALLER) == PLACE
    clock.move(seconds=1)
    assert store.find(CALLER) is None


def test_what_has_expired_is_deleted(
    url: str, open_store: Open, clock: Clock, monkeypatch: pytest.MonkeyPatch, rows: Callable[[str], int]
) -> None:
    monkeypatch.setattr("ivr.bookmarks.worker.SWEEP_EVERY", 0.02)
    store = open_store(url)
    store.keep(CALLER, PLACE)
    clock.move(minutes=1)
    store.keep(ANOTHER, PLACE)
    assert rows(url, 2)
    clock.move(minutes=29)
    assert rows(url, 1)
    assert store.find(ANOTHER) == PLACE


def test_a_change_made_late_does_not_undo_a_later_one(url: str) -> None:
    """A process whose database was away writes what it held, after another has kept something newer."""
    table = Table(url)
    table.write({"name": Change(LATER, 2000)})
    table.write({"name": Change(PLACE, 1000)})
    assert table.read("name", 0) == LATER
    table.write({"name": Change(None, 1999)})
    assert table.read("name", 0) == LATER
    table.write({"name": Change(None, 2000)})
    assert table.read("name", 0) is None
    table.close()


@pytest.mark.parametrize(
    "caller",
    ["", "anonymous", "Restricted", "sip:someone@example.org", "client:desk", "07700900123", "+0123456789", "+8566",
     "+44770090012345678", "+447700900123\n", "+44 7700 900123", *sorted(NOBODY)],
)  # fmt: skip
def test_who_withholds_the_number_has_no_bookmark(caller: str, sqlite: str, open_store: Open) -> None:
    store = open_store(sqlite)
    store.keep(caller, PLACE)
    store.close()
    assert store.find(caller) is None
    assert not Path(sqlite.removeprefix("sqlite:///")).exists()


def test_the_numbers_of_withheld_callers_are_those_that_carriers_send() -> None:
    known = {"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253"}
    assert known < NOBODY


@pytest.mark.parametrize("place", ["", "x" * 301, "topic/\x00", "topic/\ud800", "topic/\n2", "topic/café"])
def test_a_text_that_is_no_address_is_not_kept(place: str, url: str, open_store: Open) -> None:
    store = open_store(url)
    store.keep(CALLER, place)
    store.keep(ANOTHER, "x" * 300)
    store.close()
    assert store.find(CALLER) is None
    assert store.find(ANOTHER) == "x" * 300


def test_a_file_holds_neither_number_nor_secret(sqlite: str, tmp_path: Path, open_store: Open) -> None:
    store = open_store(sqlite)
    store.keep(CALLER, PLACE)
    store.close()
    file = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PLACE.encode() in file
    assert CALLER[3:].encode() not in file
    assert SECRET.encode() not in file


def test_postgresql_holds_neither_number_nor_secret(server: Server, postgres: str, open_store: Open) -> None:
    store = open_store(postgres)
    store.keep(CALLER, PLACE)
    store.close()
    with psycopg.connect(postgres) as connection:
        [(name, *rest)] = connection.execute("SELECT * FROM bookmarks").fetchall()
    assert len(name) == 64
    assert rest == [PLACE, int(HALF_PAST_ELEVEN.timestamp())]
    files = b"".join(path.read_bytes() for path in server.folder.rglob("*") if path.is_file())
    assert PLACE.encode() in files
    assert CALLER[3:].encode() not in files
    assert SECRET.encode() not in files


def test_a_dropped_place_is_gone_from_the_files_bytes(sqlite: str, tmp_path: Path, open_store: Open) -> None:
    store = open_store(sqlite)
    store.keep(CALLER, PLACE)
    store.close()
    store.drop(CALLER)
    store.close()
    assert PLACE.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_another_secret_finds_nothing(url: str, open_store: Open) -> None:
    store = open_store(url)
    store.keep(CALLER, PLACE)
    store.close()
    assert open_store(url, "another-secret").find(CALLER) is None
    assert store.find(CALLER) == PLACE


def test_an_empty_secret_is_refused(sqlite: str, open_store: Open) -> None:
    with pytest.raises(ValueError, match="secret"):
        open_store(sqlite, "")


def test_workers_that_start_at_once_all_find_a_table(url: str, open_store: Open) -> None:
    stores = [open_store(url) for _ in range(8)]
    together = threading.Barrier(len(stores))

    def ring(number: int) -> None:
        together.wait()
        stores[number].keep(f"+44770090020{number}", PLACE)
        stores[number].close()

    threads = [threading.Thread(target=ring, args=(number,)) for number in range(len(stores))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reader = open_store(url)
    assert [reader.find(f"+44770090020{number}") for number in range(len(stores))] == [PLACE] * len(stores)


FORKS = """
import os, sys, threading, time
from datetime import UTC, datetime
from ivr.bookmarks import Bookmarks, worker

worker.LONGEST_FIND = worker.LONGEST_CLOSE = 15  # a busy machine is none of this test's business
store = Bookmarks(sys.argv[1], "secret-of-the-tests", lambda: datetime(2026, 11, 18, 11, tzinfo=UTC))
if sys.argv[2] == "used":
    store.keep("+447700900100", "topic/stress/1")
    assert store.find("+447700900101") is None
    time.sleep(0.5)  # a lock that the database's library holds at this moment would stay locked in the children
    def hold():  # but one of ours may be held: the children have others
        with store._workers[os.getpid()]._awake:
            held.set(), forked.wait()
    held, forked = threading.Event(), threading.Event()
    threading.Thread(target=hold).start()
    held.wait()
children = []
for number in range(3):
    child = os.fork()
    if not child:
        store.keep(f"+44770090020{number}", "topic/stress/2")
        assert store.find(f"+44770090020{number}") == "topic/stress/2"
        sys.exit()  # as a server's worker does; what waits is written
    children.append(child)
if sys.argv[2] == "used":
    forked.set()
assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
if sys.argv[2] == "used":
    assert store.find("+447700900100") == "topic/stress/1"
"""


@pytest.mark.parametrize("parent", ["unused", "used"])
def test_each_process_that_forks_has_a_thread_and_a_connection_of_its_own(
    url: str, parent: str, open_store: Open
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKS, url, parent],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    store = open_store(url)
    assert [store.find(f"+44770090020{number}") for number in range(3)] == ["topic/stress/2"] * 3


def test_a_line_without_bookmarks_keeps_nothing() -> None:
    store: Store = NoBookmarks()
    store.keep(CALLER, PLACE)
    assert store.find(CALLER) is None
    store.drop(CALLER)
    store.close()
