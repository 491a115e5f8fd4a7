"""Talking to someone: who it is and what it costs, within seconds; and a helpline's number, to be written down."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Helpline, Prompt
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import WAIT, short_repeat
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply, Transfer
from ivr.dialogue.turn import Turn

CRISIS_WAIT = 1
"""Seconds of silence after the crisis helpline's offer: the transfer begins within 5 s of the key, words included."""

OFFER_WAIT = 3
"""Seconds of silence after any other offer."""

PEN_WAIT = 60
"""Seconds to find a pen in, if no key says that it is found."""

OF_A_HELPLINE = {Kind.OFFER, Kind.CLOSED, Kind.PEN, Kind.NUMBER, Kind.TRANSFER, Kind.MISSED, Kind.LEAVING}
"""Places that nobody comes back to: the place left before them counts."""


def someone(turn: Turn) -> Reply | Go:
    """What 0 does, everywhere: the crisis helpline's offer, or at that offer the transfer itself."""
    crisis = Spot(Kind.OFFER, turn.line.facts.crisis)
    if turn.spot == crisis:
        return connect(turn, (turn.words.helplines[crisis.name].at_once,))
    return Go(turn.place.at(crisis, _trail(turn.place)))


def _trail(place: Place) -> tuple[Spot, ...]:
    """Where the caller comes back to from a helpline."""
    match place.spot.kind:
        case kind if kind in OF_A_HELPLINE:
            return place.trail
        case Kind.PAUSE:
            return (replace(place.spot, kind=Kind.TOPIC),)
        case _:
            return (place.spot, *place.trail)


def connect(turn: Turn, said: tuple[Prompt, ...]) -> Reply | Go:
    """The transfer, after its last words, to the number that the place names; out of hours, its hours instead."""
    helpline = _helpline(turn)
    if not helpline.may_answer(turn.now):
        return Go(turn.place.at(replace(turn.spot, kind=Kind.OFFER, part=0), turn.place.trail))
    afterwards = turn.place.at(replace(turn.spot, kind=Kind.TRANSFER), turn.place.trail)
    return Reply(said, Transfer(helpline.dials[turn.spot.part], afterwards))


def enter_offer(turn: Turn) -> Reply:
    """Who would answer and what it costs, then the transfer in silence; a number alone where none is possible."""
    helpline, about = _helpline(turn), turn.words.helplines[turn.spot.name]
    if helpline.id == turn.line.facts.crisis:
        return Reply((), Ask((about.offer,), CRISIS_WAIT, turn.place))
    if not helpline.dials:
        return enter_pen(_as(turn, Kind.PEN)).after(about.name)
    if not helpline.may_answer(turn.now):
        return enter_closed(_as(turn, Kind.CLOSED)).after(about.name)
    words = turn.words.helpline
    caveat = (words.unchecked_hours,) if helpline.hours == "unknown" else ()
    prompts = (words.as_before, about.about, *caveat, words.stay, words.number_instead, turn.words.choices.back)
    return Reply((about.name,), Ask(prompts, OFFER_WAIT, turn.place))


def answer_offer(turn: Turn, event: Event) -> Reply | Go:
    """Silence connects; back returns; 1 leads to the other helplines, or to this one's number."""
    match event:
        case Key("*"):
            return Go(place_left(turn), (turn.words.choices.gone_back,))
        case Key("1") if turn.spot.name == turn.line.facts.crisis:
            return to_helplines(turn)
        case Key("1"):
            return _pen(turn)
        case Key():
            return enter_offer(turn).told_first(turn.words.choices.not_a_choice)
    # To the crisis helpline, every second counts: its offer was the last word.
    crisis = turn.spot.name == turn.line.facts.crisis
    return connect(turn, () if crisis else (turn.words.helpline.connecting,))


def to_helplines(turn: Turn) -> Go:
    """The list of the other helplines; back from it leads to the place left."""
    trail = tuple(spot for spot in turn.place.trail if spot.kind is not Kind.HELPLINES)
    return Go(turn.place.at(Spot(Kind.HELPLINES), trail))


def place_left(turn: Turn) -> Place:
    """Where the caller was before a helpline came up."""
    main = Spot(Kind.MENU, turn.line.facts.main)
    return turn.place.back() if turn.place.trail else turn.place.at(main)


def enter_closed(turn: Turn) -> Reply:
    """A helpline outside its hours: when it is open, and somebody who is there now."""
    hours = turn.words.helplines[turn.spot.name].hours
    return Reply((), Ask((turn.words.helpline.closed, hours, *_closed_choices(turn)), WAIT, turn.place))


def answer_closed(turn: Turn, event: Event) -> Reply | Go:
    """1 is the crisis helpline, 2 this one's number; silence leads back in the end."""
    match event:
        case Key("*"):
            return Go(place_left(turn), (turn.words.choices.gone_back,))
        case Key("1"):
            return someone(turn)
        case Key("2"):
            return _pen(turn)
    return short_repeat(turn, event, _closed_choices(turn)) or where_they_were(turn)


def enter_pen(turn: Turn) -> Reply:
    """What the helpline is and is not, then time to find a pen before the number: NHS service manual; W3C COGA."""
    about = turn.words.helplines[turn.spot.name]
    return Reply((), Ask((about.about, about.cost, turn.words.helpline.pen), PEN_WAIT, turn.place))


def answer_pen(turn: Turn, event: Event) -> Reply | Go:
    """Any key but back brings the number, and so does a minute's silence."""
    if event == Key("*"):
        return Go(place_left(turn), (turn.words.choices.gone_back,))
    return Go(_as(turn, Kind.NUMBER).place)


def enter_number(turn: Turn) -> Reply:
    """The number twice, in groups."""
    return Reply((), Ask((*turn.line.number_twice(turn.spot.name), *_number_choices(turn)), WAIT, turn.place))


def answer_number(turn: Turn, event: Event) -> Reply | Go:
    """1 says it again; silence leads back in the end."""
    match event:
        case Key("*"):
            return Go(place_left(turn), (turn.words.choices.gone_back,))
        case Key("1"):
            return Go(turn.place.counted(0), (turn.words.topic.again,))
    return short_repeat(turn, event, _number_choices(turn)) or where_they_were(turn)


def where_they_were(turn: Turn) -> Go:
    """Back to the place left, because nothing was pressed."""
    return Go(place_left(turn), told=(turn.words.helpline.where_you_were,))


def _pen(turn: Turn) -> Go:
    return Go(_as(turn, Kind.PEN).place, (turn.words.helplines[turn.spot.name].name,))


def _helpline(turn: Turn) -> Helpline:
    return turn.line.helplines[turn.spot.name]


def _as(turn: Turn, kind: Kind) -> Turn:
    """The same helpline in another kind of place."""
    return turn.at(turn.place.at(replace(turn.spot, kind=kind, part=0), turn.place.trail))


def _closed_choices(turn: Turn) -> tuple[Prompt, ...]:
    words = turn.words.helpline
    return (words.crisis_instead, words.closed_number, turn.words.choices.back)


def _number_choices(turn: Turn) -> tuple[Prompt, ...]:
    return (*person_first(turn), turn.words.helpline.number_again, turn.words.choices.back)


def person_first(turn: Turn) -> tuple[Prompt, ...]:
    """That 0 reaches a person, where the helpline at hand is not that person anyway."""
    return () if turn.spot.name == turn.line.facts.crisis else (turn.words.choices.person,)
