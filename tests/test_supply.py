"""What serving depends on: locked, each file by its hash, and each dependency with its reason."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
WANTED = [Requirement(one) for one in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["postgresql"])]
ENTRY = re.compile(
    r"^([a-z0-9.-]+)==([^\s;]+)(?: ; ([^\\]+?))? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.M
)


def locked() -> dict[str, tuple[Version, int]]:
    """By name: the version, and how many files it may be."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    found = {one[1]: (Version(one[2]), one[4].count("sha256:")) for one in ENTRY.finditer(text)}
    assert len(found) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))  # nothing in it is read otherwise
    return found


@pytest.mark.parametrize("wanted", WANTED, ids=lambda one: one.name)
def test_the_lock_has_what_is_asked_for_in_a_version_that_is_asked_for(wanted: Requirement) -> None:
    version, files = locked()[canonicalize_name(wanted.name)]
    assert wanted.specifier.contains(version)
    assert files >= 1


def test_the_lock_has_all_that_those_need_in_turn() -> None:
    from importlib.metadata import requires

    names, ahead = set(), [canonicalize_name(one.name) for one in WANTED]
    while ahead:
        name = ahead.pop()
        if name not in names:
            names.add(name)
            needed = (Requirement(one) for one in requires(name) or ())
            ahead += [canonicalize_name(one.name) for one in needed if _applies(one)]
    assert names <= locked().keys()


def _applies(needed: Requirement) -> bool:
    return needed.marker is None or needed.marker.evaluate({**default_environment(), "extra": ""})


def test_the_lock_names_no_host() -> None:
    assert "//" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_every_dependency_of_the_server_has_its_reason_beside_it() -> None:
    listed = re.search(r"^dependencies = \[\n(.*?)^\]", PYPROJECT, re.MULTILINE | re.DOTALL)
    assert listed
    rows = listed[1].splitlines()
    assert len(rows) == len(PROJECT["dependencies"])
    assert [row for row in rows if not re.search(r'",\s+# [`/\w].{5}', row)] == []
