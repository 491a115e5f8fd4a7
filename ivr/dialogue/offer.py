"""Talking to someone: who it is and what it costs, within seconds; and nobody put through by a slip.

A 0 may be a cry for help or a spasm, and the line cannot see the hand. What it does was chosen with simulated callers
(scripts/bench_callers.py):

- No slip in this call yet: the offer takes three seconds, a second of silence connects, and so the transfer begins
  within five seconds of the key. Whoever is in crisis and presses 0 first never waits; a spasm that strikes 0 before
  any other key slips through here, which is the price.
- No slip yet, but 0 came where star is as likely meant: star has just been named as the way back, or would take back a
  topic or a helpline just chosen; and 0 lies beside star. Eight seconds, in which any key goes back, since a hand that
  trembles takes that long. A steady hand waits longer here, for that; without it, one simulated call in forty of hands
  that tremble was put through to somebody it had not asked for.
- After a slip (a bounce, a wrong key, a choice taken back at once), or where any key takes a choice: twenty seconds,
  since a hand in spasm needs up to twenty for the key that goes back; that key may be any, for it may not be star that
  it hits. A key that comes before the line has said so is one more slip, and the offer goes on. Somebody in crisis has
  only to stay. Here and above, 0 once more shortens it to five seconds and is still taken back; a third 0 connects:
  three zeros in a row are no slip. A hand that slips often, and aims at star to go back, strikes 0 beside it one time
  in seven: it has its twenty seconds each time, and the fourth 0 connects.
- Another helpline is chosen by its number, and by no slip alone. Hands that slip often take that back with star only:
  a key comes by itself every twenty seconds, and any key would keep them from the helpline they chose.
- Five keys in a row, each as soon as the line listens, some of them slips: somebody wants a person and cannot aim. They
  are offered one by the line itself, outside its listening, and only star goes back.
"""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Helpline, Prompt
from ivr.dialogue import number
from ivr.dialogue.choosing import Choices, ask, hears_words, keyed, wait
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import missed, slipped
from ivr.dialogue.moments import lasting
from ivr.dialogue.needs import OFTEN, Time
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply, Transfer
from ivr.dialogue.turn import Turn

STEADY_WAIT = 1
"""Seconds of silence after the crisis helpline's offer: the transfer begins within 5 s of the key, words included."""

UNSURE_WAIT = 20
"""The same for a caller whose keys have slipped in this call: as long as a key may take to arrive."""

INSISTING_WAIT = 5
"""The same when 0 was pressed there once more, by a hand that has not slipped often."""

DOUBTFUL, DOUBTFUL_OFTEN = 1, 2
"""Zeros at the offer that may be slips, where any key goes back, and of a hand that slips often: 0 lies beside star."""

HURRY = 5
"""Keys in a row, each struck as soon as the line listened: somebody wants a person, and cannot aim."""

REPEATS = 2
"""How often the choices at another helpline's offer come again in silence, before silence connects."""

TAKING_BACK = 8
"""Seconds in which a hand that has not slipped may take it back: a helpline it chose, or a 0 that may be star."""

SURE = 50
"""Counts an offer whose choice is made already: it has only to be taken back."""

OF_A_HELPLINE = {Kind.OFFER, Kind.CLOSED, Kind.PEN, Kind.NUMBER, Kind.TRANSFER, Kind.MISSED, Kind.LEAVING}
"""Places that nobody comes back to: the place left before them counts."""


def someone(turn: Turn, here: Spot, *, beside_star: bool = False) -> Reply | Go:
    """What 0 does, everywhere: the crisis helpline's offer; at that offer, the transfer, or for hands that slip the
    offer once more, and once again for those that slip often. `here` is where the caller comes back to; a 0 struck
    `beside_star` came where star is what a caller is likely to be after.
    """
    crisis = Spot(Kind.OFFER, turn.line.facts.crisis)
    if turn.spot != crisis:
        there = turn.place.at(crisis, trail_from(turn.place, here))
        return Go(there.counted(SURE) if beside_star else there)
    if turn.place.count % SURE < _doubtful(turn):
        return enter(turn.at(turn.place.counted(turn.place.count + 1)))
    return connect(turn, (turn.words.helplines[crisis.name].at_once,))


def _doubtful(turn: Turn) -> int:
    """How many zeros at the offer may be slips, and bring it once more."""
    if turn.needs.slips >= OFTEN:
        return DOUBTFUL_OFTEN
    return DOUBTFUL if _may_be_taken_back(turn) else 0


def _may_be_taken_back(turn: Turn) -> bool:
    """Whether any key takes back what the caller chose at this offer, or by a 0."""
    return turn.needs.erratic or turn.place.count >= SURE


def in_a_hurry(turn: Turn) -> bool:
    """Whether somebody strikes keys at once and gets nowhere: then a person is offered without being asked for."""
    return turn.needs.hurried >= HURRY and turn.needs.erratic


def trail_from(place: Place, here: Spot) -> tuple[Spot, ...]:
    """Where the caller comes back to from a helpline: the way there, without any helpline's place, each spot once."""
    trail = _trail(place, here)
    return tuple(dict.fromkeys(spot for spot in trail if spot.kind is not Kind.HELPLINES or spot == trail[0]))


def _trail(place: Place, here: Spot) -> tuple[Spot, ...]:
    match here.kind:
        case kind if kind in OF_A_HELPLINE or (kind is Kind.BROKEN_OFF and place.trail):
            return place.trail
        case Kind.CONFIRM:
            return place.trail[2:]
        case Kind.PAUSE:
            return (replace(here, kind=Kind.TOPIC), *place.trail)
        case _:
            return (here, *place.trail)


