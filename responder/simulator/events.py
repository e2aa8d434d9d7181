"""The account's log of events, the cursors into it, and what of it a session still has to fetch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from responder.wechat.protocol.codes import Selector
from responder.wechat.protocol.wire import as_dict, as_int, as_list

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from responder.simulator.messages import Draft
    from responder.simulator.request import Json

EVENTS_KEPT_MAX = 200_000
"""Older events are dropped; about 200 MB of messages, far more than any load test leaves unread."""

KEY_BASE_MIN, KEY_BASE_MAX = 700_000_000, 800_000_000
"""Where counters start: large as on the service, and below 2^31 whatever happens."""

SKEW_KEY = 1002
"""Key that only SyncCheckKey has, in the mode in which the two differ."""


class EventKind(StrEnum):
    """What happened, as far as keys and selectors are concerned."""

    MESSAGE = "message"
    CHAT_ENTERED = "chat_entered"
    """A status notice that a chat was opened, read or left; travels as a message."""
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    PROFILE = "profile"


SELECTORS = (
    (frozenset({EventKind.MESSAGE}), Selector.MESSAGE),
    (frozenset({EventKind.CHANGED, EventKind.PROFILE}), Selector.CONTACT),
    (frozenset({EventKind.ADDED, EventKind.REMOVED}), Selector.CONTACT_ADDED),
    (frozenset({EventKind.CHAT_ENTERED}), Selector.CHAT_ENTERED),
)
"""The first row that something waiting belongs to decides the selector."""

_MESSAGES = frozenset({EventKind.MESSAGE, EventKind.CHAT_ENTERED})


@dataclass(frozen=True, slots=True)
class Event:
    """One entry.

    Args:
        seq: Position, counted from 1.
        kind: What happened.
        draft: Of messages.
        subject: Permanent id of the contact or room that changed.
        only: Sid of the one session it is meant for; `""` for all.
    """

    seq: int
    kind: EventKind
    draft: Draft | None = None
    subject: str = ""
    only: str = ""


class EventLog:
    """Everything that happened to the account, oldest first."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self.last_seq = 0

    def append(
        self, kind: EventKind, draft: Draft | None = None, subject: str = "", only: str = ""
    ) -> Event:
        """Add one."""
        self.last_seq += 1
        event = Event(self.last_seq, kind, draft, subject, only)
        self._events.append(event)
        if len(self._events) > 2 * EVENTS_KEPT_MAX:
            del self._events[:EVENTS_KEPT_MAX]
        return event

    def after(self, seq: int, sid: str, limit: int) -> list[Event]:
        """The first `limit` events after `seq` that concern the session."""
        return list(islice(self._visible(seq, sid), limit))

    def count_after(self, seq: int, sid: str) -> int:
        """How many events after `seq` concern the session."""
        return sum(1 for _ in self._visible(seq, sid))

    def selector(self, seq: int, sid: str) -> Selector:
        """What synccheck says about everything after `seq`."""
        kinds = set()
        for event in self._visible(seq, sid):
            if event.kind is EventKind.MESSAGE:
                return Selector.MESSAGE
            kinds.add(event.kind)
        for row, selector in SELECTORS:
            if row & kinds:
                return selector
        return Selector.NOTHING

    def _visible(self, seq: int, sid: str) -> Iterator[Event]:
        first = self._events[0].seq if self._events else 1
        start = max(seq + 1 - first, 0)
        for index in range(start, len(self._events)):
            event = self._events[index]
            if event.only in {"", sid}:
                yield event


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a client has read: the last event of each kind of key, by position."""

    profile: int
    message: int
    contact: int

    @property
    def seq(self) -> int:
        """Everything up to here was handed out."""
        return max(self.profile, self.message, self.contact)

    def past(self, events: list[Event]) -> Cursor:
        """The cursor after handing out `events`, which follow it."""
        profile, message, contact = self.profile, self.message, self.contact
        for event in events:
            if event.kind in _MESSAGES:
                message = event.seq
            elif event.kind is EventKind.PROFILE:
                profile = event.seq
            else:
                contact = event.seq
        return Cursor(profile, message, contact)


class KeyRing:
    """How one session's cursors are written as keys.

    Args:
        rng: For the numbers the counters start at.
        start: Position of the log at login.
        login_s: Unix time of the login; the value of key 1000.
    """

    def __init__(self, rng: Random, start: int, login_s: int) -> None:
        base = rng.randrange(KEY_BASE_MIN, KEY_BASE_MAX)
        self._bases = (base, base + rng.randrange(1, 60), base - rng.randrange(1, 60))
        self._login_s = login_s
        self.start = Cursor(start, start, start)

    def initial(self) -> Json:
        """The four keys of webwxinit."""
        return _as_wire([*self._counters(self.start), (1000, self._login_s)])

    def keys(self, cursor: Cursor, now: float, skew: int | None = None) -> Json:
        """The keys of webwxsync; with `skew` the variant that only synccheck understands."""
        pairs = [
            *self._counters(cursor),
            (11, self._bases[2]),
            (201, int(now)),
            (1000, self._login_s),
            (1001, self._login_s + 73),
        ]
        return _as_wire(pairs if skew is None else [*pairs, (SKEW_KEY, self._bases[0] + skew)])

    def cursor(self, pairs: list[tuple[int, int]], last_seq: int) -> Cursor | None:
        """Read a client's key back; None when it can not be one of this session."""
        values = dict(pairs)
        if values.get(1000) != self._login_s:
            return None
        seqs = [values.get(k, -1) - base for k, base in zip((1, 2, 3), self._bases, strict=True)]
        if not all(self.start.seq <= seq <= last_seq for seq in seqs):
            return None
        return Cursor(*seqs)

    def skew(self, pairs: list[tuple[int, int]]) -> int | None:
        """The skew a key was issued with; None when it has none."""
        value = dict(pairs).get(SKEW_KEY)
        return None if value is None else value - self._bases[0]

    def _counters(self, cursor: Cursor) -> list[tuple[int, int]]:
        seqs = (cursor.profile, cursor.message, cursor.contact)
        return [
            (key, base + seq) for key, base, seq in zip((1, 2, 3), self._bases, seqs, strict=True)
        ]


def _as_wire(pairs: list[tuple[int, int]]) -> Json:
    return {"Count": len(pairs), "List": [{"Key": key, "Val": value} for key, value in pairs]}


NO_KEYS: Json = {"Count": 0, "List": []}
"""What an answer with an error carries."""


def pairs_from_query(text: str) -> list[tuple[int, int]]:
    """Pairs of a `1_712340011|2_712340015`; what is not of that form is left out."""
    parts = (part.partition("_") for part in text.split("|"))
    return [(int(k), int(v)) for k, _, v in parts if _is_number(k) and _is_number(v)]


def pairs_from_body(value: object) -> list[tuple[int, int]]:
    """Pairs of a `{"Count": n, "List": [...]}`."""
    items = [as_dict(item) for item in as_list(as_dict(value).get("List"))]
    return [(as_int(item.get("Key")), as_int(item.get("Val"))) for item in items]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20  # noqa: PLR2004 - more overflows 64 bits
