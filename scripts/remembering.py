"""A network that asks the same thing once: for lines that keep nothing between turns, and only for those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.phone import Network, Response

MOST = 20_000
"""Answers remembered; then all are forgotten."""
OF_THE_CALL = frozenset({"CallSid", "DialCallSid"})
"""Fields that name one call, and on which no answer may depend."""


@dataclass(slots=True)
class Remembering:
    """The line is asked as ever, through HTTP's own forms, but not again for what it has answered already.

    That the line is such a one is tested; `asked` and `met` count the requests made and those met from memory.
    """

    network: Network
    asked: int = 0
    met: int = 0
    _answers: dict[tuple[str, ...], Response] = field(default_factory=dict)

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        """Post a form, or remember what came of it."""
        key = (url, *(value for name, value in form.items() if name not in OF_THE_CALL))
        if key in self._answers:
            self.met += 1
            return self._answers[key]
        if len(self._answers) >= MOST:
            self._answers.clear()
        self.asked += 1
        answer = self._answers[key] = self.network.post(url, form, headers)
        return answer

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """Get an address."""
        return self.network.get(url, headers)
