"""The answer task: decides each message and writes the decision down, in one transaction.

It takes the batches of the sync task in order, keeps the address book current, asks the rule
engine, commits, and only then hands the texts to delivery.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from responder.errors import LoggedOut
from responder.memory import Memory
from responder.models import Outgoing
from responder.pace import reply_delay_s
from responder.rules.decide import Decision, decide
from responder.wechat.people.events import to_event
from responder.wechat.protocol.send import next_client_msg_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Callable, Sequence
    from random import Random

    from responder.journal.journal import Journal
    from responder.models import Event
    from responder.rules.ruleset import RuleSet
    from responder.wechat.batch import Batch
    from responder.wechat.people.book import AddressBook
    from responder.wechat.protocol.messages import Message

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """One event and what was decided, for whoever watches.

    Args:
        event: What happened.
        decision: Rule, replies, trace.
        outgoing: What will be sent.
    """

    event: Event
    decision: Decision
    outgoing: tuple[Outgoing, ...]


class Answerer:
    """Decides the messages of one account.

    Args:
        journal: Commits each batch.
        rules: Gives the rule set of this moment; read once per message.
        now: Unix seconds.
        rng: Draws the human-looking part of delays.
        seed: Keys the draws of the rules, so that a decision can be repeated.
        hand_over: Takes committed texts for delivery.
        tell: Called with each decision; must return at once.
        at_once: Names the login in texts that leave as soon as they are handed over, which saves
            them a commit; without it none is named.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        rules: Callable[[], RuleSet],
        now: Callable[[], float],
        rng: Random,
        seed: str,
        hand_over: Callable[[Outgoing], Awaitable[None]],
        tell: Callable[[Answered], None],
        at_once: Callable[[Sequence[Outgoing]], Sequence[Outgoing]] = tuple,
    ) -> None:
        self._journal = journal
        self._rules = rules
        self._now = now
        self._rng = rng
        self._seed = seed
        self._hand_over = hand_over
        self._tell = tell
        self._at_once = at_once
        self._last_id = journal.last_client_msg_id()

    async def run(self, batches: AsyncIterable[Batch]) -> None:
        """Answer until the batches end."""
        async for batch in batches:
            await self._answer(batch)

    async def _answer(self, batch: Batch) -> None:
        directory = batch.online.directory
        try:
            await directory.take_in(batch.answer)
        except LoggedOut as error:
            log.warning("look-ups stopped", reason=str(error))
        answered = []
        fresh: dict[str, None] = {}
        for message in batch.answer.messages:
            if message.id in fresh or self._journal.is_handled(message.id):
                log.debug("known message", msg_id=message.id)
                continue
            fresh[message.id] = None
            if one := self._decide(message, directory.book):
                answered.append(one)
        directory.keep()
        outgoing = self._at_once([text for one in answered for text in one.outgoing])
        self._journal.commit(
            event_ids=list(fresh),
            outgoing=outgoing,
            login_id=batch.online.login_id,
            keys=batch.keys,
            now_s=self._now(),
        )
        for text in outgoing:
            await self._hand_over(text)
        for one in answered:
            _log(one)
            self._tell(one)

    def _decide(self, message: Message, book: AddressBook) -> Answered | None:
        """What a message means and what to say to it; None if it is nobody's business."""
        now_s = self._now()
        rule_set = self._rules()
        event = None
        try:
            event = to_event(message, book)
            if event is None:
                return None
            decision = decide(rule_set, event, Memory(), now_s, self._seed)
        except Exception as error:  # noqa: BLE001 - the one broad handler: a fault in one decision ends no other
            _log_fault(message.id, error)
            if event is None:
                return None
            decision = Decision(event.id, fault=f"{type(error).__name__}: {error}")
        return Answered(event, decision, self._texts(event, decision, rule_set))

    def _texts(self, event: Event, decision: Decision, rule_set: RuleSet) -> tuple[Outgoing, ...]:
        """The replies, each with its identity for life and the time from which it may leave."""
        now_s = self._now()
        outgoing = []
        for reply in decision.replies:
            self._last_id = next_client_msg_id(self._last_id, int(now_s * 1000))
            delay = rule_set.by_name[reply.rule].delay
            delay_s = reply_delay_s(delay, len(reply.text), self._rng.random())
            outgoing.append(
                Outgoing(
                    client_msg_id=self._last_id,
                    chat_id=event.chat.id,
                    chat_name=event.chat.name,
                    text=reply.text,
                    event_id=event.id,
                    rule=reply.rule,
                    not_before_s=now_s + delay_s,
                    created_s=now_s,
                )
            )
        return tuple(outgoing)


def _log(one: Answered) -> None:
    """One line per event, without a word of its text: an error of a template may quote it."""
    event, decision = one.event, one.decision
    shadow = [taken.rule for taken in decision.taken if taken.shadow]
    log.info(
        "decided",
        msg_id=event.id,
        kind=event.kind.value,
        chat=event.chat.kind.value,
        rule=decision.rule,
        replies=len(one.outgoing),
        failed=decision.error is not None,
        **({"shadow": shadow} if shadow else {}),
    )


def _log_fault(msg_id: str, error: Exception) -> None:
    """Where the program failed; what Python says about it may quote the message."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{frame.name}:{frame.lineno}"
    log.error("decision failed", msg_id=msg_id, error=type(error).__name__, where=where)
    log.debug("decision failed", msg_id=msg_id, exc_info=error)
