"""A helpline's number, to be written down; and its hours, while it is closed."""

from __future__ import annotations

from ivr.content import Prompt
from ivr.dialogue.choosing import Choices, ask, hears_words, keyed
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import missed, slipped
from ivr.dialogue.needs import OFTEN
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn

PEN_WAIT = 60
"""Seconds to find a pen in, if no key says that it is found."""


def place_left(turn: Turn) -> Place:
    """Where the caller was before a helpline came up."""
    return turn.place.back() if turn.place.trail else turn.place.at(turn.main)


def where_they_were(turn: Turn) -> Go:
    """Back to the place left, because nothing was pressed."""
    return Go(place_left(turn), told=(turn.words.helpline.where_you_were,))


def to_helplines(turn: Turn) -> Go:
    """The list of the other helplines; back from it leads to the place left."""
    trail = tuple(spot for spot in turn.place.trail if spot.kind is not Kind.HELPLINES)
    return Go(turn.place.at(Spot(Kind.HELPLINES), trail))


def to_pen(turn: Turn) -> Go:
    """On to the number, by way of a pen."""
    return Go(of_kind(turn, Kind.PEN).place, (turn.words.helplines[turn.spot.name].name,))


def of_kind(turn: Turn, kind: Kind) -> Turn:
    """The same helpline in another kind of place."""
    return turn.at(turn.place.at(Spot(kind, turn.spot.name), turn.place.trail))


def person_too(turn: Turn) -> bool:
    """Whether to say that 0 reaches a person: not where the helpline at hand is that person anyway."""
    return turn.spot.name != turn.line.facts.crisis


def enter_closed(turn: Turn) -> Reply:
    """A helpline outside its hours: when it is open, and somebody who is there now."""
    hours = turn.words.helplines[turn.spot.name].hours
    return ask(turn, closed_choices(turn), turn.words.helpline.closed, hours)


def closed_choices(turn: Turn) -> Choices:
    """What there is to choose where a helpline is closed."""
    words = turn.words.helpline
    return keyed(turn, ("1", words.crisis_instead), ("2", words.number), ("*", turn.words.choices.back), person=False)


def answer_closed(turn: Turn, event: Event) -> Reply | Go:
    """1 is the crisis helpline, 2 this one's number; silence leads back in the end."""
    match event:
        case Key("*"):
            return Go(place_left(turn), (turn.words.choices.gone_back,))
        case Key("1"):
            return Go(turn.place.at(Spot(Kind.OFFER, turn.line.facts.crisis), turn.place.trail))
        case Key("2"):
            return to_pen(turn)
    return missed(turn, event, closed_choices(turn))


def enter_pen(turn: Turn) -> Reply:
    """What the helpline is and is not, then time to find a pen before the number: NHS service manual; W3C COGA."""
    about = turn.words.helplines[turn.spot.name]
    prompts = (about.about, about.cost, turn.words.helpline.pen)
    return Reply((), Ask(prompts, PEN_WAIT, turn.place, speech=hears_words(turn)))


def answer_pen(turn: Turn, event: Event) -> Reply | Go:
    """Any key but back brings the number, and so does a minute's silence."""
    if event == Key("*") and not turn.needs.one_by_one:
        return Go(place_left(turn), (turn.words.choices.gone_back,))
    return Go(of_kind(turn, Kind.NUMBER).place)


def enter_number(turn: Turn) -> Reply:
    """The number twice, in groups."""
    return ask(turn, number_choices(turn), *said_twice(turn))


def said_twice(turn: Turn) -> tuple[Prompt, ...]:
    """How the number is reached, and the number two times over."""
    return turn.line.number_twice(turn.spot.name)


def number_choices(turn: Turn) -> Choices:
    """What there is to choose after a number."""
    again = ("1", turn.words.helpline.number_again)
    return keyed(turn, again, ("*", turn.words.choices.back), person=person_too(turn))


def answer_number(turn: Turn, event: Event) -> Reply | Go:
    """1 says it again; silence leads back in the end."""
    match event:
        case Key("*"):
            return Go(place_left(turn), (turn.words.choices.gone_back,))
        case Key("1"):
            return Go(turn.place.counted(0), (turn.words.topic.again,))
        case Key() if turn.needs.slips >= OFTEN:
            return Go(slipped(turn).place.counted(0))
    return missed(turn, event, number_choices(turn))
