"""The house keeps its own rules: the documents tell the truth, imports go downwards, every address states its guard."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

import ivr
from ivr.content.words import AboutHelpline, Words
from ivr.settings import Settings

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ivr"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 300

LEVELS = {
    "errors": 0, "logs": 0, "content": 1, "dialogue": 2, "database": 2, "carrier": 3, "recordings": 3, "phone": 3,
    "bookmarks": 3, "counts": 3, "settings": 4, "check": 5, "web": 6, "desk": 7, "verify": 7, "report": 7,
    "connect": 7, "difference": 7, "cost": 8, "cli": 9,
}  # fmt: skip
"""A room may import from a lower level, and from itself."""

RECORDING_TOOLS = (
    "channels", "chart", "generate", "heard", "hearing", "measure", "quality", "recogniser", "record", "report",
    "sentences", "spoken", "telephone", "voices.",
)  # fmt: skip

GUARDS = {
    "call": "signature",
    "turn": "signature",
    "status": "signature",
    "recording": "open: recordings are public",
    "health": "open: says nothing about callers",
    "ready": "open: says nothing about callers",
    "home": "open: the text twin",
    "topic": "open: the text twin",
    "words": "open: the text twin",
    "card": "open: the text twin",
    "static": "open: what those pages look like",
    "phone": "password",
    "phone_turn": "password",
    "operator": "password",
    "metrics": "password",
    "sign_in": "open: asks for the password, so many times in ten minutes",
    "sign_out": "token: ends a session, and nothing else",
}


def room(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return found | {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downwards_only(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module in imports(path):
        if module.startswith("ivr.") and room(module) != own:
            assert LEVELS[room(module)] < LEVELS[own], f"{path} imports {module}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "dialogue").glob("*.py")), ids=lambda path: path.name)
def test_the_dialogue_is_pure(path: Path) -> None:
    """Content, errors and the standard library; no file, no clock, no log."""
    tools = {"__future__", "collections", "dataclasses", "enum", "functools", "itertools", "re", "typing"}
    allowed = tools | {"datetime", "urllib"}
    for module in imports(path):
        assert module.split(".")[0] in allowed or module.startswith(("ivr.content", "ivr.dialogue", "ivr.errors"))
    assert not re.search(r"\b(now\(\)|today\(\)|open\()", path.read_text(encoding="utf-8").replace("leaving.", ""))


def test_the_server_needs_no_voice() -> None:
    serving = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] != "recordings"]
    tools = tuple(f"ivr.recordings.{tool}" for tool in RECORDING_TOOLS)
    assert [path for path in serving if any(module.startswith(tools) for module in imports(path))] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_file_says_what_it_is_for_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert text.count("\n") <= LONGEST_FILE


def test_every_room_is_in_the_map() -> None:
    rooms = {path.name + "/" for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    files = {path.name for path in PACKAGE.glob("*.py") if path.name != "__init__.py"}
    named = set(re.findall(r"^    (\w+(?:/|\.py))  ", ivr.__doc__ or "", re.MULTILINE))
    assert named == rooms | files


def test_the_readmes_map_is_the_packages() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^      (\w+(?:/|\.py))  ", readme, re.MULTILINE))
    assert named == set(re.findall(r"^    (\w+(?:/|\.py))  ", ivr.__doc__ or "", re.MULTILINE))


def test_the_readme_shows_every_picture_of_the_pages() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    taken = set(re.findall(r'^    \("([\w-]+)", "/', (ROOT / "scripts/screenshots.py").read_text(), re.MULTILINE))
    assert set(re.findall(r"\(docs/([\w-]+)\.png\)", readme)) == taken
    assert {path.stem for path in (ROOT / "docs").glob("*.png")} == taken


def test_every_setting_is_in_the_readme_and_in_its_docstring() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    source = (PACKAGE / "settings.py").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:IVR|TWILIO)_[A-Z_]+\b", source))
    assert len(named) == len(fields(Settings))
    assert {name for name in named if f"`{name}`" not in readme} == set()
    assert {name for name in named if f'"""{name}: ' not in source} == set()


def test_every_address_states_its_guard(app_with_phone: Flask) -> None:
    app = app_with_phone
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(GUARDS)
    for rule in app.url_map.iter_rules():
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        address = rule.rule.replace("<anything:where>", "menu/main")
        if GUARDS[rule.endpoint] == "signature":
            assert rule.methods == {"POST"}
            assert app.test_client().post(address).status_code == 403
        elif GUARDS[rule.endpoint] == "password":
            assert app.test_client().open(address, method=method).status_code == 401


def test_every_prompt_of_the_words_is_used() -> None:
    """A prompt that nothing says is a sentence that somebody keeps up for nothing."""
    source = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    unused = [
        f"{name}.{prompt}"
        for name, section in Words.model_fields.items()
        if hasattr(section.annotation, "model_fields")
        for prompt in section.annotation.model_fields
        if not re.search(rf"\.{prompt}\b", source)
    ]
    unused += [name for name in AboutHelpline.model_fields if not re.search(rf"\.{name}\b", source)]
    assert unused == []


def test_the_changelog_begins_with_what_is_not_released_or_the_present_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert re.search(rf"^## \[(Unreleased|{re.escape(version[1])})\]", changelog, re.MULTILINE)


WORKPLACE = re.compile(r"/work/|\.\./shared|/root/|pypi\.org|npmjs", re.IGNORECASE)


def test_the_project_stands_alone() -> None:
    """No path of a machine, and no name of a registry's host, in anything that is published."""
    kinds = {".py", ".md", ".toml", ".txt", ".json", ""}
    found = [
        path
        for folder in ("ivr", "scripts", "audio", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in kinds and path != Path(__file__)
        and WORKPLACE.search(path.read_text(encoding="utf-8", errors="replace"))
    ]  # fmt: skip
    assert found == []
