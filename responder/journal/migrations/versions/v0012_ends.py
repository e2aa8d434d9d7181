"""Outgoing texts by when they ended.

Whether it is an echo of one that has just ended is asked of each message from this account, and
must not cost more the longer the journal is.
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"

FORMAT = 12
"""In `user_version`, see revision 0002."""


def upgrade() -> None:
    """Make the index."""
    op.create_index("outgoing_by_end", "outgoing", ["ended_s"])
    op.execute(f"PRAGMA user_version = {FORMAT}")
