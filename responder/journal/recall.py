"""Memory as the journal keeps it: looked up value by value, and changed row by row.

Texts of strangers are kept as digests only. It must not know what a change is good for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import sqlalchemy as sa

from responder.journal import schema
from responder.memory import (
    TIMES_KEPT_MAX,
    Cell,
    Change,
    Claimed,
    Heard,
    Kept,
    Memory,
    Met,
    Muted,
    OwnerWrote,
    Replied,
    Said,
    Stored,
    Times,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.journal.bygone import Bygone
    from responder.journal.database import Database

K = TypeVar("K")
V = TypeVar("V")

Row: TypeAlias = dict[str, Any]

Timed: TypeAlias = Claimed | Met | Heard | OwnerWrote | Replied | Said | Muted
"""Changes that say when something was."""

DIGEST_BYTES = 16
"""Of a text: long enough that two texts never share one by accident."""


class LookedUp(Mapping[K, V]):
    """Stored values, each looked up when it is first asked for, and then the same for good.

    Args:
        look_up: Finds the value of a key; None if there is none.
    """

    def __init__(self, look_up: Callable[[K], V | None]) -> None:
        self._look_up = look_up
        self._found: dict[K, V | None] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._found:
            self._found[key] = self._look_up(key)
        value = self._found[key]
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[K]:
        raise TypeError("what is stored can be asked for, not listed")

    def __len__(self) -> int:
        raise TypeError("what is stored can be asked for, not counted")


class Recall:
    """What is remembered, in the tables of one journal.

    Args:
        database: Open.
        salt: Of this journal, so that its digests mean nothing elsewhere.
        bygone: Told of stored values before they change.
    """

    def __init__(self, database: Database, salt: bytes, bygone: Bygone) -> None:
        self._database = database
        self._salt = salt
        self._bygone = bygone
        self.look_up_anew()

    def look_up_anew(self) -> None:
        """Ask the tables again when the owner last wrote in a chat, for it has changed there.

        Else it is asked once: every message wants to know it twice, and few chats change it.
        """
        self._owner_wrote_s = LookedUp[str, float](lambda chat: self._one(_OWNER, key=chat))

    def memory(self) -> Memory:
        """A snapshot for decisions that are committed before anything else is."""
        return Memory(
            claims=LookedUp(self._claims),
            values=LookedUp(self._values),
            totals=LookedUp(lambda _: self._database.value(_TOTAL)),
            met=LookedUp(lambda who: self._one(_MET, key=who)),
            owner_wrote_s=self._owner_wrote_s,
            heard=LookedUp(self._heard),
            replied=LookedUp(lambda talk: self._times(_REPLIED, key=talk)),
            said_s=LookedUp(lambda key: self._one(_SAID, chat=key[0], digest=self.digest(key[1]))),
            muted_until_s=LookedUp(lambda talk: self._one(_MUTED, key=talk)),
        )

    def digest(self, text: str) -> str:
        """What stands for a text that is recognised but not kept."""
        raw = text.encode("utf-8", "surrogatepass")
        return blake2b(raw, digest_size=DIGEST_BYTES, key=self._salt).hexdigest()

    def write(
        self, connection: sa.Connection, now_s: float, changes: Iterable[tuple[str, Change]]
    ) -> None:
        """Write changes down, in the transaction of the caller.

        Args:
            connection: In a transaction.
            now_s: Unix seconds.
            changes: Each with the id of the event that caused it.
        """
        rows: dict[type[Change], list[Row]] = {}
        kept: dict[tuple[str, str, str], Kept] = {}
        for event_id, change in changes:
            if isinstance(change, Kept):
                kept[change.owner, change.name, change.entry] = change  # the last one counts
            else:
                rows.setdefault(type(change), []).append(self._row(event_id, change))
        for kind, many in rows.items():
            connection.execute(_WRITE[kind], many)
        if OwnerWrote in rows:
            self.look_up_anew()
        if kept:
            keys = [{"whose": one[0], "called": one[1], "which": one[2]} for one in kept]
            self._bygone.note_values(connection, now_s, keys)
            _keep(connection, kept.values())

    def _row(self, event_id: str, change: Timed) -> Row:
        match change:
            case Claimed(rule, scope, at_s):
                row: Row = {"rule": rule, "scope": scope, "at_s": at_s, "event_id": event_id}
            case Met(person_id, at_s):
                row = {"person_id": person_id, "wrote_s": at_s}
            case Heard(chat_id, text, sender_id, at_s):
                digest = self.digest(text)
                row = {"chat_id": chat_id, "digest": digest, "sender_id": sender_id, "at_s": at_s}
            case OwnerWrote(chat_id, at_s):
                row = {"chat_id": chat_id, "wrote_s": at_s}
            case Replied(talk, at_s):
                row = {"talk": talk, "at_s": at_s}
            case Said(chat_id, text, at_s):
                row = {"chat_id": chat_id, "digest": self.digest(text), "at_s": at_s}
            case Muted(talk, until_s):
                row = {"talk": talk, "until_s": until_s}
        return row

    def _one(self, query: sa.Executable, **values: str) -> float | None:
        found: float | None = self._database.value(query, values)
        return found

    def _times(self, query: sa.Executable, **values: str) -> Times | None:
        return tuple(row[0] for row in reversed(self._database.rows(query, values))) or None

    def _claims(self, key: tuple[str, str]) -> Times | None:
        rule, scope = key
        return self._times(_CLAIMS, rule=rule, scope=scope)

    def _values(self, key: tuple[str, str]) -> dict[str, Cell] | None:
        owner, name = key
        rows = self._database.rows(_STORED, {"whose": owner, "called": name})
        return {row.entry: Cell(read(row.value), row.until_s) for row in rows} or None

    def _heard(self, key: tuple[str, str]) -> tuple[tuple[str, float], ...] | None:
        chat, text = key
        values = {"chat": chat, "digest": self.digest(text)}
        rows = self._database.rows(_HEARD, values)
        return tuple((row.sender_id, row.at_s) for row in reversed(rows)) or None


def read(text: str) -> Stored:
    """A stored value, as it was written down."""
    value: Any = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


def _keep(connection: sa.Connection, kept: Iterable[Kept]) -> None:
    """Write what actions stored and dropped; each key stands once."""
    stored: list[Row] = []
    dropped: list[Row] = []
    for one in kept:
        if one.cell is None:
            dropped.append({"whose": one.owner, "called": one.name, "which": one.entry})
        else:
            row = {"owner": one.owner, "name": one.name, "entry": one.entry}
            # Not escaped: Chinese would take twice the room, and there is a bound to all of it.
            value = json.dumps(one.cell.value, ensure_ascii=False, separators=(",", ":"))
            stored.append({**row, "value": value, "until_s": one.cell.until_s})
    if stored:
        connection.execute(_KEEP, stored)
    if dropped:
        connection.execute(_DROP, dropped)


def _latest(table: sa.Table, key: str, value: str) -> sa.Executable:
    return sa.select(table.c[value]).where(table.c[key] == sa.bindparam("key"))


def _put(table: sa.Table) -> sa.Executable:
    return sa.insert(table).prefix_with("OR REPLACE")


# Made once: composing a statement costs about as much as running it.
_CLAIMS = (
    sa.select(schema.claim.c.at_s)
    .where(
        schema.claim.c.rule == sa.bindparam("rule"), schema.claim.c.scope == sa.bindparam("scope")
    )
    .order_by(schema.claim.c.at_s.desc())
    .limit(TIMES_KEPT_MAX)
)
_REPLIED = (
    sa.select(schema.replied.c.at_s)
    .where(schema.replied.c.talk == sa.bindparam("key"))
    .order_by(schema.replied.c.at_s.desc())
    .limit(TIMES_KEPT_MAX)
)
_HEARD = (
    sa.select(schema.heard.c.sender_id, schema.heard.c.at_s)
    .where(
        schema.heard.c.chat_id == sa.bindparam("chat"),
        schema.heard.c.digest == sa.bindparam("digest"),
    )
    .order_by(schema.heard.c.at_s.desc(), schema.heard.c.number.desc())
    .limit(TIMES_KEPT_MAX)
)
_MET = _latest(schema.person, "person_id", "wrote_s")
_OWNER = _latest(schema.owner, "chat_id", "wrote_s")
_MUTED = _latest(schema.muted, "talk", "until_s")
_SAID = sa.select(schema.said.c.at_s).where(
    schema.said.c.chat_id == sa.bindparam("chat"),
    schema.said.c.digest == sa.bindparam("digest"),
)
_STORED = sa.select(schema.stored.c.entry, schema.stored.c.value, schema.stored.c.until_s).where(
    schema.stored.c.owner == sa.bindparam("whose"), schema.stored.c.name == sa.bindparam("called")
)
_TOTAL = sa.select(sa.func.count()).select_from(schema.stored)
_KEEP = _put(schema.stored)
_DROP = sa.delete(schema.stored).where(
    schema.stored.c.owner == sa.bindparam("whose"),
    schema.stored.c.name == sa.bindparam("called"),
    schema.stored.c.entry == sa.bindparam("which"),
)
_WRITE: dict[type[Change], sa.Executable] = {
    Claimed: sa.insert(schema.claim),
    Met: _put(schema.person),
    Heard: sa.insert(schema.heard),
    OwnerWrote: _put(schema.owner),
    Replied: sa.insert(schema.replied),
    Said: _put(schema.said),
    Muted: _put(schema.muted),
}
