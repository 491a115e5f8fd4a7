"""A caller's number, turned into a name that nobody without the secret can turn back."""

from __future__ import annotations

import hmac
import re

NUMBER = re.compile(r"\+[1-9][0-9]{5,14}")
"""E.164."""

WITHHELD = ("anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld")
"""What carriers send in place of a number: the word itself, or a number made of its letters on a keypad."""

KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")

NOBODY = frozenset(f"+{word.translate(KEYPAD)}" for word in WITHHELD)
"""Looks like E.164, and is the same for everyone: a bookmark there would be read out to strangers."""

PURPOSE = b"steadyline bookmarks"
"""Sets this use of the secret apart from any other, such as the carrier's signature."""


class Names:
    """The names of callers, under one secret: under another, every name is another."""

    def __init__(self, secret: str) -> None:
        """Raises ValueError for an empty secret: names made with it could be made by anybody."""
        if not secret:
            raise ValueError("bookmarks need a secret")
        # Begun once, and gone on with for each caller: `hmac.digest` lets other threads in between, and then waits.
        self._begun = hmac.new(hmac.digest(secret.encode(), PURPOSE, "sha256"), digestmod="sha256")

    def name(self, caller: str) -> str | None:
        """64 hexadecimal digits, HMAC-SHA256; None for a caller who withholds the number, or sends what is none."""
        if not NUMBER.fullmatch(caller) or caller in NOBODY:
            return None
        name = self._begun.copy()
        name.update(caller.encode())
        return name.hexdigest()
