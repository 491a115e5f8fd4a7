"""The line on this machine: `ivr demo`, and the operator's password."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from click.testing import CliRunner
from werkzeug.security import check_password_hash

from ivr.cli import main
from ivr.settings import Settings

IVR = Path(sys.executable).with_name("ivr")


@contextmanager
def demo(*arguments: str, **environ: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command, and the address that it tells."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("IVR_", "TWILIO_"))}
    command = [IVR, "demo", "--no-open", *arguments]
    with subprocess.Popen(
        command, env={**clean, **environ}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            told = process.stdout.readline() if process.stdout else ""
            yield told.removeprefix("Phone the line:").strip(), process
        finally:
            process.kill()


def test_it_serves_the_phone_and_the_pages_at_the_address_it_tells() -> None:
    with demo() as (address, _):
        assert re.fullmatch(r"http://127\.0\.0\.1:80\d\d/phone", address)
        assert requests.get(address, timeout=5).status_code == 200
        turn = requests.post(address, {"key": "ring"}, headers={"Accept": "application/json"}, timeout=5).json()
        assert turn["listening"][0]["event"] == "play"
        assert requests.get(address.removesuffix("phone"), timeout=5).status_code == 200


def test_it_takes_the_next_free_port_and_ends_at_ctrl_c_without_a_word() -> None:
    with demo() as (first, process), demo() as (second, _):
        assert first != second
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
        assert "Traceback" not in errors
        assert requests.get(second, timeout=5).status_code == 200


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with demo("--port", str(port)) as (_, process):
            _, errors = process.communicate(timeout=20)
    assert process.returncode == 2
    assert f"--port {port}" in errors
    assert "name others" in errors
    assert len(errors.splitlines()) == 1


def test_a_visitor_of_the_demo_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither a database in the folder, nor a line of log for each key."""
    with demo(IVR_DATABASE_URL=f"sqlite:///{tmp_path}/kept.db") as (address, process):
        for key in ("ring", "5"):
            requests.post(address, {"key": key, "at": "2026-11-18T11:00:00+00:00"}, timeout=5)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=10)
    assert list(tmp_path.iterdir()) == []
    assert "POST" not in out + errors


def test_the_password_is_asked_for_and_only_its_hash_is_printed() -> None:
    done = CliRunner().invoke(main, ["password"], input="a long password\na long password\n")
    assert done.exit_code == 0
    setting = re.search(r"^IVR_OPERATOR_PASSWORD='(scrypt:.+)'$", done.stdout, re.MULTILINE)
    assert setting
    assert check_password_hash(setting[1], "a long password")
    assert "a long password" not in done.stdout
    settings = Settings.from_environ(
        {
            "TWILIO_AUTH_TOKEN": "x",
            "IVR_PUBLIC_URL": "https://line.example",
            "IVR_BROWSER_PHONE": "on",
            "IVR_OPERATOR_PASSWORD": setting[1],
        }
    )
    assert settings.browser_phone


def test_a_short_password_is_refused() -> None:
    done = CliRunner().invoke(main, ["password"], input="short\nshort\n")
    assert done.exit_code == 2
    assert "12 or more" in done.output
