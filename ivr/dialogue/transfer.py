"""After a transfer: back to the place left; and where nobody answered, every other way to reach someone."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Prompt
from ivr.dialogue.event import Event, Key, Outcome, Transferred
from ivr.dialogue.helpline import connect, person_first, place_left, to_helplines, where_they_were
from ivr.dialogue.ladder import WAIT, short_repeat
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn


def enter(turn: Turn) -> Reply:
    """Nobody is sent back into a transfer: whoever arrives here without an outcome is told that it failed."""
    return _missed(turn, Outcome.FAILED)


def answer(turn: Turn, event: Event) -> Reply | Go:
    """A call that was answered leads back; a number that could not be reached leads to the next one."""
    outcome = event.outcome if isinstance(event, Transferred) else Outcome.FAILED
    if outcome is Outcome.COMPLETED:
        return Go(place_left(turn), told=(turn.words.helpline.welcome_back,))
    others = len(turn.line.helplines[turn.spot.name].dials) - turn.spot.part - 1
    if outcome is Outcome.FAILED and others > 0:
        return connect(turn.at(replace(turn.place, spot=replace(turn.spot, part=turn.spot.part + 1))), ())
    return _missed(turn, outcome)


def _missed(turn: Turn, outcome: Outcome) -> Reply:
    """What happened and that it was not the caller, the number twice, and every other way."""
    words = turn.words.helpline
    met = {Outcome.BUSY: words.busy, Outcome.NO_ANSWER: words.no_answer, Outcome.FAILED: words.failed}
    number = turn.line.number_twice(turn.spot.name)
    place = turn.place.at(Spot(Kind.MISSED, turn.spot.name), turn.place.trail)
    return Reply((), Ask((met[outcome], *number, *_ways(turn)), WAIT, place))


def enter_missed(turn: Turn) -> Reply:
    """The ways to reach someone, once more."""
    return Reply((), Ask(_ways(turn), WAIT, turn.place))


def answer_missed(turn: Turn, event: Event) -> Reply | Go:
    """Again, another helpline, a text line, the number with time for a pen, or back; silence leads back in the end."""
    match event:
        case Key("*"):
            return Go(place_left(turn), (turn.words.choices.gone_back,))
        case Key("1"):
            return Go(_helpline(turn, Kind.OFFER, turn.spot.name))
        case Key("2"):
            return to_helplines(turn)
        case Key("3"):
            return Go(_helpline(turn, Kind.OFFER, turn.line.facts.text_line))
        case Key("4"):
            name = turn.words.helplines[turn.spot.name].name
            return Go(_helpline(turn, Kind.PEN, turn.spot.name), (name,))
    return short_repeat(turn, event, _ways(turn)) or where_they_were(turn)


def _helpline(turn: Turn, kind: Kind, name: str) -> Place:
    return turn.place.at(Spot(kind, name), turn.place.trail)


def _ways(turn: Turn) -> tuple[Prompt, ...]:
    words = turn.words.helpline
    ways = (words.try_again, words.another, words.text_line, words.number_slowly)
    return (*person_first(turn), *ways, turn.words.choices.back)
