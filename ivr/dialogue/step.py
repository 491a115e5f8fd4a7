"""One turn of the line: `step(line, place, event, now) -> Reply`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ivr.content import Line, Prompt
from ivr.dialogue import menu, offer, resting, topic, words
from ivr.dialogue.choosing import MOST_SOUNDS, PERSON, how_taken, one, taken
from ivr.dialogue.event import KEYS, Event, Key, Silence, Spoke
from ivr.dialogue.ladder import MOST_SLIPS, slipped
from ivr.dialogue.moments import Watch, lasting
from ivr.dialogue.needs import Needs, Pace, Way
from ivr.dialogue.place import MOST_COUNT, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Go, Reply, Transfer
from ivr.dialogue.rooms import ROOMS, Room
from ivr.dialogue.turn import Turn

QUICK = 3.5
"""Seconds from the beginning of a turn, or of a single choice: a key that comes sooner answers nothing said there."""

STAR, HASH, ZERO, SOUND = Key("*"), Key("#"), Key(PERSON), Spoke(())

MENUS = (Kind.MENU, Kind.HELPLINES)
"""The kinds of place that say nothing but their name before their choices."""

UNDONE_WITHIN = 15.0
"""Seconds from the beginning of a turn in which star takes back the choice that led there; later it goes back."""


def step(line: Line, place: Place, event: Event, now: datetime) -> Reply:
    """What the line says and does when `event` happens to a caller at `place`; `now` is aware."""
    return reply_to(Turn(line, place, Watch(now, place.since)), event)


def reply_to(turn: Turn, event: Event) -> Reply:
    """The same; the turn's watch tells afterwards at which other times it would be the same."""
    if _bounced(turn, event):
        turn.watch.only_once()  # the turn that the caller is in goes on, and began when it did
        # A 0 that shakes is still a 0: nobody who asks for a person waits longer for having struck it twice.
        noticed = turn if event == ZERO else slipped(turn)
        return _stamped(turn, _taken_up(noticed), turn.place.key, turn.place.since, lambda there: there.needs)
    if turn.needs.sounds and event != SOUND:  # words are listened for again from this turn on
        turn = replace(turn.needing(sounds=0), again=True)
    hurried = _hurried(turn, event)
    hasty = turn.needing(hurried=hurried) if hurried > turn.needs.hurried else turn
    unasked = hasty is not turn and turn.spot.kind is not Kind.OFFER and offer.in_a_hurry(hasty)
    reply = _received(turn, offer.someone(hasty, topic.here(turn)) if unasked else _answered(turn, event))
    key = event.key if isinstance(event, Key) and event.key in KEYS else ""  # it travels in the next address
    return _stamped(turn, reply, key, turn.watch.moment, lambda there: _noticed(turn, there, event, hurried))


def _hurried(turn: Turn, event: Event) -> int:
    """How many keys in a row have been struck as soon as the line listened, with this one."""
    if event in (STAR, HASH):  # going through parts and menus, or declining the offer, is no cry for help
        return 0 if turn.spot.kind is Kind.OFFER else turn.needs.hurried
    quick = isinstance(event, Key) and turn.sooner(_listened(turn) + QUICK)
    return min(turn.needs.hurried + 1, MOST_COUNT) if quick else 0


def _listened(turn: Turn) -> float:
    """Seconds into the turn at which a single choice began; before it, its menu's name is said to deaf ears."""
    return turn.place.lead / 10 if _singly(turn, ROOMS[turn.spot.kind]) else 0


def _bounced(turn: Turn, event: Event) -> bool:
    """Whether a key is the last one once more, struck by a hand that shakes: EN 301 549, 5.8."""
    return isinstance(event, Key) and event.key == turn.place.key and turn.sooner(turn.line.facts.timing.bounce)


def _taken_up(turn: Turn) -> Reply:
    """The place once more, where what was being said there has been stopped by nothing that counts."""
    place = turn.place.at(topic.here(turn), turn.place.trail).counted(turn.place.count)
    if place.spot.kind is Kind.TOPIC and not place.spot.part:
        place = replace(place, told=False)  # its keys were being said, and are not known yet
    room = ROOMS[place.spot.kind]
    if _singly(turn, room) and room.choices:
        if turn.later(turn.place.lead / 10):  # what comes before the choice was heard
            return one(turn.at(place), room.choices(turn))
        if place.spot.kind in MENUS and not turn.place.key:  # silence led here, and how they are taken is told as well
            return one(turn.at(place), room.choices(turn), *how_taken(turn))
    reply = _received(turn, Go(place))
    return replace(reply, said=()) if isinstance(reply.then, Ask) and reply.then.prompts else reply


def _answered(turn: Turn, event: Event) -> Reply | Go:
    if isinstance(event, Spoke):
        return _spoken(turn, event)
    if event == ZERO:
        return offer.someone(turn, topic.here(turn), beside_star=_beside_star(turn))
    room = ROOMS[turn.spot.kind]
    if _singly(turn, room) and room.choices and isinstance(event, Key | Silence):
        return _chosen(turn, room, taken(turn, event, room.choices(turn)))
    return room.answer(turn, event)


def _singly(turn: Turn, room: Room) -> bool:
    """Whether choices are read one at a time here."""
    if not turn.needs.one_by_one or room.choices is None:
        return False
    return turn.spot != _crisis(turn) and turn.place.count < offer.SURE


