"""The line as it is deployed, to which faults are done: servers of several workers, PostgreSQL, nginx with TLS."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import requests
from servers import Server, postgresql
from stack import PASSWORD, PUBLIC, TOKEN, Stack
from standing import until

from faulty.caller import Caller, Plan
from faulty.carrier import Carrier, Told
from faulty.relay import Relay
from faulty.small import Disk
from ivr.content.loader import line_folder
from ivr.counts.table import Table
from ivr.phone import Phone
from ivr.phone.http import Http

SERVERS, WORKERS = 2, 2
SCRIPTS = Path(__file__).resolve().parents[1]
NOISE = re.compile(
    "Booting worker|Listening at|Using worker|Starting gunicorn|Handling signal|Shutting down|Worker exiting|serving "
    "|was sent SIGTERM|answers again"
)
"""What a server says when it starts or stops as it should, or when a fault before this one is over."""


class Site(Stack):
    """The running parts, each of which can be told what is wrong with it."""

    def __init__(self, folder: Path, database: Server, rest: float) -> None:
        """`rest` is how many seconds a server leaves a database alone that has failed."""
        super().__init__(folder, database, SERVERS)
        self.relay = Relay(database.folder / ".s.PGSQL.5432")
        self.disk = Disk(folder / "disk")
        self.line = folder / "changed/uk"  # by its name, it is counted
        self.copy_line()
        self.own: dict[str, str] = {}
        """Settings that a fault needs."""
        self.stale = False
        """Whether the servers have to be restarted before another fault."""
        self._rest = rest
        self._rung = 0

    # --- the servers

    def settings(self) -> dict[str, str]:
        """As `Stack`."""
        through = f"postgresql://line@127.0.0.1:{self.relay.port}/postgres"
        own = {name: value.format(disk=self.disk.folder, line=self.line) for name, value in self.own.items()}
        return {
            **super().settings(),
            "IVR_DATABASE_URL": through,
            "FAULTY_REST": str(self._rest),
            "PYTHONPATH": str(SCRIPTS),
            **own,
        }

    def command(self, port: int) -> list[str]:
        """As `Stack`."""
        return [sys.executable, "-c", "from faulty.serve import main; main()", str(port), str(WORKERS)]

    def set(self, own: Mapping[str, str]) -> None:
        """Have all servers run with these settings beside the usual ones."""
        if self.stale or dict(own) != self.own:
            self.stale = False
            if "{disk}" in str(own):
                self.disk.mount()
            self.own = dict(own)
            self.restart()
        self.start()

    def restart(self, ports: Sequence[int] = ()) -> None:
        """Restart servers at the same time, all if none is named; each ends what is under way."""
        gone = [self._apps.pop(port) for port in ports or self.ports if port in self._apps]
        for app in gone:
            app.terminate()
        for app in gone:
            app.wait(20)
        self.start()

    def workers(self) -> list[int]:
        """The process ids of all workers."""
        found: list[int] = []
        for app in self._apps.values():
            found += map(int, Path(f"/proc/{app.pid}/task/{app.pid}/children").read_text().split())
        return found

    def kill_worker(self, worker: int) -> None:
        """As the kernel does when memory runs out."""
        try:
            os.kill(worker, signal.SIGKILL)
        except ProcessLookupError:
            return

    def copy_line(self) -> None:
        """Have the line as it is in a folder where it can be changed."""
        shutil.rmtree(self.line, ignore_errors=True)
        shutil.copytree(line_folder("uk"), self.line)

    # --- calls

    @cached_property
    def fallback(self) -> bytes:
        """The document that another host keeps."""
        return (self.folder / "served/fallback.xml").read_bytes()

    def caller(self, plan: Plan, told: Told) -> Caller:
        """Somebody who has not rung before."""
        self._rung += 1
        phone: Phone
        began = plan.at.timestamp()
        carrier = Carrier(Http(base=self.url, public=PUBLIC), TOKEN, self.fallback, lambda: began + phone.now, told)
        phone = Phone(
            carrier, f"{PUBLIC}/call", TOKEN, self.captions, plan.outcomes, caller=f"+{447700000000 + self._rung}",
            status_url=f"{PUBLIC}/status", portable=False, silent=True,
        )  # fmt: skip
        return Caller(plan, carrier, phone)

    def first_call(self) -> None:
        """Somebody rings and hangs up, and is counted: the database has been used."""
        self.caller(Plan.drawn("first", 0), Told()).phone.ring().hang_up()
        self.settled(1)

    def plays(self) -> bool:
        """Whether the first thing that a caller hears is a recording."""
        caller = self.caller(Plan.drawn("first", 0), Told())
        caller.phone.ring().hang_up(into=0.1)
        return caller.phone.transcript[0].event == "play"

    # --- what the operator sees

    def mark(self) -> int:
        """How much has been logged."""
        return self.log.stat().st_size

    def logged(self, mark: int) -> Counter[str]:
        """What has been logged since, each text with how often."""
        with self.log.open("rb") as log:
            log.seek(mark)
            rows = [_event(row) for row in log.read().decode(errors="replace").splitlines()]
        return Counter(re.sub(r"\d{3,}", "…", row) for row in rows if row and not NOISE.search(row))

    def ready(self) -> list[str]:
        """What /ready says of each server, where it is not well."""
        found = []
        for port in self.ports:
            told = self._ask(port, "/ready")
            if told is None:
                found.append("no answer")
            elif told.json()["status"] != "ready":
                wrong = [f"{part}: {how}" for part, how in told.json().items() if part not in ("line", "status")]
                unwell = [one for one in wrong if not one.endswith((": ok", "elsewhere"))]
                found.append(f"{told.status_code} {told.json()['status']}, {', '.join(unwell)}")
        return sorted(set(found))

    def metrics(self) -> Counter[str]:
        """The counters that tell of something unusual, of all servers together."""
        sums: Counter[str] = Counter()
        for port in self.ports:
            told = self._ask(port, "/metrics")
            for name, labels, value in re.findall(r"^(\w+)({.*})? (\S+)$", told.text if told else "", re.MULTILINE):
                if UNUSUAL.search(name + labels):
                    sums[name + labels] += int(float(value))
        return sums

    def counted(self, counter: str = "calls") -> int:
        """A counter of all days, as the database has it."""
        table = Table(self.settings()["IVR_DATABASE_URL"])
        try:
            days = table.read("uk", date(1900, 1, 1), date(2200, 1, 1))
        finally:
            table.close()
        return sum(day.get(counter, 0) for day in days.values())

    def settled(self, counted: int, seconds: float = 20) -> bool:
        """Whether so many calls are counted, in time."""
        return until(lambda: self.counted() >= counted, seconds)

    def _ask(self, port: int, path: str) -> requests.Response | None:
        try:
            return requests.get(f"http://127.0.0.1:{port}{path}", auth=("operator", PASSWORD), timeout=5)
        except requests.RequestException:
            return None


UNUSUAL = re.compile(r'_faults_total|_refused_total|seconds_count.*status="(?!20)')


def _event(row: str) -> str:
    try:
        return str(json.loads(row)["event"])
    except (ValueError, KeyError, TypeError):
        return row.strip()


@contextmanager
def site(rest: float) -> Iterator[Site]:
    """Everything, running; nothing of it is left afterwards."""
    with ExitStack() as parts:
        folder = Path(parts.enter_context(TemporaryDirectory(prefix="faulty-")))
        folder.chmod(0o755)  # nginx's workers may be somebody else
        made = Site(folder, parts.enter_context(postgresql()), rest)
        parts.callback(made.disk.unmount)
        parts.callback(made.relay.close)
        parts.callback(made.stop)
        made.start()
        yield made
