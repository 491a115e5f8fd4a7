"""A topic: said part by part, going on by itself; its end, and the offer of the next one."""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Prompt, Topic
from ivr.dialogue import ease, listening
from ivr.dialogue.choosing import TRAVEL, Choices, ask, hears_words, keyed
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import missed, slipped
from ivr.dialogue.leaving import warn
from ivr.dialogue.moments import SLOWER
from ivr.dialogue.needs import OFTEN, Pace, Way
from ivr.dialogue.place import LONGEST_PART, Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn

BETWEEN_PARTS = 1
"""Seconds; the shortest wait that every carrier takes."""

MEANINGFUL = frozenset("123*#")
"""The keys that do something in a topic, beside 0."""

MEANT_WITHIN = 20.0
"""Seconds from a key of hands that slip often, in which they may press it again to mean it."""

OUTSET = 10.0
"""Seconds of a topic's first part in which star most likely means that it is the wrong topic."""

PAUSE_REMINDER = 60
"""Seconds between reminders: at most one a minute, AS/NZS 4263."""

PAUSE_MINUTES = 10
"""How long a pause is held in silence before the line asks whether the caller is still there; at least 5."""


def enter(turn: Turn) -> Reply:
    """A part; or, where none is named, the topic's name, its length, and the first part.

    Once in a call the keys come before that part, and are heard in a place of their own: a key pressed to skip them
    skips nothing else. Who only listens is told before each topic what stops the voice: they may have lost the thread.
    """
    topic, part = turn.line.topics[turn.spot.name], turn.spot.part
    if part:
        prompts, place, skipped = (topic.parts[part - 1],), turn.place, turn.spot.second
        return Reply((), Ask(prompts, BETWEEN_PARTS, place, skipped, speech=hears_words(turn)))
    told = () if turn.place.told and turn.needs.way is not Way.LISTENING else (_keys(turn),)
    if told and not turn.needs.one_by_one:
        return Reply((topic.title,), Ask((topic.length, *told), BETWEEN_PARTS, turn.place.knowing(turn.spot)))
    first = turn.place.knowing(Spot(Kind.TOPIC, turn.spot.name, 1))
    prompts = (*listening.mark(turn), topic.length, *told, topic.parts[0])
    return Reply((topic.title,), Ask(prompts, BETWEEN_PARTS, first, speech=hears_words(turn)))


def _keys(turn: Turn) -> Prompt:
    """What the keys, and the word, do while the caller listens."""
    words = turn.words.topic
    if turn.needs.one_by_one:
        return words.any_key_or_word if hears_words(turn) else words.any_key
    return words.keys


def answer(turn: Turn, event: Event) -> Reply | Go:
    """A key, or where any key will do a pause with choices; silence goes on with the next part.

    Of hands that slip often, a key counts when it comes again: many a spasm falls within a topic, and each would stop
    it, or lead away.
    """
    if not isinstance(event, Key):
        return _next_part(turn, turn.place.trail if turn.needs.way is Way.LISTENING else ())
    if turn.needs.one_by_one:
        return Go(turn.place.at(_paused(here(turn)), turn.place.trail), (turn.words.topic.stopped,))
    if turn.needs.slips >= OFTEN and event.key in MEANINGFUL and not _is_meant(turn, event):
        return Go(slipped(turn).place.at(here(turn), turn.place.trail), told=(turn.words.topic.once_more,))
    return press(turn, event)


def _is_meant(turn: Turn, key: Key) -> bool:
    """Whether hands that slip often meant a key: the same one twice, or star in a topic that has only just begun."""
    if key.key == "*" and turn.spot.part <= 1:
        return True
    return key.key == turn.place.key and turn.sooner(MEANT_WITHIN)


def press(turn: Turn, key: Key) -> Go:
    """Again, pause, slower, ahead, back; a wrong key goes on with the same sentence."""
    words = turn.words.topic
    match key:
        case Key("1"):
            return Go(turn.place.at(replace(turn.spot, second=0), turn.place.trail), (words.again,))
        case Key("2"):
            return Go(turn.place.at(_paused(here(turn)), turn.place.trail))
        case Key("3"):
            return ease.other_pace(turn, _at_other_pace(turn))
        case Key("#"):
            listens = turn.needs.way is Way.LISTENING
            return _next_part(turn, turn.place.trail if listens else (here(turn),)).saying(words.skipped)
        case Key("*") if turn.place.trail and turn.place.trail[0].kind is Kind.TOPIC:
            return Go(turn.place.back(), (turn.words.choices.gone_back,))
        case Key("*"):
            left = replace(turn.spot, second=0) if turn.spot.part else turn.place.left
            return Go(replace(_menu(turn), left=left), (turn.words.choices.gone_back,))
    told = words.carrying_on if turn.needs.erratic else turn.words.choices.not_a_choice
    return Go(slipped(turn).place.at(here(turn), turn.place.trail), told=(told,))


def has_just_begun(turn: Turn) -> bool:
    """Whether the first part has only just begun: then a caller may find that it is not the topic they meant."""
    first = turn.spot.part == 1 and not turn.spot.second
    return first and turn.sooner(turn.place.lead / 10 + OUTSET)


