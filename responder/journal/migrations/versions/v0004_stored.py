"""What actions of rules store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

FORMAT = 4
"""In `user_version`, see revision 0002."""


def upgrade() -> None:
    """Make the new table."""
    op.create_table(
        "stored",
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("entry", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("until_s", sa.Float),
        sqlite_with_rowid=False,
    )
    ending = sa.text("until_s IS NOT NULL")
    op.create_index("stored_ending", "stored", ["until_s"], sqlite_where=ending)
    op.execute(f"PRAGMA user_version = {FORMAT}")
