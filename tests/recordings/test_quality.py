"""What falls short is found: each recording here is made wrong in one way."""

from __future__ import annotations

import importlib.util
import shutil
import wave
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from ivr.errors import RecordingError
from ivr.recordings import heard
from ivr.recordings.catalogue import Catalogue, Recording
from ivr.recordings.channels import CHANNELS
from ivr.recordings.generate import generate
from ivr.recordings.quality import Quality, assess, shortfalls
from ivr.recordings.report import BEGIN, END, preview, put_into, table
from ivr.recordings.voices import open_voice

TEXT = "To hear the number … press 1."
LONG = "Your life has to make room for it, and that takes a good deal of time. You are not weak if you do."
NUMBER = "0300 123 3393"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three recordings in the quick voice."""
    made = tmp_path_factory.mktemp("audio")
    generate([TEXT, LONG, NUMBER], made, open_voice("hibari"), "en-GB")
    return made


def sound_of(folder: Path, text: str) -> np.ndarray:
    file = Catalogue.load(folder).find(text, "en-GB")
    with wave.open(str(folder / str(file))) as recording:
        return np.frombuffer(recording.readframes(recording.getnframes()), "<i2") / 32768


def judged(path: Path, text: str, sound: np.ndarray, rate: int = 8000) -> Quality:
    """Write `sound` and assess it alone."""
    with wave.open(str(path / "one.wav"), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(np.rint(np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    entry = Recording(text, "en-GB", "hibari", "normal", len(sound) / rate)
    (found,) = assess(Catalogue({"one.wav": entry}), path, {})
    return found


def test_a_recording_as_the_chain_makes_it_has_nothing_wrong(folder: Path, tmp_path: Path) -> None:
    for text in (TEXT, NUMBER):
        assert judged(tmp_path, text, sound_of(folder, text)).problems == ()


def test_each_fault_is_found_and_named(folder: Path, tmp_path: Path) -> None:
    sound = sound_of(folder, TEXT)
    quiet, half = np.zeros(4000), len(sound) // 2
    spike = sound.copy()
    spike[half] = 0.9
    for made, said in (
        (sound * 0.8, "speech level of -23.9 dBov"),
        (sound * 1.2, "speech level of -20.4 dBov"),
        (spike, "peak of -0.9 dBFS"),
        (sound + 0.002, "off zero by 0.0020"),
        (np.concatenate([quiet, sound]), "s of silence before it"),
        (np.concatenate([sound, quiet]), "s of silence after it"),
        (np.concatenate([sound[:half], np.zeros(12_000), sound[half:]]), "s of silence inside"),
        (sound[: len(sound) // 3], "times as long as its text should"),
        (np.concatenate([sound, sound, sound]), "times as long as its text should"),
    ):
        assert any(said in problem for problem in judged(tmp_path, TEXT, made).problems), said
    assert "is (16000, 1, 16)" in judged(tmp_path, TEXT, np.repeat(sound, 2), 16_000).problems[0]


def test_a_pace_outside_140_to_160_words_a_minute_is_found(folder: Path, tmp_path: Path) -> None:
    sound = sound_of(folder, LONG)
    hurried = np.interp(np.arange(0, len(sound), 1.4), np.arange(len(sound)), sound)
    assert any("words a minute, not 140 to 160" in problem for problem in judged(tmp_path, LONG, hurried).problems)


def test_a_file_that_is_no_wav_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "one.wav").write_bytes(b"<html>")
    with pytest.raises(RecordingError, match=r"one\.wav"):
        assess(Catalogue({"one.wav": Recording("Yes.", "en-GB", "x", "normal", 1.0)}), tmp_path, {})


def all_heard(folder: Path, **instead: str) -> heard.Heard:
    """Everything understood as it is written over every line, but for the texts given."""
    files = Catalogue.load(folder).files
    names = {"text": TEXT, "long": LONG, "number": NUMBER}
    wrong = {names[key]: value for key, value in instead.items()}
    return {file: dict.fromkeys(CHANNELS, wrong.get(one.text, one.text)) for file, one in files.items()}


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        ({"number": "0300 123 339"}, "its number was understood as “0300 123 339”"),
        ({"text": "To hear the number press pun."}, "its key 1 was not understood"),
        ({"long": "Your wife has to make broom."}, "of all words were misunderstood over the channel “clean”"),
        ({"long": "Your wife has to make broom."}, "of all words were misunderstood over the channel “noise 5 dB”"),
    ],
)
def test_what_was_misunderstood_falls_short(folder: Path, instead: dict[str, str], said: str) -> None:
    catalogue = Catalogue.load(folder)
    right = shortfalls(assess(catalogue, folder, all_heard(folder)))
    assert not [problem for problem in right if "understood" in problem]
    wrong = shortfalls(assess(catalogue, folder, all_heard(folder, **instead)))
    assert any(said in problem for problem in wrong)


def test_the_worst_come_first(folder: Path) -> None:
    found = assess(
        Catalogue.load(folder), folder, all_heard(folder, number="nothing", text="To hear a number, press 1.")
    )
    order = [one.recording.text for one in found if one.recording.text != LONG]
    assert order == [NUMBER, TEXT]


def test_the_table_counts_words_numbers_and_keys_over_every_line(folder: Path) -> None:
    words = all_heard(folder, number="0300 123 3393 4", text="To hear the number, press gun.")
    rows = table(assess(Catalogue.load(folder), folder, words)).splitlines()
    total = 6 + 23 + 11
    assert f"| clean | {100 * 2 / total:.1f} % | 0 of 1 | 0 of 1 |" in rows
    assert sum(row.startswith(("| clean", "| 3 % loss", "| AMR 4.75", "| noise 5 dB")) for row in rows) == 4


def test_the_table_is_put_between_its_marks_and_nothing_else_is_touched(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    put_into(path, "new")
    assert path.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    path.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(RecordingError, match=r"README\.md: the lines"):
        put_into(path, "new")


def test_the_page_shows_what_was_misunderstood(folder: Path) -> None:
    page = preview(assess(Catalogue.load(folder), folder, all_heard(folder, text="To hear the number & press gun.")))
    assert page.index("press gun") < page.index(NUMBER)
    assert "number &amp; press gun" in page
    assert "word errors 1 in 6" in page


def test_what_was_heard_is_kept_and_heard_once(folder: Path, tmp_path: Path) -> None:
    words = all_heard(folder)
    heard.save(tmp_path, words)
    assert heard.load(tmp_path) == words
    assert heard.listen(tmp_path, dict.fromkeys(words, CHANNELS)) == words
    file = next(iter(words))
    wanted = dict.fromkeys([file, "new.wav"], CHANNELS)
    assert heard.to_hear(wanted, words, wanted) == [("new.wav", channel) for channel in CHANNELS]
    assert list(heard.listen(tmp_path, {file: CHANNELS})) == [file]
    assert list(heard.load(tmp_path)) == [file]


def test_words_heard_by_another_recogniser_do_not_count(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard.save(tmp_path, all_heard(folder))
    monkeypatch.setattr(heard, "VERSION", "another")
    assert heard.load(tmp_path) == {}


def test_the_table_counts_only_what_was_heard(folder: Path) -> None:
    words = {file: channels for file, channels in all_heard(folder).items() if NUMBER.replace(" ", "-") in file}
    rows = table(assess(Catalogue.load(folder), folder, words)).splitlines()
    assert "| clean (1 recordings) | 0.0 % | 1 of 1 | 0 of 0 |" in rows


def test_a_person_s_recording_has_its_own_pace(folder: Path, tmp_path: Path) -> None:
    sound = sound_of(folder, LONG)
    slow = np.interp(np.arange(0, len(sound), 0.8), np.arange(len(sound)), sound)
    found = judged(tmp_path, LONG, slow)
    ada = replace(found, recording=replace(found.recording, voice="person: Ada"))
    assert [one for one in found.problems if one not in ada.problems] == [
        problem for problem in found.problems if "words a minute" in problem
    ]


@pytest.fixture
def script() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "check_audio.py"
    spec = importlib.util.spec_from_file_location("check_audio", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_check_fills_in_the_readme_and_fails_when_something_falls_short(
    script: ModuleType,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for path in folder.iterdir():
        shutil.copy(path, tmp_path)
    readme = tmp_path / "README.md"
    readme.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    monkeypatch.setenv("IVR_AUDIO_DIR", str(tmp_path))
    heard.save(tmp_path, all_heard(folder, number="nothing"))
    assert script.main(["--measure"]) == 1
    assert readme.read_text(encoding="utf-8") == f"{BEGIN}\n{END}\n"
    assert "its number was understood as “nothing”" in capsys.readouterr().err
    assert script.main([]) == 1
    assert "| clean |" in readme.read_text(encoding="utf-8")


def test_a_folder_without_recordings_is_not_passed(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IVR_AUDIO_DIR", str(tmp_path))
    assert script.main(["--measure"]) == 1
    (tmp_path / "catalogue.json").write_text("[]", encoding="utf-8")
    assert script.main(["--measure"]) == 2


@pytest.mark.parametrize("content", ["{", "[]", '{"heard": {"a.wav": "words"}}'])
def test_an_unfit_file_of_what_was_heard_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / heard.NAME).write_text(content, encoding="utf-8")
    with pytest.raises(RecordingError, match=r"heard\.json.*delete it"):
        heard.load(tmp_path)


def test_without_a_recogniser_it_says_how_to_install_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.recordings.recogniser.find_spec", lambda _: None)
    with pytest.raises(RecordingError, match="scripts/environment recogniser"):
        heard.listen(tmp_path, dict.fromkeys(Catalogue.load(folder).files, CHANNELS))


@pytest.mark.recogniser
def test_the_recogniser_understands_a_number_over_every_channel(folder: Path, tmp_path: Path) -> None:
    """Optional, for the recogniser is large and slow; what it once understood is tested in test_committed.py."""
    file = str(Catalogue.load(folder).find(NUMBER, "en-GB"))
    (tmp_path / file).write_bytes((folder / file).read_bytes())
    words = heard.listen(tmp_path, {file: CHANNELS})
    entry = Catalogue({file: Catalogue.load(folder).files[file]})
    (found,) = assess(entry, tmp_path, words)
    assert found.hearings["clean"].number_right
    assert set(found.hearings) == set(CHANNELS)
