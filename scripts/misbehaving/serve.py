"""As `ivr serve`, but by the clock of the calls: serve.py PORT WORKERS CLOCK, with the settings in the environment.

What a turn says depends on how long the line has been speaking. The calls are phoned in no time at all; their own time
stands in the file CLOCK, for every worker, so that a call is the same each time.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, tzinfo
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ivr.settings import Settings
from ivr.web import server
from misbehaving.clock import read


def main() -> None:
    """Serve until stopped."""
    port, workers, clock = sys.argv[1:]

    class Watch(datetime):
        """The time that `ivr serve` reads."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(read(clock), tz)

    server.datetime = Watch  # type: ignore[misc]
    server.run(Settings.from_environ(os.environ), f"127.0.0.1:{port}", int(workers))


if __name__ == "__main__":
    main()
