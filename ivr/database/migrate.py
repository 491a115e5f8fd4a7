"""An older database, or an empty one, becomes what this version needs, when a process first uses it.

Migrations only add, so that during a deploy the older version goes on with the newer tables.
"""

from __future__ import annotations

import sqlalchemy as sa

from ivr.database.tables import METADATA

REVISIONS = ("0001", "0002")
"""Those in migrations/versions, the oldest first."""

LOCK = 7_390_421
"""Any number, the same for all who migrate: PostgreSQL lets one of them in at a time."""


def is_current(connection: sa.Connection) -> bool:
    """Whether every table is there, and no revision is missing; one not known here is a newer version's."""
    missing = set(METADATA.tables) - set(sa.inspect(connection).get_table_names())
    return not missing and _revision(connection) not in (None, *REVISIONS[:-1])


def migrate(connection: sa.Connection) -> None:
    """Bring the database up to the last revision, in this connection's transaction; raises what the driver raises."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    if _revision(connection) in (None, *REVISIONS[:-1]):
        _upgrade(connection)
    METADATA.create_all(connection)  # what somebody has dropped


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # only here: most processes find the tables made, and need not wait for the import
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "ivr.database:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
