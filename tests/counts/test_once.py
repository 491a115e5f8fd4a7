"""What was counted lately: known again, in every process, and forgotten after a minute."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ivr.counts import once
from ivr.counts.once import Once


def test_what_comes_again_is_known() -> None:
    seen = Once()
    assert [seen.again(what) for what in ("one", "two", "one", "two", "three")] == [False, False, True, True, False]


def test_after_a_minute_it_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(once, "monotonic", lambda: now)
    seen = Once()
    assert not seen.again("one")
    now += 59.9
    assert seen.again("one")
    now += 60.1
    assert not seen.again("one")


def test_two_servers_know_nothing_of_each_other() -> None:
    assert not Once().again("one")
    assert not Once().again("one")


def test_however_much_is_counted_it_takes_no_more_room() -> None:
    seen = Once()
    room = len(seen._marks)
    assert not any(seen.again(str(number)) for number in range(3 * once.SHELVES))
    assert len(seen._marks) == room == 2**20


def test_of_what_fits_in_nothing_is_forgotten() -> None:
    seen = Once()
    many = [str(number) for number in range(once.SHELVES // 64)]
    assert [seen.again(what) for what in many * 2] == [False] * len(many) + [True] * len(many)


FORKED = """
import os, sys
from ivr.counts.once import Once
seen = Once()
if os.fork() == 0:
    os._exit(0 if not seen.again("one") else 1)
assert os.wait()[1] == 0
sys.exit(0 if seen.again("one") else 2)
"""


def test_a_process_knows_what_another_has_counted() -> None:
    assert subprocess.run([sys.executable, "-c", FORKED], timeout=60, check=False).returncode == 0


STOPPED = """
import os, signal, sys
from ivr.counts.once import Once
seen = Once()
ready, told = os.pipe()
if (child := os.fork()) == 0:
    seen._lock.acquire()
    os.write(told, b"x")
    signal.pause()
os.read(ready, 1)
known = [seen.again("one"), seen.again("one")]
os.kill(child, 9)
os.wait()
known += [seen.again("one"), seen.again("two")]
sys.exit(known != [False, True, True, False])
"""


def test_a_process_that_stands_still_or_dies_meanwhile_stops_no_other() -> None:
    assert subprocess.run([sys.executable, "-c", STOPPED], timeout=60, check=False).returncode == 0


TOGETHER = """
import os, sys
from ivr.counts import once
once.LONGEST_WAIT = 60  # on a busy machine, a process may stand still just while it looks
seen = once.Once()
many = [str(number) for number in range(2_000)]
told = os.pipe()
if (child := os.fork()) == 0:
    os.write(told[1], sum(map(seen.again, many)).to_bytes(4, "big"))
    os._exit(0)
known = sum(map(seen.again, many))
os.wait()
sys.exit(known + int.from_bytes(os.read(told[0], 4), "big") != len(many))
"""


def test_of_two_processes_that_are_asked_at_once_one_alone_finds_it_new() -> None:
    assert subprocess.run([sys.executable, "-c", TOGETHER], timeout=60, check=False).returncode == 0
