"""The picture of how well each voice is understood over each line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ivr.errors import RecordingError

SHADES = ("#0b3d5c", "#2f7fb0", "#e0a030", "#b23a48")


def draw(results: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """Write an SVG of word error rates, in per cent: one row a voice, the best on top, one bar a channel.

    A voice that was not heard over a channel has no bar there; the order goes by the channels that all share. The
    same results give the same file. Raises RecordingError when matplotlib is not installed.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise RecordingError("the picture needs matplotlib: scripts/environment recogniser") from error
    matplotlib.rcParams.update({"svg.hashsalt": "steadyline", "svg.fonttype": "none", "font.size": 11})
    channels = list(dict.fromkeys(channel for rates in results.values() for channel in rates))
    shared = [channel for channel in channels if all(channel in rates for rates in results.values())]
    voices = sorted(results, key=lambda voice: -sum(results[voice][channel] for channel in shared))
    height = 0.8 / len(channels)
    figure = Figure(figsize=(9, 1.2 + 0.75 * len(voices)), layout="constrained")
    axes = figure.subplots()
    for nth, channel in enumerate(channels):
        rows = [row for row, voice in enumerate(voices) if channel in results[voice]]
        places = [row + 0.4 - height * (nth + 0.5) for row in rows]
        rates = [results[voices[row]][channel] for row in rows]
        bars = axes.barh(places, rates, height * 0.9, label=channel, color=SHADES[nth % len(SHADES)])
        axes.bar_label(bars, fmt="%.1f", padding=3, fontsize=9)
    axes.set_yticks(range(len(voices)), voices)
    axes.set_xlabel("words misunderstood, %")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=len(channels), frameon=False)
    figure.savefig(path, metadata={"Date": None})
