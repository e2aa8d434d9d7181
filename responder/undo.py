"""Taking back what this program said last, within the two minutes that the service allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault
from responder.wechat.protocol.codes import FILEHELPER

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.journal.outbox import Outbox
    from responder.models import Outgoing
    from responder.wechat.account import Account

UNDO_S = 120.0
"""The service takes back no message that is older."""

TAKEN_BACK = "the owner took it back"
RECALLED = "a rule took it back"
"""Reasons of a text that was sent."""

BACK = (TAKEN_BACK, RECALLED)


class Undo:
    """Takes back texts of one account.

    Args:
        account: Asks the service.
        outbox: Knows what was sent.
        now: Unix seconds.
    """

    def __init__(self, account: Account, outbox: Outbox, now: Callable[[], float]) -> None:
        self._account = account
        self._outbox = outbox
        self._now = now

    async def last(self) -> Outgoing | None:
        """Take back the last text of the last two minutes that was not taken back yet.

        What was said to the owner himself is none of them.

        Returns:
            It; None if there is none.

        Raises:
            EnvironmentFault: There is no login, or its chat is not known in it.
            WeChatError: The service refuses.
            TransportError: No answer.
            RemoteProtocolError: An answer of another form.
            JournalError: Not written down.
        """
        found = self._outbox.last_sent(self._now() - UNDO_S, but_chat=FILEHELPER, but=BACK)
        if found is None:
            return None
        text, msg_id = found
        try:
            await self._account.revoke(text.chat_id, msg_id, text.client_msg_id)
        except LookupError as error:
            raise EnvironmentFault(f"{text.chat_name} is not known in the present login") from error
        self._outbox.remark(text, TAKEN_BACK)
        return text
