"""Disks that are full, read-only or gone, under SQLite and under the files of the metrics."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from faulty.database import OfDatabase
from faulty.fault import Fault
from faulty.site import Site
from faulty.small import SIZE


class OfFile(OfDatabase):
    """The database is SQLite, in a file on a small disk."""

    settings: Mapping[str, str] = {"IVR_DATABASE_URL": "sqlite:///{disk}/line.db"}

    def prepare(self, site: Site) -> None:
        """As `Fault`: the file is there."""
        site.first_call()

    @staticmethod
    def file(site: Site) -> Path:
        """Where it is."""
        return site.disk.folder / "line.db"


class Full(OfFile):
    """Not one byte of room."""

    name = "the disk of SQLite's file is full"
    how = f"the file lies on a disk of {SIZE} MB, which is filled to the last byte"

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        site.disk.fill()

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.disk.empty()


class ReadOnly(OfFile):
    """Nothing may be written."""

    name = "SQLite's file is read-only"
    how = "the disk that the file lies on is mounted anew, read-only"

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        site.disk.read_only(True)

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.disk.read_only(False)


class Locked(OfFile):
    """Somebody else writes, and does not end."""

    name = "SQLite's file is locked"
    how = "another process holds it with BEGIN EXCLUSIVE"
    brief = False  # tests/bookmarks/test_bookmarks_faults.py locks one

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        held = sqlite3.connect(self.file(site), isolation_level=None)
        self._open.callback(held.close)
        held.execute("BEGIN EXCLUSIVE")


class Spoilt(OfFile):
    """It is no database any more."""

    name = "SQLite's file is overwritten"
    how = "its bytes are replaced by others that are no database, and put back at the end"

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        file = self.file(site)
        kept = file.read_bytes()
        self._open.callback(lambda: file.write_bytes(kept))
        file.write_bytes(b"nothing of a database" * (len(kept) // 20))


class Gone(OfFile):
    """Somebody tidied up."""

    name = "SQLite's file is deleted"
    how = "the file is deleted, and not put back"
    brief = False
    counts = False
    visible = False  # a new one is made in its place

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        self.file(site).unlink()


class MetricsFull(Fault):
    """Where all workers keep what /metrics tells."""

    name = "the disk of the metrics is full"
    how = f"TMPDIR is a disk of {SIZE} MB, which is filled to the last byte; then all workers are killed, and made anew"
    settings: Mapping[str, str] = {"TMPDIR": "{disk}"}
    counts = False

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        site.disk.fill()
        for worker in site.workers():
            site.kill_worker(worker)

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.disk.empty()


class FullFromTheStart(MetricsFull):
    """Servers are started on it."""

    name = "the disk is full when servers start"
    brief = False
    how = (
        f"both servers are killed, TMPDIR, a disk of {SIZE} MB, is filled to the last byte, and they are started again"
    )
    visible = False  # where TMPDIR has no room, Python takes another folder

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        for number in range(len(site.ports)):
            site.kill(number)
        site.disk.fill()
        site.start()

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        super().heal(site)
        site.stale = True


class TemporaryGone(MetricsFull):
    """Somebody tidied up."""

    name = "the folder of temporary files is emptied"
    how = "everything in TMPDIR is deleted; then all workers are killed, and made anew"
    visible = True
    brief = False

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        for one in site.disk.folder.iterdir():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        for worker in site.workers():
            site.kill_worker(worker)


FAULTS = (Full, ReadOnly, Locked, Spoilt, Gone, MetricsFull, FullFromTheStart, TemporaryGone)
