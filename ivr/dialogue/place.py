"""Where a caller is, as it travels in the address of the next request."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from ivr.content import Line

MOST_COUNT = 99
"""No count in a place grows beyond this, so that an address stays short whatever is sent."""

DEEPEST_TRAIL = 4


class Kind(StrEnum):
    """The kinds of place; each has its own module of what is said there."""

    GREETING = "greeting"
    MENU = "menu"
    TOPIC = "topic"
    PAUSE = "pause"
    END = "end"
    NEXT = "next"
    HELPLINES = "helplines"
    OFFER = "offer"
    CLOSED = "closed"
    PEN = "pen"
    NUMBER = "number"
    TRANSFER = "transfer"
    MISSED = "missed"
    LEAVING = "leaving"


KINDS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Spot:
    """One spot of the line: a menu, a part of a topic, a helpline's offer, and so on."""

    kind: Kind
    name: str = ""
    """The id of its menu, topic or helpline."""
    part: int = 0
    """Of a topic, from 1, and 0 for what comes before its parts; of a transfer, which of the helpline's numbers is
    tried, from 0; of a menu, how many choices were skipped."""

    def __str__(self) -> str:
        return "/".join([self.kind, *([self.name] if self.name else []), *([str(self.part)] if self.part else [])])


@dataclass(frozen=True, slots=True)
class Place:
    """A spot, and what must be remembered there."""

    spot: Spot
    count: int = 0
    """Silences in a row here; in a pause, its minutes."""
    trail: tuple[Spot, ...] = ()
    """Where back leads from here, nearest first; empty where the tree itself says it."""
    told: bool = False
    """Whether the keys of a topic were said in this call."""
    left: Spot | None = None
    """The part of a topic that the caller last left with a key: choosing the topic again leads there."""

    def at(self, spot: Spot, trail: tuple[Spot, ...] = ()) -> Place:
        """Another place in the same call."""
        return Place(spot, 0, trail, self.told, self.left)

    def counted(self, count: int) -> Place:
        """The same place after so many turns without a choice."""
        return Place(self.spot, min(count, MOST_COUNT), self.trail, self.told, self.left)

    def back(self) -> Place:
        """The place that back leads to along the trail, which must not be empty."""
        return self.at(self.trail[0], self.trail[1:])


START = Place(Spot(Kind.GREETING))


def address(place: Place) -> str:
    """The place as a path with its query, to be put below the address of the calls."""
    query: dict[str, str] = {}
    if place.count:
        query["count"] = str(place.count)
    if place.trail:
        query["trail"] = "~".join(str(spot) for spot in place.trail)
    if place.told:
        query["told"] = "yes"
    if place.left:
        query["left"] = str(place.left)
    return f"{place.spot}?{urlencode(query, safe='/~')}" if query else str(place.spot)


def read_address(path: str, query: bytes, line: Line) -> Place:
    """The place that a path and its raw query mean, or the nearest that this line has: never an error.

    An address may come from before a change of content, or from nobody at all.
    """
    fields = dict(parse_qsl(query.decode("latin-1")))
    trail = fields.get("trail", "").split("~")[:DEEPEST_TRAIL]
    left = _nearest(fields["left"], line) if "left" in fields else None
    return Place(
        spot=_nearest(path, line),
        count=_number(fields.get("count", "")),
        trail=tuple(_nearest(spot, line) for spot in trail if spot),
        told=fields.get("told") == "yes",
        left=left if left and left.kind is Kind.TOPIC else None,
    )


@lru_cache(4096)
def _nearest(text: str, line: Line) -> Spot:
    kind, name, part = (*text.split("/"), "", "", "")[:3]
    if kind not in KINDS:
        return Spot(Kind.MENU, line.facts.main)
    return _existing(Spot(Kind(kind), name, _number(part)), line)


def _existing(spot: Spot, line: Line) -> Spot:
    match spot.kind:
        case Kind.GREETING | Kind.LEAVING:
            return Spot(spot.kind)
        case Kind.HELPLINES:
            skipped = _number(spot.name)  # it has no name of its own
            return Spot(spot.kind, part=min(skipped, len(line.other_helplines.choices) - 1))
        case Kind.MENU:
            return _menu(spot, line)
        case Kind.TOPIC | Kind.PAUSE | Kind.END | Kind.NEXT:
            return _topic(spot, line)
        case _:
            return _helpline(spot, line)


def _menu(spot: Spot, line: Line) -> Spot:
    if spot.name not in line.menus:
        return Spot(Kind.MENU, line.facts.main)
    return replace(spot, part=min(spot.part, len(line.menus[spot.name].choices) - 1))


def _topic(spot: Spot, line: Line) -> Spot:
    if spot.name not in line.topics:
        return Spot(Kind.MENU, line.facts.main)
    if spot.kind in (Kind.END, Kind.NEXT):
        return replace(spot, part=0)
    least = 1 if spot.kind is Kind.PAUSE else 0
    return replace(spot, part=min(max(spot.part, least), len(line.topics[spot.name].parts)))


def _helpline(spot: Spot, line: Line) -> Spot:
    if spot.name not in line.helplines:
        return Spot(Kind.HELPLINES)
    if spot.kind is Kind.CLOSED and isinstance(line.helplines[spot.name].hours, str):
        return Spot(Kind.OFFER, spot.name)
    last = max(len(line.helplines[spot.name].dials) - 1, 0)
    return replace(spot, part=min(spot.part, last) if spot.kind is Kind.TRANSFER else 0)


def _number(text: str) -> int:
    return min(int(text), MOST_COUNT) if re.fullmatch(r"[0-9]{1,4}", text) else 0
