"""Defects made on purpose, each of which the simulation has to see.

Each is a patch of the daemon's code by name, as small as the mistake it stands for.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import trio

import responder.answer
import responder.deliver
from responder.deliver import Deliverer
from responder.errors import ResponderError, TransportError
from responder.journal import schema
from responder.journal.journal import Cursor, Journal
from responder.journal.outbox import Outbox
from responder.memory import Kept
from responder.models import OutgoingState
from responder.pace import EVER, Pace
from responder.pacing import Pacing
from responder.reload import Reloader
from responder.wechat.account import Account
from responder.wechat.batch import dump_keys
from responder.wechat.connection import Connection
from responder.wechat.directory import Directory
from responder.wechat.people.events import to_event
from responder.wechat.sync import Listener

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from responder.models import Event
    from responder.performing import Done
    from responder.reload import Origin, Reloaded

    Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Defect:
    """A mistake.

    Args:
        name: In a few words.
        patch: Makes it.
        seed: One that saw it when this was written; the search begins there.
        seen_by: The invariants that may see it.
        days: How long its days are: one that shows soon needs no whole one.
    """

    name: str
    patch: Patch
    seed: int
    seen_by: tuple[str, ...]
    days: float = 1.0


def drop_the_transaction(patch: pytest.MonkeyPatch) -> None:
    """Ids and key are committed first, the texts after them."""
    take_in = Journal.take_in

    def parted(self: Journal, **fields: Any) -> None:  # noqa: ANN401
        take_in(self, **fields | {"outgoing": ()})
        if fields["outgoing"]:
            take_in(self, now_s=fields["now_s"], outgoing=fields["outgoing"])

    patch.setattr(Journal, "take_in", parted)


def save_the_key_first(patch: pytest.MonkeyPatch) -> None:
    """The sync key is committed when a batch arrives, not when it has been decided."""
    opened: list[Journal] = []
    open_it, adopt = Journal.open.__func__, Listener._adopt  # type: ignore[attr-defined]

    def remembered(cls: type[Journal], *args: Any, **fields: Any) -> Journal:  # noqa: ANN401
        journal: Journal = open_it(cls, *args, **fields)
        opened.append(journal)
        return journal

    def saved(self: Listener, answer: Any) -> Any:  # noqa: ANN401
        session = adopt(self, answer)
        opened[-1].take_in(now_s=0.0, cursor=Cursor(session.login_id, dump_keys(session)))
        return session

    patch.setattr(Journal, "open", classmethod(remembered))
    patch.setattr(Listener, "_adopt", saved)


def forget_handled_messages(patch: pytest.MonkeyPatch) -> None:
    """A message that comes again is decided again."""
    take_in = Journal.take_in

    def unkept(self: Journal, **fields: Any) -> None:  # noqa: ANN401
        take_in(self, **fields | {"event_ids": (), "entries": ()})

    patch.setattr(Journal, "take_in", unkept)


def forget_handled_messages_at_a_restart(patch: pytest.MonkeyPatch) -> None:
    """Which messages were decided is known in memory only."""
    open_it = Journal.open.__func__  # type: ignore[attr-defined]

    def emptied(cls: type[Journal], *args: Any, **fields: Any) -> Journal:  # noqa: ANN401
        journal: Journal = open_it(cls, *args, **fields)
        with journal._database.writing() as connection:
            connection.execute(sa.delete(schema.handled))
            connection.execute(sa.delete(schema.event))
        return journal

    patch.setattr(Journal, "open", classmethod(emptied))


def send_before_the_commit(patch: pytest.MonkeyPatch) -> None:
    """A batch is written down a moment after its texts were handed over."""
    take_in, answer = Journal.take_in, responder.answer.Answerer._answer
    late: list[tuple[Journal, dict[str, Any]]] = []

    def later(self: Journal, **fields: Any) -> None:  # noqa: ANN401
        late.append((self, fields))

    async def answered(self: Any, batch: Any) -> None:  # noqa: ANN401
        await answer(self, batch)
        await trio.sleep(0.2)
        while late:
            journal, fields = late.pop(0)
            take_in(journal, **fields)

    patch.setattr(Journal, "take_in", later)
    patch.setattr(responder.answer.Answerer, "_answer", answered)


def another_id_for_each_attempt(patch: pytest.MonkeyPatch) -> None:
    """A repetition carries a ClientMsgId of its own."""
    send = Account.send_text
    attempts: Counter[str] = Counter()

    async def sent(
        self: Account,
        online: Any,  # noqa: ANN401
        chat: str,
        text: str,
        which: str,
        *rest: Any,  # noqa: ANN401
    ) -> str:
        attempts[which] += 1
        return await send(self, online, chat, text, str(int(which) + attempts[which] - 1), *rest)

    patch.setattr(Account, "send_text", sent)


def mark_sent_too_early(patch: pytest.MonkeyPatch) -> None:
    """A text is called sent before anybody has said so."""
    attempt = Deliverer._attempt

    async def marked(self: Deliverer, online: Any, task: Any) -> Done:  # noqa: ANN401
        self._outbox.end(task.text, OutgoingState.SENT, self._now())
        return await attempt(self, online, task)

    patch.setattr(Deliverer, "_attempt", marked)


def do_not_mark_before_sending(patch: pytest.MonkeyPatch) -> None:
    """The journal does not say that a text may have left."""
    take_in = Journal.take_in

    def unmarked(self: Journal, **fields: Any) -> None:  # noqa: ANN401
        texts = [replace(text, login_id="") for text in fields["outgoing"]]
        take_in(self, **fields | {"outgoing": texts})

    patch.setattr(Outbox, "begin", lambda _self, _text, _login_id, _now_s: None)
    patch.setattr(Journal, "take_in", unmarked)


def repeat_in_another_login(patch: pytest.MonkeyPatch) -> None:
    """A text that may have been delivered is sent again in a login that knows nothing of it."""
    left_over, learn = Deliverer._left_over, Deliverer._learn

    def sure(self: Deliverer, pending: Any) -> Any:  # noqa: ANN401
        task = left_over(self, pending)
        task.doubtful = False
        return task

    def learnt(self: Deliverer, verdict: Any, error: Exception, task: Any) -> None:  # noqa: ANN401
        learn(self, verdict, error, task)
        task.doubtful = False

    patch.setattr(Deliverer, "_left_over", sure)
    patch.setattr(Deliverer, "_learn", learnt)


def give_up_too_early(patch: pytest.MonkeyPatch) -> None:
    """A text whose answer was lost is not asked about again."""
    patch.setattr(responder.deliver, "DOUBT_S", 0.0)


def call_doubtful_failed(patch: pytest.MonkeyPatch) -> None:
    """A text whose answer was lost counts as not delivered."""
    see = Deliverer._see_through

    async def seen(self: Deliverer, task: Any) -> Any:  # noqa: ANN401
        end = await see(self, task)
        if end.state is OutgoingState.UNKNOWN:
            return self._end(task.text, OutgoingState.FAILED, "expired")
        return end

    patch.setattr(Deliverer, "_see_through", seen)


def ignore_the_pace(patch: pytest.MonkeyPatch) -> None:
    """Every text leaves at once."""
    patch.setattr(Pace, "chat_ready_at", lambda _self, _chat: EVER)
    patch.setattr(Pace, "account_ready_at", lambda _self: EVER)


def ignore_the_order(patch: pytest.MonkeyPatch) -> None:
    """The texts of a chat leave side by side."""

    def enqueue(self: Deliverer, task: Any, nursery: trio.Nursery) -> None:  # noqa: ANN401
        self._chats[task.text.client_msg_id] = deque([task])
        nursery.start_soon(self._serve, task.text.client_msg_id)

    patch.setattr(Deliverer, "_enqueue", enqueue)


def lose_what_was_left(patch: pytest.MonkeyPatch) -> None:
    """What an earlier run did not send is never looked at."""
    patch.setattr(Outbox, "pending", lambda _self: ())


def take_up_what_was_left_backwards(patch: pytest.MonkeyPatch) -> None:
    """What an earlier run did not send is sent, the last text first."""
    pending = Outbox.pending
    patch.setattr(Outbox, "pending", lambda self: pending(self)[::-1])


def store_before_the_answers(patch: pytest.MonkeyPatch) -> None:
    """What rules store is committed before the messages and their answers are."""
    take_in = Journal.take_in

    def parted(self: Journal, **fields: Any) -> None:  # noqa: ANN401
        changes = [
            change
            for entry in (*fields.get("entries", ()), *fields.get("decided", ()))
            for change in entry.changes
            if isinstance(change, Kept)
        ]
        if changes:
            with self._database.writing() as connection:
                self._recall.write(connection, fields["now_s"], [("", one) for one in changes])
        take_in(self, **fields)

    patch.setattr(Journal, "take_in", parted)


def answer_ourselves(patch: pytest.MonkeyPatch) -> None:
    """What the owner writes, and what comes back of our own, counts as a friend's message."""

    def as_friend(message: Any, book: Any) -> Event | None:  # noqa: ANN401
        event = to_event(message, book)
        return replace(event, from_me=False) if event else None

    patch.setattr(responder.answer, "to_event", as_friend)


