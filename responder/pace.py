"""How fast we may write: pure arithmetic over times the caller gives.

The default pace looks like a person and keeps the account from being limited. Times are seconds
of any clock that never steps back, always the caller's; nothing here sleeps.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from responder.models import Rate

if TYPE_CHECKING:
    from responder.models import Limits, Span

SLOWEST_AT_CHARS = 120
"""A text of this length gets the whole delay of its span: about what a thumb types in that time."""

THROTTLE_FIRST_S = 60.0
THROTTLE_CAP_S = 1800.0
"""After "too often" every send stops for a minute, doubling to half an hour (ItChat's users and
Mojo-Weixin report limits that lift after minutes)."""

DAY_S = 86_400.0
"""Any 24 hours, not those of the calendar: at midnight nothing starts anew."""

EVER = float("-inf")
"""A time that has always been."""

CHATS_KEPT = 4096
"""Windows of idle chats are dropped beyond this many."""


def reply_delay_s(span: Span | None, chars: int, draw: float) -> float:
    """Seconds between reading a message and answering it.

    Args:
        span: The configured range; None is no delay.
        chars: Length of the answer.
        draw: Uniform in [0, 1); moves the answer within the upper half of its share.

    Returns:
        At least `span.low_s`, at most `span.high_s`, growing with the answer's length.
    """
    if span is None:
        return 0.0
    share = min(chars / SLOWEST_AT_CHARS, 1.0)
    return span.low_s + (span.high_s - span.low_s) * (share + draw) / 2


class Window:
    """At most `rate.count` takings in any `rate.per_s` seconds: a sliding window.

    A token bucket of the same figures would let twice as many through around a refill.
    """

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._taken: deque[float] = deque(maxlen=rate.count)

    def ready_at(self) -> float:
        """When the next taking is allowed; in the past if it is allowed now."""
        if len(self._taken) < self._rate.count:
            return EVER
        return self._taken[0] + self._rate.per_s

    def room(self, now: float) -> int:
        """How many takings are allowed at this instant."""
        return self._rate.count - sum(now < taken + self._rate.per_s for taken in self._taken)

    def take(self, now: float) -> None:
        """Count one."""
        self._taken.append(now)

    def give_back(self, at: float) -> None:
        """Count one less, of those taken at that time; one that is not known is passed over."""
        if at in self._taken:
            self._taken.remove(at)

    def idle(self, now: float) -> bool:
        """Whether forgetting it would allow nothing that it forbids."""
        return not self._taken or self._taken[-1] + self._rate.per_s <= now


class Pace:
    """The account's pace: per chat, altogether, and the back-off after the service's throttling.

    Args:
        limits: The rule file's.
    """

    def __init__(self, limits: Limits) -> None:
        self.adopt(limits)
        self._blocked_until = EVER
        self._next_block_s = THROTTLE_FIRST_S

    def adopt(self, limits: Limits) -> None:
        """Go by other limits from now on. What has left so far must be taken again by the caller.

        Args:
            limits: Of the rule file that holds now.
        """
        rate, day = limits.per_account, limits.per_day
        self._limits = limits
        self._account = None if rate is None else Window(rate)
        self._day = None if day is None else Window(Rate(day, DAY_S))
        self._chats: dict[str, Window] = {}

    @property
    def reach_s(self) -> float:
        """For how long a text counts after it has left, in seconds; 0 if none counts."""
        rates = filter(None, (self._limits.per_chat, self._limits.per_account))
        spans_s = [rate.per_s for rate in rates]
        return max([*spans_s, DAY_S] if self._day else spans_s, default=0.0)

    @property
    def blocked_until(self) -> float:
        """Until when nothing leaves, after the service asked for it; in the past if it may."""
        return self._blocked_until

    @property
    def next_block_s(self) -> float:
        """How long the next pause of that kind will be, in seconds."""
        return self._next_block_s

    def resume(self, blocked_until: float, next_block_s: float) -> None:
        """Take up the pause of an earlier run.

        Args:
            blocked_until: As its property said, by this run's clock.
            next_block_s: Likewise, in seconds.
        """
        self._blocked_until = blocked_until
        self._next_block_s = min(max(next_block_s, THROTTLE_FIRST_S), THROTTLE_CAP_S)

    def chat_ready_at(self, chat_id: str) -> float:
        """When this chat lets its next text leave."""
        window = self._window(chat_id)
        return window.ready_at() if window else EVER

    def account_ready_at(self) -> float:
        """When the account lets its next text leave, to whichever chat."""
        return max(self._blocked_until, self._account.ready_at() if self._account else EVER)

    def day_full(self, now: float) -> bool:
        """Whether as much has left in the last 24 hours as may."""
        return self._day is not None and now < self._day.ready_at()

    def day_room(self, now: float) -> int | None:
        """How many texts may still leave in the 24 hours up to now; None if all may."""
        return None if self._day is None else max(0, self._day.room(now))

    def room(self, now: float, most: int) -> int:
        """How many texts, up to `most`, the account lets leave at this instant."""
        if now < self._blocked_until:
            return 0
        rooms = [window.room(now) for window in (self._account, self._day) if window]
        return max(0, min([most, *rooms]))

    def take(self, chat_id: str, now: float, *others: str) -> None:
        """Count a text that leaves now.

        Args:
            chat_id: Where to.
            now: When.
            others: Other ids of the same chat.
        """
        for window in self._windows(chat_id, *others):
            window.take(now)
        if len(self._chats) > CHATS_KEPT:
            self._chats = {c: w for c, w in self._chats.items() if not w.idle(now)}

    def give_back(self, chat_id: str, at: float, *others: str) -> None:
        """A text that was counted has not left after all.

        Args:
            chat_id: As it was taken.
            at: When.
            others: Likewise.
        """
        for window in self._windows(chat_id, *others):
            window.give_back(at)

    def throttled(self, now: float) -> float:
        """The service said "too often": nothing leaves for a while.

        Said again during the pause it changes nothing: that text had left before.

        Returns:
            How long from now, in seconds: 60, doubling to 1800 while it keeps saying so.
        """
        if now >= self._blocked_until:
            self._blocked_until = now + self._next_block_s
            self._next_block_s = min(self._next_block_s * 2, THROTTLE_CAP_S)
        return self._blocked_until - now

    def bar(self, now: float) -> None:
        """The service refuses the account altogether: nothing leaves for the longest while."""
        self._blocked_until = now + THROTTLE_CAP_S

    def accepted(self, now: float) -> None:
        """The service took a text: the next throttling starts at a minute again.

        Not during a pause, for the same reason.
        """
        if now >= self._blocked_until:
            self._next_block_s = THROTTLE_FIRST_S

    def _windows(self, *chat_ids: str) -> list[Window]:
        """Those that a text to a chat of these ids is counted in."""
        windows = (*map(self._window, chat_ids), self._account, self._day)
        return [window for window in windows if window]

    def _window(self, chat_id: str) -> Window | None:
        if self._limits.per_chat is None:
            return None
        return self._chats.setdefault(chat_id, Window(self._limits.per_chat))
