"""Run by Alembic: on the connection of the process that migrates; from Alembic's own command, on IVR_DATABASE_URL."""

from __future__ import annotations

import os

import sqlalchemy as sa
from alembic import context

from ivr.database.engine import read_url
from ivr.database.tables import METADATA


def run(connection: sa.Connection) -> None:
    """Take the steps that are missing."""
    context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with sa.create_engine(read_url(os.environ["IVR_DATABASE_URL"])).begin() as own:
        run(own)
