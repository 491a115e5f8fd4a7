"""The telephone chain, on signals whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from ivr.errors import RecordingError
from ivr.recordings import telephone
from ivr.recordings.telephone import Sound

RATE = 24_000


def tone(hertz: float, seconds: float, peak: float = 0.5, rate: int = RATE) -> Sound:
    """Return a sine of so many Hz, 0…1 at its peak."""
    return np.asarray(peak * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate))


def silence(seconds: float, rate: int = RATE) -> Sound:
    return np.zeros(int(rate * seconds))


def level(sound: Sound) -> float:
    """Return the plain level, pauses included, in dBov."""
    return float(10 * np.log10(np.mean(np.asarray(sound, float) ** 2) + 1e-20))


def test_a_steady_tone_has_the_active_level_of_its_mean_square() -> None:
    assert telephone.active_level(tone(440, 10, peak=0.1, rate=8000), 8000) == pytest.approx(-23.01, abs=0.1)


def test_pauses_do_not_lower_the_active_level() -> None:
    word = tone(440, 2, peak=0.1)
    halved = np.concatenate([word, silence(2)] * 4)
    assert level(halved) == pytest.approx(-26.02, abs=0.05)
    # P.56 counts 0.2 s of every pause as speech: 10 lg (2 / 2.2) is 0.4 dB.
    assert telephone.active_level(halved, RATE) == pytest.approx(-23.5, abs=0.15)


def test_the_active_level_follows_the_volume() -> None:
    speech = np.random.default_rng(1).normal(0, 0.1, RATE * 4) * np.repeat([1, 0, 0.5, 0], RATE)
    loud, soft = (telephone.active_level(speech * factor, RATE) for factor in (1.0, 0.25))
    assert loud - soft == pytest.approx(12.04, abs=0.4)


def test_silence_has_no_active_level() -> None:
    with pytest.raises(RecordingError, match="no speech"):
        telephone.active_level(silence(1), RATE)


@pytest.mark.parametrize("peak", [0.01, 0.1, 0.9])
def test_every_prompt_comes_out_equally_loud(peak: float) -> None:
    made = telephone.prompt([tone(440, 3, peak), 0.4, tone(500, 2, peak)], RATE) / 32768
    assert telephone.active_level(made, 8000) == pytest.approx(-22, abs=0.3)


def test_the_limiter_lets_no_sample_over_the_ceiling() -> None:
    step = np.concatenate([tone(300, 0.2, 0.2, 8000), tone(1000, 0.2, 3.0, 8000), tone(300, 0.2, 0.2, 8000)])
    held = telephone.limit(step, 8000)
    assert np.abs(held).max() <= 10 ** (-3 / 20) + 1e-9
    assert np.abs(held[1700:3100]).max() > 0.69


def test_the_limiter_leaves_soft_sound_alone() -> None:
    soft = tone(440, 0.5, 0.5, 8000)
    assert np.allclose(telephone.limit(soft, 8000), soft, atol=1e-12)


def test_a_tone_that_no_phone_carries_is_not_folded_back() -> None:
    assert level(telephone.to_line_rate(tone(5000, 1), RATE)[400:-400]) < -80
    assert level(telephone.to_line_rate(tone(1000, 1), RATE)[400:-400]) == pytest.approx(-9.03, abs=0.05)


def test_hum_is_taken_away_and_speech_is_kept() -> None:
    settled = slice(RATE, None)
    assert level(telephone.high_pass(tone(50, 2), RATE)[settled]) < -9.03 - 23
    assert level(telephone.high_pass(tone(100, 2), RATE)[settled]) == pytest.approx(-9.03 - 3.01, abs=0.1)
    assert level(telephone.high_pass(tone(300, 2), RATE)[settled]) == pytest.approx(-9.03, abs=0.1)


@pytest.mark.parametrize(("hertz", "gain"), [(100, 0.1), (1000, 3.0), (3900, 6.0)])
def test_consonants_are_raised_against_vowels(hertz: float, gain: float) -> None:
    sound = tone(hertz, 2, rate=8000)
    assert level(telephone.brighten(sound, 8000)[4000:]) - level(sound[4000:]) == pytest.approx(gain, abs=0.15)


@pytest.mark.parametrize(("below", "raised"), [(0, 0), (6, 3), (12, 6), (18, 8), (25, 4), (40, 0)])
def test_a_soft_sound_comes_nearer_to_the_loud_one_beside_it(below: float, raised: float) -> None:
    """The loud tone is the active level, but for 0.2 s that P.56 counts of the pause."""
    loud, soft = tone(500, 20, 0.3, 8000), tone(500, 1, 0.3 * 10 ** (-below / 20), 8000)
    made = telephone.compress(np.concatenate([loud, silence(1, 8000), soft]), 8000)
    assert level(made[80_000:120_000]) - level(loud[:40_000]) == pytest.approx(0, abs=0.3)
    assert level(made[-6000:-2000]) - level(soft[:4000]) == pytest.approx(raised, abs=0.6)


def test_a_sudden_loud_sound_overshoots_by_less_than_the_compression_takes_back() -> None:
    """The gain is set by what comes as well as by what was, so a step is over within the envelope's 20 ms."""
    soft, loud = tone(500, 2, 0.03, 8000), tone(500, 2, 0.3, 8000)
    made = telephone.compress(np.concatenate([soft, loud]), 8000)
    settled = np.abs(made[24_000:30_000]).max()
    assert np.abs(made[16_000:16_400]).max() < settled * 10 ** (4 / 20)
    assert np.abs(made[16_200:16_600]).max() < settled * 1.02


def test_silence_stays_silence() -> None:
    made = telephone.compress(np.concatenate([tone(500, 1, 0.3, 8000), silence(1, 8000)]), 8000)
    assert not made[8200:].any()


def test_silence_around_a_piece_is_trimmed_to_its_margins() -> None:
    trimmed = telephone.trim(np.concatenate([silence(0.5), tone(440, 1), silence(0.7)]), RATE)
    assert len(trimmed) / RATE == pytest.approx(1.04, abs=0.011)


def test_a_soft_ending_is_not_clipped() -> None:
    ending = np.concatenate([tone(440, 1, 0.5), tone(3000, 0.2, 0.01), silence(0.5)])
    assert len(telephone.trim(ending, RATE)) / RATE == pytest.approx(1.23, abs=0.011)


def test_a_piece_of_nothing_is_refused() -> None:
    with pytest.raises(RecordingError, match="silence"):
        telephone.trim(silence(1), RATE)


def test_a_prompt_begins_and_ends_in_silence_and_pauses_exactly_as_long_as_asked() -> None:
    made = telephone.prompt([tone(440, 1), 0.5, tone(440, 1)], RATE)
    assert made.dtype == np.int16
    assert len(made) / 8000 == pytest.approx(0.05 + 1 + 0.5 + 1 + 0.2, abs=0.1)
    heard = np.flatnonzero(np.abs(made) > 200) / 8000
    assert heard[0] == pytest.approx(0.05, abs=0.01)
    assert np.diff(heard).max() == pytest.approx(0.5, abs=0.05)


def test_full_scale_becomes_the_largest_sample_and_never_wraps() -> None:
    assert telephone.to_pcm(np.array([-1.5, -1.0, 0.0, 1.0, 1.5])).tolist() == [-32767, -32767, 0, 32767, 32767]
