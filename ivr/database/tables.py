"""The tables as they are now; a change here needs a migration beside it, and a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

LONGEST_PLACE = 300
LONGEST_LINE = 80
LONGEST_COUNTER = 120
"""Characters."""

METADATA = sa.MetaData()

BOOKMARKS = sa.Table(
    "bookmarks",
    METADATA,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("place", sa.String(LONGEST_PLACE), nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),  # seconds since 1970; no index: the rows are few
)

COUNTS = sa.Table(
    "counts",
    METADATA,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("line", sa.String(LONGEST_LINE), primary_key=True),
    sa.Column("counter", sa.String(LONGEST_COUNTER), primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
)
