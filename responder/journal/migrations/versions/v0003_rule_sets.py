"""The rule files that were put to use, by what was in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FORMAT = 3
"""In `user_version`, see revision 0002."""


def upgrade() -> None:
    """Make the new tables."""
    op.create_table(
        "rule_file",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "rule_set",
        sa.Column("hash", sa.String, primary_key=True),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("found", sa.JSON, nullable=False),
    )
    op.create_table(
        "rule_load",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("rules", sa.Integer, nullable=False),
    )
    op.create_index("rule_load_by_hash", "rule_load", ["hash"])
    op.execute(f"PRAGMA user_version = {FORMAT}")
