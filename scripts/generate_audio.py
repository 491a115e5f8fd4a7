#!/usr/bin/env python3
"""Make the recordings of everything the line says; exit 0 when all are there, 1 when not, 2 when it cannot be tried.

What is there and still fits is not made again. Stop it at any moment: what was made is kept.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from ivr.content import Line, load_line
from ivr.content.loader import LINES
from ivr.dialogue.walk import every_prompt
from ivr.errors import IvrError
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.generate import Plan, generate, plan
from ivr.recordings.spoken import Words, spoken
from ivr.recordings.voices import PACES, SAY, VOICES, Voice, open_voice

PAGE = "preview.html"


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments ask for; return the exit code."""
    wanted = options().parse_args(arguments)
    folder = Path(os.environ.get("IVR_AUDIO_DIR") or audio_folder())
    try:
        line = load_line(wanted.line)
        paces = [wanted.pace] if wanted.pace else list(PACES)
        voices = {pace: open_voice(wanted.voice or line.facts.voice, pace) for pace in paces}
        if wanted.preview:
            return preview(folder)
        if all(voice.name == SAY for voice in voices.values()):
            print("The voice say needs no recordings: callers hear the carrier's own. Nothing was made or dropped.")
            return 0
        texts = needed(line)
        if wanted.check:
            found = [plan(texts, Catalogue.load(folder), folder, voices[pace], line.locale, pace) for pace in paces]
            return max(map(check, found))
        return max(make(texts, folder, voices[pace], line.locale, pace) for pace in paces)
    except IvrError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nstopped; what was made is kept, so run this again to go on", file=sys.stderr)
        return 130


def needed(line: Line) -> list[str]:
    """What the line says, and every other line of its locale here: they share the folder."""
    others = (load_line(path.parent.name) for path in LINES.glob("*/line.toml") if path.parent.name != line.id)
    lines = [line, *(other for other in others if other.locale == line.locale)]
    return list(dict.fromkeys(prompt for one in lines for prompt in every_prompt(one)))


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="make nothing; tell what is missing, stale or unneeded")
    parser.add_argument("--preview", action="store_true", help=f"make nothing; write {PAGE} to listen by, worst first")
    parser.add_argument("--voice", choices=sorted(VOICES), help="the voice (default: the line's own)")
    parser.add_argument("--pace", choices=PACES, help="only the recordings of this pace (default: all)")
    parser.add_argument("--line", default="uk", metavar="ID", help="the line to record (default: uk)")
    return parser


def check(found: Plan) -> int:
    for kind, entries in (("missing", found.missing), ("stale", found.stale), ("orphan", found.orphans)):
        for entry in entries:
            print(f"{kind:8}{entry}")
    return 1 if found.to_make else 0


def make(texts: Sequence[str], folder: Path, voice: Voice, locale: str, pace: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    started, worked = time.monotonic(), time.process_time()
    todo = plan(texts, Catalogue.load(folder), folder, voice, locale, pace).to_make
    letters = sum(map(len, todo))  # a long text takes long, so that the time left is told by letters
    shape = "{desc} {percentage:3.0f}% |{bar}| {elapsed} gone, {remaining} left"
    with tqdm(total=letters, desc=f"{len(todo)} prompts", bar_format=shape, disable=not todo) as bar:
        outcome = generate(texts, folder, voice, locale, pace, lambda text: bar.update(len(text)))
    for file, seconds in outcome.made.items():
        print(f"made    {file} ({seconds:.1f} s)")
    tell(outcome.failures)
    for word in guesses([text for text in todo if text not in outcome.failures], voice):
        print(f"guessed “{word}”: is it said right? Say in lexicon.toml how it is pronounced", file=sys.stderr)
    audio = sum(outcome.made.values())
    print(
        f"{pace}: {len(outcome.made)} made ({audio:.0f} s of audio), {len(outcome.dropped)} dropped, "
        f"{len(outcome.failures)} failed, in {time.monotonic() - started:.1f} s"
    )
    if audio:
        cost = (time.process_time() - worked) / audio * 60
        print(f"each minute of audio cost {cost:.0f} s of processor time")
    return 1 if outcome.failures else 0


def guesses(texts: Iterable[str], voice: Voice) -> list[str]:
    """The words that the voice had to guess from their letters."""
    said = (one.text for text in texts for one in spoken(text) if isinstance(one, Words))
    return sorted({word for words in said for word in voice.guessed(words)})


def tell(failures: Mapping[str, str]) -> None:
    """Say what failed: each text with its reason; of texts that failed for the same one, the first and how many."""
    texts: dict[str, list[str]] = {}
    for text, reason in failures.items():
        texts.setdefault(reason, []).append(text)
    for reason, (first, *others) in texts.items():
        more = f" and {len(others)} more" if others else ""
        print(f"failed  {first}{more}\n        {reason}", file=sys.stderr)


def preview(folder: Path) -> int:
    """Write a page with every recording, its player, text and figures, worst first."""
    from ivr.recordings import report
    from ivr.recordings.heard import load
    from ivr.recordings.quality import assess

    catalogue = Catalogue.load(folder)
    with tqdm(total=len(catalogue.files), desc="measuring") as bar:
        found = assess(catalogue, folder, load(folder), bar.update)
    (folder / PAGE).write_text(report.preview(found), encoding="utf-8")
    print(f"open {folder / PAGE} in a browser")
    return 0


if __name__ == "__main__":
    sys.exit(main())
