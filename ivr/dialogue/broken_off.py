"""A call that broke off: what is kept of it, and the way back for a caller who rings again."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Line, Prompt
from ivr.dialogue.choosing import wait
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import slipped
from ivr.dialogue.needs import ERRATIC, OFTEN, USUAL, Needs
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Go, Reply, Transfer
from ivr.dialogue.turn import Turn


def to_keep(line: Line, reply: Reply) -> Place | None:
    """The place to come back to, should the call break off after `reply`; None where there is nothing to come back to.

    From a transfer, the place left before it: nobody is put through because an earlier call was. From the offer to
    carry on, the place that it offers.
    """
    if isinstance(reply.then, Farewell):
        return None
    place = reply.then.place
    if isinstance(reply.then, Transfer) or place.spot.kind is Kind.BROKEN_OFF:
        place = place.back() if place.trail else place.at(Spot(Kind.MENU, line.facts.main))
    if place.spot.kind is Kind.BROKEN_OFF and place.trail:  # broken off once more before anything was chosen
        place = place.back()
    needs = place.needs
    lasting = not (needs.hurried or needs.sounds or needs.resting)
    kept = needs if lasting else Needs(needs.way, needs.pace, needs.time, needs.slips)
    there = Place(place.spot, place.count, place.trail, place.told, place.left, kept)
    return None if nothing_left(line, there) and not kept.slips else there


def nothing_left(line: Line, place: Place) -> bool:
    """Whether a call that begins anew leads to all that was left: the first menu, where nothing was chosen yet."""
    at_first = place.spot.kind is Kind.MENU and place.spot.name == line.facts.main
    return at_first and place.left is None and replace(place.needs, slips=0) == USUAL


def begin(turn: Turn, left: Place) -> Reply:
    """The choice between carrying on at `left` and beginning again."""
    place = left.at(Spot(Kind.BROKEN_OFF), (left.spot, *left.trail))
    if left.spot.kind is Kind.OFFER:  # nobody is put through in a second's silence because they were cut off there
        place = place.with_needs(replace(place.needs, slips=max(place.needs.slips, ERRATIC)))
    return enter(turn.at(place))


def enter(turn: Turn) -> Reply:
    """A person first, as always; then where the caller left."""
    words = turn.words.broken_off
    said = (turn.words.greeting.person, words.carry_on, words.begin_again)
    return Reply((), Ask(said, wait(turn), turn.place))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """1 or silence carries on; 2 or back begins again; any other key is a slip, and asks once more."""
    match event:
        case Key("2" | "*"):
            return Go(turn.place.at(turn.main))
        case Key(key) if key != "1" and not turn.needs.one_by_one and turn.needs.slips < OFTEN:
            return enter(slipped(turn)).told_first(turn.words.choices.not_a_choice)
    place = turn.place.back() if turn.place.trail else turn.place.at(turn.main)
    return Go(place, (*_name(turn, place.spot), turn.words.topic.carrying_on))


def _name(turn: Turn, spot: Spot) -> tuple[Prompt, ...]:
    """What the caller was hearing, where the place does not say so itself: by now it may be half an hour ago."""
    match spot.kind:
        case Kind.TOPIC if not spot.part:
            return ()
        case Kind.TOPIC | Kind.PAUSE | Kind.END:
            return (turn.line.topics[spot.name].title,)
        case Kind.PEN | Kind.NUMBER | Kind.CLOSED | Kind.MISSED:
            return (turn.words.helplines[spot.name].name,)
        case _:
            return ()
