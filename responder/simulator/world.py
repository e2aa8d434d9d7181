"""The state of one simulated account and its service, as an aggregate of small parts.

The parts know their own rules; this module only holds them together, and gives handlers a `Call`.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.simulator.events import Event, EventKind, EventLog
from responder.simulator.faults import Faults
from responder.simulator.logins import Logins
from responder.simulator.media import MediaStore
from responder.simulator.outbox import Outbox
from responder.simulator.people import ME, AddressBook
from responder.simulator.sessions import Sessions
from responder.simulator.settings import Settings
from responder.simulator.violations import Level, Violations
from responder.wechat.protocol.codes import FILEHELPER

if TYPE_CHECKING:
    from random import Random

    from responder.simulator.messages import Draft
    from responder.simulator.outbox import Sent
    from responder.simulator.request import Request

RECENT_MAX = 100
"""Chats named in the notice after webwxstatusnotify, as many as the service names at most."""

MESSAGES_KEPT_MAX = 20_000
"""Messages that can still be recalled or asked about."""


@dataclass(slots=True)
class Account:
    """The account that logs in."""

    uin: int = 3190257684
    name: str = "小助手"
    alias: str = ""
    sex: int = 1
    signature: str = ""


@dataclass(slots=True)
class FriendRequest:
    """Somebody who asks for friendship; the ticket accepts it, once."""

    person: str
    ticket: str
    answered: bool = False


@dataclass(slots=True)
class World:
    """Everything there is.

    Args:
        said: What both sides said in which chat, in order, for whoever looks.
        cookie_shift_s: Added to the Expires of cookies: where time is simulated, the client's
            cookie jar still goes by the real clock.
    """

    settings: Settings = field(default_factory=Settings)
    cookie_shift_s: float = 0.0
    account: Account = field(default_factory=Account)
    book: AddressBook = field(default_factory=AddressBook)
    logins: Logins = field(default_factory=Logins)
    sessions: Sessions = field(default_factory=Sessions)
    log: EventLog = field(default_factory=EventLog)
    outbox: Outbox = field(default_factory=Outbox)
    media: MediaStore = field(default_factory=MediaStore)
    faults: Faults = field(default_factory=Faults)
    violations: Violations = field(default_factory=Violations)
    requests: dict[str, FriendRequest] = field(default_factory=dict)
    messages: dict[int, Draft] = field(default_factory=dict)
    said: deque[tuple[str, Draft | Sent]] = field(
        default_factory=lambda: deque(maxlen=MESSAGES_KEPT_MAX)
    )
    recent: dict[str, None] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    version: int = 0

    def touch(self) -> None:
        """Something changed that a held poll or a waiting test may want to know."""
        self.version += 1

    def post(self, draft: Draft, only: str = "", kind: EventKind = EventKind.MESSAGE) -> Event:
        """Put a message into the log; its chat becomes the most recent one."""
        self.messages[draft.msg_id] = draft
        if len(self.messages) > MESSAGES_KEPT_MAX:
            del self.messages[next(iter(self.messages))]
        if kind is EventKind.MESSAGE and not only:
            chat = draft.to if draft.sender == ME else draft.sender
            self.met(chat)
            self.said.append((chat, draft))
        self.touch()
        return self.log.append(kind, draft, only=only)

    def announce(self, kind: EventKind, subject: str = "") -> None:
        """Put a change of a contact, or of the own profile, into the log."""
        if self.settings.split_keys and self.sessions.live is not None:
            self.sessions.live.skew += 1
        self.touch()
        self.log.append(kind, subject=subject)

    def met(self, chat: str) -> None:
        """The chat is the most recent one now."""
        self.recent.pop(chat, None)
        self.recent[chat] = None
        if len(self.recent) > RECENT_MAX:
            del self.recent[next(iter(self.recent))]

    def recent_chats(self) -> list[str]:
        """Permanent ids of recent chats, newest first, always with `filehelper`."""
        chats = [c for c in reversed(self.recent) if self._is_listed(c)]
        return chats if FILEHELPER in chats else [FILEHELPER, *chats]

    def _is_listed(self, chat: str) -> bool:
        room = self.book.rooms.get(chat)
        if room is not None:
            return not room.left and room.visibility in {"saved", "recent"}
        person = self.book.persons.get(chat)
        return chat == FILEHELPER or (
            person is not None and person.visibility in {"saved", "recent"}
        )


@dataclass(frozen=True, slots=True)
class Call:
    """One request being handled: with the state, the time and the source of chance."""

    world: World
    request: Request
    now: float
    rng: Random

    def blame(self, field_name: str, why: str, level: Level = Level.ERROR) -> None:
        """Record that the client broke something."""
        self.world.violations.add(level, self.request.endpoint, field_name, why, self.now)

    def warn(self, field_name: str, why: str) -> None:
        """Record a deviation the service tolerates."""
        self.blame(field_name, why, Level.WARNING)
