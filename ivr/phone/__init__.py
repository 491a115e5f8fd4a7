"""A phone that obeys TwiML as the platform does: for tests, for the terminal and for the browser page.

phone.py     the phone: network, number, token; `ring()` gives a call
call.py      one call: press, stay_silent, hang_up, said, transcript
event.py     what happens in it      listening.py   what is being said while the line listens
network.py   to the line in this process      http.py   to a line over HTTP
webhook.py   the requests and their signature   media.py   the recordings and their lengths
twiml.py     a document's verbs      schema.py    the attributes and values the platform knows
portable.py  what every carrier accepts       transfer.py   what a transfer meets
callers/     simulated callers, to measure a line by
script.py    a call from a row of keys        terminal.py   a call at the keyboard (keyboard.py, player.py)
retold.py    a call told again from request to request        steps.py      a turn of it, to be performed in real time
"""

from __future__ import annotations

from ivr.phone.call import Call
from ivr.phone.event import CALLER_HUNG_UP, LINE_ENDED, Event
from ivr.phone.listening import Listening, Prompt
from ivr.phone.network import InProcess, Network, Response
from ivr.phone.phone import Phone
from ivr.phone.portable import WITHHELD, Complaint, complaints

__all__ = [
    "CALLER_HUNG_UP",
    "LINE_ENDED",
    "WITHHELD",
    "Call",
    "Complaint",
    "Event",
    "InProcess",
    "Listening",
    "Network",
    "Phone",
    "Prompt",
    "Response",
    "complaints",
]
