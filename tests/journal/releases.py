"""Journals as released versions wrote them, for migrating."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Release:
    """One version.

    Args:
        version: Of the program.
        format: Its `user_version`.
        script: What makes such a file, with two messages handled, a text sent and one waiting.
    """

    version: str
    format: int
    script: str


RELEASES = (
    Release(
        "0.1.0",
        1,
        """
        CREATE TABLE handled (
            event_id VARCHAR NOT NULL, handled_s FLOAT NOT NULL, PRIMARY KEY (event_id)
        ) WITHOUT ROWID;
        CREATE INDEX handled_by_time ON handled (handled_s);
        CREATE TABLE outgoing (
            client_msg_id VARCHAR NOT NULL, chat_id VARCHAR NOT NULL, chat_name VARCHAR NOT NULL,
            text TEXT NOT NULL, event_id VARCHAR NOT NULL, rule VARCHAR NOT NULL,
            not_before_s FLOAT NOT NULL, created_s FLOAT NOT NULL, state VARCHAR NOT NULL,
            reason VARCHAR NOT NULL, login_id VARCHAR NOT NULL, attempted_s FLOAT,
            msg_id VARCHAR NOT NULL, PRIMARY KEY (client_msg_id)
        );
        CREATE INDEX outgoing_by_state ON outgoing (state);
        CREATE TABLE cursor (
            login_id VARCHAR NOT NULL, keys TEXT NOT NULL, PRIMARY KEY (login_id)
        );
        INSERT INTO handled VALUES ('7001', 1700000000.0), ('7002', 1700000001.0);
        INSERT INTO outgoing VALUES
            ('17000000000000001', 'p1', 'Ann', '早', '7001', 'r', 1700000002.0, 1700000000.0,
             'sent', '', 'L', 1700000002.0, '8001'),
            ('17000000000000002', 'p1', 'Ann', '晚', '7002', 'r', 1700000003.0, 1700000001.0,
             'queued', '', '', NULL, '');
        INSERT INTO cursor VALUES ('L', '[1]');
        PRAGMA user_version = 1;
        """,
    ),
)


def write(path: Path, release: Release) -> None:
    """Make a file as a release wrote it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(release.script)
