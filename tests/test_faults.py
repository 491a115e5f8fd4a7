"""The faults of scripts/faults, each with two calls: one under way when it comes, and one that rings while it lasts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from faulty.every import FAULTS  # noqa: E402
from faulty.fault import Fault, tried  # noqa: E402
from faulty.site import Site, site  # noqa: E402
from faulty.table import table, told  # noqa: E402

BRIEFLY = [fault for fault in FAULTS if fault.brief]


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    kept = os.environ.get("REQUESTS_CA_BUNDLE")
    with site(rest=0.8) as made:
        yield made
    os.environ.pop("REQUESTS_CA_BUNDLE", None)
    if kept:
        os.environ["REQUESTS_CA_BUNDLE"] = kept


@pytest.mark.parametrize("fault", BRIEFLY, ids=lambda fault: fault.name.replace(" ", "-"))
def test_no_call_is_lost_when(running: Site, fault: type[Fault]) -> None:
    trial = tried(running, fault(), "tests", 2)
    assert trial.fine, told(trial)
    assert f"| {fault.name} |" in table([trial], "tests")


def test_each_fault_is_another_one() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert all(fault.how and "|" not in fault.how for fault in FAULTS)
