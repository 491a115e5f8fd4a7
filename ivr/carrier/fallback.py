"""What callers hear when this server cannot be reached: one document that needs nothing of ours, for another host."""

from __future__ import annotations

from twilio.twiml.voice_response import VoiceResponse

from ivr.carrier.twiml import RING_SECONDS, TALK_SECONDS
from ivr.content import Line, Prompt
from ivr.content.measure import digit_by_digit


def fallback(line: Line, caller_id: str) -> bytes:
    """An apology, the crisis helpline's number twice, and the transfer to it; then the number twice once more.

    The transfer has no action, as nobody is there to be asked: the document goes on after it, whatever it met. So there
    is one only, to the first of the helpline's numbers: another would follow a conversation too. The helpline sees
    `caller_id` (E.164); if that is empty, carriers show it the caller's own number.
    """
    words, number = line.words, line.number_twice(line.crisis.id)
    response = VoiceResponse()
    _say(response, line, words.fault.sorry, *number, words.fallback.through)
    response.dial(line.crisis.dials[0], timeout=RING_SECONDS, time_limit=TALK_SECONDS, caller_id=caller_id or None)
    _say(response, line, *number, words.leaving.ending, words.leaving.goodbye)
    response.hangup()
    return str(response).encode()


def _say(response: VoiceResponse, line: Line, *prompts: Prompt) -> None:
    for prompt in prompts:
        response.say(digit_by_digit(prompt), language=line.facts.locale, voice=line.facts.say_voice)
