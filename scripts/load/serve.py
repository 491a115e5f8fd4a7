"""One server to be measured: the line, or beside it what any Flask webhook of this carrier does at the least.

    serve.py line|bare PORT WORKERS

Both run under the same gunicorn with the same options; the line takes its settings from the environment.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts")]

from bench_server import bare  # noqa: E402

from ivr.content import limits  # noqa: E402
from ivr.settings import Settings  # noqa: E402
from ivr.web.server import run, serve  # noqa: E402


def main() -> None:
    """Serve until stopped."""
    what, port, workers = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limits.MOST_PRESSES = 10  # a tree of a thousand topics is for measuring, and never for callers
    if what == "bare":
        serve(bare(), f"127.0.0.1:{port}", workers)
    else:
        run(Settings.from_environ(os.environ), f"127.0.0.1:{port}", workers)


if __name__ == "__main__":
    main()
