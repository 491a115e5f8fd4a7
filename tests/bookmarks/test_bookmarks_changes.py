"""What waits for the database: the last change of each caller, bounded, and nothing older than what came after."""

from __future__ import annotations

from ivr.bookmarks.changes import MOST_CHANGES, Change, Changes

OLD, NEW = Change("topic/stress/1", 1000), Change("topic/stress/2", 1001)


def test_a_later_change_replaces_an_earlier_one_and_is_the_newest_of_all() -> None:
    changes = Changes()
    changes.add("first", OLD)
    for number in range(MOST_CHANGES - 1):
        changes.add(str(number), OLD)
    changes.add("first", NEW)
    changes.add("one too many", OLD)
    assert (len(changes), changes.lost) == (MOST_CHANGES, 1)
    assert changes.find("first") == NEW
    assert changes.find("0") is None


def test_what_is_being_written_is_found_until_it_is_written() -> None:
    changes = Changes()
    changes.add("name", OLD)
    assert changes.take() == {"name": OLD}
    assert changes.find("name") == OLD
    changes.done()
    assert changes.find("name") is None


def test_what_could_not_be_written_waits_again_but_not_over_something_newer() -> None:
    changes = Changes()
    changes.add("name", OLD)
    changes.add("another", OLD)
    changes.take()
    changes.add("name", NEW)
    changes.put_back(now=999)
    assert changes.take() == {"another": OLD, "name": NEW}


def test_what_expired_meanwhile_does_not_wait_again() -> None:
    changes = Changes()
    changes.add("name", OLD)
    changes.take()
    changes.put_back(now=1000)
    assert len(changes) == 0


def test_what_is_put_back_counts_towards_the_bound() -> None:
    changes = Changes()
    changes.add("oldest", OLD)
    changes.take()
    for number in range(MOST_CHANGES):
        changes.add(str(number), OLD)
    changes.put_back(now=0)
    assert (len(changes), changes.lost) == (MOST_CHANGES, 1)
    assert changes.find("oldest") is None
