"""The line these tests phone."""

from __future__ import annotations

import pytest
from small_line import SmallLine, go, menu, play


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
