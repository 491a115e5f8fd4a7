"""One process of the line, turn after turn, and how much memory of its own it holds: rows of a Markdown table.

longer.py SEED TURNS
"""

from __future__ import annotations

import gc
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench_server import PUBLIC_URL, TOKEN  # noqa: E402
from load.callers import Call  # noqa: E402
from twilio.request_validator import RequestValidator  # noqa: E402

from ivr.settings import Settings  # noqa: E402
from ivr.web import create_app  # noqa: E402

CALLS = 50
"""Under way at a time."""

ROWS = 6


def memory() -> float:
    """Megabytes that this process shares with no other."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def main() -> None:
    """Print a row now and then."""
    seed, turns = int(sys.argv[1]), int(sys.argv[2])
    given = {"TWILIO_AUTH_TOKEN": TOKEN, "IVR_PUBLIC_URL": PUBLIC_URL, "IVR_BOOKMARKS": "off", "IVR_COUNTS": "off"}
    client = create_app(Settings.from_environ(given), lambda: datetime.now(UTC)).test_client(use_cookies=False)
    signs = RequestValidator(TOKEN)
    calls = [Call(PUBLIC_URL, random.Random(f"{seed} {one}"), f"+4477009{one:05}") for one in range(CALLS)]
    for turn in range(turns + 1):
        if turn % (turns // ROWS) == 0:
            gc.collect()
            print(f"| {turn:,} | {memory():.1f} |", flush=True)
        call = calls[turn % CALLS]
        form = call.form()
        headers = {"X-Twilio-Signature": signs.compute_signature(PUBLIC_URL + call.address, form)}
        call.went_on(client.post(call.address, data=form, headers=headers).data)


if __name__ == "__main__":
    main()
