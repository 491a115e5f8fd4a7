"""What a caller makes of the words they hear: the one place to change when the line's wording changes.

A caller knows nothing of the line but what it says. An offer is "WHAT … press KEY": `OFFER` finds it, and `MEANINGS`
says what WHAT is to a caller; whatever is not in that table is taken for a title. Everything else that changes what
a caller does next is in `SAYINGS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

ANY = "any"
"""The key of an offer that any key takes."""

_KEYS = {"any key": ANY, "the star key": "*", "star": "*", "the hash key": "#"}

OFFER = re.compile(
    r"(?P<what>[^.?!:…,]+(?:, [^.?!:…,]+)*?),?(?: …)* press (?P<key>[0-9]|any key|the star key|star|the hash key)"
    r"(?P<wait>,? or wait\b)?",
    re.IGNORECASE,
)
"""One or more in a prompt: a title may hold a comma; before the key stand a comma or pauses of half a second each."""

BACK_BY_STAR = re.compile(r"\bstar (goes|takes you) back\b", re.IGNORECASE)
"""The same as an offer of the star key to go back, in the few words there is time for."""

ANY_KEY_STOPS = re.compile(r"\bany key stops the voice\b", re.IGNORECASE)
"""An offer to stop what is being read out."""


class Meaning(Enum):
    """What is offered, as a caller sees it."""

    TITLE = auto()
    """A topic, a menu or a helpline by its name."""
    PERSON = auto()
    PERSON_ALWAYS = auto()
    """A person, from everywhere on the line: worth remembering."""
    BACK = auto()
    STAY = auto()
    CARRY_ON = auto()
    BEGIN_AGAIN = auto()
    AGAIN = auto()
    NUMBER = auto()
    CONNECT = auto()
    STOP = auto()
    """To stop what is being read out: worth remembering."""
    PEN = auto()
    """To say that there is something to write with."""
    OTHER = auto()
    """Nothing that any caller here wants."""


MEANINGS: tuple[tuple[str, Meaning], ...] = (
    (r"(talk to someone|a person).* any time", Meaning.PERSON_ALWAYS),
    (r"^(for )?a person$|talk to someone|^for someone", Meaning.PERSON),
    (r"^(to go )?back$|^for the menu$|^to take it back", Meaning.BACK),
    (r"^to stay( on the line)?$", Meaning.STAY),
    (r"^to carry on", Meaning.CARRY_ON),
    (r"^to begin again$", Meaning.BEGIN_AGAIN),
    (r"^to hear it (all )?again$", Meaning.AGAIN),
    (r"^to (hear|write) the number", Meaning.NUMBER),
    (r"^to be put through", Meaning.CONNECT),
    (r"^when you are ready$", Meaning.PEN),
    (r"^(to|for) ", Meaning.OTHER),
)
"""The first that fits what stands before "press"; a title fits none."""


class Saying(Enum):
    """What is said that is neither an offer nor a title."""

    GONE_BACK = auto()
    NOT_A_CHOICE = auto()
    STILL_HERE = auto()
    TOPIC_OVER = auto()
    PUT_THROUGH = auto()
    FINDING_A_PEN = auto()
    NUMBER_FOLLOWS = auto()


SAYINGS: tuple[tuple[str, Saying], ...] = (
    (r"^back(\.| to where you were|$)|^you are back on", Saying.GONE_BACK),
    (r"^that key is not a choice|^sorry, that is not", Saying.NOT_A_CHOICE),
    (r"^good, you are still here|^carrying on|^press it again", Saying.STILL_HERE),
    (r"^that is the end of this topic", Saying.TOPIC_OVER),
    (r"^to be put through, stay", Saying.PUT_THROUGH),
    (r"\bfind a pen\b", Saying.FINDING_A_PEN),
    (r"\byourself, on:$|^from a mobile phone, text the word", Saying.NUMBER_FOLLOWS),
)

CRISIS_OFFER = r"^(the )?{crisis}\b.*\b(free|go back|goes back)\b"
"""The crisis helpline about to be phoned; `crisis` is its name."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a key does, as it was said."""

    what: str
    """Its name as `plain` writes it."""
    key: str
    """A key, or ANY."""
    meaning: Meaning
    or_wait: bool = False
    """Whether waiting does the same."""


@lru_cache(4096)
def plain(text: str) -> str:
    """A name without what hangs on how it is said: capitals, the full stop, a leading article."""
    return text.strip().rstrip(".").casefold().removeprefix("the ")


@lru_cache(4096)
def offers(text: str) -> tuple[Offer, ...]:
    """Every offer in a prompt, in order."""
    found = [_offer(one["what"], one["key"], bool(one["wait"])) for one in OFFER.finditer(text)]
    if BACK_BY_STAR.search(text):
        found.append(Offer("back", "*", Meaning.BACK))
    if ANY_KEY_STOPS.search(text):
        found.append(Offer("stop", ANY, Meaning.STOP))
    return tuple(found)


@lru_cache(4096)
def saying(text: str) -> Saying | None:
    """What a prompt means by itself, if it is one of `SAYINGS`."""
    return next((meaning for pattern, meaning in SAYINGS if re.search(pattern, text, re.IGNORECASE)), None)


@lru_cache(4096)
def offers_crisis(text: str, crisis: str) -> bool:
    """Whether a prompt says that the crisis helpline is about to be phoned; `crisis` is its name in `plain`."""
    return re.search(CRISIS_OFFER.format(crisis=re.escape(crisis)), text, re.IGNORECASE) is not None


def _offer(what: str, key: str, or_wait: bool) -> Offer:
    name = plain(what)
    meaning = next((one for pattern, one in MEANINGS if re.search(pattern, what.strip(), re.IGNORECASE)), Meaning.TITLE)
    return Offer(name, _KEYS.get(key.lower(), key), meaning, or_wait)
