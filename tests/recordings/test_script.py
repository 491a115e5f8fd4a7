"""scripts/generate_audio.py: its exit codes and what it prints."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from ivr.recordings.generate import Plan

SCRIPT = Path(__file__).parents[2] / "scripts" / "generate_audio.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_audio", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        (Plan((), (), ()), 0, ""),
        (Plan(("Yes.",), (), ()), 1, "missing Yes.\n"),
        (Plan((), ("No.",), ()), 1, "stale   No.\n"),
        (Plan((), (), ("old.wav",)), 0, "orphan  old.wav\n"),
    ],
)
def test_a_check_fails_when_something_is_to_be_made(
    script: ModuleType, capsys: pytest.CaptureFixture[str], found: Plan, code: int, said: str
) -> None:
    assert script.check(found) == code
    assert capsys.readouterr().out == said


def test_a_line_that_does_not_exist_is_exit_code_2_and_says_so(
    script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--check", "--line", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_check_makes_nothing(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "audio_folder", lambda: tmp_path)
    assert script.main(["--check"]) == 1
    assert capsys.readouterr().out.startswith("missing ")
    assert not list(tmp_path.iterdir())
