"""A topic: said part by part, going on by itself; its end, and the offer of the next one."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Prompt, Topic
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import WAIT
from ivr.dialogue.leaving import warn
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn

BETWEEN_PARTS = 1
"""Seconds; the shortest wait that every carrier takes."""

PAUSE_REMINDER = 60
"""Seconds between reminders: at most one a minute, AS/NZS 4263."""

PAUSE_MINUTES = 10
"""How long a pause is held in silence before the line asks whether the caller is still there; at least 5."""


def enter(turn: Turn) -> Reply:
    """A part; or, where none is named, the topic's name, its length, and the first part.

    Once in a call the keys come before that part, and are heard in a place of their own: a key pressed to skip them
    skips nothing else.
    """
    topic, part = turn.line.topics[turn.spot.name], turn.spot.part
    if part:
        return Reply((), Ask((topic.parts[part - 1],), BETWEEN_PARTS, turn.place))
    if not turn.place.told:
        here = replace(turn.place, told=True)
        return Reply((topic.title,), Ask((topic.length, turn.words.topic.keys), BETWEEN_PARTS, here))
    first = turn.place.at(replace(turn.spot, part=1))
    return Reply((topic.title,), Ask((topic.length, topic.parts[0]), BETWEEN_PARTS, first))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """Again, pause, ahead, back; silence goes on with the next part, a wrong key says this one again."""
    words = turn.words.topic
    match event:
        case Key("1"):
            return Go(turn.place, (words.again,))
        case Key("2"):
            return Go(turn.place.at(Spot(Kind.PAUSE, turn.spot.name, max(turn.spot.part, 1))))
        case Key("#"):
            return _next_part(turn, (words.skipped,))
        case Key("*"):
            left = turn.spot if turn.spot.part else turn.place.left
            return Go(replace(_menu(turn), left=left), (turn.words.choices.gone_back,))
        case Key():
            return enter(turn).told_first(turn.words.choices.not_a_choice)
    return _next_part(turn, ())


def _next_part(turn: Turn, said: tuple[Prompt, ...]) -> Go:
    if turn.spot.part < len(turn.line.topics[turn.spot.name].parts):
        return Go(turn.place.at(replace(turn.spot, part=turn.spot.part + 1)), said)
    left = turn.place.left
    kept = None if left and left.name == turn.spot.name else left
    return Go(replace(turn.place, left=kept).at(Spot(Kind.END, turn.spot.name)))


def _menu(turn: Turn) -> Place:
    return turn.place.at(Spot(Kind.MENU, turn.line.menu_of(turn.spot.name).id))


def enter_pause(turn: Turn) -> Reply:
    """Silence for as long as the caller needs, with a reminder once a minute."""
    words = turn.words.topic
    return Reply((), Ask((words.still_paused if turn.place.count else words.paused,), PAUSE_REMINDER, turn.place))


def answer_pause(turn: Turn, event: Event) -> Reply | Go:
    """Any key carries on with the same part."""
    part = turn.place.at(replace(turn.spot, kind=Kind.TOPIC))
    if isinstance(event, Key):
        return Go(part, (turn.words.topic.carrying_on,))
    minutes = turn.place.count + 1
    if minutes < PAUSE_MINUTES:
        return enter_pause(turn.at(turn.place.counted(minutes)))
    return warn(turn.at(part))


def enter_end(turn: Turn) -> Reply:
    """The topic is over: a person, again, the next topic, the menu."""
    return Reply((), Ask((turn.words.topic.over, *_end_choices(turn)), WAIT, turn.place))


def answer_end(turn: Turn, event: Event) -> Reply | Go:
    """Again from the start, on to the next topic, or back; silence brings the offer of the next topic."""
    following = _following(turn)
    match event:
        case Key("1"):
            return Go(turn.place.at(Spot(Kind.TOPIC, turn.spot.name)), (turn.words.topic.again,))
        case Key("2" | "#") if following:
            return Go(turn.place.at(Spot(Kind.TOPIC, following.id)))
        case Key("*"):
            return Go(_menu(turn), (turn.words.choices.gone_back,))
        case Key():
            return enter_end(turn).told_first(turn.words.choices.not_a_choice)
    if following:
        return Go(turn.place.at(Spot(Kind.NEXT, turn.spot.name)))
    return Go(turn.place.at(Spot(Kind.MENU, turn.line.facts.main)))


def _following(turn: Turn) -> Topic | None:
    return turn.line.topic_after(turn.spot.name)


def _end_choices(turn: Turn) -> tuple[Prompt, ...]:
    words = turn.words.topic
    onward = (words.choose_next,) if _following(turn) else ()
    return (turn.words.choices.person, words.choose_again, *onward, words.choose_menu)


def enter_next(turn: Turn) -> Reply:
    """The next topic by name, which begins by itself: nobody needs a key to hear everything."""
    words, following = turn.words.topic, _following(turn)
    if following is None:
        return enter_end(turn.at(turn.place.at(replace(turn.spot, kind=Kind.END))))
    return Reply((), Ask((words.next_is, following.title, words.stay_for_next), BETWEEN_PARTS, turn.place))


def answer_next(turn: Turn, event: Event) -> Reply | Go:
    """Silence or any key but back begins the next topic."""
    following = _following(turn)
    if event == Key("*") or following is None:
        return Go(_menu(turn), (turn.words.choices.gone_back,))
    return Go(turn.place.at(Spot(Kind.TOPIC, following.id)))
