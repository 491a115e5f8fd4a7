"""Another version in mid-call: addresses from before lead to the nearest place that is still there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import changing

from faulty.caller import Act, Plan
from faulty.fault import Fault
from faulty.site import Site

TO_STRESS: tuple[Act, ...] = (("2", 2.0), ("2", 2.0))
"""The keys that lead to the topic on stress."""


class Deployed(Fault):
    """The line is changed, and the servers are restarted between two turns."""

    settings: ClassVar[Mapping[str, str]] = {"IVR_LINE": "{line}"}
    visible = False
    brief = False  # tests/web/test_changed_during_a_call.py tries every change
    change: Callable[[Path], None]

    def plan(self, drawn: Plan) -> Plan:
        """As `Fault`: two of three have gone to the topic that changes, and some have heard it nearly to its end."""
        if drawn.number % 3 == 0:
            return drawn
        return replace(drawn, before=(*TO_STRESS, *[("", 0.0)] * (drawn.number % 6)), after=(("", 0.0), *drawn.after))

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        type(self).change(site.line)
        site.restart()

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.copy_line()
        site.stale = True


def _deployed(change: Callable[[Path], None], named: str) -> type[Deployed]:
    how = "the line is edited, and both servers are restarted (SIGTERM) in mid-call"
    own = {"change": change, "name": f"a deploy: {named}", "how": how}
    return type("Deployed", (Deployed,), own)


class HalfDeployed(Deployed):
    """Old and new answer turns of the same call."""

    name = "a deploy that is half done"
    how = "a topic is taken out, and one of two servers is restarted: they answer in turn"
    change = changing.without_the_topic

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        changing.without_the_topic(site.line)
        site.restart(site.ports[:1])


class Restarted(Fault):
    """Nothing changes but the servers."""

    name = "servers are restarted again and again"
    how = "SIGTERM to one server after the other, and a start, as long as calls are made"
    visible = False
    brief = False

    def meanwhile(self, site: Site) -> None:
        """As `Fault`."""
        for port in site.ports:
            site.restart([port])


FAULTS = (
    Restarted,
    _deployed(changing.without_the_topic, "a topic is taken out"),
    _deployed(changing.shorter, "a topic has fewer parts"),
    _deployed(changing.in_another_menu, "a topic is in another menu"),
    _deployed(changing.menus_turned_round, "menus are in another order"),
    _deployed(changing.without_a_helpline, "a helpline is taken out"),
    _deployed(changing.worded_anew, "other words"),
    HalfDeployed,
)
