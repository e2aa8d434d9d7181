"""What clients have sent: each accepted send once, in order."""

from __future__ import annotations

from dataclasses import dataclass

SENT_KEPT_MAX = 100_000
"""Older sends are dropped; they still count in `total`."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One accepted send.

    Args:
        to: Name of the person or group, as given to the control interface.
        text: Of a text; of media the title or file name.
        type: `text`, `image`, `video`, `file`, `sticker` or `location`.
        client_msg_id: As the client chose it.
        received_at: Unix time.
        user_name: UserName it was addressed to.
        msg_id: The service's id.
        group: Whether it went to a group.
        raw: The request body, for looking closer.
    """

    to: str
    text: str
    type: str
    client_msg_id: str
    received_at: float
    user_name: str
    msg_id: str
    group: bool
    raw: str


class Outbox:
    """All of them."""

    def __init__(self) -> None:
        self._sent: list[Sent] = []
        self.revoked: list[str] = []
        """MsgIds of those that were taken back, in order."""
        self.total = 0

    def add(self, sent: Sent) -> None:
        """Record one."""
        self._sent.append(sent)
        self.total += 1
        if len(self._sent) > 2 * SENT_KEPT_MAX:
            del self._sent[:SENT_KEPT_MAX]

    def listed(self, since: int = 0) -> list[Sent]:
        """A snapshot; with `since`, without that many first ones of all time."""
        dropped = self.total - len(self._sent)
        return self._sent[max(since - dropped, 0) :]

    def since(self, time_s: float) -> int:
        """How many arrived at or after that time."""
        count = 0
        for sent in reversed(self._sent):
            if sent.received_at < time_s:
                break
            count += 1
        return count

    def clear(self) -> None:
        """Forget all."""
        self._sent.clear()
        self.revoked.clear()
        self.total = 0
