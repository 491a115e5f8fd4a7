"""What all content is made of: prompts, names, and shapes that let nothing unknown through."""

from __future__ import annotations

from typing import Annotated, NewType

from pydantic import BaseModel, ConfigDict, StringConstraints

Prompt = NewType("Prompt", str)
"""One thing said, as written; one recording. "…" in it is half a second of silence."""

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
"""A name that can travel in an address as it stands."""

Text = Annotated[Prompt, StringConstraints(min_length=1, strip_whitespace=True)]


class Written(BaseModel):
    """Anything read from a file: nothing unknown is let through, nothing changes afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")