def connect(turn: Turn, said: tuple[Prompt, ...]) -> Reply | Go:
    """The transfer, after its last words, to the number that the place names; out of hours, its hours instead."""
    helpline = _helpline(turn)
    if not helpline.may_answer(turn.watch.now):
        return Go(turn.place.at(replace(turn.spot, kind=Kind.OFFER, part=0), turn.place.trail))
    afterwards = turn.place.at(replace(turn.spot, kind=Kind.TRANSFER), turn.place.trail)
    return Reply(said, Transfer(helpline.dials[turn.spot.part], afterwards))


def enter(turn: Turn) -> Reply:
    """Who would answer and what it costs, then the transfer in silence; a number alone where none is possible."""
    helpline, about = _helpline(turn), turn.words.helplines[turn.spot.name]
    if helpline.id == turn.line.facts.crisis:
        return _enter_crisis(turn)
    if not helpline.dials:
        return number.enter_pen(number.of_kind(turn, Kind.PEN)).after(about.name)
    if not helpline.may_answer(turn.watch.now):
        return number.enter_closed(number.of_kind(turn, Kind.CLOSED)).after(about.name)
    if turn.place.count >= SURE:
        return _unsure(turn)
    words = turn.words.helpline
    caveat = (words.unchecked_hours,) if helpline.hours == "unknown" else ()
    return ask(turn, choices(turn), words.as_before, about.about, *caveat).after(about.name)


def _enter_crisis(turn: Turn) -> Reply:
    about = turn.words.helplines[turn.spot.name]
    if in_a_hurry(turn):  # on deaf ears: whoever strikes at random would strike this away too
        return Reply((about.offer,), Ask((), STEADY_WAIT, turn.place))
    if _may_be_taken_back(turn):
        return _unsure(turn, about.at_once)
    return Reply((), Ask((about.offer,), STEADY_WAIT, turn.place))


def _star_alone(turn: Turn) -> bool:
    """Whether star alone takes a transfer back, of hands that slip often, to a helpline that they chose."""
    chosen = turn.spot.name != turn.line.facts.crisis  # by its number, and not by a 0 that may be a slip
    return chosen and turn.needs.slips >= OFTEN and not turn.needs.one_by_one


def _unsure(turn: Turn, *before: Prompt) -> Reply:
    """The way to a helpline for hands that slip: any key goes back, or star alone, and silence connects."""
    if turn.place.count % SURE and turn.needs.slips < OFTEN:
        waits = INSISTING_WAIT
    else:
        waits = UNSURE_WAIT if turn.needs.erratic else TAKING_BACK
    words = turn.words.helpline
    prompts = (*before, words.stay_or_star if _star_alone(turn) else words.stay_or_back)
    return Reply((), Ask(prompts, waits, turn.place, speech=hears_words(turn)))


def choices(turn: Turn) -> Choices:
    """What there is to choose at the offer of a helpline other than 0's."""
    words = turn.words.helpline
    said = keyed(turn, ("1", words.connect), ("2", words.number), ("*", turn.words.choices.back), person=False)
    return replace(said, full=(*said.full, words.or_stay), short=(*said.short, words.or_stay))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """Silence connects; back returns; other helplines' offers come three times before silence connects."""
    if turn.spot.name == turn.line.facts.crisis:
        return _answer_crisis(turn, event)
    words = turn.words.helpline
    if turn.place.count >= SURE:
        if not isinstance(event, Key):
            return connect(turn, (words.connecting,))
        slips = event.key != "*" and (_star_alone(turn) or _is_early(turn))
        return enter(slipped(turn)) if slips else _back(turn)
    match event:
        case Key("*"):
            return _back(turn)
        case Key("1"):
            return _unsure(turn.at(turn.place.counted(SURE)))
        case Key("2"):
            return number.to_pen(turn)
        case Key():
            return missed(turn, event, choices(turn))
    if turn.needs.time is Time.UNLIMITED:
        return missed(turn, event, choices(turn))
    if turn.place.count >= REPEATS:
        return connect(turn, (words.connecting,))
    # With the name: a caller who lost the thread hears whom the choices are about; at last the number, unasked.
    about, repeats = turn.words.helplines[turn.spot.name], turn.place.count + 1
    unasked = turn.line.number_twice(turn.spot.name)[:2] if repeats == REPEATS else ()
    again = (turn.words.choices.take_your_time, about.name, *unasked, *choices(turn).short)
    return Reply((), Ask(again, wait(turn), turn.place.counted(repeats)))


def _is_early(turn: Turn, *before: Prompt) -> bool:
    """Whether a key of hands that slip came before the line had said what any key does: then it is no answer.

    Where choices come one at a time, any key has meant something all along.
    """
    if not turn.needs.slips or turn.needs.one_by_one:
        return False
    return turn.sooner(lasting(turn.needs.pace, *before, turn.words.helpline.stay_or_back))


def _back(turn: Turn) -> Go:
    return Go(number.place_left(turn), (turn.words.choices.gone_back,))


def _answer_crisis(turn: Turn, event: Event) -> Reply | Go:
    if not isinstance(event, Key):  # every second counts: the offer was the last word
        return connect(turn, ())
    if event.key == "*":
        return _back(turn)
    if in_a_hurry(turn):
        return connect(turn, ())
    if _may_be_taken_back(turn):
        at_once = turn.words.helplines[turn.spot.name].at_once
        return enter(slipped(turn)) if _is_early(turn, at_once) else _back(turn)
    if event.key == "1":
        return number.to_helplines(turn)
    return enter(slipped(slipped(turn)))


def _helpline(turn: Turn) -> Helpline:
    return turn.line.helplines[turn.spot.name]
