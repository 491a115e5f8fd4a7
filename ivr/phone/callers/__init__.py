"""Simulated callers: how people with dystonia use a phone, so that a line can be measured before anyone rings it.

model.py   each kind of caller in numbers, with where each number comes from
signs.py   what the line's words mean to a caller: change it when words.toml changes
task.py    what callers want, and when they have it
mind.py    what a caller makes of what is said, and wants to do next
hands.py   what hands and voice then do, meant or not
trial.py   one caller, one task, as many calls as it takes
"""

from __future__ import annotations

from ivr.phone.callers.model import MODELS, PERFECT, UNREACHABLE, Model, one_key
from ivr.phone.callers.task import Known, Task, known, tasks
from ivr.phone.callers.trial import IN_TIME, Result, attempt

__all__ = [
    "IN_TIME",
    "MODELS",
    "PERFECT",
    "UNREACHABLE",
    "Known",
    "Model",
    "Result",
    "Task",
    "attempt",
    "known",
    "one_key",
    "tasks",
]
