"""What every room is given: the line, where the caller is, and the time."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.content import Line
from ivr.content.words import Words
from ivr.dialogue.moments import Watch
from ivr.dialogue.needs import Needs
from ivr.dialogue.place import Kind, Place, Spot


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a call."""

    line: Line
    place: Place
    watch: Watch
    """Helplines' hours depend on it, and what a key means that comes very soon."""
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

    def sooner(self, seconds: float) -> bool:
        """Whether the line began this turn less than `seconds` ago; False where nobody knows."""
        return self.place.since is not None and self.watch.sooner(seconds)

    def later(self, seconds: float) -> bool:
        """Whether the line began this turn `seconds` ago or more; False where nobody knows."""
        return self.place.since is not None and self.watch.later(seconds)

    def beyond(self, seconds: float) -> int | None:
        """How many whole seconds more than `seconds` ago it began, at least 0; None where nobody knows."""
        return None if self.place.since is None else self.watch.beyond(seconds)

    @property
    def main(self) -> Spot:
        """The first menu."""
        return Spot(Kind.MENU, self.line.facts.main)

    def at(self, place: Place) -> Turn:
        """The same moment in another place."""
        return Turn(self.line, place, self.watch, self.again)

    def needing(self, **changes: object) -> Turn:
        """The same turn for a caller whose needs have changed."""
        return self.at(self.place.with_needs(replace(self.needs, **changes)))  # type: ignore[arg-type]
