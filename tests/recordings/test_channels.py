"""The lines a recording is heard over, on signals whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.recordings.channels import CHANNELS, PACKET, clean, lossy, mobile, noisy, pink
from ivr.recordings.telephone import RATE, Sound, active_level


def random() -> np.random.Generator:
    return np.random.default_rng(1)


def tone(hertz: float, seconds: float = 2.0, peak: float = 0.2) -> Sound:
    return np.asarray(peak * np.sin(2 * np.pi * hertz * np.arange(int(RATE * seconds)) / RATE))


def level(sound: Sound) -> float:
    """Return the plain level in dBov of what has settled."""
    settled = sound[RATE // 2 : -RATE // 4]
    return float(10 * np.log10(np.mean(settled**2)))


def test_a_good_line_carries_the_telephone_band_and_nothing_else() -> None:
    assert level(clean(tone(1000), random())) == pytest.approx(level(tone(1000)), abs=0.1)
    assert level(clean(tone(300), random())) == pytest.approx(level(tone(300)) - 3, abs=0.3)
    assert level(clean(tone(100), random())) < level(tone(100)) - 35
    assert level(clean(tone(3900), random())) < level(tone(3900)) - 20


def test_g711_adds_noise_some_38_db_below_the_signal() -> None:
    """ITU-T G.712 asks for 33 dB at least, from 0 to −30 dBm0."""
    sound = tone(1020)
    arrived = clean(sound, random())[RATE // 2 :]
    reference = sound[RATE // 2 : RATE // 2 + len(arrived)]
    basis = np.stack([reference, np.gradient(reference)])
    error = arrived - np.linalg.lstsq(basis.T, arrived, rcond=None)[0] @ basis
    assert 33 < 10 * np.log10(np.mean(arrived**2) / np.mean(error**2)) < 42


def test_three_packets_in_a_hundred_are_lost_and_no_other_is_touched() -> None:
    sound = np.random.default_rng(2).normal(0, 0.1, RATE * 60)
    whole, arrived = clean(sound, random()), lossy(sound, random())
    size = int(PACKET * RATE)
    changed = np.any((whole != arrived).reshape(-1, size), axis=1)
    assert 0.02 < changed.mean() < 0.04
    at = int(np.flatnonzero(changed & ~np.roll(changed, 1))[0])
    assert np.allclose(arrived[at * size : (at + 1) * size], whole[(at - 1) * size : at * size] / 2)


def test_the_second_lost_packet_in_a_row_is_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ivr.recordings.channels.LOSS", 1.0)
    assert not lossy(tone(1000), random()).any()


def test_a_bad_mobile_line_still_carries_a_tone_at_its_level_and_its_pitch() -> None:
    arrived = mobile(tone(700), random())
    assert level(arrived) == pytest.approx(level(tone(700)), abs=1.5)
    spectrum = np.abs(np.fft.rfft(arrived[RATE : 2 * RATE - RATE // 2]))
    assert np.argmax(spectrum) * 2 == pytest.approx(700, abs=4)
    assert not np.allclose(arrived[: RATE * 2], clean(tone(700), random())[: RATE * 2], atol=0.01)


def test_noise_lies_five_decibels_below_the_speech() -> None:
    speech = tone(1000, 4.0)
    arrived = clean(speech, random())
    added = noisy(speech, random()) - arrived
    assert 10 * np.log10(np.mean(added**2)) == pytest.approx(active_level(arrived, RATE) - 5, abs=0.01)


def test_pink_noise_is_as_strong_in_every_octave() -> None:
    spectrum = np.abs(np.fft.rfft(pink(RATE * 30, random()))) ** 2
    octaves = [10 * np.log10(spectrum[30 * low : 60 * low].sum()) for low in (100, 200, 400, 800, 1600)]
    assert max(octaves) - min(octaves) < 0.5


@pytest.mark.parametrize("name", CHANNELS)
def test_every_line_delivers_the_same_twice_and_all_of_it(name: str) -> None:
    sound = tone(500, 1.234)
    one, two = (CHANNELS[name](sound, random()) for _ in range(2))
    assert one.tobytes() == two.tobytes()
    assert len(sound) <= len(one) <= len(sound) + 3 * PACKET * RATE
