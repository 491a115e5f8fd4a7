"""What words mean where they were said: a command does what its key does, a name leads there."""

from __future__ import annotations

from ivr.content import Prompt
from ivr.dialogue.event import Event, Key, Silence, Spoke
from ivr.dialogue.number import place_left, to_pen
from ivr.dialogue.offer import trail_from
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.topic import here
from ivr.dialogue.turn import Turn

CONFIRM_WAIT = 5
"""Seconds to say yes in, or to press any key."""

ANY_KEY = Key("5")

MENU = "menu"
"""The one command that no key does."""

ALMOST_ANYWHERE = frozenset(Kind) - {Kind.GREETING, Kind.LEAVING, Kind.TRANSFER, Kind.CONFIRM}

COMMANDS: dict[str, dict[Kind, Event]] = {
    "yes": {
        Kind.OFFER: Silence(),
        Kind.BROKEN_OFF: Key("1"),
        Kind.LEAVING: ANY_KEY,
        Kind.PEN: ANY_KEY,
        Kind.CONFIRM: ANY_KEY,
        Kind.NEXT: Key("2"),
    },
    "stop": {Kind.TOPIC: Key("2"), Kind.RECITAL: ANY_KEY, Kind.OFFER: Key("*"), Kind.CONFIRM: Silence()},
    "next": {Kind.TOPIC: Key("#"), Kind.PAUSE: Key("#"), Kind.END: Key("2"), Kind.NEXT: Key("2")},
    "back": {**dict.fromkeys(ALMOST_ANYWHERE, Key("*")), Kind.CONFIRM: Silence()},
    "carry_on": {Kind.PAUSE: Key("2"), Kind.BROKEN_OFF: Key("1"), Kind.NEXT: Key("2"), Kind.LEAVING: ANY_KEY},
    "number": {Kind.CLOSED: Key("2"), Kind.MISSED: Key("4"), Kind.NUMBER: Key("1")},
    "again": dict.fromkeys((Kind.TOPIC, Kind.PAUSE, Kind.END, Kind.NUMBER), Key("1")),
}
"""What each command does, by the kind of place; elsewhere it changes nothing."""


def meant(turn: Turn, event: Spoke) -> Event | Go | None:
    """What the words amount to here: a key, a silence, another place; None where they change nothing."""
    first, *others = event.meanings
    if others and not {first, others[0]} & {*COMMANDS, MENU}:
        origin = turn.place.trail[2:] if turn.spot.kind is Kind.CONFIRM else (here(turn), *turn.place.trail)
        spots = (*(_spot(meaning) for meaning in event.meanings), *origin)
        return Go(turn.place.at(Spot(Kind.CONFIRM), spots))
    if first == MENU:
        return Go(turn.place.at(turn.main))
    if first == "number" and turn.spot.kind is Kind.OFFER:  # where any key goes back, no key means it
        return to_pen(turn)
    if first == "back" and turn.spot.kind is Kind.PEN:
        return Go(place_left(turn), (turn.words.choices.gone_back,))
    if first in COMMANDS:
        return COMMANDS[first].get(turn.spot.kind)
    return _to(turn, _spot(first))


def _spot(meaning: str) -> Spot:
    kind, _, name = meaning.partition("/")
    return Spot(Kind(kind), name)


def _to(turn: Turn, spot: Spot) -> Go:
    """On to what was named, which is said back; from a helpline, back leads to the place left."""
    if spot.kind is Kind.TOPIC:
        return Go(turn.place.at(spot))
    if spot.kind not in (Kind.OFFER, Kind.HELPLINES):
        return Go(turn.place.at(spot))
    trail = trail_from(turn.place, here(turn))
    return Go(turn.place.at(spot, tuple(back for back in trail if back.kind is not Kind.HELPLINES)))


def enter(turn: Turn) -> Reply:
    """Which of two things that sound alike was meant, one at a time; along the trail both, then where it was said."""
    if len(turn.place.trail) < 3:
        return Reply((), Ask((turn.words.speech.confirm,), CONFIRM_WAIT, turn.place, speech=True))
    words, spot = turn.words.speech, turn.place.trail[min(turn.place.count, 1)]
    return Reply((), Ask((words.did_you_mean, _name(turn, spot), words.confirm), CONFIRM_WAIT, turn.place, speech=True))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """Any key means yes; silence asks for the other thing, and then goes on where the words were said."""
    if len(turn.place.trail) < 3:
        return Go(turn.place.at(turn.main))
    origin: Place = turn.place.at(turn.place.trail[2], turn.place.trail[3:])
    if isinstance(event, Key) and event.key != "*":
        return _to(turn.at(origin), turn.place.trail[min(turn.place.count, 1)])
    if isinstance(event, Key) or turn.place.count:
        return Go(origin)
    return enter(turn.at(turn.place.counted(1)))


def _name(turn: Turn, spot: Spot) -> Prompt:
    """What a spot is called; of one that has no name of its own, whatever an address says, the first menu's."""
    match spot.kind:
        case Kind.TOPIC | Kind.PAUSE | Kind.END | Kind.NEXT:
            return turn.line.topics[spot.name].title
        case Kind.HELPLINES:
            return turn.line.other_helplines.title
        case Kind.MENU:
            return turn.words.menus[spot.name]
        case _ if spot.name in turn.words.helplines:
            return turn.words.helplines[spot.name].name
        case _:
            return turn.words.menus[turn.line.facts.main]
