"""Ways to change a line that is live: each is given the folder of the line."""

from __future__ import annotations

from pathlib import Path

import tomlkit


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def shorter(folder: Path) -> None:
    """The topic has four parts, where it had five."""
    file = folder / "topics/stress.md"
    head, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    four = body.strip().split("\n\n")[:4]
    file.write_text("---\n".join((head, front, "\n\n".join(four) + "\n")), encoding="utf-8")


def without_the_topic(folder: Path) -> None:
    (folder / "topics/stress.md").unlink()
    edit(folder / "line.toml", ', "topic/stress"', "")
    words = (folder / "words.toml").read_text(encoding="utf-8")
    kept = [row for row in words.splitlines() if not row.startswith('"topic/stress"')]
    (folder / "words.toml").write_text("\n".join(kept) + "\n", encoding="utf-8")


def in_another_menu(folder: Path) -> None:
    edit(folder / "line.toml", ', "topic/stress", "topic/stigma"]', ', "topic/stigma"]')
    edit(folder / "line.toml", 'about = ["topic/the-keys"', 'about = ["topic/stress", "topic/the-keys"')


def worded_anew(folder: Path) -> None:
    edit(folder / "topics/stress.md", "Stress is the feeling", "Stress is a feeling")
    edit(folder / "words.toml", "Take your time.", "Take all the time you need.")


def menus_turned_round(folder: Path) -> None:
    """Each menu in the opposite order."""
    facts = tomlkit.parse((folder / "line.toml").read_text(encoding="utf-8"))
    for choices in facts["menus"].values():  # type: ignore[union-attr]
        choices.reverse()
    (folder / "line.toml").write_text(tomlkit.dumps(facts), encoding="utf-8")


def without_a_helpline(folder: Path) -> None:
    """One of those beside the crisis helpline."""
    facts, words = (tomlkit.parse((folder / name).read_text(encoding="utf-8")) for name in ("line.toml", "words.toml"))
    stays = {facts["crisis"], facts["text_line"]}
    gone = next(one["id"] for one in facts["helplines"] if one["id"] not in stays)  # type: ignore[union-attr]
    facts["helplines"] = [one for one in facts["helplines"] if one["id"] != gone]  # type: ignore[union-attr]
    del words["helplines"][gone]  # type: ignore[union-attr]
    words["voice"]["also"].pop(f"offer/{gone}", None)  # type: ignore[union-attr,index]
    (folder / "line.toml").write_text(tomlkit.dumps(facts), encoding="utf-8")
    (folder / "words.toml").write_text(tomlkit.dumps(words), encoding="utf-8")


CHANGES = (shorter, without_the_topic, in_another_menu, worded_anew, menus_turned_round, without_a_helpline)
