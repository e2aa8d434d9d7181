"""The tables, as SQLAlchemy Core; `journal.py` is the only user."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, MetaData, String, Table, Text

VERSION = 1
"""Kept in SQLite's `user_version`. A file of another version is refused, never changed."""

metadata = MetaData()

handled = Table(
    "handled",
    metadata,
    Column("event_id", String, primary_key=True, comment="the service's MsgId"),
    Column("handled_s", Float, nullable=False, comment="Unix seconds of the decision"),
    Index("handled_by_time", "handled_s"),
    sqlite_with_rowid=False,
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("client_msg_id", String, primary_key=True),
    Column("chat_id", String, nullable=False),
    Column("chat_name", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("event_id", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("not_before_s", Float, nullable=False),
    Column("created_s", Float, nullable=False),
    Column("state", String, nullable=False, comment="an OutgoingState"),
    Column("reason", String, nullable=False, default=""),
    Column("login_id", String, nullable=False, default="", comment="where it may have left"),
    Column("attempted_s", Float, comment="Unix seconds since when"),
    Column("msg_id", String, nullable=False, default="", comment="the service's id once sent"),
    Index("outgoing_by_state", "state"),
)

cursor = Table(
    "cursor",
    metadata,
    Column("login_id", String, primary_key=True),
    Column("keys", Text, nullable=False, comment="opaque; whoever commits it reads it back"),
)
