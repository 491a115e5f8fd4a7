"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Only add: the version before this one still runs while a new one is deployed."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """What was added goes."""
    ${downgrades if downgrades else "pass"}
