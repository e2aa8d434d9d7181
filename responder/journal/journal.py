"""The journal: every message is written down before anything is done about it.

One transaction takes in messages: their ids, what was decided and why, what is remembered of them,
the texts to send and the new sync key. So a crash at any instant leaves either the old key, and the
service gives the messages again, or all of it, and the texts are still to be sent.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from responder.journal import schema
from responder.journal.bygone import Bygone
from responder.journal.database import Database
from responder.journal.outbox import Outbox
from responder.journal.pruning import DAY_S, Pruning
from responder.journal.recall import Recall
from responder.journal.renaming import Renaming
from responder.journal.rulesets import RuleSets
from responder.journal.waits import WaitingRuns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from responder.journal.waits import RunChanges
    from responder.memory import Change, Memory
    from responder.models import Event, Outgoing

FILE = "journal.sqlite"

KEEP_S = 90 * DAY_S
"""For how long it is known what happened and why, unless somebody says otherwise."""

SALT = "salt"
"""Name of the note that keeps it."""

IDS_AT_ONCE = 500
"""Ids in one question; SQLite takes 32,766 values."""

HELD = "held"
"""Outcome of an event that waits to be decided."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Why an event is not decided yet.

    Args:
        key: It waits together with what has the same.
        since_s: When the first of them came in, Unix seconds.
        due_s: When it is decided, Unix seconds.
    """

    key: str
    since_s: float
    due_s: float


@dataclass(frozen=True, slots=True)
class Entry:
    """One event and what became of it.

    Args:
        event: What happened.
        text: The whole event as text, for `why` and a later look.
        outcome: In a word; `HELD` if it has a hold.
        rule: Name of the rule that has it.
        rule_set: Hash of the rules that decided.
        decision: With its trace, as text.
        hold: Where it waits to be decided.
    """

    event: Event
    text: str = field(repr=False)
    outcome: str
    rule: str = ""
    rule_set: str = ""
    decision: str = field(default="", repr=False)
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """An event that waits to be decided.

    Args:
        text: The event, as it was written down.
        hold: With what, and until when.
    """

    text: str = field(repr=False)
    hold: Hold


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the service's messages were taken in.

    Args:
        login_id: Whose keys these are.
        keys: The sync keys, as text.
    """

    login_id: str
    keys: str


