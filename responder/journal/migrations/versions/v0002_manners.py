"""What happened and why, what is remembered of it, and the pace over restarts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

FORMAT = 2
"""In `user_version`: version 0.1.0 looks there, and refuses a number it does not know."""


def upgrade() -> None:
    """Make the new tables, and let the outgoing texts say how they ended and for whom."""
    _events()
    _outgoing()
    _pace()
    _memory()
    op.execute(f"PRAGMA user_version = {FORMAT}")


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("chat_id", sa.String, nullable=False),
        sa.Column("sender_id", sa.String, nullable=False),
        sa.Column("time_s", sa.Float, nullable=False),
        sa.Column("taken_in_s", sa.Float, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("rule_set", sa.String, nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("hold_key", sa.String),
        sa.Column("since_s", sa.Float),
        sa.Column("due_s", sa.Float),
    )
    op.create_index("event_by_id", "event", ["event_id"], unique=True)
    op.create_index("event_by_chat", "event", ["chat_id", "number"])
    op.create_index("event_by_time", "event", ["taken_in_s"])
    op.create_index("event_held", "event", ["due_s"], sqlite_where=sa.text("due_s IS NOT NULL"))


def _outgoing() -> None:
    to_owner = sa.Column("to_owner", sa.Boolean, nullable=False, server_default="0")
    op.add_column("outgoing", to_owner)
    op.add_column("outgoing", sa.Column("ended_s", sa.Float))
    op.execute("UPDATE outgoing SET ended_s = created_s WHERE state NOT IN ('queued', 'sending')")
    op.drop_index("outgoing_by_state", "outgoing")
    op.create_index("outgoing_by_event", "outgoing", ["event_id"])
    op.create_index("outgoing_by_chat", "outgoing", ["chat_id", "created_s"])
    op.create_index("outgoing_by_time", "outgoing", ["created_s"])
    given = sa.text("msg_id != ''")
    op.create_index("outgoing_by_msg_id", "outgoing", ["msg_id"], sqlite_where=given)
    told = sa.text("ended_s IS NOT NULL AND text != ''")
    op.create_index("outgoing_told", "outgoing", ["ended_s"], sqlite_where=told)
    waiting = sa.text("state IN ('queued', 'sending')")
    op.create_index("outgoing_waiting", "outgoing", ["client_msg_id"], sqlite_where=waiting)


def _pace() -> None:
    op.create_table(
        "attempt",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("chat_id", sa.String, nullable=False),
    )
    op.create_index("attempt_by_time", "attempt", ["at_s"])
    op.create_table(
        "note",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.JSON, nullable=False),
    )


def _memory() -> None:
    op.create_table(
        "claim",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
    )
    op.create_index("claim_by_scope", "claim", ["rule", "scope", "at_s"])
    op.create_index("claim_by_event", "claim", ["event_id"])
    op.create_index("claim_by_time", "claim", ["at_s"])
    op.create_table(
        "person",
        sa.Column("person_id", sa.String, primary_key=True),
        sa.Column("wrote_s", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "owner",
        sa.Column("chat_id", sa.String, primary_key=True),
        sa.Column("wrote_s", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "heard",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("chat_id", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("sender_id", sa.String, nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
    )
    op.create_index("heard_by_text", "heard", ["chat_id", "digest", "at_s"])
    op.create_index("heard_by_time", "heard", ["at_s"])
    op.create_table(
        "replied",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("talk", sa.String, nullable=False),
        sa.Column("at_s", sa.Float, nullable=False),
    )
    op.create_index("replied_by_talk", "replied", ["talk", "at_s"])
    op.create_index("replied_by_time", "replied", ["at_s"])
    op.create_table(
        "said",
        sa.Column("chat_id", sa.String, primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("at_s", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("said_by_time", "said", ["at_s"])
    op.create_table(
        "muted",
        sa.Column("talk", sa.String, primary_key=True),
        sa.Column("until_s", sa.Float, nullable=False),
        sqlite_with_rowid=False,
    )
