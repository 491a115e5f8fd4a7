"""One prompt at its pace."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from ivr.recordings.record import QUICKER, paced, quicker_for, record
from ivr.recordings.spoken import spoken, word_count

LONG_WORDS = "Your doctor considers several treatments together. Medicines sometimes help people. " * 2
SHORT_WORDS = "If it is too much for you now, let it be. It can wait, and so can we, if that is best. " * 2


class Clockwork:
    """A voice that takes 0.06 s for each letter, and tells so, or does not."""

    name = version = "clockwork"
    words_per_minute = 150

    def __init__(self, tells: bool = True, each: float = 0.06) -> None:
        self.tells, self.each = tells, each

    def length(self, text: str, quicker: float = 1.0) -> float | None:
        return len(text) * self.each / quicker if self.tells else None

    def guessed(self, text: str) -> list[str]:  # noqa: ARG002
        return []

    def speak(self, text: str, quicker: float = 1.0) -> tuple[npt.NDArray[np.float32], int]:
        samples = np.arange(int(len(text) * self.each / quicker * 16_000))
        return np.asarray(0.3 * np.sin(samples * 0.2), np.float32), 16_000


@pytest.mark.parametrize(("text", "each"), [(LONG_WORDS, 0.05), (SHORT_WORDS, 0.07)])
def test_texts_of_long_and_of_short_words_have_the_same_words_a_minute(text: str, each: float) -> None:
    seconds = len(record(text, Clockwork(each=each))) / 8000
    assert 60 * word_count(text) / seconds == pytest.approx(150, abs=4)
    untold = len(record(text, Clockwork(tells=False, each=each))) / 8000
    assert abs(60 * word_count(text) / untold - 150) > 10


@pytest.mark.parametrize(("each", "bound"), [(0.2, QUICKER[1]), (0.02, QUICKER[0])])
def test_no_voice_is_hurried_or_dragged_beyond_what_it_can_bear(each: float, bound: float) -> None:
    assert quicker_for(LONG_WORDS, spoken(LONG_WORDS), Clockwork(each=each)) == pytest.approx(bound, abs=0.01)


@pytest.mark.parametrize(
    ("text", "has"),
    [
        (LONG_WORDS, True),
        ("Phone 999 if a life is in danger, and stay with them until somebody comes to help you both.", True),
        ("Take your time.", False),
        (
            "To hear a part again … press 1. To pause … press 2. To skip ahead … press hash. To go back … press star.",
            False,
        ),
        ("You can phone the Dystonia helpline yourself, if you want to, at any time, on 020 7793 3650.", False),
    ],
)
def test_a_pace_is_kept_where_words_a_minute_mean_anything(text: str, has: bool) -> None:
    assert paced(text) is has
    assert has or quicker_for(text, spoken(text), Clockwork()) == 1.0
