"""The ladder: what the line does when a turn brings no choice. The line changes, not the caller.

1. Keys: a place says its choices and waits.
2. Silence or a wrong key: the same choices once more, shorter and slower; twice at the most in silence.
3. and 4. are to come: any-key answering, then listening. They belong where `short_repeat` answers None.
5. Still silence: a menu warns before it leaves (`leaving`); a helpline's place goes back to the place left.

A wrong key never leads up the ladder: whoever presses one is there.
"""

from __future__ import annotations

from ivr.content import Prompt
from ivr.dialogue.event import Event, Key
from ivr.dialogue.reply import Ask, Reply
from ivr.dialogue.turn import Turn

WAIT = 10
"""Seconds of listening after choices: the longest of ISO/IEC 13714's 3 to 10."""

SHORT_REPEATS = 2
"""How often choices are repeated to a silent caller before the next rung."""


def short_repeat(turn: Turn, event: Event, choices: tuple[Prompt, ...]) -> Reply | None:
    """The choices once more, in their short form; None when a silent caller has heard that already."""
    words = turn.words.choices
    if isinstance(event, Key):
        return Reply((), Ask((words.not_a_choice, *choices), WAIT, turn.place.counted(0)))
    if turn.place.count < SHORT_REPEATS:
        return Reply((), Ask((words.take_your_time, *choices), WAIT, turn.place.counted(turn.place.count + 1)))
    return None
