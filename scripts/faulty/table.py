"""What came of the faults, as text and as a table of Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from faulty.fault import Trial


def told(trial: Trial) -> str:
    """One fault, in some lines."""
    rows = [
        f"\n== {trial.fault.name}",
        f"   how: {trial.fault.how}",
        f"   calls: {trial.calls}, lost: {len(trial.lost)}; the slowest turn took {trial.told.slowest:.2f} s",
        *(f"   heard: {row}" for row in heard(trial)),
        *(f"   seen: {row}" for row in seen(trial)),
        *(f"   LOST: {row}" for row in trial.lost),
        *(f"   WRONG: {row}" for row in trial.wrong),
    ]
    return "\n".join(rows)


def table(trials: Sequence[Trial], seed: str) -> str:
    """All of them, a row each."""
    rows = [
        "| fault | how it is brought about | calls tried | calls lost | callers hear | the operator sees |",
        "|---|---|---|---|---|---|",
    ]
    for trial in trials:
        cells = (
            trial.fault.name, trial.fault.how, str(trial.calls), str(len(trial.lost)), "; ".join(heard(trial)),
            "; ".join(seen(trial)),
        )  # fmt: skip
        rows.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    calls, lost = sum(trial.calls for trial in trials), sum(len(trial.lost) for trial in trials)
    return "\n".join((*rows, "", f"{len(trials)} faults, {calls} calls, {lost} lost; seed {seed}."))


def heard(trial: Trial, most: int = 3) -> Iterator[str]:
    """What callers heard, the most frequent first."""
    for text, calls in trial.heard.most_common(most):
        yield f"{calls} of {trial.calls}: {f'“{text}”' if text else 'nothing of it'}"
    if trial.told.fallbacks:
        yield f"{trial.told.fallbacks} turns were answered by the fallback"


def seen(trial: Trial, most: int = 4) -> Iterator[str]:
    """What the operator saw, and where."""
    found = [f"`/ready`: {text}" for text in trial.ready]
    found += [f"log: “{text}” ({times})" for text, times in trial.logged.most_common(most)]
    found += [f"`/metrics`: {name} +{more}" for name, more in trial.metrics.most_common(most)]
    yield from [*found, *trial.notes] or ["nothing"]
