"""Whether the server is alive."""

from __future__ import annotations


def health() -> dict[str, str]:
    """Open to anyone; says nothing about callers."""
    return {"status": "ok"}
