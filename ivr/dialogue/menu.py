"""Menus, and the list of helplines, which is read out in the same way."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from ivr.content import Line, Menu, Prompt
from ivr.dialogue import ease, listening
from ivr.dialogue.choosing import TRAVEL, Choice, Choices, ask
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import missed, slipped
from ivr.dialogue.moments import lasting
from ivr.dialogue.needs import OFTEN, Way
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Go, Reply
from ivr.dialogue.turn import Turn


def enter(turn: Turn) -> Reply:
    """The name of the menu, then its choices."""
    return read_out(turn, ()).after(_menu(turn).title)


def read_out(turn: Turn, before: tuple[Prompt, ...]) -> Reply:
    """How many choices there are, a person, each choice and its key; `before` comes first.

    To hands that slip often: the way back, the choices, and a person last, so that they hear theirs before the next
    spasm. To all others back is said in the short repeat, for those who hesitate: said here as well, four choices would
    take more than 20 s.
    """
    return ask(turn, choices(turn), *before)


def choices(turn: Turn) -> Choices:
    """The choices of the menu; where the caller skipped ahead, the person and those from there on."""
    return _choices(turn.line, turn.spot, _above(turn, _menu(turn)) is not None, turn.needs.slips >= OFTEN)


@lru_cache(4096)
def _choices(line: Line, spot: Spot, above: bool, lost: bool) -> Choices:
    menu, skipped, words = _listed(line, spot), spot.part, line.words.choices
    listed = (
        Choice("0", words.someone),
        *(Choice(str(key), label) for key, label in enumerate(menu.labels, start=1)),
        *([Choice("*", words.back)] if above else []),
    )
    person = menu.intro[-1:]
    if lost:
        full = (*([words.star_back] if above else []), *menu.full[skipped:], *person)
    else:
        full = (*(person if skipped else menu.intro), *menu.full[skipped:])
    back = (words.with_key_slowly(words.short_back, "*"),) if above else ()
    return Choices(listed, full, menu.short + back)


def answer(turn: Turn, event: Event) -> Reply | Go:
    """A numbered choice, back, ahead; anything else is met by the ladder."""
    menu = _menu(turn)
    match event:
        case Key("*"):
            return Go(_above(turn, menu) or turn.place.at(_from_the_start(turn)), (turn.words.choices.gone_back,))
        case Key("#"):
            return _skip_ahead(turn, menu)
        case Key(key) if key in set("1234"[: len(menu.choices)]) and not _too_soon(turn, menu, key):
            return _choose(turn, menu, int(key) - 1)
        case Key() if turn.needs.slips >= OFTEN:
            return _read_on(slipped(turn), menu)
    return missed(turn, event, choices(turn))


def unanswered(turn: Turn) -> Go:
    """After three rounds of single choices: everything is read out."""
    return listening.begin(turn)


def _menu(turn: Turn) -> Menu:
    return _listed(turn.line, turn.spot)


def _listed(line: Line, spot: Spot) -> Menu:
    return line.other_helplines if spot.kind is Kind.HELPLINES else line.menus[spot.name]


def _above(turn: Turn, menu: Menu) -> Place | None:
    """Where back leads: along the trail, or up the tree; nowhere from the first menu."""
    if turn.place.trail:
        return turn.place.back()
    if turn.spot.kind is Kind.HELPLINES:
        return turn.place.at(turn.main)
    return turn.place.at(Spot(Kind.MENU, menu.parent)) if menu.parent else None


def how_many(turn: Turn) -> int:
    """How many prompts end what is said in this menu with its keys, from the first of its choices on."""
    menu = _menu(turn)
    if turn.place.count:
        return len(menu.choices) + (_above(turn, menu) is not None)
    return len(menu.choices) - turn.spot.part + (turn.needs.slips >= OFTEN)


def star_was_said(turn: Turn) -> bool:
    """Whether a repeat has come to its last words, which say that star goes back."""
    menu = _menu(turn)
    if not turn.place.count or _above(turn, menu) is None:
        return False
    return turn.later(turn.place.lead / 10 + lasting(turn.needs.pace, *menu.short[1:]))


def _too_soon(turn: Turn, menu: Menu, key: str) -> bool:
    """Whether hands that slip often have struck a key whose choice was not read yet: then they did not mean it.

    In a repeat every choice was read before: their key may take longer to arrive than the line waits.
    """
    if turn.needs.slips < OFTEN or turn.needs.one_by_one or turn.place.count:
        return False
    return int(key) - 1 > _being_read(turn, menu)


def _being_read(turn: Turn, menu: Menu) -> int:
    """The position of the choice that is being read by now, as far as can be told; the last one in the wait."""
    last = len(menu.choices) - 1
    said = (menu.short[1:] if turn.place.count else menu.full)[turn.spot.part :]
    begins = turn.place.lead / 10 + TRAVEL
    for position, prompt in enumerate(said, start=turn.spot.part):
        begins += lasting(turn.needs.pace, prompt)
        if turn.sooner(begins):
            return position
    return last


def _read_on(turn: Turn, menu: Menu) -> Reply:
    """From the choice on that was being read when a key came that nobody meant; what was said before it, was said."""
    spot = replace(turn.spot, part=_being_read(turn, menu))
    return read_out(turn.at(turn.place.at(spot, turn.place.trail)), ())


def _from_the_start(turn: Turn) -> Spot:
    return replace(turn.spot, part=0)


def _skip_ahead(turn: Turn, menu: Menu) -> Reply:
    """From the next choice on; past the last one, from the start again."""
    spot = replace(turn.spot, part=(turn.spot.part + 1) % len(menu.choices))
    return read_out(turn.at(turn.place.at(spot, turn.place.trail)), ())


def _choose(turn: Turn, menu: Menu, position: int) -> Go:
    """On to a choice; a topic that was left is carried on with."""
    kind, _, name = menu.choices[position].partition("/")
    if kind == ease.SET:
        return ease.change(turn.at(turn.place.at(_from_the_start(turn), turn.place.trail)), name)
    spot, left = Spot(Kind(kind), name), turn.place.left
    if turn.needs.way is Way.LISTENING:
        turn = turn.needing(way=Way.ANY)  # whoever chooses is not only listening
    if left and left.name == name and spot.kind is Kind.TOPIC:
        return Go(turn.place.at(left), (turn.line.topics[name].title, turn.words.topic.carrying_on))
    if spot.kind in (Kind.OFFER, Kind.HELPLINES):
        return Go(turn.place.at(spot, (_from_the_start(turn), *turn.place.trail)))
    return Go(turn.place.at(spot))
