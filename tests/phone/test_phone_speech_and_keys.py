"""Words, sounds and stray keys on the real line, with real recordings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ivr.content import Line
from ivr.desk import phone_here
from ivr.dialogue.walk import MOMENTS
from ivr.phone import Call, Phone
from ivr.recordings.catalogue import Catalogue, audio_folder

Ring = Callable[..., Phone]


def single_choices(ring: Ring, shipped: Line) -> Call:
    """A caller who says and presses nothing, until the first menu's choices come one at a time."""
    call = ring().ring()
    for _ in range(4):
        if call.heard(shipped.words.choices.one_at_a_time):
            return call
        call.stay_silent()
    raise AssertionError(call.said)


def until(call: Call, words: str) -> Call:
    for _ in range(12):
        if call.heard(words):
            return call
        call.stay_silent()
    raise AssertionError(f"never heard: {words}")


def test_who_stays_silent_is_listened_to_and_says_yes_to_the_choice_just_heard(ring: Ring, shipped: Line) -> None:
    call = single_choices(ring, shipped)
    assert call.listening is not None
    assert call.listening.gather.hears_keys
    assert call.listening.gather.hears_speech
    label = shipped.menus["main"].labels[1]
    until(call, shipped.words.choices.with_any_key(label)).speak("yes")
    assert call.heard(shipped.words.menus["feelings"])
    assert not call.ended


def test_who_says_the_name_of_a_topic_hears_it(ring: Ring, shipped: Line) -> None:
    call = single_choices(ring, shipped)
    call.speak("um stress please")
    assert call.heard(shipped.topics["stress"].title)
    assert call.heard(shipped.topics["stress"].parts[0])


def test_who_says_help_is_offered_a_person_and_silence_connects(ring: Ring, shipped: Line) -> None:
    call = single_choices(ring, shipped)
    call.speak("help")
    assert call.heard("Samaritans")
    call.stay_silent()
    assert [event.number for event in call.transcript if event.event == "connected"] == ["+44116123"]


def test_sounds_that_are_no_words_change_nothing_and_silence_is_listened_to_again(ring: Ring, shipped: Line) -> None:
    call = single_choices(ring, shipped)
    choice = shipped.words.choices.with_any_key(shipped.words.choices.someone)
    for _ in range(3):  # a television
        call.speak("")
        assert call.heard(choice)
    assert call.listening is not None
    assert not call.listening.gather.hears_speech
    until(call, shipped.words.choices.with_any_key(shipped.menus["main"].labels[0]))
    assert call.listening.gather.hears_speech


def in_a_part(call: Call, line: Line, part: int) -> Call:
    call.press("2")
    call.press("2")
    until(call, line.topics["stress"].parts[part - 1])
    return call


def last(call: Call) -> tuple[str, float]:
    """The file of the last prompt that is being said, and the second from which on."""
    assert call.listening is not None
    prompt = call.listening.prompts[-1]
    return prompt.recording, float(parse_qs(urlsplit(prompt.url).query).get("from", ["0"])[0])


def heard(call: Call, from_second: float, into: float) -> float:
    """How far into the last prompt's recording a caller is so many seconds after the line began to listen."""
    assert call.listening is not None
    return from_second + into - (call.listening.prompts[-1].begin - call.listening.begin)


@pytest.mark.parametrize("into", [0.8, 4, 9, 13])
def test_a_stray_key_takes_the_same_recording_up_again_at_a_sentence_already_begun(
    ring: Ring, shipped: Line, into: float
) -> None:
    """However often: of what was not heard yet, nothing is passed over."""
    catalogue = Catalogue.load(audio_folder())
    call = in_a_part(ring().ring(), shipped, 3)
    file, second = last(call)
    assert second == 0
    starts = catalogue.files[file].sentences
    assert starts
    for key in "9876":
        reached = heard(call, second, into)
        call.press(key, into=into)
        again, second = last(call)
        assert again == file
        assert second == 0 or round(second, 2) in starts
        assert second <= reached
        into = 5


def test_a_part_is_heard_to_its_end_by_hands_that_shake(ring: Ring, shipped: Line) -> None:
    """A key every nine seconds: whoever was taken back a sentence each time would never come to the end."""
    call = in_a_part(ring().ring(), shipped, 3)
    keys = 0
    while keys < 30 and not call.heard(shipped.topics["stress"].parts[3]):
        call.press("69"[keys % 2], into=9)
        keys += 1
    assert 0 < keys < 30


@pytest.fixture
def slow_folder(tmp_path: Path, shipped: Line) -> Path:
    """Recordings of which one part of a topic is there at the slow pace too: here, the same sound by another name."""
    folder = tmp_path / "audio"
    folder.mkdir()
    for file in audio_folder().iterdir():
        if file.is_file():
            (folder / file.name).symlink_to(file)
    content = json.loads((audio_folder() / "catalogue.json").read_text(encoding="utf-8"))
    (name,) = [
        file
        for file, one in content.items()
        if one["text"] == shipped.topics["stress"].parts[2] and one["pace"] == "normal"
    ]
    shutil.copy(audio_folder() / name, folder / "slow.wav")
    content = {file: one for file, one in content.items() if one["pace"] == "normal"}
    content["slow.wav"] = {**content[name], "pace": "slow"}
    (folder / "catalogue.json").unlink()
    (folder / "catalogue.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def test_three_brings_the_slow_recordings_and_normal_ones_where_there_are_none(
    slow_folder: Path, shipped: Line
) -> None:
    phone = phone_here({"IVR_AUDIO_DIR": str(slow_folder)}, "answer", MOMENTS[0])
    call = in_a_part(phone.ring(), shipped, 3)
    assert last(call)[0] != "slow.wav"
    call.press("3", into=12)
    assert call.heard(shipped.words.settings["slower"].done[0])
    file, second = last(call)
    assert (file, second > 0) == ("slow.wav", True)
    call.stay_silent()
    assert call.heard(shipped.topics["stress"].parts[3])
    assert last(call)[0] not in ("slow.wav", "")
    call.press("3", into=12)
    assert last(call)[0] != "slow.wav"


def test_a_slower_voice_without_slow_recordings_passes_nothing_over(shipped: Line, slow_folder: Path) -> None:
    (slow_folder / "slow.wav").unlink()  # a catalogue is served without what is not there
    phone = phone_here({"IVR_AUDIO_DIR": str(slow_folder)}, "answer", MOMENTS[0])
    for into in range(1, 16):
        call = in_a_part(phone.ring(), shipped, 3)
        reached = heard(call, 0, into)
        call.press("3", into=into)
        assert last(call)[1] <= reached
