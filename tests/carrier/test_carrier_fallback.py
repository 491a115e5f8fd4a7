"""The document for the time when this server is down, as a caller hears it from another host."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from flask import Flask, Response

from ivr.carrier.fallback import fallback
from ivr.content import Line
from ivr.content.measure import digit_by_digit
from ivr.phone import Call, InProcess, Phone

IVR = Path(sys.executable).with_name("ivr")
NUMBER = "+442079460000"


def phoned(document: bytes, dial: str) -> Call:
    """A call to a host that has this document and nothing else."""
    host = Flask("another host")
    host.add_url_rule("/fallback.xml", view_func=lambda: Response(document, mimetype="text/xml"), methods=["POST"])
    phone = Phone(InProcess(host), "https://files.example/fallback.xml", "token", dial=dial, portable=False)
    return phone.ring()


@pytest.mark.parametrize("dial", ["answer", "busy", "no-answer", "failed"])
def test_the_caller_hears_the_number_twice_is_put_through_and_hears_it_again(line: Line, dial: str) -> None:
    call = phoned(fallback(line, NUMBER), dial)
    told = [event.text if event.event == "say" else event.event for event in call.transcript]
    number = [digit_by_digit(prompt) for prompt in line.number_twice(line.crisis.id)]
    connected = ["connected"] if dial == "answer" else []
    assert told == [
        line.words.fault.sorry, *number, line.words.fallback.through,
        "dial", *connected,
        *number, line.words.leaving.ending, line.words.leaving.goodbye,
        "end",
    ]  # fmt: skip
    assert number[1] == number[3] == "1 1 6, 1 2 3"
    assert {event.number for event in call.transcript if event.event == "dial"} == {line.crisis.dials[0]}


def test_somebody_is_phoned_within_half_a_minute(line: Line) -> None:
    dial = next(event for event in phoned(fallback(line, NUMBER), "answer").transcript if event.event == "dial")
    assert dial.at < 30


def test_it_needs_nothing_of_ours(line: Line) -> None:
    """No recording, and no address to ask next."""
    document = fallback(line, NUMBER)
    assert b"://" not in document
    assert b"action" not in document
    assert len(document) < 64 * 1024
    assert {verb.tag for verb in fromstring(document)} == {"Say", "Dial", "Hangup"}


@pytest.mark.parametrize("caller_id", [NUMBER, ""])
def test_the_helpline_sees_the_lines_number_if_it_is_known(line: Line, caller_id: str) -> None:
    dial = fromstring(fallback(line, caller_id)).find("Dial")
    assert dial is not None
    assert dial.get("callerId") == (caller_id or None)
    assert int(dial.get("timeLimit", "0")) > 0


def command(*arguments: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))}
    return subprocess.run([IVR, "fallback", *arguments], env={**clean, **environ}, capture_output=True, timeout=60)


def test_the_command_writes_it_without_any_other_setting(line: Line, tmp_path: Path) -> None:
    done = command("--output", str(tmp_path / "fallback.xml"), IVR_NUMBER="+44 20 7946 0000")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (tmp_path / "fallback.xml").read_bytes().strip() == fallback(line, NUMBER)


def test_the_command_says_what_the_helpline_would_see(line: Line) -> None:
    done = command()
    assert done.returncode == 0
    assert done.stdout.strip() == fallback(line, "")
    assert b"Set IVR_NUMBER or IVR_CALLER_ID" in done.stderr


def test_a_wrong_number_is_told_and_nothing_is_written() -> None:
    done = command(IVR_CALLER_ID="116 123")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"ivr: IVR_CALLER_ID: is not right")
