"""Menus, and the list of helplines, which is read out in the same way."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Menu, Prompt
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import WAIT, short_repeat
from ivr.dialogue.leaving import warn
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn


def enter(turn: Turn) -> Reply:
    """The name of the menu, then its choices."""
    return read_out(turn, ()).after(_menu(turn).title)


def read_out(turn: Turn, before: tuple[Prompt, ...]) -> Reply:
    """How many choices there are, a person, each choice and its key; `before` comes first.

    Where the caller skipped ahead, the person and the choices from there on. Back is said in the short repeat, to
    those who hesitate: said here as well, four choices would take more than 20 s.
    """
    menu, skipped = _menu(turn), turn.spot.part
    choices = (*menu.intro[-1:], *menu.full[skipped:]) if skipped else (*menu.intro, *menu.full)
    return Reply((), Ask((*before, *choices), WAIT, turn.place))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """A numbered choice, back, ahead; anything else is met by the ladder."""
    menu = _menu(turn)
    match event:
        case Key("*"):
            return Go(_above(turn, menu) or turn.place.at(_from_the_start(turn)), (turn.words.choices.gone_back,))
        case Key("#"):
            return _skip_ahead(turn, menu)
        case Key(key) if key in "1234"[: len(menu.choices)]:
            return _choose(turn, menu, int(key) - 1)
    back = (turn.words.choices.short_back,) if _above(turn, menu) else ()
    return short_repeat(turn, event, menu.short + back) or warn(turn)


def _menu(turn: Turn) -> Menu:
    return turn.line.other_helplines if turn.spot.kind is Kind.HELPLINES else turn.line.menus[turn.spot.name]


def _above(turn: Turn, menu: Menu) -> Place | None:
    """Where back leads: along the trail, or up the tree; nowhere from the first menu."""
    if turn.place.trail:
        return turn.place.back()
    if turn.spot.kind is Kind.HELPLINES:
        return turn.place.at(Spot(Kind.MENU, turn.line.facts.main))
    return turn.place.at(Spot(Kind.MENU, menu.parent)) if menu.parent else None


def _from_the_start(turn: Turn) -> Spot:
    return replace(turn.spot, part=0)


def _skip_ahead(turn: Turn, menu: Menu) -> Reply:
    """From the next choice on; past the last one, from the start again."""
    spot = replace(turn.spot, part=(turn.spot.part + 1) % len(menu.choices))
    return read_out(turn.at(turn.place.at(spot, turn.place.trail)), ())


def _choose(turn: Turn, menu: Menu, position: int) -> Go:
    """On to a choice; a topic that was left is carried on with."""
    kind, _, name = menu.choices[position].partition("/")
    spot, left = Spot(Kind(kind), name), turn.place.left
    if left and left.name == name and spot.kind is Kind.TOPIC:
        return Go(turn.place.at(left), (turn.line.topics[name].title, turn.words.topic.carrying_on))
    if spot.kind in (Kind.OFFER, Kind.HELPLINES):
        return Go(turn.place.at(spot, (_from_the_start(turn), *turn.place.trail)))
    return Go(turn.place.at(spot))
