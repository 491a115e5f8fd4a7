"""A proxy that misbehaves, before real servers: each vice of scripts/bad_proxy.py, with a call or two."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from bad_proxy import tried
from misbehaving import crowding
from misbehaving.vices import CROWDS, DELIVERING, MIXED, OTHERWISE, REWRITING, Vice


@pytest.mark.parametrize(
    "vices",
    [
        pytest.param(REWRITING, id="what-it-changes"),
        pytest.param([*DELIVERING, MIXED], id="how-it-brings-it"),
        pytest.param(CROWDS, id="in-a-crowd"),
        pytest.param(OTHERWISE, id="what-cannot-be-trusted"),
    ],
)
def test_no_call_is_lost_to_a_proxy_that_misbehaves(vices: Sequence[Vice], monkeypatch: pytest.MonkeyPatch) -> None:
    """What callers hear is the same to the hundredth of a second; or the carrier's fallback puts them through.

    What is counted is the same too, although some of it is delivered twice.
    """
    monkeypatch.setattr(crowding, "IN_A_CROWD", 70)  # more than two workers have threads
    results = list(tried(3, 1, vices))  # what was counted and logged is looked at after the last
    assert {result.vice.name: result.wrong for result in results if result.wrong} == {}
