"""What the tests of the dialogue share: a call played by the second."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from ivr.content import Line
from ivr.dialogue.address import address, read_address
from ivr.dialogue.event import Event, Key, Silence, Spoke
from ivr.dialogue.needs import Needs, Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Farewell, Reply
from ivr.dialogue.step import step

WEEKDAY = datetime(2026, 11, 18, 11, tzinfo=UTC)
MAIN = Place(Spot(Kind.MENU, "main"))
FEELINGS = Spot(Kind.MENU, "feelings")

Move = tuple[float, str | Event]
"""So many seconds into a turn, a key; "-" is silence, "?" a sound nobody recognises, a longer word a meaning."""


def at(kind: Kind, name: str = "", part: int = 0, second: int = 0, **rest: object) -> Place:
    return replace(Place(Spot(kind, name, part, second)), **rest)


def answering(way: Way, place: Place = MAIN, **needs: object) -> Place:
    return place.with_needs(Needs(way, **needs))


def happened(what: str | Event) -> Event:
    if not isinstance(what, str):
        return what
    if what in "-?":
        return Silence() if what == "-" else Spoke(())
    return Key(what) if len(what) == 1 else Spoke((what,))


def call(line: Line, place: Place, *moves: Move) -> Reply:
    """The reply to the last of several moves, each place going through its address on the way."""
    now = WEEKDAY
    for after, what in moves:
        now += timedelta(seconds=after)
        reply = step(line, place, happened(what), now)
        if not isinstance(reply.then, Farewell):
            place = there_and_back(line, reply.then.place)
    return reply


def there_and_back(line: Line, place: Place) -> Place:
    """The place as the next request brings it."""
    parts = urlsplit(address(place))
    return read_address(parts.path, parts.query.encode(), line)


def slowly(keys: str) -> list[Move]:
    """Keys and silences that nobody hurries with."""
    return [(9, key) for key in keys]


def where(reply: Reply) -> str:
    assert not isinstance(reply.then, Farewell)
    return str(reply.then.place.spot)
