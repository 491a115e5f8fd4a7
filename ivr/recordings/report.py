"""The figures of all recordings, for people: the table in audio/README.md, and a page to listen by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, select_autoescape

from ivr.errors import RecordingError
from ivr.recordings.channels import CHANNELS
from ivr.recordings.hearing import KEY, word_error_rate
from ivr.recordings.measure import Figures
from ivr.recordings.quality import Quality, hearings
from ivr.recordings.record import paced
from ivr.recordings.spoken import PHONE_NUMBER

BEGIN, END = "<!-- figures: scripts/check_audio.py -->", "<!-- end of figures -->"


def table(found: Sequence[Quality]) -> str:
    """Return the figures of all recordings of each pace together, as two Markdown tables each."""
    paces = {one.recording.pace: None for one in sorted(found, key=lambda one: one.recording.pace)}
    return "\n\n".join(_table(pace, [one for one in found if one.recording.pace == pace]) for pace in paces)


def _table(pace: str, found: Sequence[Quality]) -> str:
    minutes = sum(one.figures.seconds for one in found) / 60
    rows = [f"The {pace} pace: {len(found)} recordings, {minutes:.1f} minutes."]
    rows += ["", "| measured | from | to |", "|---|---|---|"]
    texts = [one for one in found if paced(one.recording.text)]
    rows += [
        _range("active speech level, dBov", found, lambda one: one.level),
        _range("peak, dBFS", found, lambda one: one.peak),
        _range("silence before, s", found, lambda one: one.silence_before, 2),
        _range("longest silence inside, s", found, lambda one: one.longest_silence, 2),
        _range("silence after, s", found, lambda one: one.silence_after, 2),
        _range("mean of all samples, of full scale", found, lambda one: one.dc, 5),
        _range("words a minute, longer texts", texts, lambda one: one.words_per_minute, 0),
    ]
    rows += ["", "| heard over | words misunderstood | numbers right | keys right |", "|---|---|---|---|"]
    return "\n".join([*rows, *(_heard(found, channel) for channel in CHANNELS if hearings(found, channel))])


def put_into(path: Path, content: str) -> None:
    """Put `content` between the marks in the file, or raise RecordingError if they are not there."""
    text = path.read_text(encoding="utf-8")
    before, mark, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise RecordingError(f"{path}: the lines “{BEGIN}” and “{END}” are gone; put them where the table belongs")
    path.write_text(f"{before}{BEGIN}\n\n{content}\n\n{END}{after}", encoding="utf-8")


def preview(found: Sequence[Quality]) -> str:
    """Return an HTML page with a player, the text and the figures of every recording, in the order given."""
    pages = Environment(loader=PackageLoader("ivr.recordings", "."), autoescape=select_autoescape(), trim_blocks=True)
    unheard = sum(not one.hearings for one in found)
    locale = found[0].recording.locale if found else "en"
    return pages.get_template("preview.html").render(found=found, unheard=unheard, locale=locale)


def _range(name: str, found: Sequence[Quality], figure: Callable[[Figures], float], digits: int = 1) -> str:
    values = [figure(one.figures) for one in found] or [0.0]
    return f"| {name} | {_minus(min(values), digits)} | {_minus(max(values), digits)} |"


def _minus(value: float, digits: int) -> str:
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def _heard(found: Sequence[Quality], channel: str) -> str:
    heard = [one for one in found if channel in one.hearings]
    numbers = [one.hearings[channel].number_right for one in heard if PHONE_NUMBER.search(one.recording.text)]
    keys = sum(len(KEY.findall(one.recording.text)) for one in heard)
    right = keys - sum(len(one.hearings[channel].missed_keys) for one in heard)
    rate = word_error_rate(hearings(heard, channel))
    name = channel if len(heard) == len(found) else f"{channel} ({len(heard)} recordings)"
    return f"| {name} | {rate:.1f} % | {sum(numbers)} of {len(numbers)} | {right} of {keys} |"
