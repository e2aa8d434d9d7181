"""Sending a text again that was not sent, because its owner wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.errors import OutgoingError
from responder.models import MESSAGES, Deed, OutgoingState

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from responder.journal.outbox import Outbox
    from responder.models import Outgoing

AGAIN = frozenset(
    {
        OutgoingState.FAILED,
        OutgoingState.EXPIRED,
        OutgoingState.SUPPRESSED,
        OutgoingState.CANCELLED,
        OutgoingState.UNKNOWN,
    }
)
"""Ends after which a text may be sent again; of the last one it may then arrive twice."""

TWICE = (
    "nobody knows whether this text has arrived, so whoever it was for may get it twice; look into"
    " the chat first, and say that it may be sent twice if it is to be sent again"
)


class Resend:
    """Sends texts of one account again.

    Args:
        outbox: Knows how they ended.
        say: Sends a text as a new one, with an identity of its own.
    """

    def __init__(self, outbox: Outbox, say: Callable[[Outgoing], Awaitable[Outgoing]]) -> None:
        self._outbox = outbox
        self._say = say

    async def again(self, client_msg_id: str, *, twice: bool) -> Outgoing:
        """Send a text again, as a new one; the manners of this moment hold for it too.

        Args:
            client_msg_id: Of the one that has ended.
            twice: Whether it may arrive a second time.

        Returns:
            The new one, which is written down, and waits.

        Raises:
            OutgoingError: It can not be sent again, and why.
            JournalError: Not written down.
        """
        ended = self._outbox.ended(client_msg_id)
        if ended is None:
            raise OutgoingError("no text with this id is kept")
        text, state = ended.outgoing, ended.state
        if state not in AGAIN:
            raise OutgoingError(f"this text can not be sent again: it is {state}")
        if not text.event_id:
            raise OutgoingError("this answers no message, so it can not be sent again")
        if text.deed is Deed.ACCEPT:
            raise OutgoingError("this accepts a friend, which can only be done on the phone now")
        if text.deed not in MESSAGES:
            raise OutgoingError("this is no message, and only messages can be sent again")
        if not text.text:
            raise OutgoingError("the words of this text are not kept, so it can not be sent again")
        if ended.repeated:
            raise OutgoingError("this text was sent again already; go on from that one")
        if state is OutgoingState.UNKNOWN and not twice:
            raise OutgoingError(TWICE)
        return await self._say(text)
