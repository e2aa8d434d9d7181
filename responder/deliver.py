"""The deliver task: sends texts, in order per chat, concurrently over chats, at a human pace.

Every text ends: sent, failed with a reason, or unknown. A text whose answer was lost is sent again
with the same ClientMsgId, which the service delivers once, while the same login lives and for ten
minutes; then it ends as unknown and is never sent again.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog
import trio

from responder.errors import ProtocolError, TransportError, WeChatError
from responder.models import OutgoingState
from responder.wechat.protocol.codes import Ret
from responder.wechat.protocol.outcome import Verdict, judge, reason_of
from responder.wechat.protocol.retry import delays

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from responder.journal.journal import Journal, Pending
    from responder.models import Outgoing
    from responder.pace import Pace
    from responder.wechat.account import Account, Address, Online

AT_ONCE_MAX = 8
"""Texts on their way at the same time: enough to use the connection, few enough to stay polite."""

DOUBT_S = 600.0
"""A text that may have been delivered is repeated for ten minutes at most: nobody knows how long
the service remembers a ClientMsgId."""

WAIT_MAX_S = 600.0
"""A text that could not leave for ten minutes after its delay has lost its sense: the talk has gone
on."""

HUNG_UP = frozenset({"broken", "malformed"})
"""Reasons of a `TransportError` after which the first repetition follows at once: as a rule a
kept-alive connection had been closed by the server in the meantime."""

EXPIRED = "expired: it could not leave in time"
LOST = "its answer was lost; it may or may not have been delivered"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """The end of a text, for whoever watches.

    Args:
        outgoing: The text.
        state: How it ended.
        reason: Why, unless it was sent.
    """

    outgoing: Outgoing
    state: OutgoingState
    reason: str = ""


@dataclass(slots=True)
class _Task:
    """One text on its way. Times are Trio's: a step of the wall clock moves none of them.

    Args:
        text: What is sent.
        due: When its delay is over.
        expires: When it is given up.
        login_id: The login in which the journal says it may have left; `""` if it has not.
        address: Where its chat was when it was written, if that was in this run.
        doubtful: It may have been delivered there; otherwise only its next attempt is announced.
        begun: When its last attempt began.
        trouble: Why that did not succeed.
    """

    text: Outgoing
    due: float
    expires: float
    login_id: str
    address: Address | None
    doubtful: bool = False
    begun: float = 0.0
    trouble: str = ""


class Deliverer:
    """Delivers the texts of one account.

    Args:
        account: Sends them.
        journal: Is told of every step before and after it.
        pace: Says when.
        now: Unix seconds.
        rng: Jitter of retries.
        tell: Called at the end of each text; must return at once.
        dry_run: Everything but the sending.
    """

    def __init__(
        self,
        *,
        account: Account,
        journal: Journal,
        pace: Pace,
        now: Callable[[], float],
        rng: Random,
        tell: Callable[[Delivered], None],
        dry_run: bool = False,
    ) -> None:
        self._account = account
        self._journal = journal
        self._pace = pace
        self._now = now
        self._rng = rng
        self._tell = tell
        self._dry_run = dry_run
        self._left = journal.pending()  # read before anything new is committed
        self._chats: dict[str, deque[_Task]] = {}
        self._turn = trio.Lock()
        self._under_way: set[trio.CancelScope] = set()
        self._returned = trio.Event()
        self._closing = False

    @property
    def waiting(self) -> int:
        """How many texts have no end yet."""
        return sum(len(chat) for chat in self._chats.values())

    def at_once(self, texts: Sequence[Outgoing]) -> tuple[Outgoing, ...]:
        """Name the present login in those texts that leave as soon as they are handed over.

        Committed so, they need no commit of their own before the first attempt. Where the guess
        proves wrong, the text is written down as waiting before it waits.

        Args:
            texts: About to be committed and handed over, in this order.
        """
        online = self._account.online
        if online is None or self._dry_run or self._closing or self._turn.locked():
            return tuple(texts)
        now, now_s = trio.current_time(), self._now()
        room = self._pace.room(now, AT_ONCE_MAX - len(self._under_way))
        busy = set(self._chats)
        marked = []
        for text in texts:
            leaves = (
                room > 0
                and text.chat_id not in busy
                and text.not_before_s <= now_s
                and self._pace.chat_ready_at(text.chat_id) <= now
            )
            busy.add(text.chat_id)
            room -= leaves
            marked.append(replace(text, login_id=online.login_id) if leaves else text)
        return tuple(marked)

    async def run(self, texts: trio.MemoryReceiveChannel[Outgoing]) -> None:
        """Take up what an earlier run left, then deliver until the texts end.

        Raises:
            JournalError: A step could not be written down; what depended on it was not done.
        """
        async with trio.open_nursery() as nursery:
            for pending in self._left:
                self._enqueue(self._left_over(pending), nursery)
            async for text in texts:
                self._enqueue(self._fresh(text), nursery)

    def finish_within(self, grace_s: float) -> None:
        """The program stops: requests under way may take this long, no other begins."""
        self._closing = True
        for scope in self._under_way:
            scope.deadline = min(scope.deadline, trio.current_time() + grace_s)

    def _fresh(self, text: Outgoing) -> _Task:
        # The delay is never longer than it was meant, even if the clock was set back meanwhile.
        delay_s = min(text.not_before_s - self._now(), text.not_before_s - text.created_s)
        due = trio.current_time() + delay_s
        address = self._account.address_of(text.chat_id)
        return _Task(text, due, due + WAIT_MAX_S, text.login_id, address)

    def _left_over(self, pending: Pending) -> _Task:
        """A text of an earlier run; one that was under way may have been delivered."""
        task = self._fresh(pending.outgoing)
        if pending.attempted_s is not None:
            age_s = max(self._now() - pending.attempted_s, 0.0)
            task.expires = trio.current_time() + DOUBT_S - age_s
            task.login_id, task.doubtful = pending.login_id, True
        return task

    def _enqueue(self, task: _Task, nursery: trio.Nursery) -> None:
        chat_id = task.text.chat_id
        if chat_id in self._chats:
            self._take_back(task)
            self._chats[chat_id].append(task)
        else:
            self._chats[chat_id] = deque([task])
            nursery.start_soon(self._serve, chat_id)

    async def _serve(self, chat_id: str) -> None:
        """Send the texts of one chat one after the other, and leave when none is left."""
        waiting = self._chats[chat_id]
        while waiting:
            end = await self._see_through(waiting[0])
            waiting.popleft()
            self._tell(end)
        del self._chats[chat_id]

    async def _see_through(self, task: _Task) -> Delivered:
        """Bring one text to its end."""
        pauses = delays(self._rng)
        while True:
            online = None
            with trio.move_on_at(task.expires):
                online = await self._admitted(task)
            if online is None:
                return self._give_up(task)
            if self._dry_run:
                return self._end(task.text, OutgoingState.FAILED, "dry run")
            try:
                msg_id = await self._attempt(online, task)
            except (WeChatError, ProtocolError, TransportError, LookupError) as error:
                verdict = judge(error)
                first_doubt = verdict is Verdict.DOUBTFUL and not task.doubtful
                self._learn(verdict, error, task)
                if verdict is Verdict.REFUSED:
                    return self._refused(task, reason_of(error))
                if verdict is Verdict.THROTTLED or (first_doubt and _hung_up(error)):
                    continue
            else:
                self._pace.accepted(trio.current_time())
                return self._end(task.text, OutgoingState.SENT, msg_id=msg_id)
            with trio.move_on_at(min(trio.current_time() + next(pauses), task.expires)):
                await self._account.wait_other_login(online.login_id)

    async def _admitted(self, task: _Task) -> Online | None:
        """Wait until delay, pace and login let this text go.

        Returns:
            The login to send it in; None if it may have been delivered in an earlier login.
        """
        if not self._turn.locked() and (online := self._admit(task)):
            return online
        self._take_back(task)
        await trio.sleep_until(max(task.due, self._pace.chat_ready_at(task.text.chat_id)))
        async with self._turn:  # first come, first served among the chats
            while True:
                online = await self._account.wait_online()
                if task.doubtful and task.login_id != online.login_id:
                    return None
                if admitted := self._admit(task):
                    return admitted
                if self._closing:
                    await trio.sleep_forever()
                if len(self._under_way) >= AT_ONCE_MAX:
                    await self._returned.wait()
                else:
                    await trio.sleep_until(self._pace.account_ready_at())

    def _admit(self, task: _Task) -> Online | None:
        """Let a text leave at this instant, and count it, unless something holds it back."""
        now = trio.current_time()
        online = self._account.online
        if online is None or (task.doubtful and task.login_id != online.login_id):
            return None
        chat_id = task.text.chat_id
        ready = max(task.due, self._pace.chat_ready_at(chat_id), self._pace.account_ready_at())
        full = len(self._under_way) >= AT_ONCE_MAX
        if self._closing or full or not ready <= now < task.expires:
            return None
        self._pace.take(chat_id, now)
        return online

    async def _attempt(self, online: Online, task: _Task) -> str:
        """One attempt. Once begun it is not cut off by a shutdown, only bounded by it.

        Returns:
            The service's MsgId, perhaps `""`.
        """
        text = task.text
        task.begun = trio.current_time()
        if task.login_id != online.login_id:
            task.login_id = online.login_id
            self._journal.mark(
                text.client_msg_id,
                OutgoingState.SENDING,
                login_id=online.login_id,
                attempted_s=self._now(),
            )
        with trio.CancelScope(shield=True) as scope:
            self._under_way.add(scope)
            try:
                return await self._account.send_text(
                    online, text.chat_id, text.text, text.client_msg_id, task.address
                )
            finally:
                self._under_way.discard(scope)
                self._returned.set()
                self._returned = trio.Event()
        # The grace of a shutdown is over; the next start takes the text up as doubtful.
        return await trio.sleep_forever()

    def _learn(self, verdict: Verdict, error: Exception, task: _Task) -> None:
        """What a failed attempt says about the text and about the whole account."""
        now = trio.current_time()
        task.trouble = str(error)
        if verdict is Verdict.DOUBTFUL and not task.doubtful:
            task.doubtful, task.expires = True, task.begun + DOUBT_S
        if verdict is not Verdict.REFUSED:
            self._take_back(task)
            log.info("not sent yet", id=task.text.client_msg_id, reason=task.trouble)
        if verdict is Verdict.THROTTLED:
            pause_s = self._pace.throttled(now)
            log.warning("the service throttles this account", pause_s=pause_s)
        if isinstance(error, WeChatError) and error.ret == Ret.ENVIRONMENT:
            self._pace.bar(now)
            log.warning("the service no longer lets this account write; sending pauses")

    def _take_back(self, task: _Task) -> None:
        """If a text was written down as begun, and certainly has not left, write that down."""
        if task.login_id and not task.doubtful:
            task.login_id = ""
            self._journal.mark(task.text.client_msg_id, OutgoingState.QUEUED, login_id="")

    def _refused(self, task: _Task, reason: str) -> Delivered:
        if task.doubtful:  # the refusal is about the repetition
            return self._end(task.text, OutgoingState.UNKNOWN, f"{LOST}; then {reason}")
        return self._end(task.text, OutgoingState.FAILED, reason)

    def _give_up(self, task: _Task) -> Delivered:
        if task.doubtful:
            return self._end(task.text, OutgoingState.UNKNOWN, LOST)
        reason = f"{EXPIRED} ({task.trouble})" if task.trouble else EXPIRED
        return self._end(task.text, OutgoingState.FAILED, reason)

    def _end(
        self, text: Outgoing, state: OutgoingState, reason: str = "", *, msg_id: str = ""
    ) -> Delivered:
        self._journal.mark(text.client_msg_id, state, reason=reason, msg_id=msg_id)
        note = log.info if state is OutgoingState.SENT else log.warning
        note("delivery ended", id=text.client_msg_id, rule=text.rule, state=state, reason=reason)
        return Delivered(text, state, reason)


def _hung_up(error: Exception) -> bool:
    return isinstance(error, TransportError) and error.reason in HUNG_UP
