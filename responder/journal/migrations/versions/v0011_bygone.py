"""What stood where something else stands by now: stored values, and runs that waited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"

FORMAT = 11
"""In `user_version`, see revision 0002."""


def upgrade() -> None:
    """Make the new tables."""
    op.create_table(
        "stored_before",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("entry", sa.String, nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("until_s", sa.Float),
    )
    op.create_index("stored_before_by_time", "stored_before", ["at_s"])
    op.create_table(
        "run_before",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("run", sa.Text),
        sa.Column("due_s", sa.Float),
    )
    op.create_index("run_before_by_time", "run_before", ["at_s"])
    op.create_index("run_before_by_key", "run_before", ["key"])
    op.execute(f"PRAGMA user_version = {FORMAT}")
