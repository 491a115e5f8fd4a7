"""Helplines verified by a person: what to ask each, who did so and when, and a calendar of what comes due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import tomlkit
from icalendar import Calendar, Event
from tomlkit.exceptions import TOMLKitError

from ivr.check import CHECK_HOLDS, unverified
from ivr.content import Helpline, Line
from ivr.errors import ContentError, Problem

FILE = "line.toml"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person finds out by phoning; yes is as it should be."""

    text: str
    remedy: str
    """What to change if it is not so."""


def due(line: Line, today: date) -> list[Helpline]:
    """The helplines that nobody has verified in the last 90 days."""
    return [helpline for helpline in line.helplines.values() if unverified(helpline, today)]


def questions(line: Line, helpline: Helpline) -> Iterator[Question]:
    """What to find out about a helpline, in the words that callers hear of it."""
    words = line.words.helplines[helpline.id]
    where = f"[helplines.{helpline.id}] of words.toml"
    yield Question(
        f"Callers hear: “{words.reach} {helpline.spoken}”. Do that now. Was it them?",
        f"`spoken` and `dials` in {FILE}, `reach` in {where}",
    )
    yield Question(f"“{words.about}” Is that right?", f"`about` in {where}")
    if helpline.hours == "unknown":
        text = "This line does not know when they answer. Ask. Is it so that no hours can be told?"
    elif words.hours:
        text = f"“{words.hours}” Is that right, bank holidays too?"
    else:
        text = "This line takes them to answer day and night, on every day. Is that right?"
    yield Question(text, f"`hours` and `holidays` in {FILE}, `hours` in {where}")
    yield Question(f"“{words.cost}” Is that right?", f"`cost` in {FILE} and in {where}")
    if helpline.dials:
        numbers = " or ".join(helpline.dials)
        text = f"Ask: callers may be put through to them from this line, which dials {numbers}. May they?"
        yield Question(text, f"take the numbers out of `dials` in {FILE}: callers then hear the number only")


def write(folder: Path, helpline: str, day: date, by: str) -> None:
    """Fill in `checked` and `checked_by` of a helpline in a line's folder; all else in the file stays as it is.

    Raises ContentError if the file cannot be changed; it is then whole, as it was.
    """
    path = folder / FILE
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
        for entry in document["helplines"]:
            if entry["id"] == helpline:
                entry["checked"] = day
                entry["checked_by"] = by
        with NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=f".{FILE}.", delete=False) as new:
            new.write(tomlkit.dumps(document))
        Path(new.name).chmod(path.stat().st_mode)
        Path(new.name).replace(path)
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise ContentError([Problem(FILE, f"helplines.{helpline}", f"cannot be filled in: {error}")]) from error


def calendar(line: Line, now: datetime) -> bytes:
    """A calendar (RFC 5545) with a day for each helpline on which its check comes due; today for what is due by now."""
    made = Calendar()
    made.add("prodid", "-//Steadyline//helplines to verify//EN")
    made.add("version", "2.0")
    for helpline in line.helplines.values():
        words = line.words.helplines[helpline.id]
        checked = helpline.checked if helpline.checked_by else None
        event = Event()
        event.add("uid", f"{helpline.id}@{line.id}.steadyline")
        event.add("dtstamp", now)
        event.add("dtstart", max(now.date(), checked + CHECK_HOLDS) if checked else now.date())
        event.add("summary", f"{line.facts.name}: verify {words.name.rstrip('.')}, {helpline.spoken}")
        event.add("description", "Run `ivr verify`, phone them, and deploy what it has filled in.")
        made.add_component(event)
    ical: bytes = made.to_ical()
    return ical