class Journal:
    """One account's journal; open it with `Journal.open`.

    Args:
        database: Open.
        recall: What is remembered.
        outbox: What goes out.
        pruning: What is forgotten.
        bygone: What was before.
    """

    def __init__(
        self,
        database: Database,
        *,
        recall: Recall,
        outbox: Outbox,
        pruning: Pruning,
        bygone: Bygone,
    ) -> None:
        self._database = database
        self._recall = recall
        self.outbox = outbox
        self.pruning = pruning
        self.rule_sets = RuleSets(database)
        self.ids = Renaming(database, recall.look_up_anew)
        self.waits = WaitingRuns(database, bygone)

    @classmethod
    def open(cls, directory: Path, *, keep_s: float = KEEP_S, keep_text: bool = True) -> Self:
        """Open or create the journal of a state directory.

        Args:
            directory: Exists.
            keep_s: How long events and outgoing texts are kept, in seconds.
            keep_text: Whether outgoing texts are kept after they have left, and what was stored.

        Raises:
            JournalError: Unreadable, damaged, or of another version; the file is left as it is.
        """
        database = Database.open(directory / FILE, forget=not keep_text)
        try:
            salt = bytes.fromhex(_salt(database))
            bygone = Bygone(database, kept=keep_text)
            bygone.begin()
        except BaseException:
            database.close()
            raise
        recall = Recall(database, salt, bygone)
        return cls(
            database,
            recall=recall,
            outbox=Outbox(database, recall.digest),
            pruning=Pruning(database, keep_s=keep_s, keep_text=keep_text, bygone=bygone),
            bygone=bygone,
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def unknown(self, event_ids: Sequence[str]) -> tuple[str, ...]:
        """Those messages that were not taken in yet; the service may repeat any, ever so often."""
        known: set[str] = set()
        for start in range(0, len(event_ids), IDS_AT_ONCE):
            values = {"ids": event_ids[start : start + IDS_AT_ONCE]}
            known |= {row.event_id for row in self._database.rows(_KNOWN, values)}
        return tuple(one for one in dict.fromkeys(event_ids) if one not in known)

    def memory(self) -> Memory:
        """What is remembered, for decisions that `take_in` commits before anything else is."""
        return self._recall.memory()

    def take_in(
        self,
        *,
        now_s: float,
        event_ids: Sequence[str] = (),
        entries: Sequence[Entry] = (),
        decided: Sequence[Entry] = (),
        outgoing: Sequence[Outgoing] = (),
        cursor: Cursor | None = None,
        runs: RunChanges | None = None,
        changes: Sequence[tuple[str, Change]] = (),
    ) -> None:
        """Take in messages and decisions, whole or not at all.

        Args:
            now_s: Unix seconds.
            event_ids: Messages of the service, none of them known before; not all are events.
            entries: What they were.
            decided: Events that were held, with what was decided now.
            outgoing: Texts to send, in order.
            cursor: How far the service's messages are taken in with this.
            runs: What becomes of runs that go on later.
            changes: To memory, each with the event that caused it, in the order of deciding: of a
                stored value the last one counts.

        Raises:
            JournalError: Not written (disk full, read-only …); nothing may be acted upon.
        """
        with self._database.writing() as connection:
            if event_ids:
                handled = [{"event_id": one, "handled_s": now_s} for one in event_ids]
                connection.execute(_INSERT_HANDLED, handled)
            if entries:
                connection.execute(_INSERT_EVENT, [_row(entry, now_s) for entry in entries])
            if decided:
                connection.execute(_DECIDE_EVENT, [_decided(entry) for entry in decided])
            self._recall.write(connection, now_s, changes)
            self.outbox.add(connection, outgoing, now_s)
            if runs is not None:
                self.waits.write(connection, now_s, runs)
            if cursor is not None:
                row = {"login_id": cursor.login_id, "keys": cursor.keys}
                connection.execute(_PUT_CURSOR, row)

    def held(self) -> tuple[Held, ...]:
        """Events that wait to be decided, in the order in which they arrived."""
        rows = self._database.rows(_HELD)
        return tuple(Held(row.event, Hold(row.hold_key, row.since_s, row.due_s)) for row in rows)

    def event(self, event_id: str) -> str | None:
        """An event as it was written down; None if it was not, or is forgotten."""
        found: str | None = self._database.value(_EVENT, {"event_id": event_id})
        return found

    def keys(self, login_id: str) -> str | None:
        """The sync keys last committed for a login."""
        found: str | None = self._database.value(_KEYS, {"login_id": login_id})
        return found

    def note(self, name: str) -> Any:  # noqa: ANN401 - whatever was noted
        """A single value that was kept; None if there is none."""
        return self._database.value(_NOTE, {"name": name})

    def put_note(self, name: str, value: object) -> None:
        """Keep a single value, which JSON can hold.

        Raises:
            JournalError: Not written.
        """
        with self._database.writing() as connection:
            connection.execute(_PUT_NOTE, {"name": name, "value": value})


def _salt(database: Database) -> str:
    salt: str | None = database.value(_NOTE, {"name": SALT})
    if salt is None:
        salt = secrets.token_hex(16)
        with database.writing() as connection:
            connection.execute(_PUT_NOTE, {"name": SALT, "value": salt})
    return salt


def _row(entry: Entry, now_s: float) -> dict[str, Any]:
    event, hold = entry.event, entry.hold
    return {
        "event_id": event.id,
        "chat_id": event.chat.id,
        "sender_id": event.sender.id,
        "time_s": event.time_s,
        "taken_in_s": now_s,
        "event": entry.text,
        "outcome": entry.outcome,
        "rule": entry.rule,
        "rule_set": entry.rule_set,
        "decision": entry.decision,
        "hold_key": None if hold is None else hold.key,
        "since_s": None if hold is None else hold.since_s,
        "due_s": None if hold is None else hold.due_s,
    }


def _decided(entry: Entry) -> dict[str, Any]:
    hold = entry.hold
    return {
        "which": entry.event.id,
        "event": entry.text,
        "outcome": entry.outcome,
        "rule": entry.rule,
        "rule_set": entry.rule_set,
        "decision": entry.decision,
        "hold_key": None if hold is None else hold.key,
        "since_s": None if hold is None else hold.since_s,
        "due_s": None if hold is None else hold.due_s,
    }


# Made once: composing a statement costs about as much as running it.
_IDS: sa.BindParameter[str] = sa.bindparam("ids", expanding=True)
# Where the clock was far behind when a message came in and has been set since, its id looks old and
# is forgotten with the ids; what happened is kept for longer.
_KNOWN = sa.union_all(
    *[
        sa.select(table.c.event_id).where(table.c.event_id.in_(_IDS))
        for table in (schema.handled, schema.event)
    ]
)
_INSERT_HANDLED = sa.insert(schema.handled)
_INSERT_EVENT = sa.insert(schema.event)
_DECIDE_EVENT = sa.update(schema.event).where(schema.event.c.event_id == sa.bindparam("which"))
_HELD = (
    sa.select(
        schema.event.c.event, schema.event.c.hold_key, schema.event.c.since_s, schema.event.c.due_s
    )
    .where(schema.event.c.due_s.is_not(None))
    # Written so that it is not read in this order, through all events: few are held.
    .order_by(schema.event.c.number + 0)
)
_EVENT = sa.select(schema.event.c.event).where(schema.event.c.event_id == sa.bindparam("event_id"))
_PUT_CURSOR = sa.insert(schema.cursor).prefix_with("OR REPLACE")
_KEYS = sa.select(schema.cursor.c["keys"]).where(
    schema.cursor.c.login_id == sa.bindparam("login_id")
)
_NOTE = sa.select(schema.note.c.value).where(schema.note.c.name == sa.bindparam("name"))
_PUT_NOTE = sa.insert(schema.note).prefix_with("OR REPLACE")
