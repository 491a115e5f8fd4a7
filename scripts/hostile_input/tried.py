"""What was tried and what was found, with the smallest input for each finding."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ERROR = "an answer of 5xx, or an error that is none of ours"
DIAL = "a number dialled that is not in the helpline data"

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where files cost the least."""


@dataclass
class Tried:
    """One family: how many inputs, and what came of them."""

    family: str
    how: str
    inputs: int = 0
    seconds: float = 0.0
    found: dict[str, str] = field(default_factory=dict)
    """What went wrong → the smallest input that shows it."""
    times: dict[str, int] = field(default_factory=dict)
    """How often each went wrong."""
    reached: dict[str, int] = field(default_factory=dict)
    """How often inputs got how far: by the status of the answer, or by what the parser made of them."""

    def finds(self, what: str, shown: str) -> None:
        """Note a finding; of several of a kind, the smallest input is kept."""
        self.times[what] = self.times.get(what, 0) + 1
        if what not in self.found or len(shown) < len(self.found[what]):
            self.found[what] = shown

    def got(self, how_far: str) -> None:
        """Count an input by how far it got."""
        self.inputs += 1
        self.reached[how_far] = self.reached.get(how_far, 0) + 1

    def of_kind(self, kind: str) -> int:
        """How often something of a kind went wrong."""
        return sum(times for what, times in self.times.items() if what.startswith(kind))

    def add(self, other: Tried) -> None:
        """Take in what another run of the same family found."""
        self.inputs += other.inputs
        self.seconds += other.seconds
        for name, many in other.reached.items():
            self.reached[name] = self.reached.get(name, 0) + many
        for what, shown in other.found.items():
            before = self.times.get(what, 0)
            self.finds(what, shown)
            self.times[what] = before + other.times[what]

    def row(self) -> str:
        """A row of a Markdown table."""
        errors, dials = self.of_kind(ERROR), self.of_kind(DIAL)
        others = sum(self.times.values()) - errors - dials
        far = ", ".join(f"{name} {many:,}" for name, many in sorted(self.reached.items(), key=lambda one: -one[1])[:5])
        return (
            f"| {self.family} | {self.how} | {self.inputs:,} | {far} | {errors} | {dials} | {others} | "
            f"{self.seconds:.0f} |"
        )

    def as_json(self) -> dict[str, Any]:
        """To be kept in a file."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Tried:
        """From a file."""
        return cls(**kept)


HEAD = (
    "| family | how | inputs | what became of them | answered by 5xx | dials of other numbers | other findings | s |\n"
    "|---|---|---:|---|---:|---:|---:|---:|"
)


@contextmanager
def timed(tried: Tried) -> Iterator[Tried]:
    """Count the seconds that a family takes."""
    began = time.monotonic()
    yield tried
    tried.seconds += time.monotonic() - began


def smallest(parts: tuple[Any, ...], still: Callable[[tuple[Any, ...]], bool], tries: int = 400) -> tuple[Any, ...]:
    """The parts without those that a finding does not need: halves first, then ever smaller stretches.

    `still` tells whether it is found with these parts alone; it is asked `tries` times at most.
    """
    length = max(1, len(parts) // 2)
    while parts and tries > 0:
        for start in range(0, len(parts), length):
            fewer = parts[:start] + parts[start + length :]
            tries -= 1
            if tries > 0 and still(fewer):
                parts = fewer
                break
        else:
            if length == 1:
                return parts
            length = max(1, length // 2)
    return parts
