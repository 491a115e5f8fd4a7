"""What bench_callers.py found, as numbers, as a table, as a list of reasons and as a picture."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import NamedTuple

from ivr.phone.callers import PERFECT, UNREACHABLE

KINDS = {
    "topic": "hear a topic to its end",
    "crisis": "reach the crisis helpline",
    "helpline": "reach another helpline",
    "number": "learn a helpline's number",
}
NAMES = {"line": "Steadyline", "tree": "an ordinary tree"}
SHADES = {"line": "#0b3d5c", "tree": "#e0a030"}
CAUSES = 4
"""How many are listed for each reason."""
BAR = 30
"""Signs in the longest bar of the reasons."""


class Pair(NamedTuple):
    """Who tried what, and where: `line` or `tree`."""

    on: str
    model: str
    task: str

    @property
    def kind(self) -> str:
        """The kind of task."""
        return self.task.partition("/")[0]


class Tried(NamedTuple):
    """What came of one call."""

    why: str
    """Nothing for one that reached its goal."""
    seconds: float
    keys: int
    calls: int
    cause: str = ""
    """How a failure came about."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What came of many: all that is reported of them."""

    calls: int
    done: int
    reasons: Mapping[str, int]
    """Why the others failed, the most frequent first."""
    times: tuple[float, ...]
    """Of those that were done: seconds to the goal as multiples of the shortest way on the same line."""
    keys: tuple[float, ...]
    """The same for the keys that the line received."""
    seconds: tuple[float, ...]
    offered: bool
    """Whether a perfect caller can do it there at all."""
    causes: Mapping[str, Mapping[str, tuple[int, ...]]] = field(default_factory=dict)
    """Reason → cause → the numbers of the calls."""

    @property
    def unwanted(self) -> int:
        """How many ended in a transfer that the caller did not want."""
        return sum(count for why, count in self.reasons.items() if why.startswith("an unwanted transfer"))


def summed(found: Mapping[Pair, Sequence[Tried]]) -> dict[Pair, Sum]:
    """Every pair but the perfect caller's, measured by the perfect caller."""
    best = {(pair.on, pair.task): tried[0] for pair, tried in found.items() if pair.model == PERFECT.name}
    return {pair: _sum(tried, best[pair.on, pair.task]) for pair, tried in found.items() if pair.model != PERFECT.name}


def _sum(tried: Sequence[Tried], best: Tried) -> Sum:
    done = [one for one in tried if not one.why]
    causes: dict[str, dict[str, tuple[int, ...]]] = {}
    for nth, one in enumerate(tried):
        if one.why:
            of_it = causes.setdefault(one.why, {})
            of_it[one.cause] = (*of_it.get(one.cause, ()), nth)
    return Sum(
        calls=len(tried),
        done=len(done),
        reasons=dict(sorted(Counter(one.why for one in tried if one.why).items(), key=lambda one: (-one[1], one[0]))),
        times=tuple(one.seconds / best.seconds for one in done if not best.why),
        keys=tuple(one.keys / max(best.keys, 1) for one in done if not best.why),
        seconds=tuple(one.seconds for one in done),
        offered=not best.why,
        causes=causes,
    )


def pooled(found: Mapping[Pair, Sum], on: str, model: str, kinds: Iterable[str]) -> Sum | None:
    """The tasks of some kinds together, as far as both offer them; None where there is none."""
    both = {task for one, task in dict.fromkeys((pair.on, pair.task) for pair in found) if _offered(found, task)}
    chosen = [
        one
        for pair, one in found.items()
        if (pair.on, pair.model) == (on, model) and pair.kind in kinds and pair.task in both
    ]
    if not chosen:
        return None
    reasons = sum((Counter(one.reasons) for one in chosen), Counter())
    return Sum(
        calls=sum(one.calls for one in chosen),
        done=sum(one.done for one in chosen),
        reasons=dict(reasons),
        times=tuple(time for one in chosen for time in one.times),
        keys=tuple(keys for one in chosen for keys in one.keys),
        seconds=tuple(seconds for one in chosen for seconds in one.seconds),
        offered=True,
    )


def _offered(found: Mapping[Pair, Sum], task: str) -> bool:
    return all(one.offered for pair, one in found.items() if pair.task == task)


def markdown(found: Mapping[Pair, Sum], calls: int, seed: int) -> str:
    """The tables: one a kind of task, one row a kind of caller, the line beside the ordinary tree."""
    rows = [
        f"{calls} calls of each kind of caller for each task, seed {seed}. Success and unwanted transfers in per cent; "
        "seconds to the goal (median), and seconds and keys as multiples of the shortest way on the same line "
        "(medians of what was done). Each pair of figures: Steadyline / an ordinary tree. "
        "Tasks that the ordinary tree does not offer come last.",
    ]
    for kind in KINDS:
        rows += _table(found, kind)
    rows += _alone(found)
    return "\n".join(rows) + "\n"


