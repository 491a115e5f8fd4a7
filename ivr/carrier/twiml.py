"""Reply → TwiML, in the subset that every carrier that speaks TwiML takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import assert_never

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from ivr.content import Line, Prompt
from ivr.content.measure import digit_by_digit
from ivr.dialogue.address import address
from ivr.dialogue.needs import Pace
from ivr.dialogue.place import Kind, Place, Spot
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer

RING_SECONDS = 60
"""How long a helpline is rung: 988 took 42 s on average to answer in 2022."""

TALK_SECONDS = 4 * 60 * 60
"""The longest that the carrier allows."""

DOCUMENTS_KEPT = 4096

SPEECH_ENDS = 2
"""Seconds of silence after which what a caller says is taken to be over."""

NEXT = "\ue000"
"""Stands for the place in a document that is kept, as few turns of any two calls have the same: a character that is in
no address, and that nobody can say: Unicode, section 23.5."""

ANYWHERE = Place(Spot(Kind.LEAVING))
"""The place of a reply whose document is kept."""

Recordings = Callable[[Prompt, Pace, int], str | None]
"""Where the recording of a prompt is, at a pace, from a second on: an absolute address, or None where there is none."""


Unfit = Callable[[], frozenset[str]]
"""The files of all recordings that cannot be played just now."""


def nothing_unfit() -> frozenset[str]:
    """Of recordings that nobody looks after."""
    return frozenset()


class TwimlWriter:
    """Writes the documents of one line. What is said alike makes the same document, so written ones are kept."""

    def __init__(self, line: Line, calls_url: str, recordings: Recordings, unfit: Unfit = nothing_unfit) -> None:
        """With other recordings that cannot be played, a document is written anew."""
        self._line = line
        self._next = f"{calls_url}/{NEXT}"
        self._recordings = recordings
        self._unfit = unfit
        self._kept = lru_cache(DOCUMENTS_KEPT)(self._write)

    def write(self, reply: Reply, caller_id: str, noted: str = "") -> bytes:
        """The document for a reply; a transfer shows the helpline `caller_id`, the line's own number, if it is one.

        `noted` are the letters of what was counted in this call; they go along in its addresses.
        """
        shown = caller_id if isinstance(reply.then, Transfer) and re.fullmatch(r"\+[1-9][0-9]{5,14}", caller_id) else ""
        place = None if isinstance(reply.then, Farewell) else reply.then.place
        parts = self._kept(reply.to(ANYWHERE), shown, self._unfit())
        if place is None:
            return NEXT.encode().join(parts)  # whoever has written that character is not cut short
        along = f"&amp;noted={noted}" if noted and place.since is not None else ""
        return f"{address(place).replace('&', '&amp;')}{along}".encode().join(parts)

    def _write(self, reply: Reply, caller_id: str, _unfit: frozenset[str]) -> list[bytes]:
        """The document, while these recordings cannot be played: what is before, between and behind its addresses."""
        response = VoiceResponse()
        self._say(response, reply.said, reply.pace)
        match reply.then:
            case Ask():
                self._ask(response, reply.then, reply.pace)
            case Transfer():
                response.append(self._dial(reply.then, caller_id))
            case Farewell():
                response.hangup()
            case _ as unknown:
                assert_never(unknown)
        return [part.encode() for part in str(response).split(NEXT)]

    def _ask(self, response: VoiceResponse, ask: Ask, pace: Pace) -> None:
        """One key at most, and silence by the same road: 36 CFR 1193.41(e)."""
        words = {"input": "dtmf speech", "language": self._line.locale, "speech_timeout": SPEECH_ENDS}
        heard = words if ask.speech else {"input": "dtmf"}
        gather = Gather(**heard, num_digits=1, finish_on_key="", timeout=ask.wait, action=self._next, method="POST")
        self._say(gather, ask.prompts[:-1], pace)
        self._say(gather, ask.prompts[-1:], pace, ask.skipped)
        response.append(gather)
        response.redirect(self._next, method="POST")

    def _dial(self, transfer: Transfer, caller_id: str) -> Dial:
        dial = Dial(
            action=self._next,
            method="POST",
            timeout=RING_SECONDS,
            time_limit=TALK_SECONDS,
            caller_id=caller_id or None,
        )
        dial.number(transfer.number)
        return dial

    def _say(self, verb: VoiceResponse | Gather, prompts: tuple[Prompt, ...], pace: Pace, second: int = 0) -> None:
        for prompt in prompts:
            if url := self._recordings(prompt, pace, second):
                verb.play(url)
            else:
                facts = self._line.facts
                verb.say(digit_by_digit(prompt), language=facts.locale, voice=facts.say_voice)
