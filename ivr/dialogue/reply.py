"""What the line does next: what it says, and then one of three things."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.content import Prompt
from ivr.dialogue.needs import Pace
from ivr.dialogue.place import Place


@dataclass(frozen=True, slots=True)
class Ask:
    """Say `prompts`, which any key stops, then listen; the key, or the silence, arrives at `place`."""

    prompts: tuple[Prompt, ...]
    wait: int
    """Seconds of listening after the prompts."""
    place: Place
    skipped: int = 0
    """Seconds of the last prompt that the caller has heard already: it is taken up at the sentence said then."""
    speech: bool = False
    """Whether words are listened for too."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Connect the caller to a helpline; what that met arrives at `place`."""

    number: str
    """E.164, from the helpline data alone."""
    place: Place


@dataclass(frozen=True, slots=True)
class Farewell:
    """End the call."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One turn of the line."""

    said: tuple[Prompt, ...]
    """Said first, not to be interrupted: the name of what was chosen, the last words before a transfer or the end."""
    then: Ask | Transfer | Farewell
    pace: Pace = Pace.NORMAL

    def after(self, *said: Prompt) -> Reply:
        """The same turn with something said before it."""
        return replace(self, said=said + self.said) if said else self

    def told_first(self, *told: Prompt) -> Reply:
        """The same turn with something told before all it says, and any key stops the whole of it."""
        if not isinstance(self.then, Ask):
            return self.after(*told)
        return replace(self, said=(), then=replace(self.then, prompts=told + self.said + self.then.prompts))

    def to(self, place: Place) -> Reply:
        """The same turn, leading to another place; a farewell leads nowhere."""
        then = self.then
        if isinstance(then, Ask):
            return Reply(self.said, Ask(then.prompts, then.wait, place, then.skipped, then.speech), self.pace)
        return Reply(self.said, Transfer(then.number, place), self.pace) if isinstance(then, Transfer) else self

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Everything said in this turn, in order."""
        return self.said + (self.then.prompts if isinstance(self.then, Ask) else ())


@dataclass(frozen=True, slots=True)
class Go:
    """Not a turn yet: the caller goes to `place`, hears something on the way, and is received there."""

    place: Place
    said: tuple[Prompt, ...] = ()
    """The name of the key or the choice, not to be interrupted."""
    told: tuple[Prompt, ...] = ()
    """What to know on arrival where no key led here: any key stops it, and all that follows."""

    def saying(self, *said: Prompt) -> Go:
        """The same way, with something said on it."""
        return replace(self, said=self.said + said)
