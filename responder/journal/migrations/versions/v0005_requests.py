"""Which outgoing rows accept a friend request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

FORMAT = 5
"""In `user_version`, see revision 0002."""


def upgrade() -> None:
    """Add the ticket."""
    ticket = sa.Column("ticket", sa.String, nullable=False, server_default="")
    op.add_column("outgoing", ticket)
    op.execute(f"PRAGMA user_version = {FORMAT}")
