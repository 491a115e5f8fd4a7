"""The table of voices, and Kokoro itself, for real."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ivr.content import Line
from ivr.dialogue.walk import every_prompt
from ivr.errors import VoiceError
from ivr.recordings import telephone
from ivr.recordings.spoken import Words, spoken
from ivr.recordings.voices import VOICES, hibari, kokoro, open_voice

SENTENCE = "Four lines are open now."


def test_an_unknown_voice_names_those_there_are() -> None:
    with pytest.raises(VoiceError, match="gtts, hibari, kokoro, say"):
        open_voice("emma")


def test_an_unknown_pace_names_those_there_are() -> None:
    with pytest.raises(VoiceError, match="normal, slow"):
        open_voice("kokoro", "fast")


def test_versions_are_known_without_loading_anything_heavy() -> None:
    code = f"""
import sys
from ivr.recordings.voices import open_voice
print(len({{open_voice(name).version for name in {list(VOICES)}}}))
print(sorted({{'numpy', 'onnxruntime', 'hibari', 'gtts', 'soundfile', 'tenacity'}} & set(sys.modules)))
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[:2] == [str(len(VOICES)), "[]"]


@pytest.mark.parametrize(
    ("name", "package"), [("kokoro", "onnxruntime"), ("gtts", "gtts"), ("gtts", "tenacity"), ("hibari", "hibari")]
)
def test_a_voice_that_is_not_installed_says_how_to_install_it(
    name: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kokoro._engine.cache_clear()
    hibari._engine.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(VoiceError, match=f"scripts/environment {name}"):
        open_voice(name).speak("Yes.")


def test_kokoro_refuses_a_voice_file_that_is_not_the_one_it_was_made_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = open_voice("kokoro").style  # type: ignore[attr-defined]
    monkeypatch.setattr(kokoro, "FOLDER", tmp_path)
    kokoro._numbers.cache_clear()
    with pytest.raises(VoiceError, match=rf"{style}\.bin is missing; copy"):
        open_voice("kokoro").speak("Yes.")
    (tmp_path / f"{style}.bin").write_bytes(bytes(1024))
    kokoro._numbers.cache_clear()
    with pytest.raises(VoiceError, match=rf"{style}\.bin is not the one"):
        open_voice("kokoro").speak("Yes.")


def test_kokoro_speaks_a_sentence_and_says_the_same_bytes_twice() -> None:
    voice = open_voice("kokoro")
    sound, rate = voice.speak(SENTENCE)
    assert rate == 24_000
    assert sound.dtype == np.float32
    assert 1.5 < len(telephone.trim(sound, rate)) / rate < 3
    assert 0.1 < np.abs(sound).max() <= 1
    assert voice.speak(SENTENCE)[0].tobytes() == sound.tobytes()


def test_kokoro_says_a_single_word_without_anything_before_or_after_it() -> None:
    """Left alone it says “uh-samaritans, eh”, in 2.0 s."""
    sound, rate = open_voice("kokoro").speak("Samaritans.")
    assert 0.9 < len(telephone.trim(sound, rate)) / rate < 1.3


def test_kokoro_cuts_its_carrier_off_in_silence() -> None:
    sound, rate = open_voice("kokoro").speak("Pause.")
    assert telephone.frame_levels(sound, rate)[:2].max() < -45


def test_kokoro_s_slow_pace_is_slower() -> None:
    normal, slow = (len(open_voice("kokoro", pace).speak("Take your time.")[0]) for pace in ("normal", "slow"))
    assert 1.1 < slow / normal < 1.35


def test_kokoro_says_that_a_text_is_too_long_or_has_nothing_to_say() -> None:
    voice = open_voice("kokoro")
    with pytest.raises(VoiceError, match="phonemes"):
        voice.speak("and so on " * 200)
    with pytest.raises(VoiceError, match="phonemes"):
        voice.speak("世界")


def test_kokoro_takes_its_pronunciation_from_the_lexicon() -> None:
    engine = kokoro._engine()
    names = {number: one for one, number in engine.tokens.items()}
    assert "fˈɔːɹ " in "".join(names[one] for one in engine._tokens(SENTENCE))


@pytest.mark.parametrize(
    ("ipa", "said"), [("ˈtɑːdɪv", "tˈɑːdɪv"), ("ˈɪnfəʊˌlaɪn", "ˈɪnfQlˌIn"), ("ˈdʒɔɪə", "ʤˈYə"), ("ˈgreɪt", "ɡɹˈAt")]
)
def test_kokoro_reads_british_ipa(ipa: str, said: str) -> None:
    assert kokoro.letters(ipa) == said
    assert set(said) <= set(kokoro._engine().tokens)


def test_no_word_of_the_line_is_left_to_kokoro_s_guess(line: Line) -> None:
    """A guess is right most of the time; a caller must not meet the other times."""
    voice = open_voice("kokoro")
    assert isinstance(voice, kokoro.Kokoro)
    assert voice.guessed("The wibblefrots of the tardive.") == ["wibblefrots"]
    said = {one.text for prompt in every_prompt(line) for one in spoken(prompt) if isinstance(one, Words)}
    assert {word for text in said for word in voice.guessed(text)} == set()


def test_hibari_speaks_a_sentence_and_says_the_same_bytes_twice() -> None:
    voice = open_voice("hibari")
    sound, rate = voice.speak(SENTENCE)
    assert rate == 24_000
    assert sound.dtype == np.float32
    assert 1.0 < len(telephone.trim(sound, rate)) / rate < 3
    assert 0.1 < np.abs(sound).max() <= 1
    assert voice.speak(SENTENCE)[0].tobytes() == sound.tobytes()


def test_hibari_s_slow_pace_is_slower_and_quicker_is_quicker() -> None:
    slow, usual = (len(open_voice("hibari", pace).speak("Take your time.")[0]) for pace in ("slow", "normal"))
    quick = len(open_voice("hibari").speak("Take your time.", 1.2)[0])
    assert quick < usual < slow


def test_hibari_says_that_there_is_nothing_to_say() -> None:
    with pytest.raises(VoiceError, match="nothing that it can say"):
        open_voice("hibari").speak(" ")


def test_say_records_nothing() -> None:
    with pytest.raises(VoiceError, match="left to the carrier"):
        open_voice("say").speak("Yes.")
