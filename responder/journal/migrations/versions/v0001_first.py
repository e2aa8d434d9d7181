"""The tables of version 0.1.0, whose files carry no revision yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "handled",
        sa.Column("event_id", sa.String, primary_key=True),
        sa.Column("handled_s", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("handled_by_time", "handled", ["handled_s"])
    op.create_table(
        "outgoing",
        sa.Column("client_msg_id", sa.String, primary_key=True),
        sa.Column("chat_id", sa.String, nullable=False),
        sa.Column("chat_name", sa.String, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("not_before_s", sa.Float, nullable=False),
        sa.Column("created_s", sa.Float, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("login_id", sa.String, nullable=False),
        sa.Column("attempted_s", sa.Float),
        sa.Column("msg_id", sa.String, nullable=False),
    )
    op.create_index("outgoing_by_state", "outgoing", ["state"])
    op.create_table(
        "cursor",
        sa.Column("login_id", sa.String, primary_key=True),
        sa.Column("keys", sa.Text, nullable=False),
    )
