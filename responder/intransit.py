"""One text on its way: until when, how it may end, and what is not known of it.

It computes only; whoever has it waits, sends and writes down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import trio

from responder.models import OutgoingState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.models import Outgoing
    from responder.performing import Act
    from responder.wechat.account import Address, Online
    from responder.wechat.media import Loaded

DOUBT_S = 600.0
"""A text that may have been delivered is repeated for ten minutes at most: nobody knows how long
the service remembers a ClientMsgId."""

EXPIRED = "it could not leave in time"
CALLED_OFF = "the owner cancelled it"
LOST = "its answer was lost; it may or may not have been delivered"


@dataclass(frozen=True, slots=True)
class Stop:
    """A text is not to leave, or not again: how it ends if it has certainly not left, and why."""

    state: OutgoingState
    reason: str


@dataclass(slots=True)
class InTransit:
    """One text on its way. Times are Trio's: a step of the wall clock moves none of them.

    Args:
        text: What is sent.
        due: When its delay is over.
        expires: When it is given up.
        login_id: The login in which the journal says it may have left; `""` if it has not.
        address: Where its chat was when it was written, if that was in this run.
        doubtful: It may have been delivered there; otherwise only its next attempt is announced.
        counted: When its last attempt was counted, and for which ids of its chat.
        begun: When that began.
        trouble: Why that did not succeed.
        leaving: An attempt of it is being made at this moment.
        waits: Cancelled when its owner calls it off; nothing of it leaves after that.
        called_off: How it ended then, and that is written down.
        loaded: What was fetched for it from another computer.
        prepared: What sends it now that all is done which that takes, and in which login.
    """

    text: Outgoing
    due: float
    expires: float
    login_id: str
    address: Address | None
    doubtful: bool = False
    counted: tuple[Sequence[str], float] | None = None
    begun: float = 0.0
    trouble: str = ""
    leaving: bool = False
    waits: trio.CancelScope = field(default_factory=trio.CancelScope, repr=False)
    called_off: Stop | None = None
    loaded: Loaded | None = None
    prepared: tuple[Online, Act] | None = field(default=None, repr=False)

    def is_prepared(self, online: Online) -> bool:
        """Whether nothing is left to be done in a login but to send it."""
        return self.prepared is not None and self.prepared[0] is online

    def take_prepared(self, online: Online) -> Act | None:
        """What sends it in a login, for one attempt; None if it is not prepared there."""
        found, self.prepared = self.prepared, None
        return found[1] if found is not None and found[0] is online else None

    def too_late(self) -> Stop:
        """It has waited as long as it may."""
        reason = f"{EXPIRED} ({self.trouble})" if self.trouble else EXPIRED
        return Stop(OutgoingState.EXPIRED, "" if self.doubtful else reason)

    def stopped(self, stop: Stop) -> Stop:
        """How it ends: of what may have arrived, nobody knows, whatever stops it now."""
        if not self.doubtful:
            return stop
        return Stop(OutgoingState.UNKNOWN, f"{LOST}; then {stop.reason}" if stop.reason else LOST)
