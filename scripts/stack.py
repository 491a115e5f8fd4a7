"""The line as it is deployed, from its parts and without containers: three servers, PostgreSQL, and nginx with TLS.

nginx is given deploy/line.conf.template, as in deploy/compose.yaml. Whole calls are phoned through it, over https, and
one part after the other is stopped; what the callers hear is printed, and which server answered each turn. Ends with 1
if a call reached nobody. Needs nginx, PostgreSQL and openssl, which scripts/environment installs on Debian.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from string import Template

import requests

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from servers import Server, postgresql  # noqa: E402
from werkzeug.security import generate_password_hash  # noqa: E402

from ivr.carrier.fallback import fallback  # noqa: E402
from ivr.content import load_line  # noqa: E402
from ivr.phone import Phone, Response  # noqa: E402
from ivr.phone.event import caption  # noqa: E402
from ivr.phone.http import Http  # noqa: E402
from ivr.recordings.catalogue import Catalogue, audio_folder  # noqa: E402
from ivr.recordings.publish import publish  # noqa: E402

APPS = 3
TRIES = 6
"""How often a turn may be asked for, as in deploy/line.conf.template."""
PUBLIC = "https://line.example"
TOKEN = "token-of-the-stack"
PASSWORD = "password of the stack"
NUMBER = "+44 20 7946 0000"

NGINX = """
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx.log crit;
events {}
http {
    client_body_temp_path ${folder}/body;
    proxy_temp_path ${folder}/proxy;
    fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi;
    scgi_temp_path ${folder}/scgi;
    access_log ${folder}/access.log;
    add_header X-Answered-By $upstream_addr always;
    include ${folder}/line.conf;
}
"""
"""Around the line's own part; tells in each answer which server gave it."""


@dataclass
class Heard:
    """The way to the line through the proxy, which notes who answered each turn."""

    there: Http
    turns: list[str] = field(default_factory=list)
    """The servers that were asked, of each turn; the last of them answered."""

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Response:
        """As `Network`."""
        answer = self.there.post(url, form, headers)
        if "/call" in url:
            self.turns.append(answer.header("X-Answered-By"))
        return answer

    def get(self, url: str, headers: Mapping[str, str]) -> Response:
        """As `Network`."""
        return self.there.get(url, headers)


class Stack:
    """The running parts; each can be stopped and started."""

    def __init__(self, folder: Path, database: Server, apps: int = APPS) -> None:
        self.folder = folder
        self.database = database
        self.ports = [_free_port() for _ in range(apps)]
        self._https = _free_port()
        self._apps: dict[int, subprocess.Popen[bytes]] = {}
        self._nginx: subprocess.Popen[bytes] | None = None
        self._callers = 0
        self._password = generate_password_hash(PASSWORD)
        self.captions = {file: one.text for file, one in Catalogue.load(audio_folder()).files.items()}

    @property
    def url(self) -> str:
        """Where the proxy is."""
        return f"https://localhost:{self._https}"

    @property
    def log(self) -> Path:
        """What all servers have logged."""
        return self.folder / "apps.log"

    def start(self) -> None:
        """Start all that does not run, and wait until it answers."""
        self._prepare()
        for port in self.ports:
            if port not in self._apps:
                self._apps[port] = self._app(port)
        for port in self.ports:
            _until(lambda port=port: _answers(f"http://127.0.0.1:{port}/health"))  # type: ignore[misc]
        if self._nginx is None:
            command = [_nginx(), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
            with (self.folder / "nginx.err").open("ab") as log:
                self._nginx = subprocess.Popen(command, stderr=log)
        _until(lambda: _answers(f"{self.url}/health"))

    def kill(self, number: int) -> None:
        """Take a server away, as a machine that loses its power."""
        app = self._apps.pop(self.ports[number])
        os.killpg(app.pid, signal.SIGKILL)
        app.wait()

    def freeze(self, number: int) -> None:
        """Let a server hang: it takes connections, and answers nothing."""
        os.killpg(self._apps[self.ports[number]].pid, signal.SIGSTOP)

    def stop(self) -> None:
        """Stop everything but the database."""
        for app in self._apps.values():
            with suppress(ProcessLookupError):
                os.killpg(app.pid, signal.SIGTERM)
        for process in (*self._apps.values(), *([self._nginx] if self._nginx else ())):
            process.terminate()
            process.wait(20)
        self._apps.clear()
        self._nginx = None

    def phone(self, *, portable: bool = True) -> tuple[Phone, Heard]:
        """A phone whose every request goes through the proxy; each is another caller's."""
        self._callers += 1
        heard, caller, status = (
            Heard(Http(base=self.url, public=PUBLIC)),
            447700900000 + self._callers,
            f"{PUBLIC}/status",
        )
        made = Phone(
            heard, f"{PUBLIC}/call", TOKEN, self.captions, caller=f"+{caller}", status_url=status, portable=portable
        )
        return made, heard

    def get(self, path: str, **options: object) -> requests.Response:
        """Ask the proxy for something."""
        return requests.get(f"{self.url}{path}", timeout=10, **options)  # type: ignore[arg-type]

    def _prepare(self) -> None:
        served = self.folder / "served"
        publish(audio_folder(), served / "audio", datetime.now(UTC))
        (served / "fallback.xml").write_bytes(fallback(load_line("uk"), NUMBER.replace(" ", "")))
        certificate = self.folder / "certificate.pem"
        if not certificate.exists():
            _certificate(certificate, self.folder / "key.pem")
        os.environ["REQUESTS_CA_BUNDLE"] = str(certificate)
        first = " ".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s;" for port in self.ports)
        again = self.ports * max(1, TRIES // len(self.ports) - 1)
        last = " ".join(f"server 127.0.0.1:{port} backup max_fails=0;" for port in again)
        servers = f"{first} {last}"
        filled = {
            "APPS": servers, "NAME": "localhost", "LISTEN": f"127.0.0.1:{self._https}", "SERVED": str(served),
            "CERTIFICATE": str(certificate), "KEY": str(self.folder / "key.pem"),
        }  # fmt: skip
        template = (ROOT / "deploy/line.conf.template").read_text(encoding="utf-8")
        # As envsubst does: what is not filled in, such as $host, is nginx's own.
        (self.folder / "line.conf").write_text(Template(template).safe_substitute(filled), encoding="utf-8")
        (self.folder / "nginx.conf").write_text(Template(NGINX).safe_substitute(folder=self.folder), encoding="utf-8")

    def settings(self) -> dict[str, str]:
        """What the servers are told by their environment."""
        return {
            "TWILIO_AUTH_TOKEN": TOKEN,
            "IVR_PUBLIC_URL": PUBLIC,
            "IVR_AUDIO_DIR": str(self.folder / "served/audio"),
            "IVR_DATABASE_URL": self.database.url,
            "IVR_BOOKMARK_SECRET": "secret-of-the-stack",
            "IVR_OPERATOR_PASSWORD": self._password,
        }

    def command(self, port: int) -> list[str]:
        """What starts the server at a port."""
        return [str(Path(sys.executable).with_name("ivr")), "serve", "--port", str(port), "--workers", "1"]

    def _app(self, port: int) -> subprocess.Popen[bytes]:
        environ = {**os.environ, **self.settings()}
        with self.log.open("ab") as log:
            return subprocess.Popen(self.command(port), env=environ, stderr=log, start_new_session=True)


@contextmanager
def stack() -> Iterator[Stack]:
    """Everything, running; nothing of it is left afterwards."""
    with ExitStack() as parts:
        folder = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="stack-")))
        folder.chmod(0o755)  # nginx's workers may be somebody else
        made = Stack(folder, parts.enter_context(postgresql()))
        parts.callback(made.stop)
        made.start()
        yield made