def _beside_star(turn: Turn) -> bool:
    """Whether a 0 may well be star struck wrong: where star has just been told, or takes back what was just chosen."""
    match turn.spot.kind:
        case Kind.MENU | Kind.HELPLINES:
            return menu.star_was_said(turn)
        case Kind.TOPIC:
            return topic.has_just_begun(turn)
        case Kind.OFFER | Kind.PEN:  # of a helpline that was chosen
            return True
        case _:
            return False


def _crisis(turn: Turn) -> Spot:
    """The offer that 0 leads to."""
    return Spot(Kind.OFFER, turn.line.facts.crisis)


def _chosen(turn: Turn, room: Room, outcome: Reply | Key | None) -> Reply | Go:
    """What a choice that was taken among single ones leads to."""
    if isinstance(outcome, Reply):
        return outcome
    if turn.needs.way is Way.ONCE and outcome is not None:
        # The moment of the key was one of a single choice; among numbered keys it would seem too soon.
        turn = turn.at(turn.place.counted(turn.place.count)).needing(way=Way.KEYS)
    if outcome is None:
        return room.unanswered(turn)
    return offer.someone(turn, turn.spot) if outcome == ZERO else room.answer(turn, outcome)


def _spoken(turn: Turn, event: Spoke) -> Reply | Go:
    """Words do what their key would do; a sound that is no word changes nothing."""
    if not event.meanings:
        return _taken_up(turn.needing(sounds=min(turn.needs.sounds + 1, MOST_SOUNDS)))
    if "person" in event.meanings:
        return offer.someone(turn, topic.here(turn))
    room = ROOMS[turn.spot.kind]
    if event.meanings[0] in ("yes", "next") and _singly(turn, room) and room.choices:
        heard: Key | Silence = words.ANY_KEY if event.meanings[0] == "yes" else Silence()
        return _chosen(turn, room, taken(turn, heard, room.choices(turn)))
    match words.meant(turn, event):
        case None:
            return _taken_up(turn)
        case Go() as go:
            return go
        case Key() as key if turn.spot.kind is Kind.TOPIC:  # a word is one key, where any key would stop the voice
            return topic.press(turn, key)
        case as_if:
            return room.answer(turn, as_if)


def _received(turn: Turn, outcome: Reply | Go) -> Reply:
    said: tuple[Prompt, ...] = ()
    told: tuple[Prompt, ...] = ()
    while isinstance(outcome := _open(turn, outcome), Go):
        said += outcome.said
        told += outcome.told
        outcome = ROOMS[outcome.place.spot.kind].enter(turn.at(outcome.place))
    return (outcome.told_first(*told) if told else outcome).after(*said)


def _open(turn: Turn, reply: Reply | Go) -> Reply | Go:
    """The reply, unless it leads a caller whose topics rest to one of them, or to a menu."""
    if isinstance(reply, Reply) and isinstance(reply.then, Ask):
        there = reply.then.place
        return resting.back(turn.at(there)) if there.needs.resting and there.spot.kind not in resting.OPEN else reply
    return reply


def _noticed(turn: Turn, place: Place, event: Event, hurried: int) -> Needs:
    """The needs at `place`, with how the caller's hands and the room sounded."""
    needs = place.needs
    sounds = needs.sounds if event == SOUND else 0
    # Star straight after another key takes back what that one chose: it was a slip.
    back = event == STAR and turn.place.key not in ("", "*", "#") and turn.sooner(UNDONE_WITHIN)
    slips = min(needs.slips + 1, MOST_SLIPS) if back else needs.slips
    way = Way.KEYS if needs.way is Way.ONCE and place.spot != turn.spot else needs.way
    if (way, slips, hurried, sounds) == (needs.way, needs.slips, needs.hurried, needs.sounds):
        return needs
    return Needs(way, needs.pace, needs.time, slips, hurried, sounds, needs.resting)


def _stamped(turn: Turn, reply: Reply, key: str, since: int | None, needs: Callable[[Place], Needs]) -> Reply:
    """The reply at the caller's pace, its place with the needs, the key and the moment that led there."""
    then = reply.then
    if isinstance(then, Farewell):
        return Reply(reply.said, then, turn.needs.pace)
    own, place = needs(then.place), then.place
    lead = round(lasting(own.pace, *_before(turn, reply)) * 10)
    place = Place(place.spot, place.count, place.trail, place.told, place.left, own, key, since, lead)
    if isinstance(then, Ask):
        # Said slowly, the offer of a person would take longer than the five seconds to the transfer.
        pace = Pace.NORMAL if then.place.spot == _crisis(turn) and then.wait == offer.STEADY_WAIT else own.pace
        return Reply(reply.said, Ask(then.prompts, then.wait, place, then.skipped, then.speech), pace)
    return Reply(reply.said, Transfer(then.number, place), own.pace)


def _before(turn: Turn, reply: Reply) -> tuple[Prompt, ...]:
    """What is said before a topic's part, a menu's choices, a single one, or an offer's silence; else it is all one."""
    if not isinstance(reply.then, Ask):
        return ()
    there = reply.then.place
    match there.spot.kind:
        case Kind.TOPIC if there.spot.part:
            return reply.prompts[:-1]
        case kind if there.needs.one_by_one and ROOMS[kind].choices:
            return reply.prompts[:-1]
        case Kind.MENU | Kind.HELPLINES:
            return reply.prompts[: -menu.how_many(turn.at(there))]
        case Kind.OFFER:
            return reply.prompts
        case _:
            return ()
