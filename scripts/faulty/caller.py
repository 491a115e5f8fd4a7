"""Callers at random, by seed: where they go is settled before they ring, so that the same call can be made twice."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from faulty.carrier import Carrier
from faulty.serve import BEGAN
from ivr.content import load_line
from ivr.errors import PhoneError
from ivr.phone import Phone
from ivr.phone.call import Call
from ivr.phone.event import CALLER_HUNG_UP, Event, caption

KEYS = ("", "", "", "", "", "1", "1", "2", "2", "3", "4", "#", "*", "0", "5", "7")
"""What a caller does at a turn; mostly nothing."""

OUTCOMES = ("answer", "busy", "no-answer", "failed")

UNTIL_DIALLED = 8
"""Silences after the last 0, within which a helpline must be rung: the longest offer takes one."""

Act = tuple[str, float]
"""A key, or none for a silence, and how many seconds after the line began to listen."""


@dataclass(frozen=True)
class Plan:
    """What a caller will do."""

    number: int
    before: tuple[Act, ...]
    after: tuple[Act, ...]
    outcomes: tuple[str, ...]
    at: datetime

    @classmethod
    def drawn(cls, seed: str, number: int) -> Plan:
        """The plan of the caller with this number."""
        dice = random.Random(f"{seed} {number}")
        acts = [(dice.choice(KEYS), round(dice.uniform(0.2, 9.0), 1)) for _ in range(12)]
        turn = dice.randrange(8)
        at = BEGAN + timedelta(minutes=dice.randrange(7 * 24 * 60))
        met = tuple(dice.choices(OUTCOMES, k=4))
        return cls(number, tuple(acts[:turn]), tuple(acts[turn : turn + dice.randrange(4)]), met, at)


@dataclass
class Caller:
    """One call, made in two halves; what befalls the line comes in between."""

    plan: Plan
    carrier: Carrier
    phone: Phone
    lost: str = ""
    """Why the call is lost, if it is."""
    struck: int = 0
    """How much had happened when the second half began."""
    _call: Call | None = field(default=None)

    def first_half(self) -> None:
        """Ring, and go on up to the turn at which something is to happen."""
        self._guarded(lambda: self._acts(self.plan.before))
        self.struck = len(self.phone.transcript)

    def second_half(self) -> None:
        """Go on, then press 0, which must lead to a helpline that is rung; then hang up."""
        if not self.lost:
            self._guarded(self._to_a_person)

    @property
    def heard(self) -> tuple[str, ...]:
        """The second half, as captions."""
        return tuple(caption(event) for event in self.phone.transcript[self.struck :])

    def _guarded(self, half: object) -> None:
        try:
            half()  # type: ignore[operator]
        except PhoneError as error:  # the carrier would have ended the call
            self.lost = str(error)

    def _acts(self, acts: Sequence[Act]) -> None:
        call = self._call = self._call or self.phone.ring()
        for key, into in acts:
            if call.ended:
                return
            call.press(key, into=into) if key else call.stay_silent()

    def _to_a_person(self) -> None:
        self._acts(self.plan.after)
        for _ in range(2):  # and once more after whatever the first transfer met
            self._press_0()
        if self._call:
            self._call.hang_up()

    def _press_0(self) -> None:
        call = self._call
        assert call is not None
        since = self.struck
        if not call.ended:
            since = len(call.transcript)
            call.press("0", after=1.0)
        for _ in range(UNTIL_DIALLED):
            if call.ended or _dials(call.transcript[since:]):
                break
            call.stay_silent()
        self._judge(call, since)

    def _judge(self, call: Call, since: int) -> None:
        dialled = _dials(call.transcript[since:])
        if call.ended and not dialled and not _said_goodbye(call.transcript):
            self.lost = "the call ended without a goodbye"
        elif not call.ended and not dialled:
            self.lost = "0 led to nobody"
        elif wrong := set(_dials(call.transcript)) - HELPLINES:
            self.lost = f"{len(wrong)} numbers were dialled that are no helpline's"


def _dials(events: Sequence[Event]) -> list[str]:
    return [event.number for event in events if event.event == "dial"]


def _said_goodbye(events: Sequence[Event]) -> bool:
    by_caller = events[-1].text == CALLER_HUNG_UP
    return by_caller or any(event.text == LINE.words.leaving.goodbye for event in events)


LINE = load_line("uk")
HELPLINES = {number for helpline in LINE.helplines.values() for number in helpline.dials}
