"""One caller and one task, over as many calls as it takes: nobody looks ahead, and every key falls at its own time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from ivr.errors import PhoneError
from ivr.phone.call import Call
from ivr.phone.callers.hands import MEANT, Act, Hands
from ivr.phone.callers.mind import Mind, Wish
from ivr.phone.callers.model import REDIAL, Model
from ivr.phone.callers.task import Known, Progress, Task
from ivr.phone.event import LINE_ENDED, Event
from ivr.phone.listening import Told
from ivr.phone.phone import Phone

IN_TIME = 900.0
"""Seconds allowed for a task, from the first answer on, with every redial."""
INSTANT = 1e-6
"""Seconds: two moments that differ by less are one."""

TIMEOUT = "out of time"
LINE_ENDS = "the line ended the call"


@dataclass(frozen=True, slots=True)
class Result:
    """How it went."""

    why: str
    """Nothing for a task that was done; else the reason it was not."""
    seconds: float
    """From the first answer to the goal, or to the failure."""
    keys: int
    """How many keys the line received."""
    calls: int
    cause: str
    """What the caller had done last, and still wanted to do: how a failure came about."""
    transcript: tuple[Event, ...]
    """Of all the calls, its times running on; events called `mind`, `lost` and `ring` are the caller's own."""

    @property
    def done(self) -> bool:
        """Whether the task was done."""
        return not self.why


def attempt(phone: Phone, known: Known, task: Task, model: Model, seed: str) -> Result:
    """Let one caller try one task; the same seed gives the same calls."""
    return Trial(phone, known, task, model, Random(seed)).run()


@dataclass(slots=True)
class Trial:
    """One attempt at one task."""

    phone: Phone
    known: Known
    task: Task
    model: Model
    chance: Random
    _transcript: list[Event] = field(default_factory=list)
    _before: float = 0.0  # seconds of the calls before this one
    _calls: int = 0
    _why: str | None = None  # how it ended, once it has
    _cause: str = ""

    def run(self) -> Result:
        """Phone until the task is done, has failed, or takes too long."""
        mind = Mind(self.model, self.task, self.known, Progress(self.task))
        while self._why is None:
            self._calls += 1
            over = OneCall(self.phone, mind, Hands(self.model, self.chance), self.chance, IN_TIME - self._before)
            over.run()
            self._transcript += [replace(event, at=event.at + self._before) for event in over.record()]
            self._why, self._cause = over.why, over.cause
            self._before += over.ended_at + (REDIAL if over.why is None else 0.0)
        keys = sum(event.event == "key" for event in self._transcript)
        return Result(self._why, self._before, keys, self._calls, self._cause, tuple(self._transcript))


