"""What all content is made of: prompts, names, and shapes that let nothing unknown through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, NewType

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator

Prompt = NewType("Prompt", str)
"""One thing said, as written; one recording. "…" in it is half a second of silence."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
"""A name that can travel in an address as it stands."""

Text = Annotated[Prompt, StringConstraints(min_length=1, strip_whitespace=True)]


_UNFIT = re.compile("[^\t\n\x20-\x7e\xa0-\u2029\u202f-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold (XML 1.0, section 2.2), all other control characters, and those that turn a text round,
so that a number would be read in another order than it is said."""


class Written(BaseModel):
    """Anything read from a file: nothing unknown is let through, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _can_be_written_down(cls, value: Any) -> Any:
        for text in _texts(value):
            if what := unfit(text):
                raise ValueError(what)
        return value


def unfit(text: str) -> str:
    """What is wrong with the characters of a text; empty if nothing is."""
    found = _UNFIT.search(text)
    return f"holds the character U+{ord(found.group()):04X}, which nobody can see or say; take it out" if found else ""


def _texts(value: Any) -> Iterator[str]:
    """The texts in a field, but for those of what is a `Written` itself."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple):
        for one in value.items() if isinstance(value, dict) else value:
            yield from _texts(one)
