"""The recordings as files: found, kept for ever, and nothing else given away."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from ivr.content import Line
from ivr.recordings.catalogue import Catalogue, audio_folder
from ivr.recordings.voices import SAY
from ivr.settings import Settings
from ivr.web import create_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def file(catalogue: Catalogue) -> str:
    return min(catalogue.files)


def test_a_recording_is_a_wav_that_never_changes(client: FlaskClient, file: str) -> None:
    answer = client.get(f"/audio/{file}")
    assert answer.status_code == 200
    assert answer.content_type == "audio/wav"
    assert answer.data[:4] == b"RIFF"
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 365 * 24 * 3600
    answer.close()


def test_head_and_conditional_requests_bring_no_body(client: FlaskClient, file: str) -> None:
    with client.head(f"/audio/{file}") as head:
        assert (head.status_code, head.data) == (200, b"")
        etag = head.headers["ETag"]
        assert int(head.headers["Content-Length"]) > 1000
    with client.get(f"/audio/{file}", headers={"If-None-Match": etag}) as unchanged:
        assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_a_part_of_a_recording_can_be_had(client: FlaskClient, file: str) -> None:
    with client.get(f"/audio/{file}", headers={"Range": "bytes=0-3"}) as part:
        assert (part.status_code, part.data) == (206, b"RIFF")


def test_the_catalogue_is_served_and_may_change(client: FlaskClient, file: str) -> None:
    with client.get("/audio/catalogue.json") as answer:
        assert file in json.loads(answer.data)
        assert not answer.cache_control.immutable


@pytest.mark.parametrize(
    "path",
    [
        "gone.wav",
        "README.md",
        "../pyproject.toml",
        "%2e%2e/pyproject.toml",
        "..%2fREADME.md",
        "/etc/passwd",
        ".wav",
        "",
        "a/b.wav",
    ],
)
def test_nothing_else_is(client: FlaskClient, path: str) -> None:
    with client.get(f"/audio/{path}") as answer:
        assert answer.status_code == 404


def test_a_recording_whose_file_is_gone_is_said_by_the_carrier_instead(tmp_path: Path, catalogue: Catalogue) -> None:
    catalogue.save(tmp_path)
    kept = next(file for file, one in catalogue.files.items() if one.text == "There is no hurry.")
    shutil.copy(audio_folder() / kept, tmp_path)
    environ = {"TWILIO_AUTH_TOKEN": "token", "IVR_PUBLIC_URL": "https://line.example", "IVR_AUDIO_DIR": str(tmp_path)}
    here = create_app(Settings.from_environ(environ), lambda: datetime.now(UTC))
    elsewhere = create_app(
        Settings.from_environ({**environ, "IVR_AUDIO_URL": "https://cdn.example"}), lambda: datetime.now(UTC)
    )
    signature = RequestValidator("token").compute_signature("https://line.example/call", {})
    for app, said in ((here, {"Say", "Play"}), (elsewhere, {"Play"})):
        answer = app.test_client().post("/call", headers={"X-Twilio-Signature": signature})
        gather = fromstring(answer.data)[0]
        assert {verb.tag for verb in gather} == said


def test_health_says_that_the_server_is_alive(client: FlaskClient) -> None:
    assert client.get("/health").get_json() == {"status": "ok"}


def test_a_line_whose_voice_is_say_plays_nothing_though_recordings_are_there(
    line: Line, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    facts = line.facts.model_copy(update={"voice": SAY})
    monkeypatch.setattr("ivr.web.app.load_line", lambda _: replace(line, facts=facts))
    app = create_app(settings, lambda: datetime(2026, 1, 5, 12, tzinfo=UTC))
    form = {"CallSid": "CA1", "CallStatus": "ringing"}
    url = f"{settings.public_url}/call"
    signature = RequestValidator(settings.auth_token).compute_signature(url, form)
    answer = app.test_client().post("/call", data=form, headers={"X-Twilio-Signature": signature}).text
    assert "<Play" not in answer
    assert "<Say" in answer
    assert caplog.text == ""
