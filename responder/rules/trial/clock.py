"""The virtual clock of a test: it runs until every reply has left, at the pace of the rule file.

It knows pace; it must not know rules or what a reply says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.pace import Pace, reply_delay_s

if TYPE_CHECKING:
    from responder.models import Limits, Span

WAIT_MAX_S = 600.0
"""A reply that could not leave for ten minutes after its delay never does, as in delivery."""


class Clock:
    """The time of one test.

    Args:
        now_s: When it begins, Unix seconds.
        limits: The pace of the rule file.
    """

    def __init__(self, now_s: float, limits: Limits) -> None:
        self.now_s = now_s
        self._pace = Pace(limits)

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now_s += seconds

    def due_s(self, delay: Span | None, chars: int, draw: float) -> float:
        """When a reply that is decided now may leave, Unix seconds.

        Args:
            delay: The pause of its rule; None is none.
            chars: Its length.
            draw: Uniform in [0, 1).
        """
        return self.now_s + reply_delay_s(delay, chars, draw)

    def send(self, chat_id: str, due_s: float) -> bool:
        """Run on until a reply has left, or has waited too long for its turn.

        Args:
            chat_id: Where it goes.
            due_s: When its delay is over, Unix seconds.

        Returns:
            Whether it has left.
        """
        ready_s = max(self._pace.chat_ready_at(chat_id), self._pace.account_ready_at())
        leaves_s = max(self.now_s, due_s, ready_s)
        left = leaves_s < due_s + WAIT_MAX_S
        self.now_s = leaves_s if left else max(self.now_s, due_s + WAIT_MAX_S)
        if left:
            self._pace.take(chat_id, self.now_s)
        return left
