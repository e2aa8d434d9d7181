"""Sessions: one per finished login, still known for a while after they have ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from responder.simulator import ids
from responder.simulator.events import Cursor, KeyRing
from responder.simulator.names import Names
from responder.simulator.people import ME

if TYPE_CHECKING:
    from random import Random

SESSIONS_KEPT_MAX = 100
"""Ended sessions that are still answered with their own code instead of as unknown."""

CLIENT_IDS_KEPT_MAX = 20_000
"""ClientMsgIds remembered per session; a repeat after so many sends is taken for a new message."""


class SessionState(StrEnum):
    """Where a session stands."""

    NEW = "new"
    INITIALISED = "initialised"
    ENDED = "ended"


@dataclass(slots=True)
class Polls:
    """The synccheck calls in flight, by when they began; there must never be two."""

    begun: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Accepted:
    """A send that was taken: the id it got, and what it said."""

    msg_id: int
    fingerprint: str


@dataclass(slots=True)
class Session:
    """One login's credentials and progress.

    Args:
        sid: `wxsid`.
        uin: The account's number.
        skey: What the client may send as skey.
        pass_ticket: Percent-encoded, as the XML has it.
        data_ticket: Cookie `webwx_data_ticket`.
        uvid: Cookie `webwxuvid`.
        auth_ticket: Cookie `webwx_auth_ticket`.
        created: Unix time.
        names: UserNames of this session.
        ring: Writes and reads its sync keys.
        handed_out: The furthest cursor any answer carried.
        skew: Grows when SyncCheckKey and SyncKey part, see `Settings.split_keys`.
        ended: Its final retcode; None while it lives.
    """

    sid: str
    uin: int
    skey: str
    pass_ticket: str
    data_ticket: str
    uvid: str
    auth_ticket: str
    created: float
    names: Names
    ring: KeyRing
    handed_out: Cursor
    state: SessionState = SessionState.NEW
    notified: bool = False
    skew: int = 0
    skew_issued: bool = False
    ended: int | None = None
    device_id: str = ""
    device_repeats: int = 0
    polls: Polls = field(default_factory=Polls)
    last_delivery: dict[str, float] = field(default_factory=dict)
    accepted: dict[str, Accepted] = field(default_factory=dict)

    def remember(self, client_msg_id: str, accepted: Accepted) -> None:
        """So that a repeat of the send is recognised."""
        self.accepted[client_msg_id] = accepted
        if len(self.accepted) > CLIENT_IDS_KEPT_MAX:
            del self.accepted[next(iter(self.accepted))]


class Sessions:
    """All recent sessions; at most one lives."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Session] = {}

    @property
    def live(self) -> Session | None:
        """The session that has not ended."""
        alive = (session for session in self._by_sid.values() if session.ended is None)
        return next(alive, None)

    def get(self, sid: str) -> Session | None:
        """The session of that sid, also an ended one."""
        return self._by_sid.get(sid)

    def knows_device(self, auth_ticket: str) -> bool:
        """Whether a push login may be asked for with this `webwx_auth_ticket`."""
        return any(session.auth_ticket == auth_ticket for session in self._by_sid.values())

    def open(self, rng: Random, uin: int, now: float, log_seq: int) -> Session:
        """A new session; it sees events after `log_seq` only."""
        sid = ids.sid(rng)
        ring = KeyRing(rng, log_seq, int(now))
        session = Session(
            sid=sid,
            uin=uin,
            skey=ids.skey(rng),
            pass_ticket=ids.pass_ticket(rng),
            data_ticket=ids.data_ticket(rng),
            uvid=rng.randbytes(48).hex(),
            auth_ticket=ids.auth_ticket(rng),
            created=now,
            names=Names(sid, ME),
            ring=ring,
            handed_out=ring.start,
        )
        self._by_sid[sid] = session
        while len(self._by_sid) > SESSIONS_KEPT_MAX:
            del self._by_sid[next(iter(self._by_sid))]
        return session

    def end_all(self, retcode: int) -> int:
        """End what lives with this code; gives how many that were."""
        alive = [session for session in self._by_sid.values() if session.ended is None]
        for session in alive:
            session.ended = retcode
            session.state = SessionState.ENDED
        return len(alive)
