"""Making recordings: only what is needed, and nothing lost or left half done."""

from __future__ import annotations

import json
import signal
import time
import wave
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import pytest

from ivr.errors import VoiceError, VoiceRefusedError
from ivr.recordings import generate as generation
from ivr.recordings.catalogue import Catalogue, Recording
from ivr.recordings.generate import Outcome, Plan, file_name, generate, plan, wav_seconds
from ivr.recordings.lexicon import Entry, lexicon
from ivr.recordings.measure import measure

TEXTS = ["Press 1.", "Samaritans, 116 123.", "Take your time. There is no hurry."]
RATE = 16_000


class Tones:
    """A voice that says every letter as a tone of its own; it refuses what holds a word of `refused`."""

    name = "tones"
    words_per_minute = 150

    def length(self, text: str, quicker: float = 1.0) -> None:
        """Not told."""

    def guessed(self, text: str) -> list[str]:  # noqa: ARG002
        return []

    def __init__(self, version: str = "tones-1", refused: tuple[str, ...] = ()) -> None:
        self.version = version
        self.refused = refused
        self.asked: list[str] = []

    def speak(self, text: str, quicker: float = 1.0) -> tuple[npt.NDArray[np.float32], int]:  # noqa: ARG002
        self.asked.append(text)
        if any(word in text for word in self.refused):
            raise VoiceError(f"refused “{text}”")
        hertz = np.repeat([200 + 7 * ord(letter) for letter in text], RATE // 20)
        return np.asarray(0.3 * np.sin(2 * np.pi * np.cumsum(hertz) / RATE), np.float32), RATE


def make(folder: Path, texts: list[str], voice: Tones | None = None) -> Outcome:
    return generate(texts, folder, voice or Tones(), "en-GB")


def see(folder: Path, texts: list[str], voice: Tones | None = None) -> Plan:
    return plan(texts, Catalogue.load(folder), folder, voice or Tones(), "en-GB", "normal")


def path_of(folder: Path, text: str) -> Path:
    found = Catalogue.load(folder).find(text, "en-GB")
    assert found is not None
    return folder / found


def test_every_text_gets_a_recording_and_an_entry_with_its_true_length(tmp_path: Path) -> None:
    outcome = make(tmp_path, TEXTS)
    catalogue = Catalogue.load(tmp_path)
    assert {one.text for one in catalogue.files.values()} == set(TEXTS)
    assert set(outcome.made) == set(catalogue.files) == {path.name for path in tmp_path.glob("*.wav")}
    for file, one in catalogue.files.items():
        assert wav_seconds(tmp_path / file) == pytest.approx(one.seconds, abs=0.001)
        assert (one.voice, one.locale, one.pace) == ("tones", "en-GB", "normal")


def test_a_recording_is_16_bit_mono_at_8_khz_and_equally_loud(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    for text in TEXTS:
        figures = measure(path_of(tmp_path, text), text)
        assert (figures.rate, figures.channels, figures.bits) == (8000, 1, 16)
        assert figures.level == pytest.approx(-22, abs=0.5)
        assert figures.peak <= -3
        assert figures.silence_before == pytest.approx(0.05, abs=0.02)
        assert figures.silence_after == pytest.approx(0.2, abs=0.03)
    assert measure(path_of(tmp_path, TEXTS[1]), TEXTS[1]).longest_silence == pytest.approx(1.0, abs=0.03)


def test_what_is_made_already_costs_nothing(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    voice = Tones()
    assert make(tmp_path, TEXTS, voice) == Outcome({}, (), {})
    assert voice.asked == []
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_new_text_makes_one_recording_and_a_dropped_one_takes_its_file_along(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    old = path_of(tmp_path, "Press 1.")
    outcome = make(tmp_path, [*TEXTS[1:], "Press 2."])
    assert list(outcome.made) == [path_of(tmp_path, "Press 2.").name]
    assert outcome.dropped == (old.name,)
    assert not old.exists()
    assert Catalogue.load(tmp_path).find("Press 1.", "en-GB") is None


def test_the_same_text_twice_is_one_recording(tmp_path: Path) -> None:
    assert len(make(tmp_path, ["Press 1.", "Press 1."]).made) == 1


def test_the_same_text_gives_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, texts in ((one, TEXTS), (two, TEXTS[::-1])):
        folder.mkdir()
        make(folder, texts)
    content = {path.name: path.read_bytes() for path in one.iterdir()}
    assert content == {path.name: path.read_bytes() for path in two.iterdir()}


def test_another_voice_makes_all_of_them_stale_and_replaces_them(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    newer = Tones("tones-2")
    assert see(tmp_path, TEXTS, newer) == Plan((), tuple(TEXTS), ())
    assert len(make(tmp_path, TEXTS, newer).dropped) == len(TEXTS)
    assert see(tmp_path, TEXTS, newer) == Plan((), (), ())
    assert len(list(tmp_path.glob("*.wav"))) == len(TEXTS)


@pytest.mark.parametrize("damage", ["absent", "empty", "cut", "other length", "not a WAV"])
def test_a_damaged_recording_is_stale_and_made_anew(tmp_path: Path, damage: str) -> None:
    make(tmp_path, TEXTS)
    path = path_of(tmp_path, "Press 1.")
    whole = path.read_bytes()
    if damage == "absent":
        path.unlink()
    elif damage == "other length":
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(16_000))
    else:
        path.write_bytes({"empty": b"", "cut": whole[:-200], "not a WAV": b"<html>" * 50}[damage])
    assert see(tmp_path, TEXTS) == Plan((), ("Press 1.",), ())
    assert list(make(tmp_path, TEXTS).made) == [path.name]
    assert path.read_bytes() == whole


def test_a_file_nobody_needs_is_an_orphan(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    (tmp_path / "stray.wav").write_bytes(b"")
    (tmp_path / "README.md").write_text("kept")
    assert see(tmp_path, TEXTS).orphans == ("stray.wav",)
    assert make(tmp_path, TEXTS).dropped == ("stray.wav",)
    assert (tmp_path / "README.md").exists()


def test_recordings_of_another_locale_or_pace_are_left_alone(tmp_path: Path) -> None:
    generate(["Iawn."], tmp_path, Tones(), "cy-GB")
    generate(["Press 1."], tmp_path, Tones(), "en-GB", "slow")
    make(tmp_path, ["Press 1."])
    assert len(Catalogue.load(tmp_path).files) == len(list(tmp_path.glob("*.wav"))) == 3


def test_one_refused_text_stops_no_other_and_is_reported(tmp_path: Path) -> None:
    outcome = make(tmp_path, TEXTS, Tones(refused=("Samaritans",)))
    assert list(outcome.failures) == ["Samaritans, 116 123."]
    assert "refused" in outcome.failures["Samaritans, 116 123."]
    assert len(outcome.made) == 2
    assert see(tmp_path, TEXTS).missing == ("Samaritans, 116 123.",)


def test_a_text_that_no_voice_may_read_is_reported_and_stops_no_other(tmp_path: Path) -> None:
    outcome = make(tmp_path, ["Open at 9am.", *TEXTS])
    assert "in words" in outcome.failures["Open at 9am."]
    assert len(outcome.made) == len(TEXTS)


def test_a_voice_that_only_fails_is_not_asked_for_ever_and_costs_nothing_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generation, "THREADS", 1)
    make(tmp_path, TEXTS)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    voice = Tones("tones-2", refused=("",))
    more = [f"Text {word}." for word in ("a", "b", "c", "d", "e", "f", "g", "h")]
    outcome = make(tmp_path, [*TEXTS, *more], voice)
    assert len(voice.asked) == generation.FAILURES
    assert set(outcome.failures) == {*TEXTS, *more}
    untried = [reason for reason in outcome.failures.values() if "not tried" in reason]
    assert len(untried) == len(TEXTS + more) - len(voice.asked)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept


def test_orphans_stay_while_anything_could_not_be_made(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    outcome = make(tmp_path, ["Samaritans, 116 123.", "New."], Tones("tones-2", refused=("New",)))
    assert outcome.dropped == ()
    assert len(list(tmp_path.glob("*.wav"))) == len(TEXTS) + 1
    assert sorted(one.text for one in Catalogue.load(tmp_path).files.values()) == sorted(TEXTS)


def test_a_voice_that_refuses_is_asked_once_more_at_most_by_each_thread(tmp_path: Path) -> None:
    class Refuses(Tones):
        def speak(self, text: str, quicker: float = 1.0) -> tuple[npt.NDArray[np.float32], int]:  # noqa: ARG002
            self.asked.append(text)
            raise VoiceRefusedError("429")

    voice, texts = Refuses(), [f"Text {word}." for word in "abcdefghij"]
    outcome = make(tmp_path, texts, voice)
    assert len(voice.asked) <= generation.THREADS
    assert set(outcome.failures) == set(texts)
    assert outcome.failures[texts[-1]] == "not tried: the voice tones refuses"


def test_what_was_written_before_a_crash_is_taken_up_though_the_catalogue_does_not_know_it(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "catalogue.json").unlink()
    (tmp_path / ".half.wav.part").write_bytes(b"RIFF")
    voice = Tones()
    assert set(make(tmp_path, TEXTS, voice).made) == {name for name in before if name.endswith(".wav")}
    assert voice.asked == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_ctrl_c_lets_what_is_being_spoken_come_to_its_end_and_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signal comes while the main thread waits for the voice; here, while the second text is being spoken."""
    monkeypatch.setattr(generation, "THREADS", 1)

    class Interrupted(Tones):
        def speak(self, text: str, quicker: float = 1.0) -> tuple[npt.NDArray[np.float32], int]:
            if len(self.asked) == 1:
                signal.raise_signal(signal.SIGINT)
                time.sleep(0.5)
            return super().speak(text, quicker)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a test run in the background ignores Ctrl-C
    try:
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path, [f"Press {key}." for key in range(9)], Interrupted())
    finally:
        signal.signal(signal.SIGINT, before)
    kept = {one.text for one in Catalogue.load(tmp_path).files.values()}
    assert {"Press 0.", "Press 1."} <= kept
    assert len(kept) < 9
    assert len(list(tmp_path.glob("*.wav"))) == len(kept)


class Stop(BaseException):
    """Stands for Ctrl-C, which may come at any moment."""


def test_what_was_made_before_a_stop_is_kept_whole(tmp_path: Path) -> None:
    def stop(text: str) -> None:
        raise Stop(text)

    with pytest.raises(Stop):
        generate(TEXTS, tmp_path, Tones(), "en-GB", progress=stop)
    kept = len(Catalogue.load(tmp_path).files)
    assert 1 <= kept < len(TEXTS)  # another may have been under way, and is finished
    assert not list(tmp_path.glob(".*"))
    outcome = make(tmp_path, TEXTS)
    assert len(outcome.made) == len(TEXTS) - kept
    assert outcome.dropped == ()


def test_a_disk_that_fails_while_writing_leaves_no_entry_without_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, TEXTS[:1])

    def full(path: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(path), None, str(target))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        make(tmp_path, TEXTS)
    monkeypatch.undo()
    assert list(tmp_path.glob(".*.part"))
    assert list(Catalogue.load(tmp_path).files) == [path.name for path in tmp_path.glob("*.wav")]
    make(tmp_path, TEXTS[:1])
    assert not list(tmp_path.glob(".*.part"))


def test_a_person_s_recording_is_never_replaced_by_a_machine(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    path_of(tmp_path, "Press 1.").rename(tmp_path / "press-1-ada.wav")
    spoken = Catalogue.load(tmp_path)
    old = spoken.find("Press 1.", "en-GB")
    files = {name: one for name, one in spoken.files.items() if name != old}
    ada = Recording("Press 1.", "en-GB", "person: Ada", "normal", wav_seconds(tmp_path / "press-1-ada.wav") or 0)
    Catalogue({**files, "press-1-ada.wav": ada}).save(tmp_path)
    assert see(tmp_path, TEXTS, Tones("tones-2")).stale == tuple(TEXTS[1:])
    make(tmp_path, TEXTS, Tones("tones-2"))
    assert path_of(tmp_path, "Press 1.").name == "press-1-ada.wav"


def untold(folder: Path) -> Catalogue:
    """Take the sentences' starts out of the catalogue in `folder`, as in an older one; return what it was."""
    whole = Catalogue.load(folder)
    entries = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    for entry in entries.values():
        del entry["sentences"]
    (folder / "catalogue.json").write_text(json.dumps(entries), encoding="utf-8")
    return whole


def test_a_new_recording_tells_where_its_sentences_begin(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    found = {one.text: one.sentences for one in Catalogue.load(tmp_path).files.values()}
    letters = len("Take your time.")
    assert found[TEXTS[2]] == pytest.approx((0.05 + letters / 20 + 0.4 - 0.15,), abs=0.05)
    assert found[TEXTS[0]] == found[TEXTS[1]] == ()


def test_an_older_catalogue_is_filled_in_and_nothing_is_made_anew(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    generate(TEXTS[2:], tmp_path, Tones(), "en-GB", "slow")
    whole = untold(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.wav")}
    assert make(tmp_path, TEXTS) == Outcome({}, (), {})
    told = Catalogue.load(tmp_path).files
    assert [one for one in told.values() if one.pace == "normal"] == [
        one for one in whole.files.values() if one.pace == "normal"
    ]
    assert [one.sentences for one in told.values() if one.pace == "slow"] == [()]
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.wav")} == before


def test_a_person_s_recording_may_leave_its_sentences_to_the_script_even_if_it_cannot_find_them(tmp_path: Path) -> None:
    make(tmp_path, TEXTS)
    entries = json.loads((tmp_path / "catalogue.json").read_text(encoding="utf-8"))
    entry = entries[path_of(tmp_path, TEXTS[2]).name]
    starts = entry["sentences"]
    entry.update(voice="person: Ada", sentences=[])
    (tmp_path / "catalogue.json").write_text(json.dumps(entries), encoding="utf-8")
    make(tmp_path, TEXTS, Tones("tones-2"))
    assert [[*one.sentences] for one in Catalogue.load(tmp_path).files.values() if one.voice != "tones"] == [starts]
    path = path_of(tmp_path, TEXTS[2])
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(round(entry["seconds"] * 8000) * 2))
    untold(tmp_path)
    assert make(tmp_path, TEXTS, Tones("tones-2")) == Outcome({}, (), {})
    assert Catalogue.load(tmp_path).files[path.name].sentences == ()


def test_progress_is_told_of_every_text_made_or_failed(tmp_path: Path) -> None:
    told: list[str] = []
    generate(TEXTS, tmp_path, Tones(refused=("Samaritans",)), "en-GB", progress=told.append)
    assert sorted(told) == sorted(TEXTS)


def test_a_name_tells_the_words_and_changes_with_all_that_is_heard() -> None:
    name = file_name("Samaritans, 116 123. Free, day or night.", "en-GB", "v1", "normal")
    assert name.startswith("samaritans-116-123-free-day-or-")
    assert len(name.removesuffix(".wav").rpartition("-")[2]) == 12
    others = {
        file_name("Samaritans, 116 123. Free, day or night!", "en-GB", "v1", "normal"),
        file_name("Samaritans, 116 123. Free, day or night.", "en-IE", "v1", "normal"),
        file_name("Samaritans, 116 123. Free, day or night.", "en-GB", "v2", "normal"),
        file_name("Samaritans, 116 123. Free, day or night.", "en-GB", "v1", "slow"),
    }
    assert len(others | {name}) == 5
    assert name == file_name("Samaritans, 116 123. Free, day or night.", "en-GB", "v1", "normal")


def test_a_name_changes_with_the_pronunciation_of_its_own_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [file_name(text, "en-GB", "v1", "normal") for text in ("The infoline.", "The line.")]
    monkeypatch.setitem(cast("dict[str, Entry]", lexicon().entries), "infoline", Entry(ipa="ˈaɪnfəʊlaɪn"))
    after = [file_name(text, "en-GB", "v1", "normal") for text in ("The infoline.", "The line.")]
    assert [one == two for one, two in zip(before, after, strict=True)] == [False, True]


def test_a_key_s_name_changes_with_the_pronunciation_of_its_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [file_name(text, "en-GB", "v1", "normal") for text in ("Press 7.", "Press 5.")]
    monkeypatch.setitem(cast("dict[str, Entry]", lexicon().entries), "seven", Entry(ipa="ˈsɛvɪn"))
    after = [file_name(text, "en-GB", "v1", "normal") for text in ("Press 7.", "Press 5.")]
    assert [one == two for one, two in zip(before, after, strict=True)] == [False, True]
