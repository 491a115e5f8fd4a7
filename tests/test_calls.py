"""Whole calls, as transcripts that anyone can read: each file in tests/calls/ is phoned, and must read the same.

The lines above the first empty one say what is done: the keys, what transfers meet, when it is. To accept a change
that was meant, run `scripts/test tests/test_calls.py --rewrite-calls` and read the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from ivr.phone import Phone
from ivr.phone.script import run
from ivr.phone.terminal import caption

CALLS = sorted((Path(__file__).parent / "calls").glob("*.txt"))


@pytest.mark.parametrize("path", CALLS, ids=lambda path: path.stem)
def test_a_call_reads_as_it_is_written(path: Path, ring: Callable[..., Phone], pytestconfig: pytest.Config) -> None:
    written = path.read_text(encoding="utf-8")
    head = written.partition("\n\n")[0]
    given = dict(row.split(": ", 1) for row in head.splitlines() if not row.startswith("#"))
    phone = ring(dial=given["transfers meet"], at=datetime.fromisoformat(given["at"]))
    heard = "\n".join(caption(event) for event in run(phone, given["keys"]))
    call = f"{head}\n\n{heard}\n"
    if pytestconfig.getoption("rewrite_calls"):
        path.write_text(call, encoding="utf-8")
        written = call
    assert call == written