def _table(found: Mapping[Pair, Sum], kind: str) -> Iterator[str]:
    models = list(dict.fromkeys(pair.model for pair in found if pair.kind == kind))
    both = [(model, *(pooled(found, on, model, [kind]) for on in NAMES)) for model in models]
    if not any(ours and theirs for _, ours, theirs in both):
        return
    yield from ("", f"## {KINDS[kind].capitalize()}", "")
    yield "| caller | success | unwanted | seconds | × shortest | × keys | |"
    yield "|---|---|---|---|---|---|---|"
    for model, ours, theirs in both:
        if ours and theirs:
            sides = (ours, theirs)
            columns = (
                [_percent(side.done, side.calls) for side in sides],
                [_percent(side.unwanted, side.calls) for side in sides],
                [_middle(side.seconds, 0) for side in sides],
                [_middle(side.times, 1) for side in sides],
                [_middle(side.keys, 1) for side in sides],
            )
            cells = " | ".join(" / ".join(column) for column in columns)
            yield f"| {model} | {cells} | {UNREACHABLE.get((model, kind), '')} |"


def _alone(found: Mapping[Pair, Sum]) -> Iterator[str]:
    """What the line alone offers, task by task."""
    alone = {
        pair: one for pair, one in found.items() if pair.on == "line" and one.offered and not _offered(found, pair.task)
    }
    if alone:
        yield from ("", "## On Steadyline alone", "", "| task | caller | success | unwanted | seconds |")
        yield "|---|---|---|---|---|"
    for pair, one in alone.items():
        if (pair.model, pair.kind) not in UNREACHABLE:
            figures = (_percent(one.done, one.calls), _percent(one.unwanted, one.calls), _middle(one.seconds, 0))
            yield f"| {pair.task} | {pair.model} | {' | '.join(figures)} |"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}"


def _middle(values: Sequence[float], digits: int) -> str:
    return f"{median(values):.{digits}f}" if values else "–"


def explained(found: Mapping[Pair, Sum]) -> Iterator[str]:
    """Why callers failed: one heading for each pair that did not always succeed, the longest bar for all its calls."""
    for pair, one in found.items():
        if one.reasons:
            yield ""
            hopeless = UNREACHABLE.get((pair.model, pair.kind), "" if one.offered else "it is not offered there")
            yield f"{NAMES[pair.on]}: {pair.model}, {pair.task}: {one.done} of {one.calls} done" + (
                f" ({hopeless})" if hopeless else ""
            )
            for why, count in one.reasons.items():
                yield f"    {count:6} {'#' * max(1, round(BAR * count / one.calls)):{BAR}} {why}"
                for cause, calls in sorted(one.causes.get(why, {}).items(), key=lambda one: -len(one[1]))[:CAUSES]:
                    yield f"{'':10} {len(calls):6} {cause} (calls {', '.join(map(str, calls[:3]))})"


def save(found: Mapping[Pair, Sum], table: str, folder: Path, calls: int, seed: int) -> None:
    """Write callers.json, with every pair by itself, and callers.md."""
    folder.mkdir(parents=True, exist_ok=True)
    pairs = [
        {
            **pair._asdict(),
            "calls": one.calls,
            "done": one.done,
            "unwanted_transfers": one.unwanted,
            "offered": one.offered,
            "reasons": one.reasons,
            "seconds_median": round(median(one.seconds), 1) if one.seconds else None,
            "times_shortest_median": round(median(one.times), 2) if one.times else None,
            "times_keys_median": round(median(one.keys), 2) if one.keys else None,
        }
        for pair, one in found.items()
    ]
    content = json.dumps({"calls": calls, "seed": seed, "pairs": pairs}, ensure_ascii=False, indent=1)
    (folder / "callers.json").write_text(content + "\n", encoding="utf-8")
    (folder / "callers.md").write_text(f"# Simulated callers\n\n{table}", encoding="utf-8")


def draw(found: Mapping[Pair, Sum], path: Path) -> None:
    """Write an SVG: success of each kind of caller, over what some line could bring them to, on the line and the tree.

    The same results give the same file. Every kind of task counts alike, however many tasks there are of it.
    """
    import matplotlib
    from matplotlib.figure import Figure

    matplotlib.rcParams.update({"svg.hashsalt": "steadyline", "svg.fonttype": "none", "font.size": 11})
    models = list(dict.fromkeys(pair.model for pair in found))[::-1]
    figure = Figure(figsize=(9, 1.2 + 0.55 * len(models)), layout="constrained")
    axes = figure.subplots()
    for on, shift in (("line", 0.2), ("tree", -0.2)):
        rates = [_success(found, on, model) for model in models]
        bars = axes.barh([row + shift for row in range(len(models))], rates, 0.36, label=NAMES[on], color=SHADES[on])
        axes.bar_label(bars, fmt="%.0f", padding=3, fontsize=9)
    axes.set_yticks(range(len(models)), models)
    axes.set_xlim(0, 105)
    axes.set_xlabel("calls that reached their goal, %")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    figure.savefig(path, metadata={"Date": None})


def _success(found: Mapping[Pair, Sum], on: str, model: str) -> float:
    reachable = [kind for kind in KINDS if (model, kind) not in UNREACHABLE]
    sums = [one for kind in reachable if (one := pooled(found, on, model, [kind]))]
    return 100 * sum(one.done / one.calls for one in sums) / len(sums) if sums else 0.0
