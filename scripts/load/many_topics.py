"""A line with as many topics as asked for, made of an existing one: for measuring, and too deep for any caller."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import tomlkit

FEWEST = 10
LEFT_OUT = ("talking-therapies", "body-therapies")
PATTERN = "stress"
"""The topic whose parts all added ones have, under titles and ids of their own."""

ONTO = "feelings"
"""The menu with room for one more choice, the tree of the added ones."""

A_MENU = 4
LETTERS = "bcdfghjklm"


def many_topics(of: Path, into: Path, topics: int) -> Path:
    """Write a line of so many topics, 10 or more, below `into`; return its folder."""
    folder = into / f"with-{topics}-topics"
    shutil.copytree(of, folder)
    facts, words = (tomlkit.parse((folder / name).read_text(encoding="utf-8")) for name in ("line.toml", "words.toml"))
    _leave_out(folder, facts, words)
    level = [_add(folder, number) for number in range(topics - FEWEST)]
    while len(level) > 1:
        groups = [level[at : at + A_MENU] for at in range(0, len(level), A_MENU)]
        level = [_menu(facts, words, group) for group in groups]
    facts["menus"][ONTO].extend(level)
    words["listening"]["numbers"] = [_title(number) for number in range(topics)]
    (folder / "line.toml").write_text(tomlkit.dumps(facts), encoding="utf-8")
    (folder / "words.toml").write_text(tomlkit.dumps(words), encoding="utf-8")
    return folder


def _leave_out(folder: Path, facts: Any, words: Any) -> None:
    for topic in LEFT_OUT:
        (folder / f"topics/{topic}.md").unlink()
        words["voice"]["also"].pop(f"topic/{topic}", None)
        for choices in facts["menus"].values():
            if f"topic/{topic}" in choices:
                choices.remove(f"topic/{topic}")


def _add(folder: Path, number: int) -> str:
    """Write one more topic; return the choice that leads to it."""
    text = (folder / f"topics/{PATTERN}.md").read_text(encoding="utf-8")
    _, front, body = text.split("---\n", 2)
    name = f"more-{number}"
    lines = [line for line in front.splitlines() if not line.startswith(("id:", "title:"))]
    front = "\n".join((f"id: {name}", f"title: {_title(number)}", *lines))
    (folder / f"topics/{name}.md").write_text(f"---\n{front}\n---\n{body}", encoding="utf-8")
    return f"topic/{name}"


def _menu(facts: Any, words: Any, choices: list[str]) -> str:
    name = f"more-{len(facts['menus'])}"
    facts["menus"][name] = choices
    words["menus"][name] = f"Menu {_title(len(facts['menus']))}."
    return f"menu/{name}"


def _title(number: int) -> str:
    """A name for a number that is said without a digit."""
    return "Matter " + " ".join(LETTERS[int(digit)] for digit in str(number))
