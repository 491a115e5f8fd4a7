"""Reads a line's folder, checks it whole, and reports every problem at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ValidationError

from ivr.content.limits import line_problems, topic_problems
from ivr.content.measure import seconds
from ivr.content.model import Facts, FrontMatter, Line, Menu, Source, Topic, TopicFile
from ivr.content.references import reference_problems
from ivr.content.site import Site
from ivr.content.wording import wording_problems
from ivr.content.words import TopicWords, Words
from ivr.content.written import Prompt, unfit
from ivr.errors import ContentError, Problem

LINES = Path(__file__).parent / "lines"

PERSON = "0"
"""The key that means talking to someone, and nothing else, in every place."""

HELPLINES = "helplines"
"""The choice, and the name in the words, of the list of helplines."""

Shape = TypeVar("Shape", bound=BaseModel)


class Texts(YAMLHandler):
    """Front matter in which all is text, until the shape says what it is: 2026-13-45 is then told as no date."""

    def load(self, fm: str, **_: object) -> Any:
        """Called by frontmatter."""
        return yaml.load(fm, yaml.BaseLoader)


TEXTS = Texts()


@dataclass(slots=True)
class Files:
    """What could be read of a line's folder, and what could not."""

    facts: Facts | None = None
    words: Words | None = None
    site: Site | None = None
    topics: dict[str, TopicFile] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load_line(name: str) -> Line:
    """The line in `ivr/content/lines/<name>`, or in any folder whose path is given.

    Raises ContentError with every problem found, each with its file and key.
    """
    folder = line_folder(name)
    files = _read(folder)
    texts = [
        *wording_problems(files.facts, files.words, files.site, files.topics),
        *topic_problems(files.topics, files.words),
    ]
    if files.facts is None or files.words is None or files.site is None:
        raise ContentError([*files.problems, *texts])
    apart = [*files.problems, *reference_problems(files.facts, files.words, files.topics)]
    if apart:
        raise ContentError([*apart, *texts])
    line = _build(folder.name, files.facts, files.words, files.site, files.topics)
    if problems := [*texts, *line_problems(line)]:
        raise ContentError(problems)
    return line


def line_folder(name: str) -> Path:
    """The folder of a line, by its name or its own path; raise ContentError if there is none."""
    for folder in (LINES / name, Path(name)):
        if (folder / "line.toml").is_file():
            return folder
    known = ", ".join(sorted(path.parent.name for path in LINES.glob("*/line.toml")))
    raise ContentError(
        [Problem(f"{name}/line.toml", "", f"no such line; lines here: {known}, or give a folder's path")]
    )


def content_hash(name: str) -> str:
    """Twelve hexadecimal digits that change with anything in a line's folder; `name` as for `load_line`."""
    folder = line_folder(name)
    made = sha256()
    for path in (*sorted(folder.glob("*.toml")), *sorted((folder / "topics").glob("*.md"))):
        made.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return made.hexdigest()[:12]


def _read(folder: Path) -> Files:
    files = Files()
    files.facts = _read_toml(folder / "line.toml", Facts, files.problems)
    files.words = _read_toml(folder / "words.toml", Words, files.problems)
    files.site = _read_toml(folder / "site.toml", Site, files.problems)
    for path in sorted((folder / "topics").glob("*.md")):
        if topic := _read_topic(path, files.problems):
            files.topics[topic.front.id] = topic
    return files


def _read_toml(path: Path, shape: type[Shape], problems: list[Problem]) -> Shape | None:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:  # ValueError: no TOML, no UTF-8, a number without end
        problems.append(Problem(path.name, "", f"cannot be read: {error}"))
        return None
    return _validated(path.name, data, shape, problems)


def _read_topic(path: Path, problems: list[Problem]) -> TopicFile | None:
    file = f"topics/{path.name}"
    try:
        front_matter, text = frontmatter.parse(path.read_text(encoding="utf-8-sig"), handler=TEXTS)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        problems.append(Problem(file, "", f"cannot be read: {' '.join(str(error).split())}"))
        return None
    if what := unfit(text):
        problems.append(Problem(file, "", what))
    if not front_matter:
        problems.append(Problem(file, "", "must begin with its id, title, sources … between two lines of ---"))
        return None
    front = _validated(file, front_matter, FrontMatter, problems)
    if front is None:
        return None
    if front.id != path.stem:
        problems.append(Problem(file, "id", f"is {front.id!r}, but must be the file's name, {path.stem!r}"))
        return None
    return TopicFile(front, _paragraphs(text))


