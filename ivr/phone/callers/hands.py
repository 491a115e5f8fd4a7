"""What a caller's hands and voice do in one call, meant or not; all chance is here."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from random import Random

from ivr.phone.callers.mind import Wish
from ivr.phone.callers.model import KEYS, NEIGHBOURS, Model
from ivr.phone.callers.signs import ANY

MEANT = ("meant", "neighbour")
STRUCK = (*MEANT, "at once")
"""The kinds of act after which the same key may be struck a second time."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something done at a moment, in seconds since the call was answered."""

    at: float
    kind: str
    """meant, neighbour (meant for the key beside it), second (strike), stray (key), sound, or at once."""
    key: str = ""
    """Empty for a sound and for words."""
    words: str = ""


@dataclass(slots=True)
class Hands:
    """One caller's hands and voice in one call."""

    model: Model
    chance: Random
    drops_at: float = inf
    """When the call is dropped."""
    _pending: list[Act] = field(default_factory=list)
    _answer: Act | None = None
    _wish: Wish | None = None
    _listened: float = -1.0

    def __post_init__(self) -> None:
        """Draw when the first of everything comes that is not meant."""
        for kind, every in (
            ("stray", self.model.stray_every),
            ("sound", self.model.sound_every),
        ):
            self._draw(kind, every, 0.0)
        if self.model.drops_every < inf:
            self.drops_at = self.chance.expovariate(1 / self.model.drops_every)

    def decide(self, wish: Wish | None, now: float) -> None:
        """Make ready for what the caller has made up their mind to do, or leave it."""
        if wish != self._wish:
            self._wish = wish
            self._answer = self._intend(wish, now) if wish else None

    def listened_to(self, begin: float) -> None:
        """The line has begun to listen; a caller who hears nothing out strikes soon after, each time."""
        if self.model.at_once and begin != self._listened:
            self._listened = begin
            self._pending = [act for act in self._pending if act.kind != "at once"]
            key = self.chance.choice(KEYS) if self.chance.random() < self.model.random else "0"
            self._pending.append(Act(begin + self.chance.uniform(*self.model.at_once), "at once", key))

    def next(self) -> Act:
        """What comes next; at infinity, if nothing does."""
        ahead = [*self._pending, *([self._answer] if self._answer else [])]
        return min(ahead, key=lambda act: act.at, default=Act(inf, "meant"))

    def done(self, act: Act, at: float) -> None:
        """It has happened, and may be followed by more of the same."""
        if act is self._answer:
            self._answer = self._wish = None
        else:
            self._pending.remove(act)
        self._draw(act.kind, {"stray": self.model.stray_every, "sound": self.model.sound_every}.get(act.kind, inf), at)
        if act.kind in STRUCK and act.key and self.chance.random() < self.model.bounces:
            self._pending.append(Act(at + self.chance.uniform(*self.model.bounce), "second", act.key))

    def _draw(self, kind: str, every: float, since: float) -> None:
        if every < inf:
            key = self.chance.choice(KEYS) if kind == "stray" else ""
            self._pending.append(Act(since + self.chance.expovariate(1 / every), kind, key))

    def _intend(self, wish: Wish, now: float) -> Act:
        at = max(now, wish.since + self.chance.uniform(*(self.model.ready if wish.ready else self.model.answer)))
        if self.model.speaks:
            return Act(at, "meant", words=wish.words if self.chance.random() < self.model.recognised else "")
        key = self.model.any_key if wish.key == ANY else wish.key
        if self.chance.random() < self.model.slips:
            return Act(at, "neighbour", self.chance.choice(NEIGHBOURS[key]))
        return Act(at, "meant", key)