def here(turn: Turn) -> Spot:
    """The spot, with how far into the part the caller has heard it by now."""
    if turn.spot.kind is not Kind.TOPIC or not turn.spot.part:
        return turn.spot
    heard = turn.beyond(turn.place.lead / 10 + 2 * TRAVEL)
    return turn.spot if heard is None else replace(turn.spot, second=min(turn.spot.second + heard, LONGEST_PART))


def _paused(spot: Spot) -> Spot:
    return replace(spot, kind=Kind.PAUSE, part=max(spot.part, 1))


def _at_other_pace(turn: Turn) -> Spot:
    spot, slow = here(turn), turn.needs.pace is Pace.SLOW
    second = int(spot.second / SLOWER if slow else spot.second * SLOWER)
    return replace(spot, second=min(second, LONGEST_PART))


def _next_part(turn: Turn, trail: tuple[Spot, ...]) -> Go:
    """On to the next part; `trail` is where back leads from there."""
    if turn.spot.part < len(turn.line.topics[turn.spot.name].parts):
        return Go(turn.place.at(Spot(Kind.TOPIC, turn.spot.name, turn.spot.part + 1), trail))
    if turn.needs.way is Way.LISTENING:
        return listening.after_topic(turn)
    left = turn.place.left
    kept = None if left and left.name == turn.spot.name else left
    return Go(replace(turn.place, left=kept).at(Spot(Kind.END, turn.spot.name)))


def _menu(turn: Turn) -> Place:
    return turn.place.at(Spot(Kind.MENU, turn.line.menu_of(turn.spot.name).id))


def enter_pause(turn: Turn) -> Reply:
    """Silence for as long as the caller needs, with a reminder once a minute; or what there is to choose."""
    words = turn.words.topic
    if turn.needs.one_by_one:
        return ask(turn, pause_choices(turn))
    return Reply((), Ask((words.still_paused if turn.place.count else words.paused,), PAUSE_REMINDER, turn.place))


def pause_choices(turn: Turn) -> Choices:
    """The topic's own choices."""
    words, slow = turn.words.topic, turn.needs.pace is Pace.SLOW
    return keyed(
        turn,
        ("2", words.carry_on),
        ("1", words.this_part),
        ("#", words.next_part),
        ("3", words.normal if slow else words.slower),
        ("*", words.choose_menu),
    )


def answer_pause(turn: Turn, event: Event) -> Reply | Go:
    """Any key carries on with the same sentence; one of the choices, where they are read, does what it says."""
    part = turn.at(turn.place.at(replace(turn.spot, kind=Kind.TOPIC), turn.place.trail))
    if isinstance(event, Key):
        if not turn.needs.one_by_one or event.key == "2":
            return Go(part.place, (turn.words.topic.carrying_on,))
        return press(part, event)
    minutes = turn.place.count + 1
    if minutes < PAUSE_MINUTES:
        return enter_pause(turn.at(turn.place.counted(minutes)))
    return warn(part)


def unanswered_pause(turn: Turn) -> Go:
    """After the rounds of choices the topic carries on by itself."""
    part = turn.place.at(replace(turn.spot, kind=Kind.TOPIC), turn.place.trail)
    return Go(part, told=(turn.words.topic.carrying_on,))


def enter_end(turn: Turn) -> Reply:
    """The topic is over: a person, again, the next topic, the menu."""
    return ask(turn, end_choices(turn), turn.words.topic.over)


def end_choices(turn: Turn) -> Choices:
    """What there is to choose at the end of a topic."""
    words = turn.words.topic
    onward = (("2", words.choose_next),) if _following(turn) else ()
    return keyed(turn, ("1", words.choose_again), *onward, ("*", words.choose_menu))


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
            return missed(turn, event, end_choices(turn))
    return unanswered_end(turn)


def unanswered_end(turn: Turn) -> Go:
    """In silence, the offer of the next topic; after the last, the first menu."""
    if _following(turn):
        return Go(turn.place.at(Spot(Kind.NEXT, turn.spot.name)))
    return Go(turn.place.at(turn.main))


def _following(turn: Turn) -> Topic | None:
    return turn.line.topic_after(turn.spot.name)


def enter_next(turn: Turn) -> Reply:
    """The next topic by name, which begins by itself: nobody needs a key to hear everything."""
    words, following = turn.words.topic, _following(turn)
    if following is None:
        return enter_end(turn.at(turn.place.at(Spot(Kind.END, turn.spot.name))))
    prompts = (words.next_is, following.title, words.stay_for_next)
    return Reply((), Ask(prompts, BETWEEN_PARTS, turn.place, speech=hears_words(turn)))


def answer_next(turn: Turn, event: Event) -> Reply | Go:
    """Silence or any key but back begins the next topic."""
    following = _following(turn)
    if event == Key("*") or following is None:
        return Go(_menu(turn), (turn.words.choices.gone_back,))
    return Go(turn.place.at(Spot(Kind.TOPIC, following.id)))
