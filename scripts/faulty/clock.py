"""A server's clock that jumps between two turns of a call."""

from __future__ import annotations

from faulty.caller import Caller
from faulty.fault import Fault

DAY = 24 * 60 * 60


class Jumps(Fault):
    """For every request from now on."""

    visible = False
    seconds = 0.0

    def along(self, caller: Caller) -> None:
        """As `Fault`."""
        caller.carrier.ahead = self.seconds


def _jumps(seconds: float, named: str, *, brief: bool = False) -> type[Jumps]:
    how = "the clock that the server is given is so much off from a turn in mid-call on"
    return type("Jumps", (Jumps,), {"seconds": seconds, "name": f"the clock jumps {named}", "how": how, "brief": brief})


FAULTS = (
    _jumps(DAY, "a day forward", brief=True),
    _jumps(-DAY, "a day back", brief=True),
    _jumps(3600, "an hour forward"),
    _jumps(-3600, "an hour back"),
    _jumps(-2, "two seconds back"),
    _jumps(-56 * 365 * DAY, "back to 1970", brief=True),
    _jumps(70 * 365 * DAY, "forward by 70 years"),
)
