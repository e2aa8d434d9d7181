"""The deliver task: sends texts, in order per chat, concurrently over chats, at a human pace.

Every text ends: sent, suppressed, expired or failed with a reason, or unknown. A text whose answer
was lost is sent again with the same ClientMsgId, which the service delivers once, while the same
login lives and for ten minutes; then it ends as unknown and is never sent again.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog
import trio

from responder.errors import OutgoingError, ProtocolError, TransportError, WeChatError
from responder.intransit import CALLED_OFF, DOUBT_S, InTransit, Stop
from responder.models import Deed, OutgoingState
from responder.pacing import Pacing
from responder.performing import NOTHING, Done, Performer
from responder.wechat.account import Online
from responder.wechat.protocol.codes import Ret
from responder.wechat.protocol.outcome import UnsendableError, Verdict, judge, reason_of
from responder.wechat.protocol.retry import delays

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from responder.journal.journal import Journal
    from responder.journal.outbox import Pending
    from responder.models import Limits, Outgoing
    from responder.pace import Pace
    from responder.performing import Download
    from responder.wechat.account import Account
    from responder.wechat.kept import KeptMedia

AT_ONCE_MAX = 8
"""Texts on their way at the same time: enough to use the connection, few enough to stay polite."""

FETCHED_MAX = 4
"""Files of other computers that are fetched at the same time, and held until they have left."""

HUNG_UP = frozenset({"broken", "malformed"})
"""Reasons of a `TransportError` after which the first repetition follows at once: as a rule a
kept-alive connection had been closed by the server in the meantime."""

NEVER_TWICE = frozenset({Deed.INVITE})
"""What is not repeated where its answer was lost: people would be asked once more."""

FAILURES = (WeChatError, ProtocolError, TransportError, LookupError, UnsendableError)

PER_DAY = "per_day: as much has left in the last 24 hours as may"

UNREMARKABLE = frozenset(
    {
        OutgoingState.SENT,
        OutgoingState.SUPPRESSED,
        OutgoingState.REHEARSED,
        OutgoingState.CANCELLED,
    }
)
"""Ends that need nobody's attention."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Blocked:
    """The service takes no texts for a while, for whoever watches.

    Args:
        barred: Whether it refuses the account, not only its haste.
    """

    barred: bool


def _ignore(_: object) -> None:
    """Nobody watches."""


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


