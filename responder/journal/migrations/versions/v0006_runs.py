"""Runs that go on later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

FORMAT = 6
"""In `user_version`, see revision 0002."""


def upgrade() -> None:
    """Make the new table."""
    op.create_table(
        "run",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("rule_set", sa.String, nullable=False),
        sa.Column("due_s", sa.Float, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("run_by_event", "run", ["event_id", "rule"])
    op.execute(f"PRAGMA user_version = {FORMAT}")