def _certificate(path: Path, key: Path) -> None:
    """One for this machine alone, signed by itself."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-keyout", str(key), "-out", str(path)],
        check=True, capture_output=True,
    )  # fmt: skip


def _nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise SystemExit("nginx is needed; on Debian or Ubuntu: apt-get install nginx-light")
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _until(holds: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise SystemExit("stack: a part does not answer; what it says is in its log")
        time.sleep(0.1)


# --- what is shown


def whole_call(made: Stack, then: Callable[[], None] = lambda: None) -> tuple[Phone, Heard]:
    """A call into a topic; `then` happens in the middle of it; a part further on, 0, and the transfer."""
    phone, heard = made.phone()
    call = phone.ring()
    call.press("2")
    call.press("1")
    call.stay_silent()
    then()
    call.stay_silent()
    call.press("0")
    call.stay_silent()
    call.hang_up()
    return phone, heard


def last_call(made: Stack) -> Phone:
    """A call that no server answers; the proxy's document goes on without one, as only some carriers allow."""
    phone, _ = made.phone(portable=False)
    phone.ring()
    return phone


def show(made: Stack, title: str, then: Callable[[], None] = lambda: None) -> bool:
    """Phone a call and print it; whether a helpline was reached."""
    print(f"\n== {title}")
    phone, heard = whole_call(made, then)
    for event in phone.transcript:
        print(f"{event.at:8.2f}  {caption(event)}")
    names = {f"127.0.0.1:{port}": f"server {number}" for number, port in enumerate(made.ports, start=1)}
    answered = [names.get(turn.split(", ")[-1], "the proxy itself") for turn in heard.turns]
    print(f"          turns answered by: {', '.join(answered)}")
    reached = any(event.event == "connected" for event in phone.transcript)
    print(f"          {'put through to somebody' if reached else 'NOT PUT THROUGH'}")
    return reached


def main() -> None:
    """Stop each part in turn, and phone a call each time."""
    with stack() as made:
        held = [
            show(made, "all parts run"),
            show(made, "server 1 dies in mid-call", lambda: made.kill(0)),
            show(made, "server 2 dies too, in mid-call", lambda: made.kill(1)),
            show(made, "PostgreSQL stops in mid-call", made.database.stop),
        ]
        made.kill(2)
        print("\n== no server is left: the proxy answers with the fallback")
        phone = last_call(made)
        for event in phone.transcript:
            print(f"{event.at:8.2f}  {caption(event)}")
        held.append(any(event.event == "connected" for event in phone.transcript))
        made.database.start()
        made.start()
        held.append(show(made, "all parts run again"))
        print(f"\n{made.get('/ready').text}")
    print("Every call reached somebody." if all(held) else "Not every call reached somebody.")
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
