"""Choices: all at once, each with its key; or one at a time, for any key to take."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ivr.content import Line, Prompt
from ivr.dialogue.event import Key, Silence
from ivr.dialogue.moments import lasting
from ivr.dialogue.needs import Time, Way
from ivr.dialogue.reply import Ask, Reply
from ivr.dialogue.turn import Turn

PERSON = "0"
"""The key that means talking to someone, and nothing else, in every place."""

WAITS = {Time.NORMAL: 10, Time.LONG: 30, Time.UNLIMITED: 60}
"""Seconds of listening after choices. 10: the longest of ISO/IEC 13714's 3 to 10. Without a limit the wait begins
again after a minute, with a word: at most one a minute, AS/NZS 4263."""

LONGER = {Time.NORMAL: 1, Time.LONG: 3, Time.UNLIMITED: 7}
"""How many times the usual listening follows a single choice."""

ROUNDS = 3
"""How often single choices go round: three rescans in one-switch scanning."""

TRAVEL = 0.25
"""Seconds that a request takes between the caller and the line, there and back, as far as anyone knows."""

MOST_SOUNDS = 3
"""Sounds in a row that nobody recognised; then the line stops listening for words until its next turn. With two, a
voice of which a third is not recognised went unheard too often (scripts/bench_callers.py)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its numbered key, and what it is called."""

    key: str
    label: Prompt


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen in a place, the person first."""

    listed: tuple[Choice, ...]
    full: tuple[Prompt, ...]
    """As they are read out with their keys."""
    short: tuple[Prompt, ...]
    """The same, for the shorter repeat."""


def keyed(turn: Turn, *choices: tuple[str, Prompt], person: bool = True) -> Choices:
    """Choices of pairs of key and label, in the order in which they are read; 0 is always one, said or not."""
    return _keyed(turn.line, choices, person)


@lru_cache(1024)
def _keyed(line: Line, choices: tuple[tuple[str, Prompt], ...], person: bool) -> Choices:
    words = line.words.choices
    said = (*([(PERSON, words.person)] if person else []), *choices)
    prompts = tuple(words.with_key(label, key) for key, label in said)
    listed = (Choice(PERSON, words.someone), *(Choice(key, label) for key, label in choices))
    return Choices(listed, prompts, prompts)


def wait(turn: Turn) -> int:
    """Seconds of listening after choices."""
    return WAITS[turn.needs.time]


def ask(turn: Turn, choices: Choices, *before: Prompt) -> Reply:
    """All the choices, in the caller's way of answering; `before` comes first."""
    if turn.needs.one_by_one:
        return one(turn, choices, *before)
    said = choices.short if turn.place.count else choices.full
    return Reply((), Ask((*before, *said), wait(turn), turn.place))


def one(turn: Turn, choices: Choices, *before: Prompt) -> Reply:
    """The single choice that is next."""
    choice = choices.listed[turn.place.count % len(choices.listed)]
    prompt = turn.words.choices.with_any_key(choice.label)
    listening = turn.line.facts.timing.any_key * LONGER[turn.needs.time]
    return Reply((), Ask((*before, prompt), listening, turn.place, speech=hears_words(turn)))


def how_taken(turn: Turn) -> tuple[Prompt, ...]:
    """How single choices are taken, as it is told where the ladder leads to them."""
    words = turn.words.choices
    return (words.one_at_a_time, words.or_yes) if turn.needs.way is Way.VOICE else (words.one_at_a_time,)


def hears_words(turn: Turn) -> bool:
    """Whether the line listens for words here: not where sounds have stopped it again and again."""
    return turn.needs.way in (Way.VOICE, Way.LISTENING) and turn.needs.sounds < MOST_SOUNDS


def taken(turn: Turn, event: Key | Silence, choices: Choices) -> Reply | Key | None:
    """What became of a single choice: the next one, the key of the one taken, or nothing after the last round.

    A key that comes just after the next choice has begun means the one before: 0.65 rule for scanning. Where the same
    choice was read again, because of a sound, there is none before it. Where the ladder has just led to single choices
    after silence, a numbered key means its number until the first of them has been read: a slow hand was on its way.
    """
    count, listed = turn.place.count, choices.listed
    if isinstance(event, Silence):
        last = count + 1 >= ROUNDS * len(listed)
        return None if last else one(turn.at(turn.place.counted(count + 1)), choices)
    before = turn.place.key or turn.again  # a key led here, or the same choice was read before
    if not before and not count and _is_numbered(turn, event, listed):
        return event
    if not before and count and turn.sooner(turn.line.facts.timing.late + TRAVEL):
        count -= 1
    return Key(listed[count % len(listed)].key)


def _is_numbered(turn: Turn, key: Key, listed: tuple[Choice, ...]) -> bool:
    """Whether a key struck at the first single choice answers the choices that were read with their keys before."""
    pace, told = turn.needs.pace, how_taken(turn)
    if turn.place.lead != round(lasting(pace, *told) * 10):  # nobody was told, and so the ladder did not lead here
        return False
    read = lasting(pace, *told, turn.words.choices.with_any_key(listed[0].label))
    return turn.sooner(read + TRAVEL) and any(key.key == choice.key for choice in listed)
