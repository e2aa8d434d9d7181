"""The pace of one account over all its runs: what has left counts, and a pause goes on.

`pace` is the arithmetic; this keeps it in step with the rule file, the login and the journal. It
must not know which text leaves, or why.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import trio

from responder.pace import THROTTLE_CAP_S

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from responder.journal.journal import Journal
    from responder.models import Limits
    from responder.pace import Pace
    from responder.wechat.account import Account, Online

PAUSE = "pause"
"""Name of the journal's note on it."""

CLOCK_SET_S = 1.0
"""A clock that differs by more from what it said before was set, or has drifted so far."""

CLOCKS_KEPT = 100
"""How many of these differences are kept: a clock that drifts as far as any does has one in half an
hour, and none matters after a day."""


class Pacing:
    """When the texts of one account may leave. Times are Trio's.

    Args:
        pace: Nothing is counted in it yet.
        journal: Knows what has left, and until when nothing was to leave.
        account: Knows by which ids a chat is known.
        limits: The manners of this moment.
        now: Unix seconds.
    """

    def __init__(
        self,
        pace: Pace,
        *,
        journal: Journal,
        account: Account,
        limits: Callable[[], Limits],
        now: Callable[[], float],
    ) -> None:
        self._pace = pace
        self._journal = journal
        self._account = account
        self._limits = limits
        self._now = now
        self._adopted = limits()
        self._counted_in: Online | None = None
        self._ahead_s = deque([now() - trio.current_time()], CLOCKS_KEPT)
        self._count_attempts()
        self._resume_pause()

    @property
    def left_today(self) -> int | None:
        """How many texts may still leave in the 24 hours up to now; None if all may."""
        self.keep_up()
        return self._pace.day_room(trio.current_time())

    @property
    def pausing_s(self) -> float:
        """For how long, in seconds, nothing leaves because the service asked for it."""
        return max(0.0, self._pace.blocked_until - trio.current_time())

    def keep_up(self) -> None:
        """Go by the limits of this moment, as if they had always held.

        In another login chats may be known by other ids; then what has left is counted anew, too.
        """
        self._watch_clock()
        limits, online = self._limits(), self._account.online
        if limits != self._adopted or (online and online is not self._counted_in):
            self._adopted, self._counted_in = limits, online
            self._pace.adopt(limits)
            self._count_attempts()

    def room(self, most: int) -> int:
        """How many texts, up to `most`, the account lets leave at this instant."""
        return self._pace.room(trio.current_time(), most)

    def chat_ready_at(self, ids: Sequence[str]) -> float:
        """When a chat lets its next text leave, by whichever of its ids."""
        return max(map(self._pace.chat_ready_at, ids))

    def account_ready_at(self) -> float:
        """When the account lets its next text leave, to whichever chat."""
        return self._pace.account_ready_at()

    def day_full(self) -> bool:
        """Whether as much has left in the last 24 hours as may."""
        return self._pace.day_full(trio.current_time())

    def take(self, ids: Sequence[str]) -> float:
        """Count a text that leaves now, to the chat of these ids.

        Returns:
            When that is.
        """
        now = trio.current_time()
        self._pace.take(ids[0], now, *ids[1:])
        return now

    def give_back(self, ids: Sequence[str], at: float) -> None:
        """A text that was counted has not left after all."""
        self._pace.give_back(ids[0], at, *ids[1:])

    def accepted(self) -> None:
        """The service took a text, which ends the doubling of pauses, a restart notwithstanding."""
        next_s = self._pace.next_block_s
        self._pace.accepted(trio.current_time())
        if self._pace.next_block_s != next_s:
            self._keep_pause()

    def throttled(self) -> float:
        """The service said "too often": nothing leaves for a while, a restart notwithstanding.

        Returns:
            How long from now, in seconds.
        """
        pause_s = self._pace.throttled(trio.current_time())
        self._keep_pause()
        return pause_s

    def bar(self) -> None:
        """The service refuses the account altogether: nothing leaves for the longest while."""
        self._pace.bar(trio.current_time())
        self._keep_pause()

    def _resume_pause(self) -> None:
        now, now_s = trio.current_time(), self._now()
        pause = self._journal.note(PAUSE)
        if pause is not None:
            # Never longer than it was: the clock may have been set back since.
            left_s = min(pause["until_s"] - now_s, pause.get("left_s", THROTTLE_CAP_S))
            self._pace.resume(now + left_s, pause["next_s"])

    def _watch_clock(self) -> None:
        """Remember each time that the clock of the machine was set while we run."""
        ahead_s = self._now() - trio.current_time()
        if abs(ahead_s - self._ahead_s[-1]) > CLOCK_SET_S:
            self._ahead_s.append(ahead_s)

    def _count_attempts(self) -> None:
        """Take from an empty pace what has left and still counts."""
        if not self._pace.reach_s:
            return
        since_s = trio.current_time() - self._pace.reach_s
        attempts = self._journal.outbox.attempts(since_s + min(self._ahead_s))
        for left, chat_id in sorted((self._left_at(one.at_s), one.chat_id) for one in attempts):
            first, *others = self._account.ids_of(chat_id)
            self._pace.take(first, left, *others)

    def _left_at(self, at_s: float) -> float:
        """When something left, by Trio's clock.

        The journal has what the clock of the machine said, which may have been set since. Of all
        that it may mean this is the latest: rather too little leaves than too much.

        Args:
            at_s: Unix seconds.
        """
        now = trio.current_time()
        may_be = [left for one in self._ahead_s if (left := at_s - one) < now + CLOCK_SET_S]
        return min(max(may_be, default=now), now)

    def _keep_pause(self) -> None:
        """Write down until when nothing leaves, so that a restart does not end the pause."""
        left_s = self._pace.blocked_until - trio.current_time()
        until_s, next_s = self._now() + left_s, self._pace.next_block_s
        pause = {"until_s": until_s, "left_s": left_s, "next_s": next_s}
        self._journal.put_note(PAUSE, pause)
