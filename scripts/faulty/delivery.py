"""Requests that come twice, late or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from standing import until

from faulty.caller import Caller
from faulty.carrier import Late, at_once, twice
from faulty.fault import Fault, Trial
from faulty.site import Site


class Delivered(Fault):
    """Each answer must be the same, whenever the same is asked."""

    visible = False

    def wrong(self, site: Site, trial: Trial) -> Iterable[str]:  # noqa: ARG002
        """As `Fault`."""
        if trial.told.differing:
            yield f"{trial.told.differing} requests were answered differently when they came again"


class Twice(Delivered):
    """One after the other."""

    name = "each request comes twice"
    how = "every request is sent twice, one after the other; the second answer is the one that counts"

    def along(self, caller: Caller) -> None:
        """As `Fault`."""
        caller.carrier.delivered = twice


class AtOnce(Delivered):
    """At two servers at the same moment."""

    name = "each request comes twice at once"
    how = "every request is sent twice at the same moment, and lands on both servers"

    def along(self, caller: Caller) -> None:
        """As `Fault`."""
        caller.carrier.delivered = at_once


class OutOfOrder(Delivered):
    """After the one that follows it."""

    name = "requests come out of order"
    how = "every request comes once more after the one that follows it"

    def along(self, caller: Caller) -> None:
        """As `Fault`."""
        caller.carrier.delivered = Late()


class NoStatus(Fault):
    """The carrier does not say when a call is over."""

    name = "status callbacks are missing"
    how = "/status is told of no call that is over"
    visible = False
    status = 0

    def __init__(self) -> None:
        self._before = (0, 0)

    def prepare(self, site: Site) -> None:
        """As `Fault`."""
        self._before = site.counted("carrier/calls"), site.counted()

    def wrong(self, site: Site, trial: Trial) -> Iterable[str]:
        """As `Fault`; the carrier's own count is only as good as what it tells."""
        until(lambda: site.counted("carrier/calls") - self._before[0] >= trial.calls * (1 + self.status), 5)
        told, calls = (
            site.counted(name) - was for name, was in zip(("carrier/calls", "calls"), self._before, strict=True)
        )
        trial.notes.append(
            f"the report counts {told} calls that the carrier told of, beside {calls} that were answered"
        )
        return ()

    def along(self, caller: Caller) -> None:
        """As `Fault`."""
        caller.carrier.status = self.status


class StatusTwice(NoStatus):
    """It says so twice."""

    name = "status callbacks are doubled"
    how = "/status is told twice of each call that is over"
    status = 2


class StatusEarly(NoStatus):
    """It says so while the call goes on."""

    name = "status callbacks come too early"
    how = "/status is told that a call is over before each of its further turns"
    status = 1

    def along(self, caller: Caller) -> None:
        """As `Fault`."""
        caller.carrier.early = True


FAULTS = (Twice, AtOnce, OutOfOrder, NoStatus, StatusTwice, StatusEarly)
