"""Menus, and the list of helplines, which is read out in the same way."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Line, Prompt
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import WAIT, short_repeat
from ivr.dialogue.leaving import warn
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn


def enter(turn: Turn) -> Reply:
    """The name of the menu, then its choices."""
    name = turn.words.menus[turn.spot.name or turn.spot.kind]
    return read_out(turn, ()).after(name)


def read_out(turn: Turn, before: tuple[Prompt, ...]) -> Reply:
    """How many choices there are, a person, each choice and its key; `before` comes first.

    Where the caller skipped ahead, only the choices from there on. Back is said in the short repeat, to those who
    hesitate: said here as well, four choices would take more than 20 s.
    """
    words, skipped = turn.words.choices, turn.spot.part
    titles = [_title(turn.line, choice) for choice in _choices(turn)]
    intro = () if skipped else (words.count[len(titles) - 1], words.person)
    choices = _numbered(turn, words.choice, titles)[max(skipped - 1, 0) :]
    return Reply((), Ask((*before, *intro, *choices), WAIT, turn.place))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """A numbered choice, back, ahead; anything else is met by the ladder."""
    choices = _choices(turn)
    match event:
        case Key("*"):
            return Go(_above(turn) or _from_the_start(turn), (turn.words.choices.gone_back,))
        case Key("#"):
            return _skip_ahead(turn, len(choices))
        case Key(key) if key in "1234"[: len(choices)]:
            return _choose(turn, choices[int(key) - 1])
    return short_repeat(turn, event, _short(turn, choices)) or warn(turn)


def _choices(turn: Turn) -> tuple[Spot, ...]:
    line = turn.line
    if turn.spot.kind is Kind.HELPLINES:
        return tuple(Spot(Kind.OFFER, name) for name in line.helplines if name != line.facts.crisis)
    return tuple(_spot(choice) for choice in line.menus[turn.spot.name].choices)


def _spot(choice: str) -> Spot:
    kind, _, name = choice.partition("/")
    return Spot(Kind(kind), name)


def _title(line: Line, choice: Spot) -> Prompt:
    match choice.kind:
        case Kind.TOPIC:
            return line.topics[choice.name].title
        case Kind.OFFER:
            return line.words.helplines[choice.name].name
        case _:
            return line.words.menus[choice.name or choice.kind]


def _numbered(turn: Turn, words: Prompt, titles: list[Prompt]) -> tuple[Prompt, ...]:
    return tuple(turn.words.choices.numbered(words, title, key) for key, title in enumerate(titles, start=1))


def _short(turn: Turn, choices: tuple[Spot, ...]) -> tuple[Prompt, ...]:
    words = turn.words.choices
    back = (words.short_back,) if _above(turn) else ()
    titles = [_title(turn.line, choice) for choice in choices]
    return (words.short_person, *_numbered(turn, words.short_choice, titles), *back)


def _above(turn: Turn) -> Place | None:
    """Where back leads: along the trail, or up the tree; nowhere from the first menu."""
    if turn.place.trail:
        return turn.place.back()
    if turn.spot.kind is Kind.HELPLINES:
        return turn.place.at(Spot(Kind.MENU, turn.line.facts.main))
    parent = turn.line.menus[turn.spot.name].parent
    return turn.place.at(Spot(Kind.MENU, parent)) if parent else None


def _from_the_start(turn: Turn) -> Place:
    return turn.place.at(replace(turn.spot, part=0))


def _skip_ahead(turn: Turn, choices: int) -> Reply:
    """From the next choice on; past the last one, from the start again."""
    spot = replace(turn.spot, part=(turn.spot.part + 1) % (choices + 1))
    return read_out(turn.at(turn.place.at(spot, turn.place.trail)), ())


def _choose(turn: Turn, choice: Spot) -> Go:
    """On to a choice; a topic that was left is carried on with."""
    left = turn.place.left
    if left and choice == replace(left, part=0):
        return Go(turn.place.at(left), (_title(turn.line, choice), turn.words.topic.carrying_on))
    if choice.kind in (Kind.OFFER, Kind.HELPLINES):
        here = _from_the_start(turn).spot
        return Go(turn.place.at(choice, (here, *turn.place.trail)))
    return Go(turn.place.at(choice))
