"""The ladder: what the line does when a turn brings no choice. The line changes, not the caller.

1. Keys: a place says its choices and waits.
2. Silence or a wrong key: the same choices once more, shorter and slower.
3. Once more: the choices one at a time, and any key takes the one just heard; after silence also words, and for the
   rest of the call; after wrong keys in this place only. A caller whose keys come by themselves cannot time one, and
   would be lost among single choices; numbered keys serve them better (scripts/bench_callers.py).
4. Silence three times round: nothing is asked, everything is read out (`listening`).
5. After all of that: a menu warns before it leaves (`leaving`).

A wrong key never leads towards leaving: whoever presses one is there.
"""

from __future__ import annotations

from ivr.content import Prompt
from ivr.dialogue.choosing import Choices, how_taken, one, wait
from ivr.dialogue.event import Event, Key
from ivr.dialogue.needs import OFTEN, Time, Way
from ivr.dialogue.place import MOST_COUNT
from ivr.dialogue.reply import Ask, Reply
from ivr.dialogue.turn import Turn

SHORT_REPEATS = 1
"""How often choices are repeated in full before they come one at a time."""

MOST_SLIPS = MOST_COUNT

HOUR = 60
"""Minutes that a caller without a time limit is waited for, before the line changes after all."""


def missed(turn: Turn, event: Event, choices: Choices) -> Reply:
    """The next rung after silence or a wrong key, where choices were read with their keys."""
    words, count = turn.words.choices, turn.place.count
    if isinstance(event, Key) and turn.needs.slips >= OFTEN:
        return Reply((), Ask(choices.short, wait(turn), slipped(turn).place.counted(count)))
    if isinstance(event, Key):
        turn = slipped(turn)
        if count >= SHORT_REPEATS:
            return _one_at_a_time(turn, Way.ONCE, choices)
        return _short_repeat(turn, choices, words.not_a_choice)
    if turn.needs.time is Time.UNLIMITED and count < HOUR:
        return Reply((), Ask((words.still_here,), wait(turn), turn.place.counted(count + 1)))
    if count >= SHORT_REPEATS:
        return _one_at_a_time(turn, Way.VOICE, choices)
    return _short_repeat(turn, choices, words.take_your_time)


def slipped(turn: Turn) -> Turn:
    """The same turn, with one more slip noticed."""
    return turn.needing(slips=min(turn.needs.slips + 1, MOST_SLIPS))


def _short_repeat(turn: Turn, choices: Choices, *before: Prompt) -> Reply:
    place = turn.place.counted(turn.place.count + 1)
    return Reply((), Ask((*before, *choices.short), wait(turn), place))


def _one_at_a_time(turn: Turn, way: Way, choices: Choices) -> Reply:
    turn = turn.needing(way=way)
    return one(turn.at(turn.place.counted(0)), choices, *how_taken(turn))
