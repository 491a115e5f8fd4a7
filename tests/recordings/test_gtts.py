"""gTTS against a server of our own that stands in for the service, right and wrong answers both."""

from __future__ import annotations

import base64
import contextlib
import io
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType

import gtts.tts
import numpy as np
import pytest
import soundfile

from ivr.errors import VoiceError, VoiceRefusedError
from ivr.recordings.catalogue import Catalogue
from ivr.recordings.generate import generate
from ivr.recordings.measure import measure
from ivr.recordings.voices import gtts as voice
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


class Service(ThreadingHTTPServer):
    """Gives one prepared answer after the other, the last one again and again."""

    statuses: tuple[int, ...] = (200,)
    answers: tuple[bytes, ...] = ()
    headers: Mapping[str, str] = MappingProxyType({})
    missing = 0  # bytes that are announced and never sent
    delay = 0.0  # seconds before anything is sent
    asked = 0

    def next_answer(self) -> tuple[int, bytes]:
        self.asked += 1
        at = self.asked - 1
        return self.statuses[min(at, len(self.statuses) - 1)], self.answers[min(at, len(self.answers) - 1)]


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status, body = self.server.next_answer()
        time.sleep(self.server.delay)
        self.send_response(status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + self.server.missing))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client may have given up
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


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited between two tries, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(voice, "sleep", waited.append)
    return waited


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
    with pytest.raises(VoiceError, match=r"0 of 4 pieces.*\(4 tries\)"):
        open_voice("gtts").speak(LONG)
    assert service.asked == 4 * 4


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
    service.statuses, service.answers = (status,), (body,)
    with pytest.raises(VoiceError, match=reason):
        open_voice("gtts").speak("Press one.")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_stumbles_is_asked_again_ever_later(service: Service, waits: list[float], status: int) -> None:
    service.statuses, service.answers = (status, status, 200), (b"", b"", answer(mp3(1.0)))
    sound, rate = open_voice("gtts").speak("Press one.")
    assert len(sound) / rate == pytest.approx(1.0, abs=0.1)
    assert waits == [2, 4]


@pytest.mark.parametrize(("asked", "waited"), [("20", 20), ("1", 2), ("60", 60), ("soon", 2)])
def test_a_service_that_says_how_long_to_wait_is_obeyed(
    service: Service, waits: list[float], asked: str, waited: float
) -> None:
    service.statuses, service.answers = (429, 200), (b"", answer(mp3(1.0)))
    service.headers = {"Retry-After": asked}
    open_voice("gtts").speak("Press one.")
    assert waits == [waited]


def test_a_service_that_wants_to_be_left_alone_for_an_hour_is(service: Service, waits: list[float]) -> None:
    service.statuses, service.answers, service.headers = (429,), (b"",), {"Retry-After": "3600"}
    with pytest.raises(VoiceRefusedError, match="429"):
        open_voice("gtts").speak("Press one.")
    assert (service.asked, waits) == (1, [])


def test_too_many_requests_four_times_over_is_a_refusal(service: Service, waits: list[float]) -> None:
    service.statuses, service.answers = (429,), (b"",)
    with pytest.raises(VoiceRefusedError, match=r"429.*try again in an hour.*\(4 tries\)"):
        open_voice("gtts").speak("Press one.")
    assert (service.asked, waits) == (4, [2, 4, 8])


def test_a_service_that_forbids_is_not_asked_again(service: Service, waits: list[float]) -> None:
    service.statuses, service.answers = (403,), (b"",)
    with pytest.raises(VoiceRefusedError, match="403"):
        open_voice("gtts").speak("Press one.")
    assert (service.asked, waits) == (1, [])


def test_a_service_that_does_not_answer_in_time_is_asked_again_and_then_given_up(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "TIMEOUT", (1.0, 0.05))
    service.delay, service.answers = 0.3, (answer(mp3(1.0)),)
    with pytest.raises(VoiceError, match=r"(?i)timed out.*\(4 tries\)|Is this machine online.*\(4 tries\)"):
        open_voice("gtts").speak("Press one.")
    assert service.asked == 4


def test_recordings_made_over_it_pass_through_the_whole_chain_and_a_refusal_loses_nothing(
    service: Service, tmp_path: Path
) -> None:
    texts = ["Press 1.", "Samaritans, 116 123.", "Take your time. There is no hurry."]
    service.answers = (answer(mp3(1.0)),)
    assert len(generate(texts, tmp_path, open_voice("gtts"), "en-GB").made) == 3
    for file, one in Catalogue.load(tmp_path).files.items():
        figures = measure(tmp_path / file, one.text)
        assert figures.level == pytest.approx(-22, abs=0.5)
        assert figures.silence_before < 0.15
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    service.statuses = (429,)
    outcome = generate([*texts, "Press 2.", "Press 3.", "Press 4."], tmp_path, open_voice("gtts"), "en-GB")
    assert set(outcome.failures) == {"Press 2.", "Press 3.", "Press 4."}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept


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
