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
- Five keys in a row, each as soon as the line listens, some of them slips: somebody wants a person and cannot aim. They
  are offered one by the line itself, outside its listening, and only star goes back.
"""

from __future__ import annotations

from dataclasses import replace

from ivr.content import Helpline, Prompt
from ivr.dialogue import number
from ivr.dialogue.choosing import hears_words
from ivr.dialogue.event import Event, Key
from ivr.dialogue.ladder import slipped
from ivr.dialogue.needs import OFTEN
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Go, Reply, Transfer
from ivr.dialogue.turn import Turn

STEADY_WAIT = 1
"""Seconds of silence after the crisis helpline's offer: the transfer begins within 5 s of the key, words included."""

UNSURE_WAIT = 20
"""The same for a caller whose keys have slipped in this call: as long as a key may take to arrive."""

INSISTING_WAIT = 5
"""The same when 0 was pressed there once more, by a hand that has not slipped often; and the least that is left."""

DOUBTFUL, DOUBTFUL_OFTEN = 1, 2
"""Zeros at the offer that may be slips, where any key goes back, and of a hand that slips often: 0 lies beside star."""

HURRY = 5
"""Keys in a row, each struck as soon as the line listened: somebody wants a person, and cannot aim."""

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
    helpline = at_hand(turn)
    if not helpline.may_answer(turn.watch.now):
        return Go(turn.place.at(replace(turn.spot, kind=Kind.OFFER, part=0), turn.place.trail))
    afterwards = turn.place.at(replace(turn.spot, kind=Kind.TRANSFER), turn.place.trail)
    return Reply(said, Transfer(helpline.dials[turn.spot.part], afterwards))


def enter(turn: Turn) -> Reply:
    """The crisis helpline's name and what it costs; the transfer in a second of silence, or in twenty."""
    about = turn.words.helplines[turn.spot.name]
    if in_a_hurry(turn):  # on deaf ears: whoever strikes at random would strike this away too
        return Reply((about.offer,), Ask((), STEADY_WAIT, turn.place))
    if _may_be_taken_back(turn):
        return unsure(turn, about.at_once)
    return Reply((), Ask((about.offer,), STEADY_WAIT, turn.place))


def unsure(turn: Turn, *before: Prompt, within: int = TAKING_BACK) -> Reply:
    """The way to a helpline for hands that slip: any key goes back, and silence connects."""
    if turn.place.count % SURE and turn.needs.slips < OFTEN:
        waits = INSISTING_WAIT
    else:
        waits = UNSURE_WAIT if turn.needs.erratic else within
    prompts = (*before, turn.words.helpline.stay_or_back)
    return Reply((), Ask(prompts, waits, turn.place, speech=hears_words(turn)))


def is_early(turn: Turn) -> bool:
    """Whether a key of hands that slip came before the line had said what any key does: then it is no answer.

    Where choices come one at a time, any key has meant something all along.
    """
    if not turn.needs.slips or turn.needs.one_by_one:
        return False
    return turn.sooner(turn.place.lead / 10)


def back(turn: Turn) -> Go:
    """Back to the place left."""
    return Go(number.place_left(turn), (turn.words.choices.gone_back,))


def answer(turn: Turn, event: Event) -> Reply | Go:
    """Silence connects; star goes back, or any key of hands that slip; 1 leads to the other helplines."""
    if not isinstance(event, Key):  # every second counts: the offer was the last word
        return connect(turn, ())
    if event.key == "*":
        return back(turn)
    if in_a_hurry(turn):
        return connect(turn, ())
    if _may_be_taken_back(turn):
        return enter(slipped(turn)) if is_early(turn) else back(turn)
    if event.key == "1":
        return number.to_helplines(turn)
    return enter(slipped(slipped(turn)))


def at_hand(turn: Turn) -> Helpline:
    """The helpline that the place is about."""
    return turn.line.helplines[turn.spot.name]


def is_crisis(turn: Turn) -> bool:
    """Whether the place is about the helpline to which 0 leads."""
    return turn.spot.name == turn.line.facts.crisis
