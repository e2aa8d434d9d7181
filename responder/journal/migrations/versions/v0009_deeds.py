"""What outgoing rows do: not only texts and acceptances of friend requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"

FORMAT = 9
"""In `user_version`, see revision 0002."""


def upgrade() -> None:
    """Put the deed and what it takes in place of the ticket."""
    deed = sa.Column("deed", sa.String, nullable=False, server_default="text")
    op.add_column("outgoing", deed)
    op.add_column("outgoing", sa.Column("content", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE outgoing SET deed = 'accept', content = ticket WHERE ticket != ''")
    op.drop_column("outgoing", "ticket")
    op.execute(f"PRAGMA user_version = {FORMAT}")
