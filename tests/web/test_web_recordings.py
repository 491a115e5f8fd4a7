"""The recordings as files: found, kept for ever, and nothing else given away."""

from __future__ import annotations

import io
import json
import math
import shutil
import wave
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from xml.etree.ElementTree import fromstring

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server

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


@pytest.mark.parametrize("rewritten", ["/audio/{0}/", "//audio//{0}", "/audio/{0}?", "/audio/{0}?fbclid=1"])
def test_a_recording_whose_address_a_proxy_has_rewritten_is_found(served: str, file: str, rewritten: str) -> None:
    answer = requests.get(served.removesuffix("/audio") + rewritten.format(file), timeout=5, allow_redirects=False)
    assert answer.content == (audio_folder() / file).read_bytes()


def test_head_and_conditional_requests_bring_no_body(client: FlaskClient, file: str) -> None:
    with client.head(f"/audio/{file}") as head:
        assert (head.status_code, head.data) == (200, b"")
        etag = head.headers["ETag"]
        assert int(head.headers["Content-Length"]) > 1000
    with client.get(f"/audio/{file}", headers={"If-None-Match": etag}) as unchanged:
        assert (unchanged.status_code, unchanged.data) == (304, b"")


def test_a_link_to_what_is_no_recording_is_none(settings: Settings, file: str, tmp_path: Path) -> None:
    """Neither given away, nor sent callers to; and no way leads up."""
    (tmp_path / "secrets.txt").write_text("secret")
    (tmp_path / "outside.wav").write_bytes((audio_folder() / file).read_bytes())
    folder = Path(shutil.copytree(audio_folder(), tmp_path / "audio"))
    (folder / file).unlink()
    (folder / file).symlink_to("../secrets.txt")
    (folder / "round.wav").symlink_to("round.wav")
    client = create_app(
        replace(settings, audio_dir=folder), lambda: datetime(2026, 11, 18, 11, tzinfo=UTC)
    ).test_client()
    for name in (
        file,
        f"{file}?from=1",
        "round.wav",
        "../outside.wav",
        "%2e%2e/outside.wav",
        "x\0.wav",
        "x" * 5000 + ".wav",
    ):
        with client.get(f"/audio/{name}") as answer:
            assert answer.status_code == 404
    assert file not in Catalogue.load(folder).present(folder).files


def test_a_link_to_a_recording_is_one(settings: Settings, file: str, tmp_path: Path) -> None:
    """As some deploy files, under names that change with each release, or a few of their own beside those shipped."""
    folder = tmp_path / "audio"
    folder.mkdir()
    (folder / file).symlink_to(audio_folder() / file)
    (tmp_path / "link").symlink_to(folder)
    app = create_app(replace(settings, audio_dir=tmp_path / "link"), lambda: datetime(2026, 11, 18, 11, tzinfo=UTC))
    with app.test_client().get(f"/audio/{file}") as answer:
        assert answer.status_code == 200
    assert file in Catalogue.load(audio_folder()).present(folder).files


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


