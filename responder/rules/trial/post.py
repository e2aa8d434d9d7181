"""Replies of a test on their way out: they wait for delay and pace, and manners are asked last.

It knows pace and manners; it must not know rules or decide anything.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.models import Rate
from responder.pace import Pace, Window
from responder.rules.durations import duration
from responder.rules.manners import Forbidden, Manner, forbids_sending

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from responder.memory import Memory
    from responder.models import Limits
    from responder.rules.steps import Reply

DAY_S = 86_400.0
"""The day of `per_day`: any 24 hours."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply on its way.

    Args:
        number: In the order of writing.
        run: Number of the run that wrote it.
        reply: What it says, and which rule says it.
        chat_id: Where it goes.
        written_s: When it was decided, Unix seconds.
        due_s: When its delay is over, Unix seconds.
        to_owner: Whether it answers the owner himself, or goes to him alone.
        elsewhere: Whether it goes to another chat than that of the message.
    """

    number: int
    run: int
    reply: Reply
    chat_id: str
    written_s: float
    due_s: float
    to_owner: bool = False
    elsewhere: bool = False

    @property
    def rule(self) -> str:
        """Name of the rule that wrote it."""
        return self.reply.rule

    @property
    def text(self) -> str:
        """What it says."""
        return self.reply.text


@dataclass(frozen=True, slots=True)
class Posted:
    """The end of a reply.

    Args:
        letter: The reply.
        at_s: When, Unix seconds.
        why: What kept it from leaving; None if it has left.
    """

    letter: Letter
    at_s: float
    why: Forbidden | None = None


class Post:
    """The replies of one test that have not left yet, in order per chat.

    Args:
        limits: Of the rule file.
        zone: Likewise.
    """

    def __init__(self, limits: Limits, zone: ZoneInfo | None) -> None:
        self._limits = limits
        self._zone = zone
        self._pace = Pace(limits)
        self._day = None if limits.per_day is None else Window(Rate(limits.per_day, DAY_S))
        self._chats: dict[str, deque[Letter]] = {}

    @property
    def waits(self) -> bool:
        """Whether any reply has not left yet."""
        return bool(self._chats)

    def add(self, letter: Letter) -> None:
        """Let a reply wait behind the others to its chat."""
        self._chats.setdefault(letter.chat_id, deque()).append(letter)

    def next_s(self, now_s: float) -> float:
        """When the next reply leaves or is given up, Unix seconds; infinite if none waits."""
        return min((self._end(chat[0], now_s) for chat in self._chats.values()), default=math.inf)

    def take(self, now_s: float, memory: Memory) -> Posted:
        """Let the next reply come to its end.

        Args:
            now_s: Unix seconds, not after `next_s`.
            memory: At its end.
        """
        chat = min(self._chats.values(), key=lambda one: self._end(one[0], now_s))
        letter = chat[0]
        at_s = self._end(letter, now_s)
        why = self._forbids(letter, at_s, memory)
        chat.popleft()
        if not chat:
            del self._chats[letter.chat_id]
        if why is None:
            self._pace.take(letter.chat_id, at_s)
            if self._day is not None:
                self._day.take(at_s)
        return Posted(letter, at_s, why)

    def _end(self, letter: Letter, now_s: float) -> float:
        return max(now_s, min(self._leaves(letter), self._given_up(letter)))

    def _leaves(self, letter: Letter) -> float:
        pace = self._pace
        ready_s = max(pace.chat_ready_at(letter.chat_id), pace.account_ready_at())
        return max(letter.due_s, ready_s)

    def _given_up(self, letter: Letter) -> float:
        limit_s = self._limits.max_wait_s
        return math.inf if limit_s is None else letter.due_s + limit_s

    def _forbids(self, letter: Letter, at_s: float, memory: Memory) -> Forbidden | None:
        if at_s >= self._given_up(letter):
            limit_s = self._limits.max_wait_s or 0.0
            return Forbidden(Manner.MAX_WAIT, f"it could not leave for {duration(limit_s)}")
        wrote_s = memory.owner_wrote_s.get(letter.chat_id)
        sent = 0 if self._day is None else self._limits.per_day or 0
        left = 0 if self._day is None else self._day.room(at_s)
        return forbids_sending(
            self._limits,
            wrote_s,
            at_s,
            self._zone,
            to_owner=letter.to_owner,
            elsewhere=letter.elsewhere,
            sent_in_a_day=sent - left,
        )
