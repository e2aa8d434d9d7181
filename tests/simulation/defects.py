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
from responder.awaiting import Awaiting, Steps
from responder.deliver import Deliverer
from responder.errors import ResponderError, TransportError
from responder.journal import schema
from responder.journal.journal import Cursor, Journal
from responder.journal.outbox import Outbox
from responder.journal.waits import WaitingRuns
from responder.memory import Kept
from responder.models import OutgoingState
from responder.pace import EVER, Pace
from responder.pacing import Pacing
from responder.reload import Reloader
from responder.rules import holding, manners, saying
from responder.rules.manners import Arrival
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
    from tests.simulation.scenario import Scenario

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
        suits: Whether it can show in a scenario; where few do, the others are passed over.
    """

    name: str
    patch: Patch
    seed: int
    seen_by: tuple[str, ...]
    days: float = 1.0
    suits: Callable[[Scenario], bool] = lambda _: True


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

    async def marked(self: Deliverer, online: Any, task: Any) -> Done | None:  # noqa: ANN401
        self._outbox.end(task.text, OutgoingState.SENT, self._now())
        return await attempt(self, online, task)

    patch.setattr(Deliverer, "_attempt", marked)


def tell_ends_too_early(patch: pytest.MonkeyPatch) -> None:
    """That a text was sent is told before it is written down."""
    patch.setattr(Outbox, "then", lambda _self, call: call())


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
        nursery.start_soon(self._serve, task.text.client_msg_id, nursery)

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
        changes = [one for _, one in fields.get("changes", ()) if isinstance(one, Kept)]
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

    async def served(self: Deliverer, chat_id: str, nursery: trio.Nursery) -> None:
        try:
            await serve(self, chat_id, nursery)
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


def owner_takes_over(scenario: Scenario) -> bool:
    """Only there may a text have to stay, and mostly where lives are cut off often."""
    wrote = any(line.author == "me" for line in scenario.lines)
    return bool(scenario.manners.handover_s) and wrote and scenario.mood in {"often", "storm"}


def answer_what_is_old(patch: pytest.MonkeyPatch) -> None:
    """It is not looked at when something was written."""
    patch.setattr(manners, "too_late", lambda *_: "")
    patch.setattr(holding, "too_late", lambda *_: "")


def wait_for_nothing(patch: pytest.MonkeyPatch) -> None:
    """Neither for the end of a burst nor for the newest message of an outage."""
    patch.setattr(holding, "arrival", lambda *given: Arrival(manners.arrival(*given).withheld))


def lose_what_was_held(patch: pytest.MonkeyPatch) -> None:
    """What waited for the end of its burst when the program ended is forgotten."""
    patch.setattr(responder.answer, "held_over", lambda _journal: {})


def ignore_the_loop(patch: pytest.MonkeyPatch) -> None:
    """Two machines may talk for ever."""
    patch.setattr(manners, "_mute", lambda *_: None)


def say_the_same_again(patch: pytest.MonkeyPatch) -> None:
    """It is forgotten what was said."""
    patch.setattr(saying, "forbids_text", lambda *_: None)


def ignore_the_day(patch: pytest.MonkeyPatch) -> None:
    """As much leaves in a day as wants to."""
    patch.setattr(Pace, "day_full", lambda _self, _now: False)


def count_the_day_twice(patch: pytest.MonkeyPatch) -> None:
    """Fewer texts leave than may."""
    take = Pace.take

    def taken(self: Pace, chat_id: str, now: float, *others: str) -> None:
        take(self, chat_id, now, *others)
        if self._day is not None:
            self._day.take(now)

    patch.setattr(Pace, "take", taken)


def wait_for_ever(patch: pytest.MonkeyPatch) -> None:
    """No text is given up because it could not leave in time."""
    task = Deliverer._task

    def lasting(self: Deliverer, text: Any, delay_s: float) -> Any:  # noqa: ANN401
        lasts = task(self, text, delay_s)
        lasts.expires = float("inf")
        return lasts

    patch.setattr(Deliverer, "_task", lasting)


def forget_what_waits(patch: pytest.MonkeyPatch) -> None:
    """Pauses, what is done later, and dialogues end with the program."""
    patch.setattr(WaitingRuns, "texts", lambda _self: [])


def go_on_too_soon(patch: pytest.MonkeyPatch) -> None:
    """Whenever something is decided, all that waits goes on."""
    patch.setattr(Awaiting, "due", lambda self, _now_s, most: [*self.waits.values()][:most])


def do_not_write_steps_down(patch: pytest.MonkeyPatch) -> None:
    """How far a run has come is known in memory only, once it waits."""
    changes = Awaiting.changes

    def kept(self: Awaiting, steps: Steps) -> Any:  # noqa: ANN401
        return None if steps.resumed else changes(self, steps)

    patch.setattr(Awaiting, "changes", kept)


def lose_the_rules(patch: pytest.MonkeyPatch) -> None:
    """A broken edit leaves no rules at all."""
    original = Reloader._reject

    def reject(self: Reloader, origin: Origin, reason: str) -> Reloaded:
        self.rule_set = replace(self.rule_set, rules=(), index=None)
        return original(self, origin, reason)

    patch.setattr(Reloader, "_reject", reject)


def leaves_what_is_old(scenario: Scenario) -> bool:
    """Only there, and by a clock that nobody sets, is it certain what may not be answered."""
    manners = scenario.manners
    is_left = manners.max_age_s is not None and manners.catch_up == "none"
    return is_left and scenario.is_clock_steady


SEVERAL = ("NeverTwice", "NothingLost", "OneIdentity", "TruthfulEnds", "EverythingEnds")
"""For mistakes that show in one way or another, depending on where the crash is."""

DEFECTS = (
    Defect("drop the transaction", drop_the_transaction, 8, ("NothingLost",), days=0.34),
    Defect("save the key first", save_the_key_first, 15, ("NothingLost", "InOrder"), days=0.34),
    Defect("forget handled messages", forget_handled_messages, 3, ("NeverTwice",)),
    Defect("forget them at a restart", forget_handled_messages_at_a_restart, 3, ("NeverTwice",)),
    Defect("send before the commit", send_before_the_commit, 3, SEVERAL),
    Defect("another id for each attempt", another_id_for_each_attempt, 3, SEVERAL),
    Defect("mark sent too early", mark_sent_too_early, 11, ("TruthfulEnds",)),
    Defect("tell ends too early", tell_ends_too_early, 9, ("ToldOnce",), days=0.34),
    Defect("do not mark before sending", do_not_mark_before_sending, 11, SEVERAL),
    Defect("repeat in another login", repeat_in_another_login, 0, SEVERAL, days=0.34),
    Defect("give up too early", give_up_too_early, 4, ("TruthfulEnds", "InOrder")),
    Defect("call doubtful failed", call_doubtful_failed, 17, ("TruthfulEnds",)),
    Defect("ignore the pace", ignore_the_pace, 3, ("Pace",)),
    Defect("ignore the order", ignore_the_order, 3, ("InOrder", "EverythingEnds")),
    Defect("lose what was left", lose_what_was_left, 3, ("EverythingEnds",)),
    Defect("take it up backwards", take_up_what_was_left_backwards, 3, ("InOrder",)),
    Defect("store before the answers", store_before_the_answers, 4, ("CountedOnce",), days=0.34),
    Defect("answer ourselves", answer_ourselves, 3, ("NothingUnasked",)),
    Defect("swallow an error", swallow_an_error, 18, ("InOrder", "EverythingEnds")),
    Defect("forget who is who", forget_who_is_who, 15, ("NothingUnasked", "TruthfulEnds")),
    Defect("forget the login", forget_the_login, 21, ("NoNeedlessScan",)),
    Defect("forget the pace", forget_the_pace, 3, ("Pace",)),
    Defect(
        "take ourselves for the owner",
        take_ourselves_for_the_owner,
        23,
        ("NothingLost", "TruthfulEnds", "EverythingEnds"),
    ),
    Defect("send before the news", send_before_the_news, 51, ("Handover",), suits=owner_takes_over),
    Defect(
        "answer what is old",
        answer_what_is_old,
        658,
        ("MaxAge",),
        days=0.34,
        suits=leaves_what_is_old,
    ),
    Defect("wait for no later one", wait_for_nothing, 2, ("MaxAge",), days=0.34),
    Defect("wait for no burst", wait_for_nothing, 49, ("Collect",), days=0.34),
    Defect("lose what was held", lose_what_was_held, 75, ("NothingLost",), days=0.34),
    Defect("ignore the loop", ignore_the_loop, 10, ("Loop",), days=0.34),
    Defect("say the same again", say_the_same_again, 1, ("SameText",), days=0.34),
    Defect("ignore the day", ignore_the_day, 42, ("PerDay",), days=0.34),
    Defect("count the day twice", count_the_day_twice, 95, ("PerDay",), days=0.34),
    Defect("wait for ever", wait_for_ever, 37, ("MaxWait",), days=0.34),
    Defect("forget what waits", forget_what_waits, 5, ("NothingLost",), days=0.34),
    Defect("forget what was asked", forget_what_waits, 61, ("NothingLost",), days=0.34),
    Defect("go on too soon", go_on_too_soon, 5, ("Waits",), days=0.34),
    Defect("do not write steps down", do_not_write_steps_down, 9, ("NothingLost",), days=0.34),
    Defect("lose the rules", lose_the_rules, 59, ("NothingLost",), days=0.34),
    Defect("stop listening", stop_listening, 23, ("EverythingEnds",)),
)
