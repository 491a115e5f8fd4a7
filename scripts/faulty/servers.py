"""Workers and servers that die, or hang, or are restarted."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterable

from faulty.fault import Fault, Trial
from faulty.site import Site


class WorkerKilled(Fault):
    """One after the other, as long as calls are made."""

    name = "a worker is killed, again and again"
    how = "SIGSTOP, so that it holds turns that are under way, then SIGKILL, to one worker after the other"
    times = 5
    falls_back = True  # where one is killed at each of six tries
    counts = False  # what it had counted in the last seconds goes with it

    def __init__(self) -> None:
        self.killed = 0

    def meanwhile(self, site: Site) -> None:
        """As `Fault`."""
        workers = site.workers()
        if workers:
            worker = random.choice(workers)
            try:
                os.kill(worker, signal.SIGSTOP)
                time.sleep(0.03)
                os.kill(worker, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.killed += 1

    def wrong(self, site: Site, trial: Trial) -> Iterable[str]:  # noqa: ARG002
        """As `Fault`."""
        if not self.killed:
            yield "no worker was killed"


class AllWorkersKilled(Fault):
    """None is left, until the server has made new ones."""

    name = "all workers are killed at once"
    how = "SIGKILL to every worker of both servers"
    counts = False

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        for worker in site.workers():
            site.kill_worker(worker)


class ServerKilled(Fault):
    """With all its workers."""

    name = "a server is killed"
    how = "SIGKILL to a whole server, as when a machine loses its power"
    counts = False
    brief = False  # tests/test_stack.py does it too

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        site.kill(0)

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.start()


class ServerHangs(Fault):
    """It takes what it is asked, and says nothing."""

    name = "a server hangs"
    how = "SIGSTOP to a whole server, which goes on taking connections"
    counts = False
    brief = False  # tests/test_stack.py does it too

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        site.freeze(0)

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.kill(0)
        site.start()


class NoServer(Fault):
    """The proxy is alone."""

    name = "no server is left"
    how = "SIGKILL to both servers, all workers included"
    falls_back = True
    counts = False
    brief = False  # tests/test_stack.py does it too

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        for number in range(len(site.ports)):
            site.kill(number)

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.start()


FAULTS = (WorkerKilled, AllWorkersKilled, ServerKilled, ServerHangs, NoServer)
