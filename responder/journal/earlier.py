"""What was remembered at a moment of the past, as far as the journal still tells.

Rows that carry their time are taken up to then; of what only its last value is kept, the value
counts if it is from before, and otherwise the events before tell. It must not know what rules make
of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from responder.journal import schema
from responder.journal.bygone import Bygone
from responder.journal.outbox import NOT_SENT
from responder.journal.recall import Recall, read
from responder.memory import TIMES_KEPT_MAX, Cell, Memory, Times

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from responder.journal.bygone import Value
    from responder.journal.database import Database

JUST_BEFORE_S = 1.0
"""What is dated so shortly before the first event of a window may be that event's own doing: it is
decided some milliseconds before it is written down."""

YEAR_S = 367 * 86_400.0
"""No duration of a rule file exceeds a year."""

MUTE_S_MAX = 86_400.0
"""A talk that is mute for longer than this after the moment was muted later."""


@dataclass(frozen=True, slots=True)
class Lookback:
    """How far back from a moment it matters what was, in seconds.

    Args:
        claims_s: What rules claimed.
        replied_s: Which events were answered.
        mute_s: For how long a talk is muted.
        heard_s: What was written.
        said_s: What we said.
    """

    claims_s: float = YEAR_S
    replied_s: float = YEAR_S
    mute_s: float = MUTE_S_MAX
    heard_s: float = YEAR_S
    said_s: float = YEAR_S


class Earlier:
    """What was remembered before one event of a journal came in.

    Args:
        database: Open.
        salt: Of its digests.
        number: Of the event.
    """

    def __init__(self, database: Database, salt: bytes, number: int) -> None:
        self._database = database
        self._bygone = Bygone(database)
        self._recall = Recall(database, salt, self._bygone)
        self._digest = self._recall.digest
        self._number = number
        taken_in_s: float | None = database.value(_TAKEN_IN, {"number": number})
        self._begins_s = taken_in_s or 0.0
        self._before_s = self._begins_s - JUST_BEFORE_S

    def memory(self, lookback: Lookback) -> Memory:
        """A snapshot of that moment; of what actions stored as far as `knows_from` says.

        It is read at once, but for what actions stored: to ask for each value of a long recording
        would cost more than deciding it.

        Args:
            lookback: How far back it matters what was.
        """
        stored = _Stored(self._recall.memory(), self._bygone.values(self._begins_s))
        return Memory(
            claims=self._claims(lookback.claims_s),
            values=stored,
            totals={"": stored.total},
            met=self._met(),
            owner_wrote_s=self._owner(),
            heard=self._heard(lookback.heard_s),
            replied=self._replied(lookback.replied_s),
            said_s=self._said(lookback.said_s),
            muted_until_s=self._muted(lookback.mute_s),
        )

    @property
    def knows_from(self) -> int | None:
        """Number of the first event from which on every change is known; None if none is."""
        return self._bygone.since()

    def runs(self) -> list[str]:
        """The runs that waited then, as they were written down."""
        return self._bygone.runs(self._begins_s)

    def went_on(self, key: str) -> tuple[tuple[float, float], ...]:
        """Since then, when runs under a key were due, and when they went on, in order."""
        return self._bygone.went_on(key, self._begins_s)

    def begun_by(self, event_id: str) -> list[str] | None:
        """The runs of an event that waited or wait; None where nobody knows."""
        known_from = self.knows_from
        if known_from is None or known_from > self._number:
            return None
        return self._bygone.begun_by(event_id)

    def latest_s(self) -> float | None:
        """When a run last began, went on or ended, Unix seconds; None if none did."""
        return self._bygone.latest_s()

    def _claims(self, within_s: float) -> dict[tuple[str, str], Times]:
        values = {"since_s": self._before_s - within_s, "until_s": self._before_s + JUST_BEFORE_S}
        found: dict[tuple[str, str], list[float]] = {}
        for row in self._database.rows(_CLAIMS, {**values, "number": self._number}):
            found.setdefault((row.rule, row.scope), []).append(row.at_s)
        return {key: tuple(times[-TIMES_KEPT_MAX:]) for key, times in found.items()}

    def _times(self, within_s: float) -> dict[str, float]:
        return {"since_s": self._before_s - within_s, "before_s": self._before_s}

    def _replied(self, within_s: float) -> dict[str, Times]:
        found: dict[str, list[float]] = {}
        for row in self._database.rows(_REPLIED, self._times(within_s)):
            found.setdefault(row.talk, []).append(row.at_s)
        return {talk: tuple(times[-TIMES_KEPT_MAX:]) for talk, times in found.items()}

    def _met(self) -> dict[str, float]:
        """Who wrote before and not since is a row; of others the events before tell."""
        rows = self._database.rows(_MET, {"before_s": self._before_s})
        writers = self._database.rows(_WRITERS, {"number": self._number})
        met = {row.sender_id: self._before_s for row in writers}
        return met | {row.person_id: row.wrote_s for row in rows}

    def _owner(self) -> dict[str, float]:
        found = {}
        for row in self._database.rows(_OWNER):
            wrote_s: float | None = row.wrote_s
            if row.wrote_s >= self._before_s:
                values = {"key": row.chat_id, "number": self._number}
                wrote_s = self._database.value(_OWNER_WROTE, values)
            if wrote_s is not None:
                found[row.chat_id] = wrote_s
        return found

    def _heard(self, within_s: float) -> Mapping[tuple[str, str], tuple[tuple[str, float], ...]]:
        found: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for row in self._database.rows(_HEARD, self._times(within_s)):
            found.setdefault((row.chat_id, row.digest), []).append((row.sender_id, row.at_s))
        if not found:  # as before all that is kept; so no digest is made of what is asked for
            return {}
        heard = {key: tuple(those[-TIMES_KEPT_MAX:]) for key, those in found.items()}
        return _Heard(heard, self._digest)

    def _said(self, within_s: float) -> dict[tuple[str, str], float]:
        rows = self._database.rows(_SAID, self._times(within_s))
        return {(row.chat_id, row.text): row.said_s for row in rows}

    def _muted(self, mute_s: float) -> dict[str, float]:
        rows = self._database.rows(_MUTED, {"before_s": self._before_s + mute_s})
        return {row.talk: row.until_s for row in rows}


class _Heard(Mapping[tuple[str, str], tuple[tuple[str, float], ...]]):
    """Who wrote a text in a chat and when; texts are kept as digests."""

    def __init__(
        self,
        by_digest: dict[tuple[str, str], tuple[tuple[str, float], ...]],
        digest: Callable[[str], str],
    ) -> None:
        self._by_digest = by_digest
        self._digest = digest

    def __getitem__(self, key: tuple[str, str]) -> tuple[tuple[str, float], ...]:
        chat_id, text = key
        return self._by_digest[chat_id, self._digest(text)]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        raise TypeError("what was heard can be asked for, not listed")

    def __len__(self) -> int:
        return len(self._by_digest)


class _Stored(Mapping[tuple[str, str], Mapping[str, Cell]]):
    """What was stored: what is there now, with what has changed since put back."""

    def __init__(self, now: Memory, before: list[Value]) -> None:
        self._now = now.values
        self._before: dict[tuple[str, str], list[Value]] = {}
        for one in before:
            self._before.setdefault((one.owner, one.name), []).append(one)
        there = sum(one.entry in self._now.get(key, {}) for key, one in self._changed())
        was = sum(one.value is not None for _, one in self._changed())
        self.total = now.totals.get("", 0) - there + was

    def _changed(self) -> Iterator[tuple[tuple[str, str], Value]]:
        for key, many in self._before.items():
            for one in many:
                yield key, one

    def __getitem__(self, key: tuple[str, str]) -> Mapping[str, Cell]:
        cells = self._now.get(key)
        before = self._before.get(key)
        if before is not None:
            cells = dict(cells or {})
            for one in before:
                cells.pop(one.entry, None)
                if one.value is not None:
                    cells[one.entry] = Cell(read(one.value), one.until_s)
        if not cells:
            raise KeyError(key)
        return cells

    def __iter__(self) -> Iterator[tuple[str, str]]:
        raise TypeError("what is stored can be asked for, not listed")

    def __len__(self) -> int:
        raise TypeError("what is stored can be asked for, not counted")


_claim, _event, _heard, _replied = schema.claim.c, schema.event.c, schema.heard.c, schema.replied.c
_out = schema.outgoing.c
_number: sa.BindParameter[int] = sa.bindparam("number")
_before_s: sa.BindParameter[float] = sa.bindparam("before_s")
_since_s: sa.BindParameter[float] = sa.bindparam("since_s")

_TAKEN_IN = sa.select(_event.taken_in_s).where(_event.number == _number)
# By the event that it pays for, to the millisecond: a cooldown is what a replay hangs on most.
_CLAIMS = (
    sa.select(_claim.rule, _claim.scope, _claim.at_s)
    .where(
        _claim.at_s >= _since_s,
        _claim.at_s <= sa.bindparam("until_s"),
        ~sa.exists().where(_event.event_id == _claim.event_id, _event.number >= _number),
    )
    .order_by(_claim.at_s)
)
_REPLIED = (
    sa.select(_replied.talk, _replied.at_s)
    .where(_replied.at_s >= _since_s, _replied.at_s < _before_s)
    .order_by(_replied.at_s)
)
_HEARD = (
    sa.select(_heard.chat_id, _heard.digest, _heard.sender_id, _heard.at_s)
    .where(_heard.at_s >= _since_s, _heard.at_s < _before_s)
    .order_by(_heard.at_s, _heard.number)
)
_MET = sa.select(schema.person).where(schema.person.c.wrote_s < _before_s)
_WRITERS = (
    sa.select(_event.sender_id)
    .distinct()
    .where(
        _event.number < _number,
        _event.outcome.not_in(["ours", "asked", "held"]),
        sa.func.instr(_event.event, '"kind":"message"') > 0,
        sa.func.instr(_event.decision, '"withheld"') == 0,
    )
)
_OWNER = sa.select(schema.owner)
_OWNER_WROTE = sa.select(sa.func.max(sa.func.min(_event.time_s, _event.taken_in_s))).where(
    _event.chat_id == sa.bindparam("key"),
    _event.number < _number,
    _event.sender_id == "me",
    _event.outcome.not_in(["ours", "asked"]),
)
_SAID = (
    sa.select(_out.chat_id, _out.text, sa.func.max(_out.created_s).label("said_s"))
    .where(
        _out.created_s >= _since_s,
        _out.created_s < _before_s,
        _out.state.not_in([state.value for state in NOT_SENT]),
    )
    .group_by(_out.chat_id, _out.text)
)
_MUTED = sa.select(schema.muted).where(schema.muted.c.until_s < _before_s)
