"""Pages as their readers see them."""

from __future__ import annotations

import re
from html import unescape

NUMBER = "+44 20 7946 0000"

HTML = {"Accept": "text/html,*/*;q=0.8"}
"""What browsers ask for."""


def text_of(page: str) -> str:
    """The words of a page, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
