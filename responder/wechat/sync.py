"""The sync task: long-polls, fetches what is new, hands it on, and knows every way it can fail.

It never waits for anybody who handles a message: batches leave through a bounded channel, in the
order in which the service gave them, each with the keys that acknowledge it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

import structlog
import trio

from responder.errors import (
    LocalProtocolError,
    LoggedOut,
    RemoteProtocolError,
    TooOften,
    TransportError,
    WeChatError,
)
from responder.wechat.batch import Batch, dump_keys
from responder.wechat.progress import Trouble
from responder.wechat.protocol.base import BaseResponse, raise_for_ret
from responder.wechat.protocol.codes import Endpoint, Ret, Selector
from responder.wechat.protocol.init import build_init, parse_init
from responder.wechat.protocol.retry import CLIENT_FAULTS, delays
from responder.wechat.protocol.sync import (
    build_sync,
    build_sync_check,
    parse_sync,
    parse_sync_check,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from responder.wechat.account import Account
    from responder.wechat.progress import Progress
    from responder.wechat.protocol.session import Session
    from responder.wechat.protocol.sync import SyncAnswer

CHAIN_MAX = 20
"""ContinueFlag is followed this often, then the next poll decides."""

REPLIES_FIRST_S = 0.003
"""After a batch the next poll waits this long, so that the replies' requests are built before its
own: there is one interpreter, and a poll that begins 3 ms later misses nothing."""

SAFETY_SYNC_S = 300.0
"""Even without news webwxsync is asked this often: polls that claim "nothing" have been wrong, and
polls that fail say nothing at all."""

QUICK_S = 1.0
"""The service holds a poll for about 25 s; an uneventful one that came back faster than this is
followed by a pause, or a server that never holds would be asked without end."""

HELD_S = 5.0
"""A poll that lived this long before its connection broke has paced itself: it is repeated at once,
however often that happens. Some proxies drop every idle connection after 20 s."""

STUCK_ROUNDS_FREE = 3
"""Rounds of "news" without any news before we slow down …"""

STUCK_ROUNDS_MAX = 20
"""… and before fresh keys are asked for."""

STUCK_PAUSE_CAP_S = 30.0

ERRORS_BEFORE_INIT = 5
"""Consecutive error codes before webwxinit is asked for fresh keys …"""

INITS_MAX = 3
"""… and how often that may fail to help before the login is given up."""

THROTTLED_PAUSE_S = 120.0
"""Pause after 1205; the second in a row ends the login."""

PUSH_ERRORS_MAX = 3
"""5xx in a row before the next push host is tried."""

DENIALS_MAX = 3
"""4xx in a row that are treated like any outage …"""

DENIED_PAUSE_S = 300.0
"""… then we look again this seldom: who answers 403 or 404 does not mean us to insist."""

STRANGE_ANSWERS_MAX = 5
"""Web pages in a row before we say that this is not the service."""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _InARow:
    """What has failed since the last round without a fault."""

    errors: int = 0
    inits: int = 0
    push_errors: int = 0
    denials: int = 0
    strange: int = 0
    throttled: bool = False


class Listener:
    """Listens in one login.

    Args:
        account: On line.
        batches: Where batches go; bounded. Only waiting for room in it, and a moment in which
            the replies go first, hold the next poll up.
        progress: Told of troubles.
        heard: Called after every successful poll, for status and the session file.
        behind: An earlier login was taken up again, so what was written meanwhile is fetched
            before the first poll: texts wait until it is known.
    """

    def __init__(
        self,
        account: Account,
        batches: trio.MemorySendChannel[Batch],
        progress: Progress,
        heard: Callable[[], None],
        *,
        behind: bool = False,
    ) -> None:
        if account.online is None:
            raise LocalProtocolError("nobody listens without a login")
        self._client = account.client
        self._online = account.online
        self._batches = batches
        self._progress = progress
        self._heard = heard
        self._push = 0
        self._in_a_row = _InARow()
        self._keys_stale = False
        self._pauses: Iterator[float] | None = None
        self._begun_s = self._fetched_s = trio.current_time()
        self._last: SyncAnswer | None = None
        self._stuck = 0
        self._since_s = self._client.now()
        self._deaf = False
        self._behind = behind

    async def run(self) -> NoReturn:
        """Listen until the session ends.

        Raises:
            LoggedOut: It ended; the code says how, as far as the service can be believed.
        """
        while True:
            self._begun_s = trio.current_time()
            if self._deaf:  # what was written meanwhile waits for us
                self._since_s = self._client.now()
            try:
                if self._keys_stale:
                    await self._init_again()
                if self._behind or trio.current_time() - self._fetched_s >= SAFETY_SYNC_S:
                    await self._fetch()
                if await self._check():
                    await self._fetch()
            except LoggedOut:
                raise
            except (TransportError, RemoteProtocolError) as error:
                self._deaf = True
                await self._broken(error)
            except WeChatError as error:
                self._deaf = True
                await self._refused(error)
            else:
                self._deaf = False
                self._pauses = None
                self._in_a_row = _InARow()
                self._heard()

    async def _check(self) -> bool:
        """One long poll.

        Returns:
            Whether there is news.
        """
        session = self._client.current()
        push = session.hosts.push[self._push % len(session.hosts.push)]
        request = build_sync_check(session, self._client.stamp(), push)
        begun_s = trio.current_time()
        try:
            check = parse_sync_check((await self._client.send(request)).body)
        except TransportError as error:
            if error.reason == "malformed" and self._pauses is None:
                self._pauses = delays(self._client.rng)
                return True  # the service answers "HTTP/1.1 0 -" while the other side types
            raise
        raise_for_ret(Endpoint.SYNC_CHECK, BaseResponse(check.retcode, ""))
        if check.selector is not Selector.NOTHING:
            return True
        self._stuck = 0
        if trio.current_time() - begun_s < QUICK_S:
            await trio.sleep(QUICK_S)
        return False

    async def _fetch(self) -> None:
        """Fetch all that waits, hand on what is not empty, and keep a stuck poll from spinning."""
        for _ in range(CHAIN_MAX):
            self._fetched_s = trio.current_time()
            before = self._client.current()
            request = build_sync(before, self._client.stamp())
            answer = parse_sync((await self._client.send(request)).body)
            received_s = self._client.now()
            raise_for_ret(Endpoint.SYNC, answer.base)
            session = self._adopt(answer)
            if answer.unreadable:
                log.warning("entries that are no messages", count=answer.unreadable)
            fresh = _has_news(answer) and not _same_news(answer, self._last)
            self._last = answer
            self._stuck = 0 if fresh else self._stuck + 1
            keys = dump_keys(session)
            is_last = not (answer.more and fresh)
            if _has_news(answer) or keys != dump_keys(before) or (self._behind and is_last):
                await self._batches.send(
                    Batch(self._online, answer, keys, self._since_s, is_last, received_s)
                )
                await trio.sleep(REPLIES_FIRST_S)
            if is_last:
                self._stuck = 0 if self._behind else self._stuck
                self._behind = False
                break
        if self._stuck >= STUCK_ROUNDS_MAX:
            self._keys_stale = True
        if self._stuck >= STUCK_ROUNDS_FREE:
            steps = self._stuck - STUCK_ROUNDS_FREE
            await trio.sleep(min(2.0**steps, STUCK_PAUSE_CAP_S))

    def _adopt(self, answer: SyncAnswer) -> Session:
        """Go on with the answer's keys; empty ones never replace good ones."""
        old = self._client.current()
        sync_key = answer.sync_key.or_keep(old.sync_key)
        check_key = answer.sync_check_key or answer.sync_key
        session = replace(
            old,
            sync_key=sync_key,
            sync_check_key=check_key.or_keep(old.sync_check_key),
            skey=answer.skey or old.skey,
        )
        self._client.session = session
        return session

    async def _init_again(self) -> None:
        """Ask webwxinit for fresh keys. Messages since the login come again; they are known."""
        self._keys_stale = False
        self._stuck = 0
        self._in_a_row.errors = 0
        self._in_a_row.inits += 1
        if self._in_a_row.inits > INITS_MAX:
            raise LoggedOut(Endpoint.INIT, Ret.SYSTEM, "fresh keys did not help")
        session = self._client.current()
        answer = await self._client.call(lambda s: build_init(session, s), parse_init, attempts=2)
        raise_for_ret(Endpoint.INIT, answer.base)
        self._client.session = replace(
            session,
            skey=answer.skey or session.skey,
            sync_key=answer.sync_key.or_keep(session.sync_key),
            sync_check_key=answer.sync_key.or_keep(session.sync_check_key),
        )
        log.info("asked for fresh sync keys", times=self._in_a_row.inits)

    async def _broken(self, error: TransportError | RemoteProtocolError) -> None:
        """No usable answer: poll again, at once after a single break, else ever more slowly."""
        row = self._in_a_row
        at_once, denials = False, 0
        match error:
            case TransportError(reason="connect"):
                self._push += 1
            case TransportError(reason="status", status=status) if status in CLIENT_FAULTS:
                denials = row.denials + 1
            case TransportError(reason="status"):
                row.push_errors += 1
                self._push += row.push_errors % PUSH_ERRORS_MAX == 0
            case TransportError():
                has_held = trio.current_time() - self._begun_s >= HELD_S
                at_once = self._pauses is None or has_held
            case RemoteProtocolError(is_html=True):
                row.strange += 1
        row.denials = denials
        if at_once:
            self._pauses = delays(self._client.rng)
            log.info("polling again at once", reason=str(error))
            return
        self._pauses = self._pauses or delays(self._client.rng)
        pause_s = next(self._pauses) if row.denials <= DENIALS_MAX else DENIED_PAUSE_S
        sentence = str(error)
        if row.strange >= STRANGE_ANSWERS_MAX:
            sentence = "web pages come in place of WeChat's answers; is this the service?"
        self._progress.tell(Trouble(sentence, pause_s))
        await trio.sleep(pause_s)

    async def _refused(self, error: WeChatError) -> None:
        """Another code than "logged out": wait, ask for fresh keys, and in the end give up."""
        row = self._in_a_row
        if isinstance(error, TooOften):
            if row.throttled:
                raise LoggedOut(error.endpoint, error.ret, error.err_msg) from error
            row.throttled = True
            pause_s = THROTTLED_PAUSE_S
        else:
            row.errors += 1
            self._keys_stale = row.errors >= ERRORS_BEFORE_INIT
            self._pauses = self._pauses or delays(self._client.rng)
            pause_s = next(self._pauses)
        self._progress.tell(Trouble(str(error), pause_s))
        await trio.sleep(pause_s)


def _has_news(answer: SyncAnswer) -> bool:
    return bool(answer.messages or answer.changed or answer.removed)


def _same_news(one: SyncAnswer, other: SyncAnswer | None) -> bool:
    """Whether an answer repeats the one before: the key did not take, and nothing is new."""
    return other is not None and (one.messages, one.changed, one.removed) == (
        other.messages,
        other.changed,
        other.removed,
    )
