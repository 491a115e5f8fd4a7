"""What every room is given: the line, where the caller is, and the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ivr.content import Line
from ivr.content.words import Words
from ivr.dialogue.place import Place, Spot


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a call."""

    line: Line
    place: Place
    now: datetime
    """Aware; only helplines' hours depend on it."""

    @property
    def words(self) -> Words:
        """Every prompt of the line but its topics."""
        return self.line.words

    @property
    def spot(self) -> Spot:
        """Where the caller is, without what is remembered there."""
        return self.place.spot

    def at(self, place: Place) -> Turn:
        """The same moment in another place."""
        return Turn(self.line, place, self.now)