def swallow_an_error(patch: pytest.MonkeyPatch) -> None:
    """A text whose first attempt fails is forgotten, and the rest of its chat with it."""
    serve, learn = Deliverer._serve, Deliverer._learn

    async def served(self: Deliverer, chat_id: str) -> None:
        try:
            await serve(self, chat_id)
        except ResponderError:
            del self._chats[chat_id]

    def learnt(self: Deliverer, verdict: Any, error: Exception, task: Any) -> None:  # noqa: ANN401
        if isinstance(error, TransportError):
            raise error
        learn(self, verdict, error, task)

    patch.setattr(Deliverer, "_serve", served)
    patch.setattr(Deliverer, "_learn", learnt)


def forget_who_is_who(patch: pytest.MonkeyPatch) -> None:
    """The ids of people are not written down before a text waits for one of them."""
    patch.setattr(Directory, "keep", lambda _self: None)


def forget_the_login(patch: pytest.MonkeyPatch) -> None:
    """The login is not written down."""
    patch.setattr(Connection, "_save_login", lambda _self: None)


def stop_listening(patch: pytest.MonkeyPatch) -> None:
    """After some errors in a row nobody polls any more."""
    broken = Listener._broken
    count: Counter[int] = Counter()

    async def slept(self: Listener, error: Any) -> None:  # noqa: ANN401
        count[id(self)] += 1
        if count[id(self)] == 2:
            await trio.sleep_forever()
        await broken(self, error)

    patch.setattr(Listener, "_broken", slept)


