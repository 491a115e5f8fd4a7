"""Recordings that are gone or spoilt while calls are under way; the proxy serves the same folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from shutil import rmtree

from standing import until

from faulty.fault import OWN_VOICE, Fault, Trial
from faulty.site import Site


class Spoilt(Fault):
    """The folder is replaced by another, in which something is wrong with every recording."""

    def strike(self, site: Site) -> None:
        """As `Fault`."""
        good, bad = site.folder / "served/audio", site.folder / "served/bad"
        bad.mkdir()
        for file in good.glob("*.wav"):
            self.spoil(file, bad / file.name)
        (bad / "catalogue.json").write_bytes((good / "catalogue.json").read_bytes())
        good.rename(site.folder / "served/good")
        bad.rename(good)

    def spoil(self, good: Path, bad: Path) -> None:
        """Write what becomes of one recording; nothing at all for one that is gone."""

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        rmtree(site.folder / "served/audio")
        (site.folder / "served/good").rename(site.folder / "served/audio")

    def wrong(self, site: Site, trial: Trial) -> Iterable[str]:
        """As `Fault`: another voice says the same, and the usual one comes back by itself."""
        if not trial.heard[OWN_VOICE]:
            yield "nobody heard the carrier's own voice"
        if not until(lambda: all(site.plays() for _ in range(8)), 15):  # whichever worker answers
            yield "recordings that are back are not played"


class Gone(Spoilt):
    """Not one is left."""

    name = "the recordings are deleted"
    how = "every recording is deleted from the folder that servers and proxy serve"


class Halved(Spoilt):
    """A copy that broke off."""

    name = "recordings are cut off"
    how = "every recording is cut off in the middle"

    def spoil(self, good: Path, bad: Path) -> None:
        """As `Spoilt`."""
        sound = good.read_bytes()
        bad.write_bytes(sound[: len(sound) // 2])


class Empty(Spoilt):
    """A copy that never began."""

    name = "recordings are empty"
    how = "every recording is a file of no bytes"
    brief = False  # tests/recordings/test_fit.py spoils them in every way

    def spoil(self, good: Path, bad: Path) -> None:  # noqa: ARG002
        """As `Spoilt`."""
        bad.touch()


class Corrupt(Spoilt):
    """Something else under their names."""

    name = "recordings are no sound"
    how = "every recording is replaced by as many bytes that are no WAV file"
    brief = False  # tests/recordings/test_fit.py spoils them in every way

    def spoil(self, good: Path, bad: Path) -> None:
        """As `Spoilt`."""
        bad.write_bytes(b"\xa5" * good.stat().st_size)


FAULTS = (Gone, Halved, Empty, Corrupt)
