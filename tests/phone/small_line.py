"""A small line that answers with given documents, and remembers what it was asked."""

from __future__ import annotations

import io
import wave
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator

from ivr.phone import InProcess, Phone

HOME = "https://line.example"
TOKEN = "a token for tests"


def wav(seconds: float, rate: int = 8000) -> bytes:
    """Return silence as a WAV file, 16 bits, mono."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes(bytes(2 * round(seconds * rate)))
    return made.getvalue()


class SmallLine:
    """Answers POST /name with `documents["name"]`, and GET /audio/menu-4.5.wav with 4.5 seconds of silence.

    Of /audio/menu-4.5.wav?from=3 there is the rest, 1.5 seconds.
    """

    def __init__(self) -> None:
        self.documents: dict[str, str | Response] = {}
        self.sounds: dict[str, Response] = {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        """Path and query of every request that came with a valid signature, and its form."""
        self.fetched: list[str] = []
        self.app = Flask("small line")
        self.app.add_url_rule("/<name>", view_func=self._answer, methods=["GET", "POST"])
        self.app.add_url_rule("/audio/<name>", view_func=self._sound)

    def phone(self, **options: Any) -> Phone:
        """Return a phone that rings this line at /call."""
        return Phone(InProcess(self.app), f"{HOME}/call", TOKEN, **options)

    def _answer(self, name: str) -> Response:
        address = request.full_path.removesuffix("?")
        signature = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(TOKEN).validate(HOME + address, request.form.to_dict(), signature):
            return Response(status=403)
        self.asked.append((address, request.form.to_dict() or request.args.to_dict()))
        document = self.documents[name]
        if isinstance(document, Response):
            return document
        return Response(f"<Response>{document}</Response>", mimetype="text/xml")

    def _sound(self, name: str) -> Response:
        asked = request.full_path.removeprefix("/audio/").removesuffix("?")
        self.fetched.append(asked)
        if asked in self.sounds:
            return self.sounds[asked]
        seconds = float(name.removesuffix(".wav").rpartition("-")[2]) - request.args.get("from", 0.0, float)
        return Response(wav(seconds), mimetype="audio/wav")


def play(name: str) -> str:
    """Return a Play of a recording whose name ends in its seconds."""
    return f"<Play>{HOME}/audio/{name}.wav</Play>"


def go(name: str) -> str:
    """Return a Redirect to a document of the line."""
    return f'<Redirect method="POST">{HOME}/{name}</Redirect>'


def menu(prompts: str, attributes: str = 'numDigits="1" finishOnKey="" timeout="10"') -> str:
    """Return a Gather around some prompts, that posts to /pressed."""
    return f'<Gather action="{HOME}/pressed" method="POST" {attributes}>{prompts}</Gather>'


LIMITS = 'timeout="60" timeLimit="3600"'


def dial(attributes: str = LIMITS, number: str = "+442077933650", to: str = "after") -> str:
    """Return a Dial that posts to a document of the line."""
    return f'<Dial action="{HOME}/{to}" method="POST" {attributes}><Number>{number}</Number></Dial>'