def forget_the_pace(patch: pytest.MonkeyPatch) -> None:
    """What left in an earlier run does not count."""
    patch.setattr(Pacing, "_count_attempts", lambda _self: None)


def take_ourselves_for_the_owner(patch: pytest.MonkeyPatch) -> None:
    """What comes back of our own texts counts as a sign that the owner is there."""
    patch.setattr(Outbox, "is_ours", lambda *_: False)


def send_before_the_news(patch: pytest.MonkeyPatch) -> None:
    """After a restart texts leave before it is known what the owner wrote meanwhile."""
    patch.setattr(Account, "current", property(lambda self: self.online))


def lose_the_rules(patch: pytest.MonkeyPatch) -> None:
    """A broken edit leaves no rules at all."""
    original = Reloader._reject

    def reject(self: Reloader, origin: Origin, reason: str) -> Reloaded:
        self.rule_set = replace(self.rule_set, rules=(), index=None)
        return original(self, origin, reason)

    patch.setattr(Reloader, "_reject", reject)


SEVERAL = ("NeverTwice", "NothingLost", "OneIdentity", "TruthfulEnds", "EverythingEnds")
"""For mistakes that show in one way or another, depending on where the crash is."""

DEFECTS = (
    Defect("drop the transaction", drop_the_transaction, 5, ("NothingLost",)),
    Defect("save the key first", save_the_key_first, 4, ("NothingLost", "InOrder")),
    Defect("forget handled messages", forget_handled_messages, 3, ("NeverTwice",)),
    Defect("forget them at a restart", forget_handled_messages_at_a_restart, 3, ("NeverTwice",)),
    Defect("send before the commit", send_before_the_commit, 1, SEVERAL),
    Defect("another id for each attempt", another_id_for_each_attempt, 1, SEVERAL),
    Defect("mark sent too early", mark_sent_too_early, 1, ("TruthfulEnds",)),
    Defect("do not mark before sending", do_not_mark_before_sending, 11, SEVERAL),
    Defect("repeat in another login", repeat_in_another_login, 8, SEVERAL),
    Defect("give up too early", give_up_too_early, 2, ("TruthfulEnds", "InOrder")),
    Defect("call doubtful failed", call_doubtful_failed, 13, ("TruthfulEnds",)),
    Defect("ignore the pace", ignore_the_pace, 2, ("Pace",)),
    Defect("ignore the order", ignore_the_order, 0, ("InOrder", "EverythingEnds")),
    Defect("lose what was left", lose_what_was_left, 1, ("EverythingEnds",)),
    Defect("take it up backwards", take_up_what_was_left_backwards, 1, ("InOrder",)),
    Defect("store before the answers", store_before_the_answers, 0, ("CountedOnce",)),
    Defect("answer ourselves", answer_ourselves, 0, ("NothingUnasked",)),
    Defect("swallow an error", swallow_an_error, 17, ("InOrder", "EverythingEnds")),
    Defect("forget who is who", forget_who_is_who, 2, ("NothingUnasked", "TruthfulEnds")),
    Defect("forget the login", forget_the_login, 0, ("NoNeedlessScan",)),
    Defect("forget the pace", forget_the_pace, 3, ("Pace",)),
    Defect(
        "take ourselves for the owner",
        take_ourselves_for_the_owner,
        23,
        ("NothingLost", "TruthfulEnds", "EverythingEnds"),
    ),
    Defect("send before the news", send_before_the_news, 83, ("Handover",), days=0.34),
    Defect("lose the rules", lose_the_rules, 23, ("NothingLost",)),
    Defect("stop listening", stop_listening, 23, ("EverythingEnds",)),
)
