"""What callers will hear differently: a line as it was in a commit, and as it is now, told as callers meet it."""

from __future__ import annotations

import io
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from ivr.content import Line, load_line
from ivr.content.loader import line_folder
from ivr.dialogue.walk import every_prompt
from ivr.errors import ContentError, DifferenceError
from ivr.recordings.catalogue import Catalogue
from ivr.recordings.voices import PACES, SAY

Sections = dict[str, list[str]]
"""A heading → what is said or done under it, in order."""

NOT_HEARD = ("helplines", "menus", "medical", "voice")
"""Sections of the words that stand under another heading here, or that nobody hears."""

SENTENCE = re.compile(r"(?<=[.!?:…])\s+(?=[^\s…])")


def differences(name: str, commit: str, catalogue: Catalogue) -> Iterator[str]:
    """Tell, a text line at a time, what became of the line `name` since a commit.

    Raises DifferenceError if git or the commit does not have it, ContentError if the line as it is now is unfit.
    """
    new, old = load_line(name), line_at(name, commit)
    changed = False
    before, after = sections(old), sections(new)
    for heading in dict.fromkeys((*after, *before)):
        if told := list(_changes(before.get(heading, []), after.get(heading, []))):
            changed = True
            kind = "" if heading in before and heading in after else " (new)" if heading in after else " (gone)"
            yield f"{heading}{kind}"
            yield from told
            yield ""
    yield from _summary(old, new, catalogue) if changed else ("Callers hear the same.",)


def line_at(name: str, commit: str) -> Line:
    """The line as it was in a commit. Raises DifferenceError."""
    folder = line_folder(name).resolve()
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().strip()).resolve()
    inside = folder.relative_to(top).as_posix()
    _git(top, "rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}", failing=f"there is no commit {commit!r}")
    missing = f"commit {commit!r} has no {inside}"
    archive = _git(top, "archive", "--format=tar", commit, "--", inside, failing=missing)
    with TemporaryDirectory(prefix="line-") as made:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(made, filter="data")
        try:
            return load_line(str(Path(made) / inside))
        except ContentError as error:
            what = f"the line of {commit!r} is unfit by the rules of this version: {error.problems[0]}"
            raise DifferenceError(f"{what}; see it with git diff {commit} -- {inside}") from error


def sections(line: Line) -> Sections:
    """Everything that callers hear and whom they reach, under the headings of where they meet it."""
    found: Sections = {}
    for menu in (*line.menus.values(), line.other_helplines):
        found[f"Menu “{_plain(menu.title)}”"] = [f"{key} {label}" for key, label in enumerate(menu.labels, start=1)]
    for topic in line.topics.values():
        told = [str(topic.title), str(topic.length)]
        for number, part in enumerate(topic.parts, start=1):
            told += [f"{number}: {sentence}" for sentence in SENTENCE.split(str(part))]
        found[f"Topic “{_plain(topic.title)}”"] = told
    for helpline in line.helplines.values():
        about = line.words.helplines[helpline.id]
        facts = helpline.model_dump(include={"spoken", "dials", "hours", "zone", "holidays"})
        told = [*_flat(about.model_dump(), ""), *_flat(facts, "")]
        found[f"Helpline “{_plain(about.name)}”"] = told
    for name, words in line.words.model_dump(exclude=set(NOT_HEARD)).items():
        found[f"Words, [{name}]"] = list(_flat(words, ""))
    found["What the line understands, [voice]"] = list(_flat(line.words.voice.model_dump(), ""))
    facts = line.facts.model_dump(
        include={"crisis", "text_line", "emergency", "locale", "voice", "say_voice", "timing"}
    )
    found["The line"] = list(_flat(facts, ""))
    return found


def _flat(value: object, name: str) -> Iterator[str]:
    """Each text of a nested structure, under its name."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from _flat(below, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _flat(one, name)
    elif value not in ("", None):
        yield f"{name}: {value}"


def _changes(before: list[str], after: list[str]) -> Iterator[str]:
    for what, start, end, begin, until in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what != "equal":
            yield from (f"  - {one}" for one in before[start:end])
            yield from (f"  + {one}" for one in after[begin:until])


def _summary(old: Line, new: Line, catalogue: Catalogue) -> Iterator[str]:
    said, was = set(every_prompt(new)), set(every_prompt(old))
    yield f"{len(said - was)} prompts are new, {len(was - said)} are no longer said."
    if new.facts.voice == SAY:
        return
    missing = sum(catalogue.find(prompt, new.locale, pace) is None for prompt, pace in product(said, PACES))
    if missing:
        yield f"{missing} recordings are missing: run scripts/generate_audio.py"
    else:
        yield "Everything is recorded."


def _git(folder: Path, *arguments: str, failing: str = "") -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise DifferenceError("git is not installed, and the line of a commit cannot be had without it") from error
    if done.returncode:
        raise DifferenceError(failing or f"{folder} is in no git repository, so there is nothing to compare it with")
    return done.stdout


def _plain(prompt: str) -> str:
    return str(prompt).rstrip(".")
