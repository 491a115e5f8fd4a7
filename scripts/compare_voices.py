#!/usr/bin/env python3
"""Record everything the line says in other styles and paces of Kokoro, and measure how each is understood.

Takes about twenty minutes on two cores for each style and pace; `--every 4` takes five. Two channels
are heard in half the time of four. Results go to audio/voices.json
and into the picture audio/voices.svg; the recordings stay in the folder given, so that one can listen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from ivr.content import load_line
from ivr.dialogue.walk import every_prompt
from ivr.errors import IvrError, RecordingError
from ivr.recordings import heard
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.channels import CHANNELS
from ivr.recordings.chart import draw
from ivr.recordings.generate import generate
from ivr.recordings.hearing import compare, word_error_rate
from ivr.recordings.voices import PACES, kokoro

RESULTS = "voices.json"


def main(arguments: list[str] | None = None) -> int:
    """Compare what the arguments name; return the exit code."""
    wanted = options().parse_args(arguments)
    if wanted.styles_folder:
        kokoro.FOLDER = wanted.styles_folder
    try:
        line = load_line(wanted.line)
        texts = list(dict.fromkeys(every_prompt(line)))[:: wanted.every]
        for style in wanted.styles:
            for pace in wanted.words_per_minute:
                folder = wanted.folder / f"{style}-{pace}"
                rates = understood(texts, line.locale, style, pace, folder, wanted.channels)
                keep(f"{style}, {pace} words a minute, {len(texts)} texts", rates)
                print(style, pace, rates)
    except IvrError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; what was made and heard is kept, so run this again to go on", file=sys.stderr)
        return 130
    return 0


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("styles", nargs="+", choices=sorted(kokoro.STYLES), help="the styles to compare")
    parser.add_argument("--words-per-minute", nargs="+", type=int, default=[PACES["normal"]], metavar="N")
    parser.add_argument("--styles-folder", type=Path, help="where <style>.bin are (default: beside kokoro.py)")
    parser.add_argument("--folder", type=Path, default=Path("build/voices"), help="where to put the recordings")
    parser.add_argument("--channels", nargs="+", choices=tuple(CHANNELS), default=tuple(CHANNELS), help="default: all")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth text")
    parser.add_argument("--line", default="uk", metavar="ID", help="the line whose texts are spoken (default: uk)")
    return parser


def understood(
    texts: list[str], locale: str, style: str, words_per_minute: int, folder: Path, channels: Sequence[str]
) -> dict[str, float]:
    """Record and hear `texts`; return the word error rate over each channel, in per cent."""
    folder.mkdir(parents=True, exist_ok=True)
    voice = kokoro.Kokoro(style=style, words_per_minute=words_per_minute)
    with tqdm(total=len(texts), desc=f"{style} {words_per_minute}: speaking") as bar:
        outcome = generate(texts, folder, voice, locale, progress=lambda _: bar.update())
    if outcome.failures:
        raise RecordingError("\n".join(f"“{text}”: {reason}" for text, reason in outcome.failures.items()))
    catalogue = Catalogue.load(folder)
    with tqdm(total=len(texts) * len(channels), desc=f"{style} {words_per_minute}: hearing") as bar:
        words = heard.listen(folder, dict.fromkeys(catalogue.files, channels), bar.update)
    texts_of = {file: one.text for file, one in catalogue.files.items()}
    return {
        channel: round(word_error_rate(compare(text, words[file][channel]) for file, text in texts_of.items()), 2)
        for channel in channels
    }


def keep(name: str, rates: dict[str, float]) -> None:
    path = audio_folder() / RESULTS
    results = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    results[name] = rates
    path.write_text(json.dumps(dict(sorted(results.items())), indent=1) + "\n", encoding="utf-8")
    draw(results, audio_folder() / "voices.svg")


if __name__ == "__main__":
    sys.exit(main())
