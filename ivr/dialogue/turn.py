"""What every room is given: the line, where the caller is, and the time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ivr.content import Line
from ivr.content.words import Words
from ivr.dialogue.moments import elapsed
from ivr.dialogue.needs import Needs
from ivr.dialogue.place import Kind, Place, Spot


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a call."""

    line: Line
    place: Place
    now: datetime
    """Aware; helplines' hours and the time within a turn depend on it."""
    again: bool = False
    """Whether the caller had just heard the same once more, because of a sound."""

    @property
    def words(self) -> Words:
        """Every prompt of the line but its topics."""
        return self.line.words

    @property
    def spot(self) -> Spot:
        """Where the caller is, without what is remembered there."""
        return self.place.spot

    @property
    def needs(self) -> Needs:
        """What this caller needs."""
        return self.place.needs

    @property
    def elapsed(self) -> float | None:
        """Seconds since the line began this turn; None where nobody knows."""
        return elapsed(self.place, self.now)

    @property
    def main(self) -> Spot:
        """The first menu."""
        return Spot(Kind.MENU, self.line.facts.main)

    def at(self, place: Place) -> Turn:
        """The same moment in another place."""
        return Turn(self.line, place, self.now, self.again)

    def needing(self, **changes: object) -> Turn:
        """The same turn for a caller whose needs have changed."""
        return self.at(self.place.with_needs(replace(self.needs, **changes)))  # type: ignore[arg-type]
