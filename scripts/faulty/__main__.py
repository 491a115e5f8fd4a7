"""Bring every fault about, and tell of each what callers heard, what the operator saw, and how many calls were lost."""

from __future__ import annotations

import argparse
import signal
import sys

from reliability import save

from faulty.every import FAULTS
from faulty.fault import tried
from faulty.site import site
from faulty.table import table, told


def main() -> None:
    """Exit with 1 if anything was lost."""
    parser = argparse.ArgumentParser(prog="scripts/faults", description=__doc__)
    parser.add_argument("--seed", default="1", help="of the calls")
    parser.add_argument("--calls", type=int, default=12, help="for each fault")
    parser.add_argument(
        "--only", action="append", default=[], metavar="WORDS", help="faults whose name has these words"
    )
    parser.add_argument("--rest", type=float, default=2.0, help="seconds that a database is left alone after it failed")
    parser.add_argument("--list", action="store_true", help="tell the faults, and bring none about")
    parser.add_argument("--save", action="store_true", help="put the table in docs/reliability.md")
    options = parser.parse_args()
    chosen = [fault() for fault in FAULTS if all(words in fault.name for words in options.only)]
    if options.list:
        sys.exit("\n".join(f"{fault.name}: {fault.how}" for fault in chosen))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or else the parts would go on alone
    trials = []
    with site(options.rest) as made:
        for fault in chosen:
            trials.append(tried(made, fault, options.seed, options.calls * fault.times))
            print(told(trials[-1]), flush=True)
    if options.save:
        save("faults", table(trials, options.seed))
    sys.exit(0 if all(trial.fine for trial in trials) else 1)


main()
