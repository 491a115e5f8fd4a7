#!/usr/bin/env python3
"""Hostile input by the million, at parsers, whole requests, a real server, content, and what is described of them all.

Ends with 1 if anything was found: an answer of 5xx, a number dialled that is not in the helpline data, a document that
a carrier would refuse, a file given away. Printed with each is the smallest input that shows it.

    scripts/environment test fuzz
    .venv/bin/python scripts/hostile.py --inputs 20000
    .venv/bin/python scripts/hostile.py --inputs 1000000 --seed 7 --save
    .venv/bin/python scripts/hostile.py --only turns,wire --inputs 50000 --keep figures.json

A long run can be made in pieces: with `--keep` each adds to a file, and `--save` writes the sum to docs/reliability.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from hostile_input.tried import HEAD, MEMORY, Tried
from reliability import save

HERE = Path(__file__).resolve().parent


def fuzzed(parser: str) -> Callable[[int, int], Tried]:
    """A run of a parser under atheris, in a process of its own."""

    def run(inputs: int, seed: int) -> Tried:
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            file = Path(folder) / "tried.json"
            script = HERE / "hostile_input/parsers.py"
            command = [sys.executable, str(script), parser, str(inputs), str(seed), str(file)]
            done = subprocess.run(command, capture_output=True, cwd=folder, check=False)
            if not file.exists():
                raise SystemExit(f"hostile: {parser} did not run:\n{done.stderr.decode(errors='replace')[-2000:]}")
            tried = Tried.from_json(json.loads(file.read_text(encoding="utf-8")))
            if done.returncode:
                tried.finds(f"the fuzzer stopped with {done.returncode}", done.stderr.decode(errors="replace")[-2000:])
            return tried

    return run


def of_module(module: str) -> Callable[[int, int], Tried]:
    """A run of a family in this process; imported when it is wanted, as some take seconds."""

    def run(inputs: int, seed: int) -> Tried:
        tried: Tried = importlib.import_module(f"hostile_input.{module}").run(inputs, seed)
        return tried

    return run


FAMILIES: dict[str, tuple[float, Callable[[int, int], Tried]]] = {
    "form": (0.2, fuzzed("form")),
    "address": (0.2, fuzzed("address")),
    "twiml": (0.15, fuzzed("twiml")),
    "content-files": (0.003, fuzzed("content")),
    "turns": (0.44, of_module("turns")),
    "wire": (0.002, of_module("wire")),
    "content": (0.002, of_module("content")),
    "described": (0.002, of_module("described")),
}
"""By name: its share of all inputs, and what tries them."""


def main() -> None:
    """Try, print, and keep."""
    options = _options()
    tried = [_one(name, options) for name in options.only]
    if options.keep:
        tried = _kept(options.keep, tried)
    table = "\n".join([HEAD, *(one.row() for one in tried), _sum(tried)])
    print(f"\n{table}")
    for one in tried:
        for what, shown in one.found.items():
            print(f"\n## {one.family}: {what} ({one.times[what]} times)\n\n{shown[:4000]}")
    if options.save:
        save("hostile", table)
    sys.exit(1 if any(one.found for one in tried) else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--inputs", type=int, default=20_000, help="in all, shared among the families; 0 to only report"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=_families, default=list(FAMILIES), help=f"of {', '.join(FAMILIES)}; with commas")
    parser.add_argument("--keep", type=Path, help="a file of figures that this run is added to")
    parser.add_argument("--save", action="store_true", help="write the table into docs/reliability.md")
    return parser.parse_args()


def _families(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(FAMILIES):
        raise argparse.ArgumentTypeError(f"no family is called {', '.join(sorted(unknown))}")
    return names


def _one(name: str, options: argparse.Namespace) -> Tried:
    share = FAMILIES[name][0] / sum(FAMILIES[one][0] for one in options.only)
    inputs = round(options.inputs * share)
    tried = FAMILIES[name][1](inputs, options.seed) if inputs else Tried(name, "")
    print(f"{name}: {tried.inputs:,} inputs in {tried.seconds:.0f} s, {sum(tried.times.values())} findings", flush=True)
    return tried


def _kept(file: Path, tried: Iterable[Tried]) -> list[Tried]:
    """What the file holds, with what was tried now; the file is written anew."""
    before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    families = {one["family"]: Tried.from_json(one) for one in before}
    for one in tried:
        if one.inputs and one.family in families:
            families[one.family].add(one)
        elif one.inputs:
            families[one.family] = one
    file.write_text(json.dumps([one.as_json() for one in families.values()], indent=1), encoding="utf-8")
    return list(families.values())


def _sum(tried: Iterable[Tried]) -> str:
    all_of_them = Tried("**all**", "")
    for one in tried:
        all_of_them.add(one)
    all_of_them.reached.clear()
    return all_of_them.row()


if __name__ == "__main__":
    main()
