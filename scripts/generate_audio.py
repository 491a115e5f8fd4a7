#!/usr/bin/env python3
"""Make the recordings of everything the line says; exit 0 when all are there, 1 when not, 2 when it cannot be tried."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from ivr.content import Line, load_line
from ivr.content.loader import LINES
from ivr.dialogue.walk import every_prompt
from ivr.errors import IvrError
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.generate import Plan, generate, plan
from ivr.recordings.voices import PACES, VOICES, Voice, open_voice


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments ask for; return the exit code."""
    wanted = options().parse_args(arguments)
    try:
        line = load_line(wanted.line)
        texts = needed(line)
        folder = Path(os.environ.get("IVR_AUDIO_DIR") or audio_folder())
        voice = open_voice(wanted.voice or line.facts.voice, wanted.pace)
        if wanted.check:
            return check(plan(texts, Catalogue.load(folder), folder, voice, line.locale, wanted.pace))
        return make(texts, folder, voice, line.locale, wanted.pace)
    except IvrError as error:
        print(error, file=sys.stderr)
        return 2


def needed(line: Line) -> list[str]:
    """What the line says, and every other line of its locale here: they share the folder."""
    others = (load_line(path.parent.name) for path in LINES.glob("*/line.toml"))
    lines = [line, *(other for other in others if other.locale == line.locale and other.id != line.id)]
    return list(dict.fromkeys(prompt for one in lines for prompt in every_prompt(one)))


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="make nothing; tell what is missing, stale or unneeded")
    parser.add_argument("--voice", choices=sorted(VOICES), help="the voice (default: the line's own)")
    parser.add_argument("--pace", choices=PACES, default="normal", help="how fast it speaks (default: normal)")
    parser.add_argument("--line", default="uk", metavar="ID", help="the line to record (default: uk)")
    return parser


def check(found: Plan) -> int:
    for kind, entries in (("missing", found.missing), ("stale", found.stale), ("orphan", found.orphans)):
        for entry in entries:
            print(f"{kind:8}{entry}")
    return 1 if found.to_make else 0


def make(texts: Sequence[str], folder: Path, voice: Voice, locale: str, pace: str) -> int:
    folder.mkdir(exist_ok=True)
    started = time.monotonic()
    todo = plan(texts, Catalogue.load(folder), folder, voice, locale, pace).to_make
    with tqdm(total=len(todo), unit="prompt", disable=not todo) as bar:
        outcome = generate(texts, folder, voice, locale, pace, lambda _: bar.update())
    for text, reason in outcome.failures.items():
        print(f"failed  {text}\n        {reason}", file=sys.stderr)
    print(
        f"{len(outcome.made)} made ({sum(outcome.made.values()):.0f} s of audio), {len(outcome.dropped)} dropped, "
        f"{len(outcome.failures)} failed, in {time.monotonic() - started:.0f} s"
    )
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    sys.exit(main())
