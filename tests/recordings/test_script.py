"""scripts/generate_audio.py: its exit codes, what it prints, and what is left when it is stopped."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from ivr.recordings.catalogue import Catalogue
from ivr.recordings.generate import Plan, generate, wav_seconds
from ivr.recordings.voices import open_voice

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


def test_the_voice_say_makes_nothing_and_drops_nothing(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IVR_AUDIO_DIR", str(tmp_path))
    (tmp_path / "kept.wav").write_bytes(b"")
    assert script.main(["--voice", "say"]) == 0
    assert "Nothing was made or dropped" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["kept.wav"]


def test_it_tells_what_it_made_in_how_many_seconds_and_at_what_cost(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    voice = open_voice("hibari")
    assert script.make(["Press 1.", "Press 2."], tmp_path / "new", voice, "en-GB", "normal") == 0
    said = capsys.readouterr()
    assert said.out.startswith("made    press-")
    assert "\nnormal: 2 made (" in said.out
    assert "each minute of audio cost" in said.out
    assert "2 prompts 100%" in said.err
    assert script.make(["Press 1.", "Press 2."], tmp_path / "new", voice, "en-GB", "normal") == 0
    assert capsys.readouterr().out.startswith("normal: 0 made (0 s of audio), 0 dropped, 0 failed, in 0.")


def test_failures_for_one_reason_are_told_once(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    script.tell({"A.": "429", "B.": "not tried: the voice refuses", "C.": "not tried: the voice refuses"})
    assert capsys.readouterr().err == (
        "failed  A.\n        429\nfailed  B. and 1 more\n        not tried: the voice refuses\n"
    )


def test_a_preview_has_every_recording_with_its_text_player_and_figures(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(["Stay & wait.", "Take your time."], tmp_path, open_voice("hibari"), "en-GB")
    monkeypatch.setenv("IVR_AUDIO_DIR", str(tmp_path))
    assert script.main(["--preview"]) == 0
    page = (tmp_path / script.PAGE).read_text(encoding="utf-8")
    for file in Catalogue.load(tmp_path).files:
        assert f'src="{file}"' in page
    assert "Stay &amp; wait." in page
    assert page.count("words a minute;") == page.count("<audio controls") == 2


def started(folder: Path) -> subprocess.Popen[str]:
    """Start recording the whole line with the quick voice, and wait until some of it is there."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), "--voice", "hibari"],
        env={**os.environ, "IVR_AUDIO_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run in the background
    )
    until = time.monotonic() + 60
    while len(list(folder.glob("*.wav"))) < 3 and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert process.poll() is None
    return process


def test_ctrl_c_stops_it_with_a_word_and_everything_made_is_whole_and_in_the_catalogue(tmp_path: Path) -> None:
    process = started(tmp_path)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run this again to go on" in said
    assert "Traceback" not in said
    made = Catalogue.load(tmp_path).files
    assert {path.name for path in tmp_path.iterdir()} == {"catalogue.json", *made}
    assert 3 <= len(made) < 200


def test_a_crash_at_any_moment_loses_nothing_and_what_is_made_afterwards_is_the_same(tmp_path: Path) -> None:
    process = started(tmp_path)
    process.kill()
    process.communicate(timeout=60)
    whole = {path.name: path.read_bytes() for path in tmp_path.glob("*.wav")}
    assert all(wav_seconds(tmp_path / name) for name in whole)
    known = Catalogue.load(tmp_path).files
    assert set(known) <= set(whole)
    texts = [one.text for one in known.values()][:3]
    voice = open_voice("hibari")
    (tmp_path / "again").mkdir()
    generate([*texts, "Something new."], tmp_path / "again", voice, "en-GB")
    again = {path.name: path.read_bytes() for path in (tmp_path / "again").glob("*.wav")}
    outcome = generate([*texts, "Something new."], tmp_path, voice, "en-GB")
    assert [Catalogue.load(tmp_path).files[file].text for file in outcome.made] == ["Something new."]
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.wav")} == again
    assert all(whole[file] == again[file] for file in set(again) & set(whole))
