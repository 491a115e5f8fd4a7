"""Reply → TwiML, in the subset that every carrier that speaks TwiML takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import assert_never

from twilio.twiml.voice_response import Dial, Gather, Play, Say, VoiceResponse

from ivr.content import Line, Prompt
from ivr.content.measure import digit_by_digit
from ivr.dialogue.address import address
from ivr.dialogue.needs import Pace
from ivr.dialogue.place import Place
from ivr.dialogue.reply import Ask, Farewell, Reply, Transfer

RING_SECONDS = 60
"""How long a helpline is rung: 988 took 42 s on average to answer in 2022."""

TALK_SECONDS = 4 * 60 * 60
"""The longest that the carrier allows."""

VERBS_KEPT = 4096
"""Under 1 kB each."""

FRAMES_KEPT = 64

SPEECH_ENDS = 2
"""Seconds of silence after which what a caller says is taken to be over."""

SAID, ASKED, NEXT = "\ue000", "\ue001", "\ue002"
"""Stand in a frame for what is said first, for what a key stops, and for the place that is next: characters that are in
no address, and that nobody can say: Unicode, section 23.5."""

Recordings = Callable[[Prompt, Pace, int], str | None]
"""Where the recording of a prompt is, at a pace, from a second on: an absolute address, or None where there is none."""


Unfit = Callable[[], frozenset[str]]
"""The files of all recordings that cannot be played just now."""


def nothing_unfit() -> frozenset[str]:
    """Of recordings that nobody looks after."""
    return frozenset()


class TwimlWriter:
    """Writes the documents of one line: out of frames and verbs that the carrier's library makes, each of them once."""

    def __init__(self, line: Line, calls_url: str, recordings: Recordings, unfit: Unfit = nothing_unfit) -> None:
        """With other recordings that cannot be played, a verb is made anew."""
        self._facts = line.facts
        self._next = f"{calls_url}/{NEXT}"
        self._recordings = recordings
        self._unfit = unfit
        self._verb = lru_cache(VERBS_KEPT)(self._made)
        self._asking = lru_cache(FRAMES_KEPT)(self._gather)
        self._dialling = lru_cache(FRAMES_KEPT)(self._dial)
        response = VoiceResponse()
        response.nest(SAID)
        response.hangup()
        self._farewell = _split(response)

    def write(self, reply: Reply, caller_id: str, noted: str = "") -> bytes:
        """The document for a reply; a transfer shows the helpline `caller_id`, the line's own number, if it is one.

        `noted` are the letters of what was counted in this call; they go along in its addresses.
        """
        said, then = self._say(reply.said, reply.pace), reply.then
        match then:
            case Ask():
                asked = self._say(then.prompts[:-1], reply.pace) + self._say(
                    then.prompts[-1:], reply.pace, then.skipped
                )
                begins, action, within, redirect, ends = self._asking(then.wait, then.speech)
                there = _along(then.place, noted)
                document = f"{begins}{said}{action}{there}{within}{asked}{redirect}{there}{ends}"
            case Transfer():
                shown = caller_id if re.fullmatch(r"\+[1-9][0-9]{5,14}", caller_id) else ""
                begins, action, ends = self._dialling(then.number, shown)
                document = f"{begins}{said}{action}{_along(then.place, noted)}{ends}"
            case Farewell():
                document = said.join(self._farewell)
            case _ as unknown:
                assert_never(unknown)
        return document.encode()

    def _gather(self, wait: int, speech: bool) -> list[str]:
        """What is before, between and behind what is said, where it goes on, what is asked, and the same place again.

        One key at most, and silence by the same road: 36 CFR 1193.41(e).
        """
        words = {"input": "dtmf speech", "language": self._facts.locale, "speech_timeout": SPEECH_ENDS}
        heard = words if speech else {"input": "dtmf"}
        gather = Gather(**heard, num_digits=1, finish_on_key="", timeout=wait, action=self._next, method="POST")
        gather.nest(ASKED)
        response = VoiceResponse()
        response.nest(SAID)
        response.append(gather)
        response.redirect(self._next, method="POST")
        return _split(response)

    def _dial(self, number: str, caller_id: str) -> list[str]:
        """What is before, between and behind what is said, and where it goes on afterwards."""
        dial = Dial(
            action=self._next,
            method="POST",
            timeout=RING_SECONDS,
            time_limit=TALK_SECONDS,
            caller_id=caller_id or None,
        )
        dial.number(number)
        response = VoiceResponse()
        response.nest(SAID)
        response.append(dial)
        return _split(response)

    def _say(self, prompts: tuple[Prompt, ...], pace: Pace, second: int = 0) -> str:
        unfit = self._unfit()
        return "".join([self._verb(prompt, pace, second, unfit) for prompt in prompts])

    def _made(self, prompt: Prompt, pace: Pace, second: int, _unfit: frozenset[str]) -> str:
        """One verb, while these recordings cannot be played."""
        if url := self._recordings(prompt, pace, second):
            verb: Play | Say = Play(url)
        else:
            verb = Say(digit_by_digit(prompt), language=self._facts.locale, voice=self._facts.say_voice)
        return str(verb.to_xml(xml_declaration=False))


def _split(frame: VoiceResponse) -> list[str]:
    """A frame at what stands in it for something else."""
    return re.split(f"[{SAID}{ASKED}{NEXT}]", str(frame))


def _along(place: Place, noted: str) -> str:
    """The address of a place, as a document holds it."""
    along = f"&amp;noted={noted}" if noted and place.since is not None else ""
    return address(place).replace("&", "&amp;") + along
