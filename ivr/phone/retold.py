"""A call told again from what its caller has done: so that between two requests nobody has to keep it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from ivr.errors import PhoneError
from ivr.phone.call import Call
from ivr.phone.phone import Phone
from ivr.phone.script import each
from ivr.phone.transfer import outcomes

MOST_TOKENS = 2000
"""A call of half a day; more is not told again."""

MOST_KEPT = 16
"""Calls that are remembered as far as they have come, well under a megabyte each."""


@dataclass(frozen=True, slots=True)
class Told:
    """All that makes a call what it is: when it began, what its transfers met, and what the caller did."""

    at: datetime
    """Aware."""
    dials: tuple[str, ...]
    """What each transfer met, and last what the next one will meet."""
    tokens: tuple[str, ...] = ()
    """As `ivr phone --keys` takes them."""


class Retold:
    """Calls that go on from request to request, in whichever process: each is told again, token by token.

    That a call was here a moment ago only saves the telling.
    """

    def __init__(self, phone: Callable[[datetime], Phone]) -> None:
        """`phone` gives a phone to a line whose clock starts at a moment and runs with the call."""
        self._phone = phone
        self._kept: OrderedDict[tuple[datetime, tuple[str, ...], tuple[str, ...]], Call] = OrderedDict()
        self._lock = Lock()

    def call(self, told: Told) -> Call:
        """Return the call after all that was told of it; raise `PhoneError` for what makes no sense, or is refused."""
        if len(told.tokens) > MOST_TOKENS:
            raise PhoneError(f"the call has gone on for more than {MOST_TOKENS} keys and silences: begin another")
        outcomes(told.dials)
        acts = list(each(told.tokens))
        call, done = self._resumed(told)
        for act in acts[done:]:
            if call.ended:
                break
            call.will_meet(told.dials[len(met(told, call)) :] or told.dials[-1:])
            act(call)
        self._keep(told, call)
        return call

    def _resumed(self, told: Told) -> tuple[Call, int]:
        """The call as it was one token ago, if it was here; or else from the beginning."""
        before = len(told.tokens) - 1
        with self._lock:
            call = self._kept.pop((told.at, told.dials[:-1], told.tokens[:-1]), None) if told.tokens else None
        if call:
            return call, before
        phone = self._phone(told.at)
        phone.dial = told.dials
        return phone.ring(), 0

    def _keep(self, told: Told, call: Call) -> None:
        with self._lock:
            self._kept[told.at, met(told, call), told.tokens] = call
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


def met(told: Told, call: Call) -> tuple[str, ...]:
    """Return what the call's transfers met up to now."""
    transfers = sum(event.event == "dial" for event in call.transcript)
    return (*told.dials[:transfers], *told.dials[-1:] * (transfers - len(told.dials)))
