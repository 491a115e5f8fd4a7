"""A place as it travels in the address of the next request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl

from ivr.content import Line
from ivr.dialogue.moments import DAY
from ivr.dialogue.needs import USUAL, Needs, Pace, Time, Way
from ivr.dialogue.place import LONGEST_PART, MOST_COUNT, Kind, Place, Spot

DEEPEST_TRAIL = 6
LONGEST_LEAD = 999

PLACES_KEPT = 4096
"""Under 1 kB each."""

SINCE = re.compile(rb"(?:^|(?<=&))since=([0-9]{1,8})(?:&|$)")

NUMBER = re.compile("[0-9]{1,4}")

KINDS = frozenset(kind.value for kind in Kind)
NAMES = {"*": "star", "#": "hash"}
KEYS = {**{name: key for key, name in NAMES.items()}, **{key: key for key in "0123456789"}}

WAYS = {way.value: way for way in Way}
PACES = {pace.value: pace for pace in Pace}
TIMES = {time.value: time for time in Time}
NEEDED = frozenset(Needs.__dataclass_fields__)
"""The fields of a query that tell of needs."""


def address(place: Place) -> str:
    """The place as a path with its query, to be put below the address of the calls.

    Ids and numbers alone are written, in characters that need no quoting: RFC 3986, section 3.4.
    """
    query = ""
    if place.count:
        query += f"&count={place.count}"
    if place.trail:
        query += f"&trail={'~'.join(map(str, place.trail))}"
    if place.told:
        query += "&told=yes"
    if place.left:
        query += f"&left={place.left}"
    if place.needs != USUAL:
        query += _needed(place.needs)
    if place.lead:
        query += f"&lead={place.lead}"
    if place.key:
        query += f"&key={NAMES.get(place.key, place.key)}"
    if place.since is not None:
        query += f"&since={place.since}"
    return f"{place.spot}?{query[1:]}" if query else str(place.spot)


def _needed(needs: Needs) -> str:
    """What a query says of needs; what is usual is left out."""
    return "".join((
        f"&way={needs.way}" if needs.way is not USUAL.way else "",
        f"&pace={needs.pace}" if needs.pace is not USUAL.pace else "",
        f"&time={needs.time}" if needs.time is not USUAL.time else "",
        f"&slips={needs.slips}" if needs.slips else "",
        f"&hurried={needs.hurried}" if needs.hurried else "",
        f"&sounds={needs.sounds}" if needs.sounds else "",
        "&resting=yes" if needs.resting else "",
    ))  # fmt: skip


def read_address(path: str, query: bytes, line: Line) -> Place:
    """The place that a path and its raw query mean, or the nearest that this line has: never an error.

    An address may come from before a change of content, or from nobody at all.
    """
    since = SINCE.search(query)
    if since is None:
        return _place(path, query, line)
    # Many callers come by the same place, and each at a moment of their own.
    place, moment = _place(path, query[: since.start()] + query[since.end() :], line), int(since[1])
    return place.stamped(moment) if moment < DAY else place


@lru_cache(PLACES_KEPT)
def _place(path: str, query: bytes, line: Line) -> Place:
    """The place without its moment."""
    fields = _fields(query.decode("latin-1"))
    given = fields.get
    left = _nearest(fields["left"], line) if "left" in fields else None
    return Place(
        spot=_nearest(path, line),
        count=_number(given("count", "")),
        trail=tuple(_nearest(spot, line) for spot in given("trail", "").split("~")[:DEEPEST_TRAIL] if spot),
        told=given("told") == "yes",
        left=left if left and left.kind is Kind.TOPIC else None,
        needs=USUAL if NEEDED.isdisjoint(fields) else _needs(fields),
        key=KEYS.get(given("key", ""), ""),
        lead=_number(given("lead", ""), LONGEST_LEAD),
    )


def _fields(query: str) -> dict[str, str]:
    """The fields that have a value. Addresses of the line's own hold nothing that is quoted, and are read at once."""
    if "%" in query or "+" in query:
        return dict(parse_qsl(query))
    return {name: value for name, _, value in (field.partition("=") for field in query.split("&")) if value}


def _needs(fields: Mapping[str, str]) -> Needs:
    given = fields.get
    return Needs(
        way=WAYS.get(given("way", ""), USUAL.way),
        pace=PACES.get(given("pace", ""), USUAL.pace),
        time=TIMES.get(given("time", ""), USUAL.time),
        slips=_number(given("slips", "")),
        hurried=_number(given("hurried", "")),
        sounds=_number(given("sounds", "")),
        resting=given("resting") == "yes",
    )


@lru_cache(PLACES_KEPT)
def _nearest(text: str, line: Line) -> Spot:
    kind, name, part, second = (*text.split("/"), "", "", "", "")[:4]
    if kind not in KINDS:
        return Spot(Kind.MENU, line.facts.main)
    return _existing(Spot(Kind(kind), name, _number(part), _number(second, LONGEST_PART)), line)


def _existing(spot: Spot, line: Line) -> Spot:
    match spot.kind:
        case Kind.GREETING | Kind.BROKEN_OFF | Kind.RESTING | Kind.LEAVING | Kind.CONFIRM:
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
    return Spot(Kind.MENU, spot.name, min(spot.part, len(line.menus[spot.name].choices) - 1))


def _topic(spot: Spot, line: Line) -> Spot:
    if spot.name not in line.topics:
        return Spot(Kind.MENU, line.facts.main)
    if spot.kind in (Kind.END, Kind.NEXT):
        return Spot(spot.kind, spot.name)
    parts = len(line.topics[spot.name].parts)
    if spot.part > parts:
        return replace(spot, part=parts, second=0)
    least = 1 if spot.kind is Kind.PAUSE else 0
    part = max(spot.part, least)
    return replace(spot, part=part, second=spot.second if part else 0)


def _helpline(spot: Spot, line: Line) -> Spot:
    if spot.name not in line.helplines:
        return Spot(Kind.HELPLINES)
    if spot.kind is Kind.CLOSED and isinstance(line.helplines[spot.name].hours, str):
        return Spot(Kind.OFFER, spot.name)
    last = max(len(line.helplines[spot.name].dials) - 1, 0)
    return Spot(spot.kind, spot.name, min(spot.part, last) if spot.kind is Kind.TRANSFER else 0)


def _number(text: str, most: int = MOST_COUNT) -> int:
    return min(int(text), most) if text and NUMBER.fullmatch(text) else 0
