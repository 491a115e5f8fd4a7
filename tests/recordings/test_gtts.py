"""gTTS against a server of our own that stands in for the service, right and wrong answers both."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import gtts.tts
import numpy as np
import pytest
import soundfile

from ivr.errors import VoiceError
from ivr.recordings.voices import open_voice

RATE = 24_000
LONG = "Talk to someone you trust if you can. " * 4  # over the 100 letters that are asked for at once


def mp3(seconds: float) -> bytes:
    """Return a 440 Hz tone as MP3, the way the service sends speech."""
    sound = 0.3 * np.sin(2 * np.pi * 440 * np.arange(int(RATE * seconds)) / RATE)
    file = io.BytesIO()
    soundfile.write(file, sound, RATE, format="MP3")
    return file.getvalue()


def answer(audio: bytes) -> bytes:
    """Return `audio` wrapped as the service wraps it."""
    inner = base64.b64encode(audio).decode()
    return f')]}}\'\n\n[["wrb.fr","jQ1olc","[\\"{inner}\\"]",null]]\n'.encode()


class Service(HTTPServer):
    """Gives one prepared answer after the other, the last one again and again."""

    status = 200
    answers: tuple[bytes, ...] = ()
    missing = 0  # bytes that are announced and never sent
    asked = 0

    def next_answer(self) -> bytes:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = self.server.next_answer()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body) + self.server.missing))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Handler)
    monkeypatch.setattr(gtts.tts, "_translate_url", at(server.server_port))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def at(port: int) -> Callable[..., str]:
    return lambda path="", **_: f"http://127.0.0.1:{port}/{path}"


def test_a_right_answer_is_the_sound_that_was_sent(service: Service) -> None:
    service.answers = (answer(mp3(1.0)),)
    sound, rate = open_voice("gtts").speak("Press one.")
    assert rate == RATE
    assert sound.dtype == np.float32
    assert sound.ndim == 1
    assert len(sound) / rate == pytest.approx(1.0, abs=0.1)
    assert np.abs(sound).max() == pytest.approx(0.3, abs=0.03)


def test_a_long_text_is_asked_for_in_pieces_and_joined(service: Service) -> None:
    service.answers = (answer(mp3(0.5)),)
    sound, rate = open_voice("gtts").speak(LONG)
    assert service.asked == 4
    assert len(sound) / rate == pytest.approx(2.0, abs=0.3)


def test_a_piece_answered_with_nothing_is_not_passed_over(service: Service) -> None:
    service.answers = (answer(mp3(0.5)), b"")
    with pytest.raises(VoiceError, match="1 of 4 pieces"):
        open_voice("gtts").speak(LONG)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (429, b"", "429.*fewer requests"),
        (503, b"", "503.*Try again later"),
        (200, b"", "0 of 1 pieces"),
        (200, b'[["wrb.fr","jQ1olc",null,null]]', "No audio stream"),
        (200, answer(b""), "0 of 1 pieces|1 of 1 pieces"),
        (200, answer(b"<html>not sound</html>" * 20), "not an MP3"),
        (200, answer(mp3(0.5))[:300], "No audio stream"),
    ],
    ids=["too many requests", "out of order", "empty", "no sound", "empty sound", "not sound", "cut off"],
)
def test_a_wrong_answer_says_what_happened(service: Service, status: int, body: bytes, reason: str) -> None:
    service.status, service.answers = status, (body,)
    with pytest.raises(VoiceError, match=reason):
        open_voice("gtts").speak("Press one.")


def test_a_connection_that_breaks_off_says_so(service: Service) -> None:
    service.answers, service.missing = (answer(mp3(0.5)),), 1000
    with pytest.raises(VoiceError, match="Failed to connect"):
        open_voice("gtts").speak("Press one.")


def test_no_service_at_all_says_so(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    port = service.server_port
    service.socket.close()
    monkeypatch.setattr(gtts.tts, "_translate_url", at(port))
    with pytest.raises(VoiceError, match="Is this machine online"):
        open_voice("gtts").speak("Press one.")
