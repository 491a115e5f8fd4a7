"""PostgreSQL that is away, slow, locked, read-only, full; and SQLite that is locked or spoilt."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack

import psycopg
from standing import until

from faulty.caller import Caller, Plan
from faulty.carrier import Told
from faulty.fault import Fault, Trial
from faulty.site import Site

CARRY_ON = "To carry on where you left"


class OfDatabase(Fault):
    """What is counted waits, and a call that breaks off meanwhile can be carried on afterwards."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self._broken_off: Caller | None = None

    def strike(self, site: Site) -> None:
        """As `Fault`; then a call breaks off."""
        self.befall(site)
        plan = Plan(0, (("2", 1.0), ("1", 1.0), ("", 0.0), ("", 0.0)), (), ("answer",), Plan.drawn("", 0).at)
        self._broken_off = site.caller(plan, Told())
        self._broken_off.first_half()
        if self._broken_off.phone.call:
            self._broken_off.phone.call.hang_up()

    def befall(self, site: Site) -> None:
        """What happens to the database."""

    def heal(self, site: Site) -> None:  # noqa: ARG002
        """As `Fault`."""
        self._open.close()

    def wrong(self, site: Site, trial: Trial) -> Iterable[str]:  # noqa: ARG002
        """As `Fault`."""
        broken_off = self._broken_off
        if broken_off and not until(lambda: broken_off.phone.ring().heard(CARRY_ON), 20):
            yield "a call that broke off meanwhile cannot be carried on afterwards"


class Stopped(OfDatabase):
    """As in a power cut."""

    name = "the database is stopped"
    how = "PostgreSQL is stopped at once, without a goodbye, and started again at the end"

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        site.database.stop()

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.database.start()


class Slow(OfDatabase):
    """So little that calls still wait for it."""

    name = "the database is slow"
    how = "each answer of PostgreSQL is kept back 0.15 s by a relay in between"
    delay = 0.15
    visible = False

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        site.relay.delay = self.delay

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.relay.delay = 0.0


class VerySlow(Slow):
    """Longer than a call waits."""

    name = "the database is very slow"
    how = "each answer of PostgreSQL is kept back 3 s by a relay in between"
    delay = 3.0
    visible = True
    brief = False  # tests/bookmarks/test_bookmarks_faults.py has one that never answers


class Silent(OfDatabase):
    """Connections stay open, and nothing comes."""

    name = "the database falls silent"
    how = "a relay before PostgreSQL takes everything and passes nothing on"
    brief = False  # as above

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        site.relay.silent = True

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        site.relay.silent = False
        site.relay.cut()


class Locked(OfDatabase):
    """Somebody else is at work."""

    name = "the database's tables are locked"
    how = "another session holds both tables in ACCESS EXCLUSIVE mode"

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        connection = self._open.enter_context(psycopg.connect(site.database.url))
        connection.execute("LOCK TABLE bookmarks, counts IN ACCESS EXCLUSIVE MODE")


class ReadOnly(OfDatabase):
    """As a standby is."""

    name = "the database is read-only"
    how = "default_transaction_read_only is switched on in PostgreSQL"

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        _as_owner(site, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        writing = "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"
        _as_owner(site, writing, "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")


class Full(OfDatabase):
    """Its disk has no room."""

    name = "the database's disk is full"
    how = "PostgreSQL refuses every row of both tables with its own disk_full (53100), from a trigger"

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        raises = "BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END"
        _as_owner(site, f"CREATE OR REPLACE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ {raises} $$")
        for table in ("bookmarks", "counts"):
            when = f"BEFORE INSERT OR UPDATE ON {table} FOR EACH STATEMENT"
            _as_owner(site, f"CREATE TRIGGER full_disk {when} EXECUTE FUNCTION full_disk()")

    def heal(self, site: Site) -> None:
        """As `Fault`."""
        _as_owner(site, "DROP FUNCTION full_disk() CASCADE")


class Crowded(OfDatabase):
    """Somebody else has taken all connections."""

    name = "the database's connections are used up"
    how = "other sessions take all of PostgreSQL's connections, and those of the servers are broken off"
    brief = False

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        site.relay.cut()
        try:
            while True:
                self._open.enter_context(psycopg.connect(site.database.url))
        except psycopg.OperationalError:
            return


class Emptied(OfDatabase):
    """Somebody made it anew."""

    name = "the database's tables are dropped"
    how = "DROP TABLE, of all tables"
    counts = False

    def befall(self, site: Site) -> None:
        """As `OfDatabase`."""
        _as_owner(site, "DROP TABLE bookmarks, counts, alembic_version")


def _as_owner(site: Site, *statements: str) -> None:
    with psycopg.connect(site.database.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


FAULTS = (Stopped, Slow, VerySlow, Silent, Locked, ReadOnly, Full, Crowded, Emptied)
