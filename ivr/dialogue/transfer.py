"""After a transfer: back to the place left; and where nobody answered, every other way to reach someone."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Prompt
from ivr.dialogue import number
from ivr.dialogue.choosing import Choices, ask, keyed
from ivr.dialogue.event import Event, Key, Outcome, Transferred
from ivr.dialogue.ladder import missed
from ivr.dialogue.offer import connect
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Go, Reply
from ivr.dialogue.turn import Turn


def enter(turn: Turn) -> Reply:
    """Nobody is sent back into a transfer: whoever arrives here without an outcome is told that it failed."""
    return _missed(turn, Outcome.FAILED)


def answer(turn: Turn, event: Event) -> Reply | Go:
    """A call that was answered leads back; a number that could not be reached leads to the next one."""
    outcome = event.outcome if isinstance(event, Transferred) else Outcome.FAILED
    if outcome is Outcome.COMPLETED:
        return Go(number.place_left(turn), told=(turn.words.helpline.welcome_back,))
    others = len(turn.line.helplines[turn.spot.name].dials) - turn.spot.part - 1
    if outcome is Outcome.FAILED and others > 0:
        return connect(turn.at(replace(turn.place, spot=replace(turn.spot, part=turn.spot.part + 1))), ())
    return _missed(turn, outcome)


def _missed(turn: Turn, outcome: Outcome) -> Reply:
    """What happened and that it was not the caller, the number twice, and every other way."""
    words = turn.words.helpline
    met: dict[Outcome, Prompt] = {
        Outcome.BUSY: words.busy,
        Outcome.NO_ANSWER: words.no_answer,
        Outcome.FAILED: words.failed,
        Outcome.TOO_OFTEN: turn.words.resting.transfers,
    }
    there = turn.at(turn.place.at(Spot(Kind.MISSED, turn.spot.name), turn.place.trail))
    return ask(there, choices(there), met[outcome], *number.said_twice(turn))


def enter_missed(turn: Turn) -> Reply:
    """The ways to reach someone, once more."""
    return ask(turn, choices(turn))


def choices(turn: Turn) -> Choices:
    """Every other way to reach someone."""
    words = turn.words.helpline
    return keyed(
        turn,
        ("1", words.try_again),
        ("2", words.another),
        ("3", words.text_line),
        ("4", words.number_slowly),
        ("*", turn.words.choices.back),
        person=number.person_too(turn),
    )


def answer_missed(turn: Turn, event: Event) -> Reply | Go:
    """Again, another helpline, a text line, the number with time for a pen, or back; silence leads back in the end."""
    match event:
        case Key("*"):
            return Go(number.place_left(turn), (turn.words.choices.gone_back,))
        case Key("1"):
            return Go(_helpline(turn, turn.spot.name))
        case Key("2"):
            return number.to_helplines(turn)
        case Key("3"):
            return Go(_helpline(turn, turn.line.facts.text_line))
        case Key("4"):
            return number.to_pen(turn)
    return missed(turn, event, choices(turn))


def _helpline(turn: Turn, name: str) -> Place:
    return turn.place.at(Spot(Kind.OFFER, name), turn.place.trail)
