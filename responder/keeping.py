"""The keep task: fetches what came with messages where a rule wants it kept, one after the other.

What is to be kept waits in the journal until it is, or is given up with a reason: so a crash only
means that it is fetched again. It must not know rules, or what becomes of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NoReturn

import structlog
import trio

from responder.bell import Bell
from responder.errors import JournalError, ProtocolError, TransportError, WeChatError
from responder.models import OutgoingState
from responder.sources import FromMessage, source_of_text
from responder.wechat.media import MediaDesk
from responder.wechat.protocol.outcome import UnsendableError, Verdict, judge, reason_of
from responder.wechat.protocol.retry import delays

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from responder.journal.outbox import Outbox
    from responder.models import Outgoing
    from responder.wechat.account import Account, Online
    from responder.wechat.kept import KeptMedia

TRIES: Final = 5
"""Of one medium that the service does not give, beside those of each request: half a minute. The
next one may come down."""

TRIED_S: Final = 86_400.0
"""For so long after its message a medium is asked for; the service forgets them, too."""

EXPIRED: Final = "nobody was logged in for a day"

log = structlog.get_logger(__name__)


class Keeper:
    """Keeps media for one account.

    Args:
        account: Asks the service.
        outbox: Knows what is to be kept, and is told how that ended.
        kept: Where to.
        now: Unix seconds.
        rng: Jitter of retries.
        failed: Told of what is not, and why; must return at once.
        dry_run: Everything but the fetching.
    """

    def __init__(
        self,
        *,
        account: Account,
        outbox: Outbox,
        kept: KeptMedia,
        now: Callable[[], float],
        rng: Random,
        failed: Callable[[Outgoing, str], None],
        dry_run: bool = False,
    ) -> None:
        self._account = account
        self._outbox = outbox
        self._kept = kept
        self._now = now
        self._rng = rng
        self._bell = Bell()
        self._failed = failed
        self._dry_run = dry_run
        # One of its own: answers do not wait for it.
        self._desk = MediaDesk(account)

    def wake(self) -> None:
        """Something new is to be kept; returns at once."""
        self._bell.ring()

    async def run(self) -> NoReturn:
        """Keep until cancelled.

        Raises:
            JournalError: It could not be written down how one ended.
        """
        while True:
            action = self._outbox.to_keep()
            if action is not None:
                await self._see_through(action)
                continue
            with self._bell.resting(math.inf):
                await trio.sleep_forever()

    async def _see_through(self, action: Outgoing) -> None:
        """Bring one to its end."""
        left_s = action.created_s + TRIED_S - self._now()
        pauses, trouble = delays(self._rng), ""
        for _ in range(TRIES):
            online = None
            with trio.move_on_after(min(max(left_s, 0.0), TRIED_S)):
                online = await self._account.wait_current()
            if online is None:
                self._end(action, OutgoingState.EXPIRED, EXPIRED)
                return
            if self._dry_run:
                self._end(action, OutgoingState.REHEARSED)
                return
            trouble = await self._attempt(online, action)
            if not trouble:
                return
            log.info("not kept yet", id=action.client_msg_id, reason=trouble)
            with trio.move_on_after(next(pauses)):
                await self._account.wait_other_login(online.login_id)
        self._end(action, OutgoingState.FAILED, trouble)

    async def _attempt(self, online: Online, action: Outgoing) -> str:
        """Fetch one, and write down how that ended; what keeps it from ending, `""` if nothing."""
        try:
            source = _source(action)
            loaded = await self._desk.download(online, source)
            message_id = source.medium.message_id
            self._kept.put(message_id, loaded.name, loaded.data, action.created_s)
        except (WeChatError, ProtocolError, TransportError, LookupError, UnsendableError) as error:
            if judge(error) is not Verdict.REFUSED:
                return str(error)
            self._end(action, OutgoingState.FAILED, reason_of(error))
        except JournalError as error:  # no room on the disk
            self._end(action, OutgoingState.FAILED, str(error))
        else:
            self._end(action, OutgoingState.SENT)
        return ""

    def _end(self, action: Outgoing, state: OutgoingState, reason: str = "") -> None:
        self._outbox.end(action, state, self._now(), reason=reason)
        note = log.warning if reason else log.info
        of = {"id": action.client_msg_id, "msg_id": action.event_id, "rule": action.rule}
        note("keeping ended", **of, state=state, reason=reason)
        if reason:
            self._failed(action, reason)


def _source(action: Outgoing) -> FromMessage:
    source = source_of_text(action.content)
    if not isinstance(source, FromMessage):
        raise UnsendableError("nothing came with a message")
    return source
