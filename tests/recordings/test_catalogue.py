"""The catalogue: written whole, read back the same, refused with a reason."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ivr.errors import RecordingError
from ivr.recordings.catalogue import Catalogue, Recording, audio_folder

STAR = Recording("Samaritans, 116 123… “day” or night.", "en-GB", "kokoro", "normal", 2.5)
GOOD = {"text": "Yes.", "locale": "en-GB", "voice": "kokoro", "pace": "normal", "seconds": 1.0}


def test_a_catalogue_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    parted = Recording("Yes. No.", "en-GB", "kokoro", "normal", 2.0, (0.85,))
    saved = Catalogue({"b.wav": STAR, "c.wav": parted, "a.wav": Recording("Yes.", "en-GB", "gtts", "slow", 1.0)})
    saved.save(tmp_path)
    assert dict(Catalogue.load(tmp_path).files) == dict(saved.files)


def test_the_file_is_sorted_readable_and_ends_in_a_line_end(tmp_path: Path) -> None:
    Catalogue({"b.wav": STAR, "a.wav": STAR}).save(tmp_path)
    content = (tmp_path / "catalogue.json").read_text(encoding="utf-8")
    assert content.index("a.wav") < content.index("b.wav")
    assert "116 123… “day”" in content.replace('\\"', '"')
    assert content.endswith("}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["catalogue.json"]


def test_a_recording_is_found_by_text_locale_and_pace_alone() -> None:
    catalogue = Catalogue({"a.wav": STAR})
    assert catalogue.find(STAR.text, "en-GB") == "a.wav"
    assert catalogue.find(STAR.text, "en-GB", "slow") is None
    assert catalogue.find(STAR.text, "cy-GB") is None
    assert catalogue.find("Samaritans", "en-GB") is None


def test_no_file_is_an_empty_catalogue(tmp_path: Path) -> None:
    assert not Catalogue.load(tmp_path).files


UNFIT = [
    ("{", "cannot be read"),
    ("[]", "must map each file"),
    (json.dumps({"a.wav": {**GOOD, "size": 1}}), r"a\.wav: must have exactly the keys"),
    (json.dumps({"a.wav": {"text": "Yes."}}), r"a\.wav: must have exactly the keys"),
    (json.dumps({"a.wav": {**GOOD, "text": ""}}), r"a\.wav: text: must be a text"),
    (json.dumps({"a.wav": {**GOOD, "seconds": "1"}}), r"a\.wav: seconds: must be a number"),
    (json.dumps({"a.wav": {**GOOD, "seconds": 0}}), r"a\.wav: seconds: must be a number"),
    (json.dumps({"a.wav": {**GOOD, "seconds": float("nan")}}), r"a\.wav: seconds: must be a number"),
    (json.dumps({"a.wav": {**GOOD, "sentences": 0.5}}), r"a\.wav: sentences: must be rising seconds"),
    (json.dumps({"a.wav": {**GOOD, "sentences": ["0.5"]}}), r"a\.wav: sentences: must be rising seconds"),
    (json.dumps({"a.wav": {**GOOD, "sentences": [0.5, 0.5]}}), r"a\.wav: sentences: must be rising seconds"),
    (json.dumps({"a.wav": {**GOOD, "sentences": [0]}}), r"a\.wav: sentences: must be rising seconds"),
    (json.dumps({"a.wav": {**GOOD, "sentences": [1.0]}}), r"a\.wav: sentences: must be rising seconds"),
    (json.dumps({"a.wav": {**GOOD, "sentences": [float("nan")]}}), r"a\.wav: sentences: must be rising seconds"),
    (json.dumps({"../a.wav": GOOD}), "bare name"),
    (json.dumps({"a.mp3": GOOD}), "bare name"),
]


@pytest.mark.parametrize(("content", "reason"), UNFIT)
def test_an_unfit_file_says_what_is_wrong_and_what_to_do(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "catalogue.json").write_text(content, encoding="utf-8")
    with pytest.raises(RecordingError, match=reason) as raised:
        Catalogue.load(tmp_path)
    assert "catalogue.json" in str(raised.value)
    assert "generate_audio.py" in str(raised.value)


def test_a_catalogue_from_before_sentences_were_told_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "catalogue.json").write_text(json.dumps({"a.wav": GOOD}), encoding="utf-8")
    assert Catalogue.load(tmp_path).files["a.wav"].sentences == ()


@pytest.mark.parametrize(
    ("stopped", "resumed"),
    [
        (-1.0, 0.0), (0.0, 0.0), (4.9, 0.0), (5.25, 0.0), (5.49, 0.0), (5.5, 5.0), (9.1, 5.0), (9.49, 5.0), (9.5, 9.0),
        (11.9, 9.0), (99.0, 9.0), (float("nan"), 0.0),
    ],
)  # fmt: skip
def test_a_stopped_recording_is_taken_up_at_its_sentence_or_when_just_begun_the_one_before(
    stopped: float, resumed: float
) -> None:
    catalogue = Catalogue(
        {"a.wav": Recording("A. B. C.", "en-GB", "kokoro", "normal", 12.0, (5.0, 9.0)), "b.wav": STAR}
    )
    assert catalogue.resume("a.wav", stopped) == resumed
    assert catalogue.resume("b.wav", stopped) == 0.0
    assert catalogue.resume("unknown.wav", stopped) == 0.0


def test_the_audio_folder_is_the_one_with_the_catalogue() -> None:
    assert audio_folder().name == "audio"
    assert audio_folder().is_dir()


def test_the_running_server_loads_no_sound_library_for_the_catalogue() -> None:
    code = "import sys, ivr.recordings.catalogue; print(sorted({'numpy', 'scipy', 'soxr'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
