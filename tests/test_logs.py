"""What a server writes about itself: JSON, and nothing about callers, whoever writes it."""

from __future__ import annotations

import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest

from ivr.logs import failed, log_to

SECRETS = (
    "+447700900123",
    "07700 900123",
    "CA0123456789abcdef0123456789abcdef",
    "topic/stress",
    "key=2",
    "I want to die",
)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The stream that everything is logged to, for the time of a test."""
    root, stream = logging.getLogger(), io.StringIO()
    kept = root.handlers[:], root.level
    log_to(stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:], root.level = kept


def rows(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(row) for row in stream.getvalue().splitlines()]


def test_each_line_is_one_object_that_says_when_who_and_what(written: io.StringIO) -> None:
    logging.getLogger("ivr.somewhere").warning("counts: %d were dropped\nso far", 3)
    [row] = rows(written)
    assert row.pop("at").endswith("Z")  # type: ignore[attr-defined]
    assert row == {"event": "counts: 3 were dropped\nso far", "level": "warning", "logger": "ivr.somewhere"}


def test_an_error_is_told_by_its_kind_and_where_and_not_by_its_message(written: io.StringIO) -> None:
    log = logging.getLogger("ivr.somewhere")
    try:
        raise ValueError("I want to die, +447700900123")
    except ValueError as error:
        failed(log, "a turn failed", error)
        log.exception("as libraries do: %s", "it failed")
    ours, theirs = rows(written)
    assert ours["event"] == "a turn failed: ValueError"
    assert theirs["error"] == "ValueError"
    for row in (ours, theirs):
        assert isinstance(row["where"], list)
        assert row["where"][-1].startswith("test_logs.py:")
    assert not [one for one in SECRETS if one in written.getvalue()]


@pytest.mark.parametrize(
    ("told", "written_instead"),
    [
        ("Error handling request /call/topic/stress/2?key=2&since=1234", "Error handling request /call/…"),
        ("POST https://line.example/call/menu/main?key=2 HTTP/1.1", "POST https://line.example/call/… HTTP/1.1"),
        ("Invalid line: 'POST /call%2Ftopic%2Fstress HTTP/1.1'", "Invalid line: 'POST /call/… HTTP/1.1'"),
        ("from +447700900123 to 0770 090 0123", "from … to …"),
        ("call CA0123456789abcdef0123456789abcdef is over", "call … is over"),
        ("body: Digits=2&SpeechResult=help+me&From=%2B447700900123&To=x", "body: Digits=…&SpeechResult=…&From=…&To=x"),
        ("Listening at: http://127.0.0.1:8000 (12345)", "Listening at: http://127.0.0.1:8000 (12345)"),
        ("serving uk, version 0.1.0", "serving uk, version 0.1.0"),
    ],
)
def test_what_libraries_tell_of_callers_is_taken_out(written: io.StringIO, told: str, written_instead: str) -> None:
    logging.getLogger("gunicorn.error").error(told)
    assert [row["event"] for row in rows(written)] == [written_instead]


def test_warnings_are_logged_too(written: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.warn("something is old", stacklevel=1)
    assert "something is old" in str(rows(written)[0]["event"])


def test_a_person_at_a_terminal_reads_lines(monkeypatch: pytest.MonkeyPatch, written: io.StringIO) -> None:
    monkeypatch.setattr(written, "isatty", lambda: True)
    log_to(written)
    logging.getLogger("ivr.somewhere").warning("something")
    assert "something" in written.getvalue()
    assert not written.getvalue().startswith("{")
