"""After a transfer: back to the place left; and where nobody answered, every other way to reach someone."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Prompt
from ivr.dialogue.event import Event, Key, Outcome, Transferred
from ivr.dialogue.helpline import connect, place_left, to_helplines, where_they_were
from ivr.dialogue.ladder import WAIT, short_repeat
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn

MET = {1: Outcome.BUSY, 2: Outcome.NO_ANSWER, 3: Outcome.FAILED}
"""What a missed transfer met, as the part of its spot."""


def enter(turn: Turn) -> Reply | Go:
    """Nobody is sent back into a transfer: whoever arrives here without an outcome is told that it failed."""
    return _missed(turn, Outcome.FAILED)


def answer(turn: Turn, event: Event) -> Reply | Go:
    """A call that was answered leads back; a number that could not be reached leads to the next one."""
    outcome = event.outcome if isinstance(event, Transferred) else Outcome.FAILED
    if outcome is Outcome.COMPLETED:
        return Go(place_left(turn), (turn.words.helpline.welcome_back,))
    others = len(turn.line.helplines[turn.spot.name].dials) - turn.spot.part - 1
    if outcome is Outcome.FAILED and others > 0:
        return connect(turn.at(replace(turn.place, spot=replace(turn.spot, part=turn.spot.part + 1))))
    return _missed(turn, outcome)


def _missed(turn: Turn, outcome: Outcome) -> Reply:
    part = next(part for part, met in MET.items() if met is outcome)
    spot = Spot(Kind.MISSED, turn.spot.name, part)
    return enter_missed(turn.at(turn.place.at(spot, turn.place.trail)))


def enter_missed(turn: Turn) -> Reply:
    """What happened and that it was not the caller, the number twice, and every other way."""
    words = turn.words.helpline
    met = {Outcome.BUSY: words.busy, Outcome.NO_ANSWER: words.no_answer, Outcome.FAILED: words.failed}
    happened = met[MET.get(turn.spot.part, Outcome.FAILED)]
    number = turn.line.number_twice(turn.spot.name)
    told = replace(turn.place, spot=replace(turn.spot, part=0))
    return Reply((), Ask((happened, *number, *_ways(turn)), WAIT, told))


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
    return (words.try_again, words.another, words.text_line, words.number_slowly, turn.words.choices.back)
