"""The line these tests phone."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from small_line import SmallLine, go, menu, play

from ivr.content import Line, load_line
from ivr.phone import Phone
from ivr.phone.callers import Known, Task, known, tasks

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))


@pytest.fixture
def line() -> SmallLine:
    """Return a line with a greeting, a menu of one choice, and the way silence takes."""
    made = SmallLine()
    made.documents = {
        "call": f"{play('hello-3')}{go('menu')}",
        "menu": f"{menu(play('one-2') + play('zero-4'))}{go('silence')}",
        "pressed": f"{play('chosen-1')}{go('menu')}",
        "silence": f"{play('slower-2')}{go('menu')}",
    }
    return made


@pytest.fixture(scope="session")
def shipped() -> Line:
    """Return the line as it is shipped."""
    return load_line("uk")


@pytest.fixture(scope="session")
def facts(shipped: Line) -> Known:
    """Return what simulated callers recognise on it."""
    return known(shipped)


@pytest.fixture(scope="session")
def named(shipped: Line) -> dict[str, Task]:
    """Return what simulated callers may want of it."""
    return tasks(shipped)


@pytest.fixture(scope="session")
def real() -> Phone:
    """Return a phone to the real app, as the bench has it."""
    from bench_callers import phone_to

    return phone_to("line")


@pytest.fixture(scope="session")
def tree() -> Phone:
    """Return a phone to the ordinary tree."""
    from bench_callers import phone_to

    return phone_to("tree")
