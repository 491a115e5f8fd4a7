"""Many callers at once, over HTTP: each turn's address is taken from the document before, as the carrier does it."""

from __future__ import annotations

import html
import random
import re
from dataclasses import dataclass, field
from time import perf_counter
from typing import ClassVar

from gevent import sleep
from geventhttpclient.client import HTTPClientPool
from locust import FastHttpUser, between, task
from locust.env import Environment
from twilio.request_validator import RequestValidator

SECONDS_A_TURN = 8.0
"""How long a caller listens before the next key or silence."""

CONNECTIONS = 64
"""Between the proxy and the server, used again and again."""

NEXT = re.compile(rb'<(Gather|Dial)[^>]* action="([^"]*)"')
KEYS = ["1", "2", "3", "4", "1", "*", "#", "9", "0"]
PRESSED = 0.25
"""The share of turns that a key ends: a topic is some ten turns of listening, reached by two or three keys; assumed."""

OUTCOMES = ("completed", "busy", "no-answer", "failed")
LONGEST_CALL = 40
"""Turns; then the caller hangs up."""


@dataclass
class Measured:
    """What the callers of one stage met."""

    seconds: list[float] = field(default_factory=list)
    """How long each turn took, as the proxy sees it."""
    faults: int = 0
    """Turns that were not answered with a document that goes on or ends."""


@dataclass
class Call:
    """A call as the one who makes it goes on with it."""

    line: str
    """The public address of the line."""
    dice: random.Random
    caller: str
    pressed: float = PRESSED
    """The share of turns that a key ends."""
    address: str = "/call"
    turns: int = 0
    dialling: bool = False
    sid: str = ""

    def __post_init__(self) -> None:
        self._begin()

    def form(self) -> dict[str, str]:
        """What the carrier posts next."""
        fields = {
            "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "CallSid": self.sid,
            "CallStatus": "in-progress", "Called": "+442079460000", "Caller": self.caller, "Direction": "inbound",
            "From": self.caller, "To": "+442079460000",
        }  # fmt: skip
        if self.dialling:
            return {**fields, "DialCallStatus": self.dice.choice(OUTCOMES)}
        if not self.turns or self.dice.random() >= self.pressed:
            return fields
        return {**fields, "Digits": self.dice.choice(KEYS), "FinishedOnKey": "", "msg": "Gather End"}

    def went_on(self, document: bytes) -> None:
        """Take the address of the next turn from a document; after the last, a new call begins."""
        found = NEXT.search(document)
        self.turns += 1
        if found is None or self.turns >= LONGEST_CALL:
            self._begin()
            return
        self.address = html.unescape(found[2].decode()).removeprefix(self.line)
        self.dialling = found[1] == b"Dial"

    def _begin(self) -> None:
        self.address, self.turns, self.dialling = "/call", 0, False
        self.sid = f"CA{self.dice.getrandbits(128):032x}"


Turn = tuple[str, dict[str, str]]
"""Its address, and what is posted there."""


def caller_class(
    base: str, line: str, token: str, seed: int, measured: list[Measured], pressed: float, replayed: list[Turn]
) -> type:
    """The class of callers who ring the server at `base`; `measured[-1]` is told of each turn.

    With `replayed`, turns of the line, each turn is one of those, whatever came before.
    """
    signs = RequestValidator(token)
    numbers = iter(range(10**9))

    class Caller(FastHttpUser):
        host = base
        wait_time = between(0.5 * SECONDS_A_TURN, 1.5 * SECONDS_A_TURN)
        client_pool: ClassVar = HTTPClientPool(concurrency=CONNECTIONS, connection_timeout=20, network_timeout=20)

        def on_start(self) -> None:
            number = next(numbers)
            dice = random.Random(f"{seed} {number}")
            self.call = Call(line, dice, f"+4477009{number % 10**5:05}", pressed)
            sleep(dice.uniform(0, SECONDS_A_TURN))  # or else all who begin in the same second would always ask at once

        @task
        def turn(self) -> None:
            call = self.call
            address, form = call.dice.choice(replayed) if replayed else (call.address, call.form())
            headers = {"X-Twilio-Signature": signs.compute_signature(line + address, form)}
            began = perf_counter()
            with self.client.post(address, data=form, headers=headers, name="turn", catch_response=True) as answer:
                took = perf_counter() - began
                document = answer.content or b""
                if answer.status_code == 200 and b"<Response>" in document:
                    measured[-1].seconds.append(took)
                else:
                    measured[-1].faults += 1
                    answer.failure(f"{answer.status_code}")
                    document = b""
            call.went_on(document)

    return Caller


def ringing(user: type) -> Environment:
    """An environment in which these callers can be told to ring."""
    environment = Environment(user_classes=[user])
    environment.create_local_runner()
    return environment
