#!/usr/bin/env python3
"""Measure every recording and, unless told not to, hear it over four phone lines; exit 1 if anything falls short.

Puts the figures into audio/README.md. What was heard once is not heard again. Hearing everything takes about half
an hour on two cores, and needs `scripts/environment recogniser`.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tqdm import tqdm

from ivr.errors import IvrError
from ivr.recordings import heard
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.channels import CHANNELS
from ivr.recordings.quality import assess, shortfalls
from ivr.recordings.report import put_into, table

README = "README.md"


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments ask for; return the exit code."""
    wanted = options().parse_args(arguments)
    folder = Path(os.environ.get("IVR_AUDIO_DIR") or audio_folder())
    try:
        catalogue = Catalogue.load(folder)
        if wanted.measure:
            words = heard.load(folder)
        else:
            channels = dict.fromkeys(catalogue.files, tuple(CHANNELS))
            todo = len(heard.to_hear(channels, heard.load(folder), channels))
            with tqdm(total=todo, desc="hearing", disable=not todo) as bar:
                words = heard.listen(folder, channels, bar.update)
        found = assess(catalogue, folder, words)
        print(table(found))
        if not wanted.measure and (folder / README).is_file():
            put_into(folder / README, table(found))
    except IvrError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; what was heard is kept, so run this again to go on", file=sys.stderr)
        return 130
    problems = shortfalls(found)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems or not found else 0


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="only measure; hear nothing, and change no file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