@pytest.fixture(scope="module")
def served(settings: Settings) -> Iterator[str]:
    """The address of the recordings of a running server."""
    server = make_server("127.0.0.1", 0, create_app(settings, lambda: datetime.now(UTC)), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/audio"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def long(catalogue: Catalogue) -> str:
    """The file of a recording of several sentences."""
    return next(file for file, one in catalogue.files.items() if len(one.sentences) == 2)


def samples(wav: bytes) -> bytes:
    """The sound of a WAV file that is whole and tells its true length."""
    assert int.from_bytes(wav[4:8], "little") == len(wav) - 8
    with wave.open(io.BytesIO(wav)) as file:
        assert file.getparams()[:3] == (1, 2, 8000)
        frames = file.readframes(file.getnframes() + 1)
        assert len(frames) == file.getnframes() * 2
        return frames


@pytest.mark.parametrize("given", ["0.01", "1", "3.07", "12.34", "3.070000", "03.07"])
def test_the_rest_of_a_recording_is_a_whole_wav_cut_exactly_there(served: str, long: str, given: str) -> None:
    whole = requests.get(f"{served}/{long}", timeout=5)
    part = requests.get(f"{served}/{long}?from={given}", timeout=5)
    assert part.status_code == 200
    assert samples(part.content) == samples(whole.content)[round(float(given) * 8000) * 2 :]
    assert part.headers["Content-Length"] == str(len(part.content))
    for header in ("Content-Type", "Content-Disposition", "Accept-Ranges"):
        assert part.headers.get(header) == whole.headers.get(header)
    assert "immutable" in part.headers["Cache-Control"]
    assert "private" in part.headers["Cache-Control"]  # a store that is blind to queries would give it for the whole
    assert "public" in whole.headers["Cache-Control"]
    assert "public" not in part.headers["Cache-Control"]


def test_every_sentence_that_the_catalogue_tells_can_be_had(served: str, catalogue: Catalogue) -> None:
    for file, one in [*catalogue.files.items()][:20]:
        for start in one.sentences:
            wav = requests.get(f"{served}/{file}?from={start:.2f}", timeout=5).content
            assert len(samples(wav)) / 16_000 == pytest.approx(one.seconds - start, abs=0.01)


@pytest.mark.parametrize(
    "query",
    [
        "from=", "from=0", "from=0.00", "from=0.004", "from=-1", "from=nan", "from=inf", "from=-inf", "from=1e1",
        "from=1_0", "from=x", "from=1,5", "from=+1", "from=%201", "from=1%00", "from=1%0a", "from=%ff", "from=%D9%A3",
        "from=0x1", "from=9999", "from=99999", f"from={'9' * 4000}", f"from=1.{'0' * 4000}", "from=1&from=1",
        "from=1&from=2", "From=1", "from[]=1", "start=1",
    ],
)  # fmt: skip
def test_an_unfit_from_gives_the_whole_recording(served: str, long: str, query: str) -> None:
    whole = requests.get(f"{served}/{long}", timeout=5)
    part = requests.get(f"{served}/{long}?{query}", timeout=5)
    assert (part.status_code, part.content) == (200, whole.content)
    assert part.headers["ETag"] == whole.headers["ETag"]


def test_a_rest_begins_before_the_end_or_there_is_none(served: str, long: str, catalogue: Catalogue) -> None:
    whole = requests.get(f"{served}/{long}", timeout=5).content
    end = math.floor(catalogue.files[long].seconds * 100) / 100
    last = requests.get(f"{served}/{long}?from={end - 0.01:.2f}", timeout=5).content
    assert 0 < len(samples(last)) <= 2 * 160
    assert requests.get(f"{served}/{long}?from={end + 0.01:.2f}", timeout=5).content == whole


def test_at_the_very_end_nothing_is_left(settings: Settings, tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "second.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16_000))
    client = create_app(replace(settings, audio_dir=tmp_path), lambda: datetime.now(UTC)).test_client()
    for given, length in (("0.99", 160), ("1", 16_000), ("1.01", 16_000)):
        with client.get(f"/audio/second.wav?from={given}") as answer:
            assert len(samples(answer.data)) == length


def test_each_rest_has_a_tag_of_its_own_the_same_however_it_is_written(served: str, long: str) -> None:
    tags = {
        given: requests.head(f"{served}/{long}?from={given}", timeout=5).headers["ETag"]
        for given in ("1", "1.00", "1.004", "1.01", "0")
    }
    assert tags["1"] == tags["1.00"] == tags["1.004"]
    assert len({tags["1"], tags["1.01"], tags["0"]}) == 3


def test_head_and_conditional_requests_for_a_rest_bring_no_body(served: str, long: str) -> None:
    url = f"{served}/{long}?from=2.5"
    whole, rest = requests.get(f"{served}/{long}", timeout=5), requests.get(url, timeout=5)
    head = requests.head(url, timeout=5)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(rest.content))
    unchanged = requests.get(url, headers={"If-None-Match": rest.headers["ETag"]}, timeout=5)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    other = requests.get(url, headers={"If-None-Match": whole.headers["ETag"]}, timeout=5)
    assert (other.status_code, other.content) == (200, rest.content)


def test_a_part_of_a_rest_can_be_had(served: str, long: str) -> None:
    url = f"{served}/{long}?from=2.5"
    rest = requests.get(url, timeout=5)
    part = requests.get(url, headers={"Range": "bytes=100-199"}, timeout=5)
    assert (part.status_code, part.content) == (206, rest.content[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(rest.content)}"
    kept = requests.get(url, headers={"Range": "bytes=0-3", "If-Range": rest.headers["ETag"]}, timeout=5)
    assert (kept.status_code, kept.content) == (206, b"RIFF")
    assert requests.get(url, headers={"Range": "bytes=9999999-"}, timeout=5).status_code == 416


@pytest.mark.parametrize("path", ["gone.wav", "../pyproject.wav", "..%2fx.wav", "a%00.wav", "%ff.wav", ".wav"])
def test_what_is_not_there_has_no_rest(client: FlaskClient, path: str) -> None:
    with client.get(f"/audio/{path}?from=1") as answer:
        assert answer.status_code == 404


def test_a_recording_that_cannot_be_cut_is_given_whole(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """µ-law, which the standard library does not read; and the folder may be given from where the server starts."""
    law = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\7\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data\4\0\0\0abcd"
    (tmp_path / "law.wav").write_bytes(law)
    (tmp_path / "empty.wav").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    client = create_app(replace(settings, audio_dir=Path()), lambda: datetime.now(UTC)).test_client()
    for file, content in (("law.wav", law), ("empty.wav", b"")):
        with client.get(f"/audio/{file}?from=0.01") as answer:
            assert (answer.status_code, answer.data) == (200, content)


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
