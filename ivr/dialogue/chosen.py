"""A helpline chosen by its number: who they are, what they cost, and what there is to choose; then the transfer.

This is the room of every offer; what is particular to the crisis helpline's, to which 0 leads, is in `offer`.

Whoever is to be put through can take it back by any key, within eight seconds, or within twice as many as the key took
that chose it: a hand that was slow, and struck the key beside, will be slow again.

Hands that slip often have chosen enough by coming here, since each key more would cost them half a minute: twenty
seconds of silence connect, 2 is the number, and star alone goes back. A key comes by itself every twenty seconds, and
any key would keep them from the helpline they chose. Nor do the twenty seconds begin anew after such a key, unless it
lies beside 2 or star, and may have been meant for those. All of it was chosen with simulated callers
(scripts/bench_callers.py).
"""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Prompt
from ivr.dialogue import number, offer
from ivr.dialogue.choosing import Choices, ask, keyed, wait
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import missed, slipped
from ivr.dialogue.moments import lasting
from ivr.dialogue.needs import OFTEN, Time
from ivr.dialogue.offer import INSISTING_WAIT, SURE, TAKING_BACK, UNSURE_WAIT, back, connect
from ivr.dialogue.place import Kind
from ivr.dialogue.reply import Ask, Go, Reply
from ivr.dialogue.turn import Turn

REPEATS = 2
"""How often the choices come again in silence, before silence connects."""

BESIDE = frozenset("1357")
"""The keys beside 2 and beside star, but for 0."""


def enter(turn: Turn) -> Reply:
    """Who would answer and what it costs, then the transfer in silence; a number alone where none is possible."""
    helpline, about = offer.at_hand(turn), turn.words.helplines[turn.spot.name]
    if offer.is_crisis(turn):
        return offer.enter(turn)
    if not helpline.dials:
        return number.enter_pen(number.of_kind(turn, Kind.PEN)).after(about.name)
    if not helpline.may_answer(turn.watch.now):
        return number.enter_closed(number.of_kind(turn, Kind.CLOSED)).after(about.name)
    if turn.place.count >= SURE:
        return _taking_back(turn)
    words = turn.words.helpline
    caveat = (words.unchecked_hours,) if helpline.hours == "unknown" else ()
    before = (words.as_before, about.about, *caveat)
    if _chose_enough(turn):
        return _star_or_number(turn.at(turn.place.counted(0)), *before).after(about.name)
    return ask(turn, choices(turn), *before).after(about.name)


def choices(turn: Turn) -> Choices:
    """What there is to choose at the offer of a helpline other than 0's."""
    words = turn.words.helpline
    said = keyed(turn, ("1", words.connect), ("2", words.number), ("*", turn.words.choices.back), person=False)
    return replace(said, full=(*said.full, words.or_stay), short=(*said.short, words.or_stay))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """Silence connects, after the choices came three times or where nothing is left to choose; back returns."""
    if offer.is_crisis(turn):
        return offer.answer(turn, event)
    if turn.place.count >= SURE or _chose_enough(turn):
        return _taken_back(turn, event) if isinstance(event, Key) else _connect(turn)
    match event:
        case Key("*"):
            return back(turn)
        case Key("1"):
            return _taking_back(turn.at(turn.place.counted(SURE)), _twice_as_long(turn))
        case Key("2"):
            return number.to_pen(turn)
        case Key() if _chose_enough(slipped(turn)):
            return _again(slipped(turn))
        case Key():
            return missed(turn, event, choices(turn))
    if turn.needs.time is Time.UNLIMITED:
        return missed(turn, event, choices(turn))
    if turn.place.count >= REPEATS:
        return _connect(turn)
    # With the name: a caller who lost the thread hears whom the choices are about; at last the number, unasked.
    about, repeats = turn.words.helplines[turn.spot.name], turn.place.count + 1
    unasked = turn.line.number_twice(turn.spot.name)[:2] if repeats == REPEATS else ()
    again = (turn.words.choices.take_your_time, about.name, *unasked, *choices(turn).short)
    return Reply((), Ask(again, wait(turn), turn.place.counted(repeats)))


def _connect(turn: Turn) -> Reply | Go:
    return connect(turn, (turn.words.helpline.connecting,))


def _taking_back(turn: Turn, within: int = TAKING_BACK) -> Reply:
    """The choice is made, and can be taken back `within` so many seconds by a hand that has not slipped."""
    return _star_or_number(turn) if _star_alone(turn) else offer.unsure(turn, within=within)


def _twice_as_long(turn: Turn) -> int:
    """Seconds for taking back what 1 chose, twice as many as that key took: the next may take longer."""
    words = turn.words
    after = (
        words.choices.with_key(words.helpline.number, "2"),
        words.choices.with_key(words.choices.back, "*"),
        words.helpline.or_stay,
    )
    took = turn.beyond(turn.place.lead / 10 - lasting(turn.needs.pace, *after)) or 0
    return UNSURE_WAIT if turn.place.count else min(max(2 * took, TAKING_BACK), UNSURE_WAIT)


def _taken_back(turn: Turn, key: Key) -> Reply | Go:
    """By star, or by any key; the number still comes before the transfer."""
    if key.key == "*":
        return back(turn)
    if not _star_alone(turn):
        return enter(slipped(turn)) if offer.is_early(turn) else back(turn)
    if key.key == "2":
        return number.to_pen(turn)
    about, words = turn.words.helplines[turn.spot.name], turn.words.helpline
    if turn.place.count < SURE and turn.sooner(lasting(turn.needs.pace, about.name, words.as_before)):
        return enter(turn)  # nobody is put through who has not heard what it costs
    return _again(turn) if key.key in BESIDE else _meanwhile(turn)


def _star_alone(turn: Turn) -> bool:
    """Whether star alone takes a transfer back: of hands that slip often, unless any key takes single choices."""
    return turn.needs.slips >= OFTEN and not turn.needs.one_by_one


def _chose_enough(turn: Turn) -> bool:
    """Whether whoever comes to the offer has no more to choose; not where somebody asked for more time."""
    return _star_alone(turn) and turn.needs.time is Time.NORMAL


def _star_or_number(turn: Turn, *before: Prompt, had: int = 0) -> Reply:
    """Silence connects, 2 is the number, star goes back; `had` seconds of the time for those are over."""
    words = turn.words.helpline
    prompts = (*before, turn.words.choices.with_key(words.number, "2"), words.stay_or_star)
    if not had:
        return Reply((), Ask(prompts, UNSURE_WAIT, turn.place))
    # A hand that was on its way still is, while this is said once more.
    left = UNSURE_WAIT - had - round(lasting(turn.needs.pace, *prompts))
    return Reply((), Ask(prompts, max(left, INSISTING_WAIT), turn.place.counted(SURE + had)))


def _again(turn: Turn) -> Reply:
    """From the beginning: the key may have been meant."""
    return _star_or_number(turn.at(turn.place.counted(SURE)))


def _meanwhile(turn: Turn) -> Reply:
    """After a key that nobody can have meant: the time for one that is meant goes on."""
    had = turn.place.count % SURE
    since = turn.beyond(0 if had else turn.place.lead / 10) or 0
    return _star_or_number(turn.at(turn.place.counted(SURE)), had=had + since)
