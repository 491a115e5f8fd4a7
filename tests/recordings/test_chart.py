"""The picture of the voices."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from ivr.errors import RecordingError
from ivr.recordings.chart import draw

RESULTS = {"worse": {"clean": 2.0, "noise": 9.0}, "better": {"clean": 1.0, "noise": 4.5}}


def test_every_voice_and_line_is_in_it_with_its_figure_the_best_on_top(tmp_path: Path) -> None:
    draw(RESULTS, tmp_path / "a.svg")
    texts = [text for text in parse(tmp_path / "a.svg").getroot().itertext() if text.strip()]
    assert {"worse", "better", "clean", "noise", "2.0", "9.0", "1.0", "4.5"} <= set(texts)
    assert texts.index("worse") < texts.index("better")  # drawn from the bottom up
    draw(dict(reversed(RESULTS.items())), tmp_path / "b.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_without_matplotlib_it_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(RecordingError, match="scripts/environment recogniser"):
        draw(RESULTS, tmp_path / "a.svg")


def test_a_voice_that_was_not_heard_over_a_channel_has_no_bar_there(tmp_path: Path) -> None:
    draw({**RESULTS, "third": {"noise": 6.5}}, tmp_path / "a.svg")
    texts = [text for text in parse(tmp_path / "a.svg").getroot().itertext() if text.strip()]
    order = [text for text in texts if text in {"worse", "better", "third"}]
    assert order == ["worse", "third", "better"]  # by the channel that all share
    assert sum(text in {"2.0", "9.0", "1.0", "4.5", "6.5"} for text in texts) == 5
