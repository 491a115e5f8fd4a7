"""A place as it travels in the address of the next request."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from ivr.content import Line
from ivr.dialogue.moments import DAY
from ivr.dialogue.needs import USUAL, Needs, Pace, Time, Way
from ivr.dialogue.place import LONGEST_PART, MOST_COUNT, Kind, Place, Spot

DEEPEST_TRAIL = 6
LONGEST_LEAD = 999

KINDS = frozenset(kind.value for kind in Kind)
NAMES = {"*": "star", "#": "hash"}
KEYS = {**{name: key for key, name in NAMES.items()}, **{key: key for key in "0123456789"}}

Choice = TypeVar("Choice", bound=StrEnum)


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
    query |= _needs(place.needs)
    if place.lead:
        query["lead"] = str(place.lead)
    if place.key:
        query["key"] = NAMES.get(place.key, place.key)
    if place.since is not None:
        query["since"] = str(place.since)
    return f"{place.spot}?{urlencode(query, safe='/~')}" if query else str(place.spot)


def _needs(needs: Needs) -> dict[str, str]:
    fields = {
        "way": needs.way,
        "pace": needs.pace,
        "time": needs.time,
        "slips": str(needs.slips),
        "hurried": str(needs.hurried),
        "sounds": str(needs.sounds),
    }
    usual = {"way": USUAL.way, "pace": USUAL.pace, "time": USUAL.time, "slips": "0", "hurried": "0", "sounds": "0"}
    return {name: value for name, value in fields.items() if value != usual[name]}


def read_address(path: str, query: bytes, line: Line) -> Place:
    """The place that a path and its raw query mean, or the nearest that this line has: never an error.

    An address may come from before a change of content, or from nobody at all.
    """
    fields = dict(parse_qsl(query.decode("latin-1")))
    trail = fields.get("trail", "").split("~")[:DEEPEST_TRAIL]
    left = _nearest(fields["left"], line) if "left" in fields else None
    since = fields.get("since", "")
    return Place(
        spot=_nearest(path, line),
        count=_number(fields.get("count", "")),
        trail=tuple(_nearest(spot, line) for spot in trail if spot),
        told=fields.get("told") == "yes",
        left=left if left and left.kind is Kind.TOPIC else None,
        needs=Needs(
            way=_chosen(Way, fields.get("way", ""), USUAL.way),
            pace=_chosen(Pace, fields.get("pace", ""), USUAL.pace),
            time=_chosen(Time, fields.get("time", ""), USUAL.time),
            slips=_number(fields.get("slips", "")),
            hurried=_number(fields.get("hurried", "")),
            sounds=_number(fields.get("sounds", "")),
        ),
        key=KEYS.get(fields.get("key", ""), ""),
        since=int(since) if re.fullmatch(r"[0-9]{1,8}", since) and int(since) < DAY else None,
        lead=_number(fields.get("lead", ""), LONGEST_LEAD),
    )


def _chosen(choices: type[Choice], text: str, usual: Choice) -> Choice:
    return next((choice for choice in choices if choice == text), usual)


@lru_cache(4096)
def _nearest(text: str, line: Line) -> Spot:
    kind, name, part, second = (*text.split("/"), "", "", "", "")[:4]
    if kind not in KINDS:
        return Spot(Kind.MENU, line.facts.main)
    return _existing(Spot(Kind(kind), name, _number(part), _number(second, LONGEST_PART)), line)


def _existing(spot: Spot, line: Line) -> Spot:
    match spot.kind:
        case Kind.GREETING | Kind.BROKEN_OFF | Kind.LEAVING | Kind.CONFIRM:
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
    return min(int(text), most) if re.fullmatch(r"[0-9]{1,4}", text) else 0
