"""A fault, and how it is tried: calls are made up to a turn at random, it comes, they go on, and nobody is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import takewhile, zip_longest

from standing import until

from faulty.caller import Caller, Plan
from faulty.carrier import Told, fetched
from faulty.site import Site
from ivr.phone.event import caption

AT_ONCE = 4
"""Calls that are made at the same time."""

OWN_VOICE = "the same words, in the carrier's own voice"

SEEN_WITHIN = 15.0
"""Seconds."""


class Fault:
    """Nothing at all; each fault says what is different with it."""

    name = ""
    how = ""
    """How it is brought about, as a sentence."""
    settings: Mapping[str, str] = {}
    """What the servers are told beside the usual, before and after."""
    counts = True
    """Whether every call is in the counts afterwards."""
    visible = True
    """Whether the operator must see something."""
    falls_back = False
    """Whether callers may be given the fallback, which takes their place from them and puts them through."""
    times = 1
    """How many times as many calls the script makes of it."""
    brief = True
    """Whether the tests, which have little time, try it too."""

    def plan(self, drawn: Plan) -> Plan:
        """What a caller does, of whom this was drawn: where the fault is more likely to be met, perhaps."""
        return drawn

    def prepare(self, site: Site) -> None:
        """Before the first call."""

    def strike(self, site: Site) -> None:
        """While all calls are under way."""

    def meanwhile(self, site: Site) -> None:
        """Again and again, while they go on."""

    def along(self, caller: Caller) -> None:
        """For one call: from now on, or from its beginning."""

    def heal(self, site: Site) -> None:
        """Afterwards, also where something went wrong."""

    def wrong(self, site: Site, trial: Trial) -> Iterable[str]:  # noqa: ARG002
        """What is not as it should be afterwards, beside lost calls."""
        return ()


@dataclass
class Trial:
    """What came of a fault."""

    fault: Fault
    calls: int = 0
    lost: list[str] = field(default_factory=list)
    """Why, each."""
    heard: Counter[str] = field(default_factory=Counter)
    """What callers heard that they would not have heard without it, and how many of them; empty for nothing."""
    told: Told = field(default_factory=Told)
    logged: Counter[str] = field(default_factory=Counter)
    ready: list[str] = field(default_factory=list)
    metrics: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    """What else there is to tell the operator."""
    wrong: list[str] = field(default_factory=list)
    """What else is not as it should be."""

    @property
    def fine(self) -> bool:
        """Whether nothing is lost."""
        return not self.lost and not self.wrong


def tried(site: Site, fault: Fault, seed: str, calls: int) -> Trial:
    """Bring a fault about, with half of the calls under way and the other half ringing while it lasts."""
    trial = Trial(fault, calls)
    plans = [fault.plan(Plan.drawn(f"{seed} {fault.name}", number)) for number in range(calls)]
    site.set(fault.settings)
    fault.prepare(site)
    fetched.cache_clear()
    counted = site.counted() if fault.counts else 0
    usual = [site.caller(plan, Told()) for plan in plans]
    _each(usual, Caller.first_half, Caller.second_half)
    trial.wrong += [f"lost before the fault: {caller.lost}" for caller in usual if caller.lost]
    callers = [site.caller(plan, trial.told) for plan in plans]
    try:
        _befall(site, trial, callers[: (calls + 1) // 2], callers[(calls + 1) // 2 :])
    finally:
        fault.heal(site)
    trial.lost = [caller.lost for caller in callers if caller.lost]
    trial.heard = _heard(callers, usual)
    answered = counted + sum(caller.carrier.answered for caller in (*usual, *callers))
    if fault.counts and not site.settled(answered):
        trial.wrong.append(f"{answered - site.counted()} calls are not counted")
    trial.wrong += [*_taken_from_callers(trial), *fault.wrong(site, trial)]
    return trial


def _taken_from_callers(trial: Trial) -> Iterable[str]:
    if trial.told.fallbacks and not trial.fault.falls_back:
        yield f"{trial.told.fallbacks} turns were answered by the fallback"
    if apologies := trial.metrics["steadyline_faults_total"]:
        yield f"{apologies} turns were answered with an apology"


def _befall(site: Site, trial: Trial, mid: Sequence[Caller], later: Sequence[Caller]) -> None:
    fault = trial.fault
    _each(mid, Caller.first_half)
    mark, metrics = site.mark(), site.metrics()
    fetched.cache_clear()
    fault.strike(site)
    _each(mid, fault.along, Caller.second_half, meanwhile=lambda: fault.meanwhile(site))
    _each(later, fault.along, Caller.first_half, Caller.second_half, meanwhile=lambda: fault.meanwhile(site))
    if fault.visible and not until(lambda: _look(site, trial, mark, metrics), SEEN_WITHIN):
        trial.wrong.append("the operator saw nothing")
    _look(site, trial, mark, metrics)


def _look(site: Site, trial: Trial, mark: int, metrics: Counter[str]) -> bool:
    """Look as an operator does; whether there is anything to be seen."""
    trial.logged, trial.metrics = site.logged(mark), site.metrics() - metrics
    trial.ready = sorted(
        {*trial.ready, *site.ready()}
    )  # of whichever worker answers; each holds its answer for a while
    return bool(trial.logged or trial.ready or trial.metrics)


def _each(
    callers: Sequence[Caller], *steps: Callable[[Caller], None], meanwhile: Callable[[], None] = lambda: None
) -> None:
    """Let all callers do these things, some at the same time."""

    def one(caller: Caller) -> None:
        for step in steps:
            step(caller)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        under_way = [pool.submit(one, caller) for caller in callers]
        while not all(call.done() for call in under_way):
            meanwhile()
            wait(under_way, 0.05)
        for call in under_way:
            call.result()


def _heard(callers: Sequence[Caller], usual: Sequence[Caller]) -> Counter[str]:
    """What each heard first that was not heard in the same call without the fault."""
    return Counter(_difference(*both) for both in zip(callers, usual, strict=True))


def _difference(caller: Caller, usual: Caller) -> str:
    """What the first turn that was another one began with; a key may have stopped another voice at another word."""
    for said, other in zip_longest(_turns(caller), _turns(usual), fillvalue=[]):
        same = len(list(takewhile(lambda pair: _bare(pair[0]) == _bare(pair[1]), zip(said, other, strict=False))))
        if same < min(len(said), len(other)) or bool(said) != bool(other):
            return " ".join(said[same : same + 2]) or "(nothing more)"
    voices = [{event.event for event in one.phone.transcript} & {"say"} for one in (caller, usual)]
    return "" if voices[0] == voices[1] else OWN_VOICE


def _turns(caller: Caller) -> list[list[str]]:
    """The prompts of a call, and the numbers it was put through to; up to each thing that the caller did."""
    turns: list[list[str]] = [[]]
    for event in caller.phone.transcript:
        if event.event in ("key", "silence"):
            turns.append([])
        elif event.event in ("play", "say", "dial", "connected"):
            turns[-1].append(caption(event))
    return turns


def _bare(text: str) -> str:
    """The carrier's own voice is given digits one by one, and other marks."""
    return re.sub(r"[\s….,]+", "", text)
