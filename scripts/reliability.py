"""The figures in docs/reliability.md: each section is written by the script that measures it, with `--save`."""

from __future__ import annotations

import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs/reliability.md"


def save(section: str, markdown: str) -> None:
    """Put `markdown` in the place of a section's figures, with the day and the machine that they are of.

    Raises SystemExit if the page has no such section: `<!-- section -->` and `<!-- end of section -->`, each on a line.
    """
    page = PAGE.read_text(encoding="utf-8")
    first, last = f"<!-- {section} -->", f"<!-- end of {section} -->"
    figures = f"{first}\n\n{markdown.strip()}\n\n{_of_what()}\n\n{last}"
    new, times = re.subn(f"{re.escape(first)}.*?{re.escape(last)}", lambda _: figures, page, flags=re.DOTALL)
    if times != 1:
        raise SystemExit(f"{PAGE.name} has {times} sections named {section}: it needs one, between {first} and {last}")
    PAGE.write_text(new, encoding="utf-8")


def _of_what() -> str:
    """The day, and what measured."""
    cores = os.cpu_count()
    return f"*{datetime.now(UTC):%-d %B %Y}, {cores} cores ({platform.machine()}), Python {platform.python_version()}.*"
