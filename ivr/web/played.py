"""What is played for a prompt: which recording, and from which second on; and the place that knows it."""

from __future__ import annotations

import math
from dataclasses import replace

from ivr.carrier.twiml import Unfit, nothing_unfit
from ivr.content import Line, Prompt
from ivr.dialogue.moments import SLOWER
from ivr.dialogue.needs import Pace
from ivr.dialogue.place import Kind
from ivr.dialogue.reply import Ask, Reply
from ivr.recordings.catalogue import JUST_BEGUN, Catalogue


class Played:
    """The recordings of one line."""

    def __init__(self, line: Line, catalogue: Catalogue, audio_url: str, unfit: Unfit = nothing_unfit) -> None:
        """`audio_url` is what all recordings are below; `unfit` tells which files cannot be played."""
        self._unfit = unfit
        self._line = line
        self._catalogue = catalogue
        self._audio_url = audio_url

    def address(self, prompt: Prompt, pace: Pace, second: int) -> str | None:
        """Where the recording of a prompt is, from the sentence on that was said at `second`; None without one."""
        file = self._find(prompt, pace) or self._find(prompt, Pace.NORMAL)
        if file is None:
            return None
        begin = self._catalogue.resume(file, second / self._faster(prompt, pace))
        return f"{self._audio_url}/{file}?from={begin:.2f}" if begin else f"{self._audio_url}/{file}"

    def known(self, reply: Reply) -> Reply:
        """The reply, its place at a topic's part telling from where on that is played, and not where it was stopped.

        Or else whoever is stopped again would be thought further on than they are, and would not hear what lies
        between. The second is one that leads to the same sentence again; what it is ahead counts as lead.
        """
        then = reply.then
        if not isinstance(then, Ask) or then.place.spot.kind is not Kind.TOPIC or not then.skipped:
            return reply
        begin = self._begin(then.prompts[-1], reply.pace, then.skipped)
        second = math.ceil(begin + JUST_BEGUN) if begin else 0
        lead = then.place.lead + round((second - begin) * 10)
        place = replace(then.place, spot=replace(then.place.spot, second=second), lead=lead)
        return replace(reply, then=replace(then, place=place))

    def _begin(self, prompt: Prompt, pace: Pace, second: int) -> float:
        """From where on a recording is played, in seconds at `pace`; 0.0 also where there is none."""
        file = self._find(prompt, pace) or self._find(prompt, Pace.NORMAL)
        faster = self._faster(prompt, pace)
        return self._catalogue.resume(file, second / faster) * faster if file else 0.0

    def _faster(self, prompt: Prompt, pace: Pace) -> float:
        """How many times as fast as `pace` the recording is that is played for it."""
        return SLOWER if pace is Pace.SLOW and not self._find(prompt, pace) else 1.0

    def _find(self, prompt: Prompt, pace: Pace) -> str | None:
        file = self._catalogue.find(prompt, self._line.locale, pace)
        return None if file in self._unfit() else file
