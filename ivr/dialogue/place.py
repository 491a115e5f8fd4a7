"""Where a caller is, and what goes along from place to place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ivr.dialogue.needs import USUAL, Needs

MOST_COUNT = 99
"""No count in a place grows beyond this, so that an address stays short whatever is sent."""

LONGEST_PART = 600
"""Seconds; no part of a topic is as long, and no address holds more."""


class Kind(StrEnum):
    """The kinds of place; each has its own module of what is said there."""

    GREETING = "greeting"
    BROKEN_OFF = "broken-off"
    RESTING = "resting"
    MENU = "menu"
    TOPIC = "topic"
    PAUSE = "pause"
    END = "end"
    NEXT = "next"
    RECITAL = "recital"
    HELPLINES = "helplines"
    OFFER = "offer"
    CLOSED = "closed"
    PEN = "pen"
    NUMBER = "number"
    TRANSFER = "transfer"
    MISSED = "missed"
    CONFIRM = "confirm"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Spot:
    """One spot of the line: a menu, a part of a topic, a helpline's offer, and so on."""

    kind: Kind
    name: str = ""
    """The id of its menu, topic or helpline."""
    part: int = 0
    """Of a topic, from 1, and 0 for what comes before its parts; of a transfer, which of the helpline's numbers is
    tried, from 0; of a menu, how many choices were skipped."""
    second: int = 0
    """How far into that part of the topic the caller has heard it, in seconds."""

    def __str__(self) -> str:
        named = f"{self.kind}/{self.name}" if self.name else str(self.kind)
        return f"{named}/{self.part}/{self.second}" if self.second else f"{named}/{self.part}" if self.part else named


@dataclass(frozen=True, slots=True)
class Place:
    """A spot, and what must be remembered there."""

    spot: Spot
    count: int = 0
    """Turns in a row here without a choice; in a pause, its minutes; where choices come one at a time, which one."""
    trail: tuple[Spot, ...] = ()
    """Where back leads from here, nearest first; empty where the tree itself says it."""
    told: bool = False
    """Whether the keys of a topic were said in this call."""
    left: Spot | None = None
    """The part of a topic that the caller last left with a key: choosing the topic again leads there."""
    needs: Needs = USUAL
    key: str = ""
    """The key that led here; empty if none did."""
    since: int | None = None
    """When the line began this turn, as `moments.moment` tells time."""
    lead: int = 0
    """Tenths of a second that are said before a topic's part, a menu's choices, a single one, or an offer's silence."""

    def at(self, spot: Spot, trail: tuple[Spot, ...] = ()) -> Place:
        """Another place in the same call."""
        return Place(spot, 0, trail, self.told, self.left, self.needs)

    def counted(self, count: int) -> Place:
        """The same place after so many turns without a choice."""
        return Place(self.spot, min(count, MOST_COUNT), self.trail, self.told, self.left, self.needs)

    def back(self) -> Place:
        """The place that back leads to along the trail, which must not be empty."""
        return self.at(self.trail[0], self.trail[1:])

    def knowing(self, spot: Spot) -> Place:
        """Another spot in the same turn, once the keys of a topic are said."""
        return Place(spot, self.count, self.trail, True, self.left, self.needs, self.key, self.since, self.lead)

    def stamped(self, since: int) -> Place:
        """The same place, in a turn that began at `since`."""
        return Place(self.spot, self.count, self.trail, self.told, self.left, self.needs, self.key, since, self.lead)

    def with_needs(self, needs: Needs) -> Place:
        """The same place for a caller with these needs."""
        return Place(self.spot, self.count, self.trail, self.told, self.left, needs, self.key, self.since, self.lead)


START = Place(Spot(Kind.GREETING))
