"""Bookmarks of calls that broke off; the first version made this table without Alembic, and it may be there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table, unless it is there."""
    op.create_table(
        "bookmarks",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False),
        if_not_exists=True,
    )


def downgrade() -> None:
    """Drop it: nothing in it is older than half an hour."""
    op.drop_table("bookmarks")
