"""Helplines verified by a person: asked in the callers' words, filled in at once, and due again after 90 days."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from ivr.check import check_line
from ivr.cli import main
from ivr.content import load_line
from ivr.content.loader import LINES
from ivr.errors import ContentError
from ivr.verify import calendar, due, questions, write

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the line that is shipped, to be filled in."""
    return Path(shutil.copytree(LINES / "uk", tmp_path / "mine"))


def verify(folder: Path, answers: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", *arguments], input=answers, env={"IVR_LINE": str(folder)})


def entries(folder: Path) -> Iterator[tuple[str, object, object]]:
    for entry in tomllib.loads((folder / "line.toml").read_text(encoding="utf-8"))["helplines"]:
        yield entry["id"], entry.get("checked"), entry.get("checked_by")


def test_who_answers_yes_throughout_makes_the_line_fit_to_go_live(folder: Path) -> None:
    asked = sum(len(list(questions(load_line(str(folder)), one))) for one in load_line(str(folder)).helplines.values())
    done = verify(folder, "y\n" * asked, "--by", 'Ada "Ann" O’Neil')
    assert done.exit_code == 0, done.output
    assert "5 verified, 0 left" in done.output
    today = datetime.now(UTC).date()
    assert [(day, by) for _, day, by in entries(folder)] == [(today, 'Ada "Ann" O’Neil')] * 5
    told = [str(one) for one in check_line({"IVR_LINE": str(folder)}, today, live=True)]
    assert not [one for one in told if "verified" in one]
    again = verify(folder, "")
    assert (again.exit_code, again.output) == (0, "0 verified, 0 left\n")


def test_a_no_fills_nothing_in_and_tells_what_to_change(folder: Path) -> None:
    before = (folder / "line.toml").read_bytes()
    done = verify(folder, "y\ny\nn\ny\ny\n" + "n\n" * 30, "--by", "Ada")
    assert done.exit_code == 1
    assert "Not filled in. Change first: `hours` and `holidays` in line.toml" in done.output
    assert "0 verified, 5 left" in done.output
    assert (folder / "line.toml").read_bytes() == before


def test_enter_alone_is_a_no(folder: Path) -> None:
    assert "0 verified, 5 left" in verify(folder, "\n" * 40, "--by", "Ada").output


def test_whoever_stops_half_way_keeps_what_was_verified(folder: Path) -> None:
    done = verify(folder, "Ada\n" + "y\n" * 6)
    assert done.exit_code == 1
    assert [by for _, _, by in entries(folder)] == ["Ada", None, None, None, None]


def test_nothing_else_in_the_file_changes(folder: Path) -> None:
    before = (folder / "line.toml").read_text(encoding="utf-8").splitlines()
    write(folder, "shout", TODAY, "Ada")
    after = (folder / "line.toml").read_text(encoding="utf-8").splitlines()
    assert [row for row in after if row not in before] == ["checked = 2026-11-24", 'checked_by = "Ada"']
    assert [row for row in after if row in before] == before
    assert load_line(str(folder)).helplines["shout"].checked == TODAY
    assert sorted(path.name for path in folder.iterdir()) == ["line.toml", "site.toml", "topics", "words.toml"]


def test_a_file_that_cannot_be_changed_is_told_and_stays_whole(folder: Path) -> None:
    (folder / "line.toml").write_text("[[helplines", encoding="utf-8")
    with pytest.raises(ContentError, match=r"line\.toml: helplines\.shout: cannot be filled in: "):
        write(folder, "shout", TODAY, "Ada")
    assert (folder / "line.toml").read_text(encoding="utf-8") == "[[helplines"


def test_a_check_is_due_again_after_90_days(folder: Path) -> None:
    write(folder, "shout", TODAY, "Ada")
    line = load_line(str(folder))
    assert "shout" not in [one.id for one in due(line, TODAY + timedelta(90))]
    assert "shout" in [one.id for one in due(line, TODAY + timedelta(91))]


def test_every_helpline_has_its_day_in_the_calendar(folder: Path) -> None:
    write(folder, "shout", TODAY - timedelta(10), "Ada")
    write(folder, "mind", TODAY - timedelta(200), "Ada")
    line = load_line(str(folder))
    events = Calendar.from_ical(calendar(line, NOW)).walk("VEVENT")
    days = {str(event["uid"]).partition("@")[0]: event["dtstart"].dt for event in events}
    assert days == dict.fromkeys(line.helplines, TODAY) | {"shout": TODAY + timedelta(80)}
    assert all(line.helplines[name].spoken in str(event["summary"]) for name, event in zip(days, events, strict=True))


def test_the_command_writes_the_calendar(folder: Path, tmp_path: Path) -> None:
    done = verify(folder, "", "--calendar", str(tmp_path / "checks.ics"))
    assert (done.exit_code, done.output) == (0, "")
    assert len(Calendar.from_ical((tmp_path / "checks.ics").read_bytes()).walk("VEVENT")) == 5


def test_nobody_is_asked_about_a_transfer_where_there_is_none(folder: Path) -> None:
    line = load_line(str(folder))
    asked = {one.id: [question.text for question in questions(line, one)] for one in line.helplines.values()}
    assert [name for name, texts in asked.items() if "put through" in texts[-1]] == ["samaritans", "mind", "dystonia"]
    assert "Ask. Is it so that no hours can be told?" in asked["dystonia"][2]