class Deliverer:
    """Delivers the texts of one account.

    Args:
        account: Sends them.
        journal: Is told of every step before and after it.
        pace: Says when.
        limits: The manners of this moment.
        forbidden: Why a text must not leave at this moment after all; `""` if it may.
        now: Unix seconds.
        rng: Jitter of retries.
        tell: Called at the end of each text; must return at once.
        blocked: Called whenever the service wants a pause; likewise.
        kept: Media that were kept of messages.
        download: Fetches files of other computers.
        dry_run: Everything but the sending.
    """

    def __init__(
        self,
        *,
        account: Account,
        journal: Journal,
        pace: Pace,
        limits: Callable[[], Limits],
        forbidden: Callable[[Outgoing], str],
        now: Callable[[], float],
        rng: Random,
        tell: Callable[[Delivered], None],
        kept: KeptMedia,
        download: Download,
        blocked: Callable[[Blocked], None] = _ignore,
        dry_run: bool = False,
    ) -> None:
        self._account = account
        self._outbox = journal.outbox
        self._performer = Performer(account, journal.outbox, now, kept, download)
        self._pacing = Pacing(pace, journal=journal, account=account, limits=limits, now=now)
        self._limits = limits
        self._forbidden = forbidden
        self._now = now
        self._rng = rng
        self._tell = tell
        self._blocked = blocked
        self._dry_run = dry_run
        # Read before anything new is committed.
        self._left = self._outbox.pending()
        self._chats: dict[str, deque[InTransit]] = {}
        self._turn = trio.Lock()
        self._under_way: set[trio.CancelScope] = set()
        self._returned = trio.Event()
        self._moved = trio.lowlevel.ParkingLot()
        self._fetched = trio.CapacityLimiter(FETCHED_MAX)
        self._closing = False

    @property
    def waiting(self) -> int:
        """How many texts have no end yet."""
        return sum(not task.called_off for chat in self._chats.values() for task in chat)

    @property
    def left_today(self) -> int | None:
        """How many texts may still leave in the 24 hours up to now; None if all may."""
        return self._pacing.left_today

    @property
    def pausing_s(self) -> float:
        """For how long, in seconds, nothing leaves because the service asked for it."""
        return self._pacing.pausing_s

    def at_once(self, texts: Sequence[Outgoing]) -> tuple[Outgoing, ...]:
        """Name the present login in those texts that leave as soon as they are handed over.

        Committed so, they need no commit of their own before the first attempt. Where the guess
        proves wrong, the text is written down as waiting before it waits.

        Args:
            texts: About to be committed and handed over, in this order.
        """
        online = self._account.current
        if online is None or self._dry_run or self._closing or self._turn.locked():
            return tuple(texts)
        self._pacing.keep_up()
        now, now_s = trio.current_time(), self._now()
        room = self._pacing.room(AT_ONCE_MAX - len(self._under_way))
        busy = set(self._chats)
        marked = []
        for text in texts:
            if text.deed is Deed.KEEP:  # it does not leave
                marked.append(text)
                continue
            leaves = (
                room > 0
                and busy.isdisjoint(ids := self._account.ids_of(text.chat_id))
                and text.deed is Deed.TEXT
                and text.not_before_s <= now_s
                and self._pacing.chat_ready_at(ids) <= now
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

    def cancel(self, client_msg_id: str) -> Delivered:
        """End a text that waits, as its owner wants: that is written down when this returns.

        Args:
            client_msg_id: Which.

        Returns:
            How it ended: `cancelled`, or `unknown` if an earlier attempt may have arrived.

        Raises:
            OutgoingError: None such waits, or it leaves at this very moment.
            JournalError: Not written down, and it goes on.
        """
        waiting = (task for chat in self._chats.values() for task in chat)
        task = next((one for one in waiting if one.text.client_msg_id == client_msg_id), None)
        if task is None or task.called_off:
            raise OutgoingError("no such text waits to be sent any more; see how it ended")
        if task.leaving:
            raise OutgoingError("this text is on its way at this moment; see how it ends")
        end = self._stop(task, Stop(OutgoingState.CANCELLED, CALLED_OFF))
        task.called_off = Stop(end.state, end.reason)
        task.waits.cancel()
        return end

    def finish_within(self, grace_s: float) -> None:
        """The program stops: requests under way may take this long, no other begins."""
        self._closing = True
        for scope in self._under_way:
            scope.deadline = min(scope.deadline, trio.current_time() + grace_s)

    def _fresh(self, text: Outgoing) -> InTransit:
        # The clock may have been set since: a delay is never longer than it was meant.
        delay_s = min(text.not_before_s - self._now(), text.not_before_s - text.created_s)
        return self._task(text, max(delay_s, 0.0))

    def _task(self, text: Outgoing, delay_s: float) -> InTransit:
        due = trio.current_time() + delay_s
        wait_s = self._limits().max_wait_s
        expires = math.inf if wait_s is None else due + wait_s
        return InTransit(text, due, expires, text.login_id, self._account.address_of(text.chat_id))

    def _left_over(self, pending: Pending) -> InTransit:
        """A text of an earlier run; one that was under way may have been delivered."""
        text = pending.outgoing
        delay_s = min(text.not_before_s - self._now(), text.not_before_s - text.created_s)
        task = self._task(text, delay_s)  # below zero: its time to wait has begun long ago
        if pending.attempted_s is not None:
            age_s = max(self._now() - pending.attempted_s, 0.0)
            task.expires = trio.current_time() + DOUBT_S - age_s
            task.login_id, task.doubtful = pending.login_id, True
        return task

    def _enqueue(self, task: InTransit, nursery: trio.Nursery) -> None:
        chat_id = task.text.chat_id
        if chat_id in self._chats:
            self._take_back(task)
            self._chats[chat_id].append(task)
        else:
            self._chats[chat_id] = deque([task])
            nursery.start_soon(self._serve, chat_id, nursery)

    async def _serve(self, chat_id: str, nursery: trio.Nursery) -> None:
        """Send the texts of one chat one after the other, and leave when none is left."""
        waiting = self._chats[chat_id]
        while waiting:
            task = waiting[0]
            if not task.called_off:
                with task.waits:
                    end = await self._see_through(task)
            if task.called_off:  # perhaps while it was waiting for its turn
                end = Delivered(task.text, task.called_off.state, task.called_off.reason)
            waiting.popleft()
            self._moved.unpark_all()
            self._outbox.then(partial(self._tell, end))
            nursery.start_soon(self._settle)  # behind the beginning of a next text
        del self._chats[chat_id]

    async def _settle(self) -> None:
        """Write down what was sent, unless another transaction has taken it along.

        Raises:
            JournalError: Not written down.
        """
        self._outbox.settle()
        await trio.lowlevel.checkpoint()

    async def _see_through(self, task: InTransit) -> Delivered:
        """Bring one text to its end."""
        if self._dry_run or not self._performer.fetches(task.text):
            return await self._send(task)
        async with self._fetched:  # until it has left: it is in memory for so long
            with trio.move_on_at(task.expires):
                await self._account.wait_current()
                try:
                    task.loaded = await self._performer.fetch(task.text)
                except UnsendableError as error:
                    return self._stop(task, Stop(OutgoingState.FAILED, str(error)))
            return await self._send(task)

    async def _send(self, task: InTransit) -> Delivered:
        """Send what has all it needs, or give it up."""
        pauses = delays(self._rng)
        while True:
            admitted: Online | Stop | None = None
            with trio.move_on_at(task.expires):
                admitted = await self._admitted(task)
            if not isinstance(admitted, Online):
                return self._stop(task, admitted or task.too_late())
            if self._dry_run:
                return self._end(task.text, OutgoingState.REHEARSED)
            try:
                done = await self._attempt(admitted, task)
            except FAILURES as error:
                verdict = judge(error)
                first_doubt = verdict is Verdict.DOUBTFUL and not task.doubtful
                self._learn(verdict, error, task)
                if verdict is Verdict.REFUSED:
                    return self._stop(task, Stop(OutgoingState.FAILED, reason_of(error)))
                if verdict is Verdict.THROTTLED or (first_doubt and _hung_up(error)):
                    continue
            else:
                if done is None:
                    continue
                self._pacing.accepted()
                return self._end(task.text, OutgoingState.SENT, done=done)
            with trio.move_on_at(min(trio.current_time() + next(pauses), task.expires)):
                await self._account.wait_other_login(admitted.login_id)

    async def _admitted(self, task: InTransit) -> Online | Stop:
        """Wait until delay, pace and login let this text go.

        Returns:
            The login to send it in, or why it is not to be sent.
        """
        if not self._turn.locked() and (answer := self._admit(task)):
            return answer
        self._take_back(task)
        while True:
            await self._chats_turn(task)
            async with self._turn:  # first come, first served among the chats
                while self._is_chats_turn(task):
                    await self._account.wait_current()
                    if answer := self._admit(task):
                        return answer
                    if self._closing:
                        await trio.sleep_forever()
                    if len(self._under_way) >= AT_ONCE_MAX:
                        await self._returned.wait()
                    else:
                        await trio.sleep_until(self._pacing.account_ready_at())

    async def _chats_turn(self, task: InTransit) -> None:
        """Wait until nothing in its own chat keeps a text from leaving."""
        while True:
            await self._account.wait_current()
            ids = self._account.ids_of(task.text.chat_id)
            await trio.sleep_until(max(task.due, self._pacing.chat_ready_at(ids)))
            if self._is_chats_turn(task):
                return
            if self._is_behind(task):
                await self._moved.park()

    def _is_chats_turn(self, task: InTransit) -> bool:
        """Whether its own chat lets a text leave now; in another login that may be otherwise."""
        ready = self._pacing.chat_ready_at(self._account.ids_of(task.text.chat_id))
        return ready <= trio.current_time() and not self._is_behind(task)

    def _is_behind(self, task: InTransit) -> bool:
        """Whether an earlier text of the chat waits under another id of it."""
        chat_id, own = task.text.chat_id, task.text.client_msg_id
        return any(
            waiting[0].text.client_msg_id < own
            for one in self._account.ids_of(chat_id)
            if one != chat_id and (waiting := self._chats.get(one))
        )

    def _admit(self, task: InTransit) -> Online | Stop | None:
        """Let a text leave at this instant, and count it, unless something holds it back.

        What is to be uploaded first may begin with that, and is counted when it leaves.

        Returns:
            The login to send it in, why it is not to be sent at all, or None: not yet.
        """
        self._pacing.keep_up()
        now = trio.current_time()
        online = self._account.current
        if online is None or self._closing or task.called_off:
            return None
        if task.doubtful and (task.login_id != online.login_id or task.text.deed in NEVER_TWICE):
            return Stop(OutgoingState.UNKNOWN, "")  # it may have been delivered in that login
        ids = self._account.ids_of(task.text.chat_id)
        ready = max(task.due, self._pacing.chat_ready_at(ids), self._pacing.account_ready_at())
        if len(self._under_way) >= AT_ONCE_MAX or not ready <= now < task.expires:
            return None
        if self._is_behind(task):
            return None
        why = self._forbidden(task.text) or (PER_DAY if self._pacing.day_full() else "")
        if why:
            return Stop(OutgoingState.SUPPRESSED, why)
        if self._dry_run or task.is_prepared(online) or not self._performer.uploads(task.text):
            task.counted = ids, self._pacing.take(ids)
        return online

    async def _attempt(self, online: Online, task: InTransit) -> Done | None:
        """One attempt. Once begun it is not cut off by a shutdown, only bounded by it.

        Returns:
            What was done; None if a file is uploaded by now and not sent yet. That may have taken
            minutes, so whether it may leave has to be asked once more.
        """
        text = task.text
        with trio.CancelScope(shield=True) as scope:
            self._under_way.add(scope)
            task.leaving = True
            try:
                if not (act := task.take_prepared(online)):
                    act = await self._performer.prepare(online, text, task.address, task.loaded)
                    if self._performer.uploads(text):
                        task.prepared = online, act
                        return None
                task.begun = trio.current_time()
                if task.login_id != online.login_id:
                    task.login_id = online.login_id
                    self._outbox.begin(text, online.login_id, self._now())
                elif task.doubtful:
                    self._outbox.repeat(text, self._now())
                return await act()
            finally:
                self._under_way.discard(scope)
                task.leaving = False
                self._returned.set()
                self._returned = trio.Event()
        # The grace of a shutdown is over; the next start takes up as doubtful what had begun.
        return await trio.sleep_forever()

    def _learn(self, verdict: Verdict, error: Exception, task: InTransit) -> None:
        """What a failed attempt says about the text and about the whole account."""
        task.trouble = str(error)
        if verdict is Verdict.DOUBTFUL and not task.doubtful:
            task.doubtful, task.expires = True, task.begun + DOUBT_S
        if verdict is not Verdict.REFUSED:
            self._take_back(task, asked=not isinstance(error, TransportError) or error.sent)
            text = task.text
            of = {"id": text.client_msg_id, "msg_id": text.event_id, "rule": text.rule}
            log.info("not sent yet", **of, reason=task.trouble)
        if verdict is Verdict.THROTTLED:
            pause_s = self._pacing.throttled()
            log.warning("the service throttles this account", pause_s=pause_s)
            self._blocked(Blocked(barred=False))
        if isinstance(error, WeChatError) and error.ret == Ret.ENVIRONMENT:
            self._pacing.bar()
            log.warning("the service no longer lets this account write; sending pauses")
            self._blocked(Blocked(barred=True))

    def _take_back(self, task: InTransit, *, asked: bool = False) -> None:
        """If a text was written down as begun, and was certainly not sent, write that down."""
        if task.counted and not asked:
            self._pacing.give_back(*task.counted)
        task.counted = None
        if task.login_id and not task.doubtful:
            task.login_id = ""
            self._outbox.take_back(task.text, asked=asked)

    def _stop(self, task: InTransit, stop: Stop) -> Delivered:
        end = task.stopped(stop)
        return self._end(task.text, end.state, end.reason)

    def _end(
        self, text: Outgoing, state: OutgoingState, reason: str = "", *, done: Done = NOTHING
    ) -> Delivered:
        now_s, own, marks = self._now(), text.client_msg_id, done.marks
        if state is OutgoingState.SENT and text.deed is Deed.TEXT:  # it may be sent once more
            self._outbox.sent(text, now_s, done.msg_id)
        else:
            self._outbox.end(text, state, now_s, reason=reason, msg_id=done.msg_id, marks=marks)
        note = log.info if state in UNREMARKABLE else log.warning
        of = {"id": own, "msg_id": text.event_id, "rule": text.rule}
        self._outbox.then(partial(note, "delivery ended", **of, state=state, reason=reason))
        return Delivered(text, state, reason)


def _hung_up(error: Exception) -> bool:
    return isinstance(error, TransportError) and error.reason in HUNG_UP