def _validated(file: str, data: Mapping[str, Any], shape: type[Shape], problems: list[Problem]) -> Shape | None:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        problems += [Problem(file, ".".join(map(str, fault["loc"])), fault["msg"]) for fault in error.errors()]
        return None


def _paragraphs(body: str) -> tuple[Prompt, ...]:
    blocks = (" ".join(block.split()) for block in body.split("\n\n"))
    return tuple(Prompt(block) for block in blocks if block)


def _build(name: str, facts: Facts, words: Words, site: Site, files: Mapping[str, TopicFile]) -> Line:
    order = [choice.removeprefix("topic/") for choice in _choices_in_order(facts, facts.main)]
    sources = {source.id: source for source in facts.sources}
    topics = {topic: _topic(files[topic], words.topic, sources) for topic in order}
    parents = {choice.removeprefix("menu/"): menu for menu, choices in facts.menus.items() for choice in choices}
    titles = {f"topic/{topic.id}": topic.title for topic in topics.values()}
    titles |= {f"menu/{menu}": words.menus[menu] for menu in facts.menus}
    titles |= {f"offer/{helpline}": about.name for helpline, about in words.helplines.items()}
    titles |= {f"set/{name}": setting.title for name, setting in words.settings.items()}
    titles |= {HELPLINES: words.menus[HELPLINES]}
    others = tuple(f"offer/{helpline.id}" for helpline in facts.helplines if helpline.id != facts.crisis)

    def menu(name: str, choices: tuple[str, ...]) -> Menu:
        return _menu(name, choices, parents.get(name), words, titles)

    return Line(
        id=name,
        facts=facts,
        words=words,
        site=site,
        menus={name: menu(name, choices) for name, choices in facts.menus.items()},
        topics=topics,
        helplines={helpline.id: helpline for helpline in facts.helplines},
        other_helplines=menu(HELPLINES, others),
    )


def _menu(name: str, choices: tuple[str, ...], parent: str | None, words: Words, titles: Mapping[str, Prompt]) -> Menu:
    """A menu with everything it says; a count for which there are no words is left to the limits to report."""
    say = words.choices
    labels = tuple(Prompt(titles[choice].rstrip(".")) for choice in choices)
    keyed = [(label, str(key)) for key, label in enumerate(labels, start=1)]
    return Menu(
        id=name,
        title=words.menus[name],
        choices=choices,
        parent=parent,
        intro=(*say.count[len(choices) - 1 : len(choices)], say.with_key(say.person, PERSON)),
        labels=labels,
        full=tuple(say.with_key(label, key) for label, key in keyed),
        short=(
            say.with_key_slowly(say.short_person, PERSON),
            *(say.with_key_slowly(label, key) for label, key in keyed),
        ),
    )


def _choices_in_order(facts: Facts, menu: str) -> Iterable[str]:
    for choice in facts.menus[menu]:
        if choice.startswith("menu/"):
            yield from _choices_in_order(facts, choice.removeprefix("menu/"))
        elif choice.startswith("topic/"):
            yield choice


def _topic(file: TopicFile, words: TopicWords, sources: Mapping[str, Source]) -> Topic:
    return Topic(
        id=file.front.id,
        title=Prompt(f"{file.front.title}."),
        length=_length(file.parts, words),
        parts=file.parts,
        sources=tuple(sources[name] for name in file.front.sources),
        written=file.front.written,
        reviewed_by=file.front.reviewed_by,
    )


def _length(parts: tuple[Prompt, ...], words: TopicWords) -> Prompt:
    halves = round(sum(seconds(part) for part in parts) / 30) - 2
    minutes = words.minutes[min(max(halves, 0), len(words.minutes) - 1)]
    count = words.parts[min(max(len(parts) - 2, 0), len(words.parts) - 1)]
    return Prompt(words.length.format(minutes=minutes, parts=count))