@dataclass(slots=True)
class OneCall:
    """One of its calls; `why` is None when the caller has to ring again."""

    phone: Phone
    mind: Mind
    hands: Hands
    chance: Random
    left: float
    """How many seconds there are left for the task."""
    why: str | None = None
    ended_at: float = 0.0
    _over: bool = False
    _own: list[Event] = field(default_factory=list)
    _heard: int = 0  # how many prompts were taken in
    _seen: int = 0  # how much of the transcript
    _wish: Wish | None = None
    _last: str = "nothing"

    def run(self) -> None:
        """Ring, and go on until something ends it."""
        self._note(0.0, "ring", "")
        self.mind.rings()
        try:
            call = self.phone.ring()
            while not self._over:
                self._take_in(call)
                if not self._over:
                    self._go_on(call)
        except PhoneError as fault:
            self._end(self.phone.now, f"the line broke: {fault}")

    @property
    def cause(self) -> str:
        """What the caller had done last, and still wanted to do."""
        wish = self.mind.wish
        return f"last act: {self._last}" + (f"; still wanted {wish.key}: {wish.words}" if wish else "")

    def record(self) -> list[Event]:
        """What happened in the call until it was over, with what the caller made of it."""
        events = sorted([*self._own, *self.phone.transcript], key=lambda event: event.at)
        return [event for event in events if event.at <= self.ended_at + INSTANT]

    # --- what has happened

    def _take_in(self, call: Call) -> None:
        """Everything that was said and done up to now, in its order."""
        told = [(one.until, one) for one in call.told[self._heard :] if one.until <= call.now + INSTANT]
        seen = [(one.at, one) for one in call.transcript[self._seen :] if one.event in ("connected", "end")]
        self._heard += len(told)
        self._seen = len(call.transcript)
        news: list[tuple[float, Told | Event]] = sorted([*told, *seen], key=lambda one: one[0])
        for at, what in news:
            if self._leaves(at) or self._over:
                return
            if isinstance(what, Told):
                self._hear(what)
            else:
                self._witness(what)
        self._leaves(call.now)

    def _hear(self, told: Told) -> None:
        mind, text = self.mind, told.prompt.text
        if told.in_full and (text in mind.known.parts or self.chance.random() >= mind.model.misses):
            mind.hears(text, told.until)
            self._decide(told.until)
        mind.progress.hears(told, at_goal=mind.at_goal)
        if mind.progress.done:
            self._end(told.until, "")

    def _witness(self, event: Event) -> None:
        if event.event == "end":
            self._end(event.at, LINE_ENDS if event.text == LINE_ENDED else None)
        elif self.mind.progress.connected(event.number):
            self._end(event.at, "")
        else:
            self._end(event.at, f"an unwanted transfer to {self.mind.known.names.get(event.number, event.number)}")

    def _decide(self, at: float) -> None:
        if self.mind.wish != self._wish:
            self._wish = self.mind.wish
            self._note(at, "mind", f"wants {self._wish.key}: {self._wish.words}" if self._wish else "wants nothing now")
        self.hands.decide(self.mind.wish, at)

    def _leaves(self, now: float) -> bool:
        """Whether the call has been dropped, given up or out of time by `now`."""
        dropped = self.hands.drops_at
        astray = self.mind.astray_since
        gives_up = float("inf") if astray is None or self.mind.wish else astray + self.mind.model.patience
        at = min(dropped, gives_up, self.left)
        if self._over or at > now + INSTANT:  # a moment that time cannot be made to reach exactly is reached
            return False
        if at == self.left:
            self._end(at, TIMEOUT)
        else:
            self._note(at, "mind", "the call drops" if at == dropped else "gives up, and rings again")
            self._end(at, None)
        return True

    # --- what comes next

    def _go_on(self, call: Call) -> None:
        """Strike what falls due, or let time run to the next moment at which anything is over or due."""
        listening = call.listening
        if listening is None:
            raise PhoneError("the line neither listens nor ends the call")
        self.hands.listened_to(listening.begin)
        act = self.hands.next()
        if act.at < call.now - INSTANT and act.kind not in MEANT:
            self._note(act.at, "lost", act.kind, act.key)  # it fell between two Gathers
            self.hands.done(act, act.at)
            return
        due = max(act.at, call.now)
        ends = [prompt.end for prompt in listening.prompts if prompt.end > call.now + INSTANT]
        leaves = min(self.hands.drops_at, self.left)
        until = min([due, leaves, *ends])
        if until >= listening.ends - INSTANT:
            call.stay_silent()
        elif until < due:
            call.wait(into=until - listening.begin)
        else:
            self._act(call, act, due - listening.begin, due)

    def _act(self, call: Call, act: Act, into: float, at: float) -> None:
        self._last = act.kind
        if act.kind != "meant":
            self._note(at, "mind", act.kind)
        if act.key:
            call.press(act.key, into=into)
        else:
            call.speak(act.words, into=into)
        self.hands.done(act, at)
        if act.kind in MEANT:
            self.mind.strikes()
            self._wish = None

    # --- the end

    def _end(self, at: float, why: str | None) -> None:
        self._over, self.why, self.ended_at = True, why, at

    def _note(self, at: float, event: str, text: str, key: str = "") -> None:
        self._own.append(Event(at, event, text=text, key=key))
