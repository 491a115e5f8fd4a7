"""How each kind of caller uses a phone, in numbers.

None of these numbers was measured on callers of this line. "Given" ones were set for this project before anything was
measured with them; "assumed" ones were filled in here. Times are in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import inf
from types import MappingProxyType

ROWS = ("123", "456", "789", "*0#")
KEYS = "".join(ROWS)
ANY_KEY = "5"
"""What a caller with every key presses when told to press any: the middle one, farthest from 0's row but one."""


def _neighbours() -> dict[str, str]:
    keys = {(row, column): ROWS[row][column] for row, column in product(range(4), range(3))}
    steps = ((-1, 0), (1, 0), (0, -1), (0, 1))
    return {
        key: "".join(keys[row + down, column + right] for down, right in steps if (row + down, column + right) in keys)
        for (row, column), key in keys.items()
    }


NEIGHBOURS: Mapping[str, str] = MappingProxyType(_neighbours())
"""The keys above, below, left and right of each, on a telephone's 123 456 789 *0#."""


@dataclass(frozen=True, slots=True)
class Model:
    """One kind of caller. Ranges are uniform between their ends; what happens "every" so often is exponential."""

    name: str
    answer: tuple[float, float]
    """From the end of the prompt that names what the caller wants to the key, or the word."""
    ready: tuple[float, float]
    """The same in any-key answering, where the hand lies on a key already."""
    slips: float = 0.0
    """How likely a neighbouring key is struck instead."""
    bounces: float = 0.0
    """How likely the same key is struck a second time."""
    bounce: tuple[float, float] = (0.08, 0.6)
    """After how long."""
    stray_every: float = inf
    """How often any key at all is struck without being meant, on average."""
    drops_every: float = inf
    """How often the call is dropped, on average."""
    keys: str = KEYS
    """The keys that the caller can reach."""
    speaks: bool = False
    recognised: float = 0.0
    """How likely what the caller says is recognised."""
    sound_every: float = inf
    """How often a sound is made that nobody recognises, on average."""
    at_once: tuple[float, float] | None = None
    """For a caller who hears nothing out: when a key is struck, from each moment at which the line begins to listen."""
    random: float = 0.0
    """How likely that key is any key at all; otherwise it is 0."""
    misses: float = 0.0
    """How likely a prompt goes past the caller; the text of a topic never does."""
    waits: bool = False
    """Whether the caller waits rather than press, where the line says that waiting does the same."""
    patience: float = 60.0
    """How long a caller stays where they did not mean to go and hear no way back, before they ring again (assumed)."""

    @property
    def any_key(self) -> str:
        """What the caller presses when any key will do; nothing for one who reaches none."""
        return ANY_KEY if ANY_KEY in self.keys else self.keys[:1]

    def can(self, key: str) -> bool:
        """Whether the caller can give this answer, by hand or by voice."""
        return self.speaks or key in self.keys


REDIAL = 15.0
"""From the end of a call to the answer of the next (assumed)."""


def one_key(key: str = "5") -> Model:
    """A caller who reaches a single key, anywhere but 0, with one finger, a toe or a stick.

    Answer times: assumed, those of tremor.
    """
    return Model("one key", answer=(2, 8), ready=(0.6, 2.5), keys=key, waits=True)


PERFECT = Model("perfect", answer=(0, 0), ready=(0, 0))
"""Presses each right key at the very end of the prompt that names it, and never knows it sooner: the shortest way."""

_MODELS = (
    # Assumed: an adult whose hands obey; pressing after a prompt takes one to three seconds.
    Model("steady", answer=(1, 3), ready=(0.4, 1.5)),
    # Given: 15 % neighbouring keys, 20 % second strikes after 0.08 to 0.6 s, 2 to 8 s. Assumed: ready.
    Model("tremor", answer=(2, 8), ready=(0.6, 2.5), slips=0.15, bounces=0.2),
    # Given: 30 %, 30 %, 4 to 20 s, a stray key every 20 s, a dropped call every 10 minutes. Assumed: ready, waits.
    Model(
        "severe spasms", answer=(4, 20), ready=(0.8, 4), slips=0.3, bounces=0.3, stray_every=20, drops_every=600,
        waits=True,
    ),
    # Given: 8 to 25 s. Assumed: ready, waits.
    Model("slow", answer=(8, 25), ready=(1, 3.5), waits=True),
    one_key(),
    Model("no key", answer=(0, 0), ready=(0, 0), keys="", waits=True, patience=inf),
    # Given: 69 % of words recognised, a stray sound every 30 s. Assumed: answer, and that they never give up.
    Model(
        "voice only", answer=(1, 4), ready=(0.4, 1.5), keys="", speaks=True, recognised=0.69, sound_every=30,
        waits=True, patience=inf,
    ),
    # Given: 0.1 to 1 s after the line begins to listen; half at random, half 0.
    Model("in distress", answer=(0, 0), ready=(0, 0), at_once=(0.1, 1), random=0.5, patience=inf),
    Model("in distress, any key", answer=(0, 0), ready=(0, 0), at_once=(0.1, 1), random=1.0, patience=inf),
    # Given: 30 % of prompts missed; otherwise steady.
    Model("loses the thread", answer=(1, 3), ready=(0.4, 1.5), misses=0.3),
)  # fmt: skip

MODELS: Mapping[str, Model] = MappingProxyType({model.name: model for model in _MODELS})
"""Every kind of caller that is measured, by name."""

_CANNOT_ASK = "without key or voice, nobody can say that they want it"
_WANTS_A_PERSON = "wants a person, and nothing else: strikes whatever is said"

UNREACHABLE: Mapping[tuple[str, str], str] = MappingProxyType({
    ("no key", "crisis"): _CANNOT_ASK,
    ("no key", "helpline"): _CANNOT_ASK,
    ("no key", "number"): _CANNOT_ASK,
    ("in distress", "topic"): _WANTS_A_PERSON,
    ("in distress", "helpline"): _WANTS_A_PERSON,
    ("in distress", "number"): _WANTS_A_PERSON,
    ("in distress, any key", "topic"): _WANTS_A_PERSON,
    ("in distress, any key", "helpline"): _WANTS_A_PERSON,
    ("in distress, any key", "number"): _WANTS_A_PERSON,
})  # fmt: skip
"""(model, kind of task) → why no line could bring this caller there. All other pairs some line can.

No key, a topic: by listening alone, if the line comes to it by itself within the time allowed; the later topics may
be too late in any order. One key: by choices that any key takes. Voice only: by a line that listens for words.
"""
