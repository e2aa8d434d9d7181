"""The answer task: decides what happened and writes the decision down, in one transaction.

It takes the batches of the sync task in order, keeps the address book current, lets wait what has
to wait, asks the rule engine, commits, and only then hands the texts to delivery.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog
import trio

from responder.awaiting import Awaiting, Steps, held_over, nothing_earlier
from responder.bell import Bell
from responder.composing import Composer
from responder.deciding import Decider
from responder.decisionlog import log_decided, log_fault, outcome_of
from responder.errors import LoggedOut
from responder.journal.journal import HELD, Cursor, Entry, Hold
from responder.rules.conditions.heads import EventCondition
from responder.rules.holding import Held, Ready, arrive, over
from responder.rules.manners import Manner
from responder.rules.recording import decision_to_text, event_of_text, event_to_text
from responder.rules.scheduling import login_event
from responder.rules.waiting import Cause
from responder.wechat.people.book import UNSETTLED
from responder.wechat.people.events import to_event
from responder.wechat.protocol.content import Recalled

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from random import Random

    from responder.awaiting import Fetches
    from responder.deciding import Decided
    from responder.journal.journal import Journal
    from responder.memory import Change, Memory
    from responder.models import Event, Outgoing
    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet
    from responder.rules.waiting import Waiting, Waits
    from responder.wechat.account import Online
    from responder.wechat.batch import Batch
    from responder.wechat.people.book import AddressBook
    from responder.wechat.protocol.messages import Message

MESSAGES_AT_ONCE = 50
"""So many are decided and committed together; then others have their turn. It takes some 20 ms, and
the service gives more than that only after an outage."""

ASKED = "asked"
"""Outcome of an event that asks something of the program itself."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """One event and what was decided, for whoever watches.

    Args:
        event: What happened.
        decision: Rule, replies, trace.
        outgoing: What will be sent.
        resumed: Whether it was decided before, and only a run of it went on.
    """

    event: Event
    decision: Decision
    outgoing: tuple[Outgoing, ...]
    resumed: bool = False


@dataclass(slots=True)
class _Round:
    """What is decided and written down together.

    Args:
        memory: As the events before this one left it.
        held: What waits, by key.
        listening_since_s: From when on nothing was missed, Unix seconds.
        entries: Of events that have just come in, by id.
        decided: Of events that were held, by id.
        answered: For whoever watches.
        asked: What asks something of the program itself.
        steps: What becomes of runs that go on later.
        changes: To memory, each with its event, in the order of deciding: the last one counts.
    """

    memory: Memory
    held: dict[str, Held]
    listening_since_s: float
    steps: Steps
    entries: dict[str, Entry] = field(default_factory=dict)
    decided: dict[str, Entry] = field(default_factory=dict)
    answered: list[Answered] = field(default_factory=list)
    asked: list[Event] = field(default_factory=list)
    changes: list[tuple[str, Change]] = field(default_factory=list)

    def note(self, entry: Entry) -> None:
        """Note what became of an event, in place of what was noted of it before."""
        fresh = entry.event.id in self.entries
        (self.entries if fresh else self.decided)[entry.event.id] = entry


async def _nobody_asked(_: Event) -> None:
    """Nothing to do."""
    await trio.lowlevel.checkpoint()


class Answerer:
    """Decides the messages of one account.

    Args:
        journal: Commits.
        rules: Gives the rule set of this moment; read once per message.
        now: Unix seconds.
        rng: Draws the human-looking part of delays.
        seed: Keys the draws of the rules, so that a decision can be repeated.
        hand_over: Takes committed texts for delivery.
        tell: Called with each decision; must return at once.
        paused: Whether the owner wants nothing to be answered at this moment.
        asks: Whether an event is no message for the rules but asks something of the program.
        asked: Takes each that does, once it is written down.
        at_once: Names the login in texts that leave as soon as they are handed over, which saves
            them a commit; without it none is named.
        keep_text: Whether what was written stays in the journal once it is decided.
        online: The login of this moment; what is due while there is none waits for the next.
        bell: Rung when rules or the login have changed.
        caught_up: Told of a login when all that waited in it at the service is written down.
        earlier: Gives the rules of a hash that were put to use before.
        fetches: Asks other computers for what rules want to know.
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
        paused: Callable[[], bool] = lambda: False,
        asks: Callable[[Event], bool] = lambda _: False,
        asked: Callable[[Event], Awaitable[None]] = _nobody_asked,
        at_once: Callable[[Sequence[Outgoing]], Sequence[Outgoing]] = tuple,
        keep_text: bool = True,
        online: Callable[[], Online | None],
        bell: Bell | None = None,
        caught_up: Callable[[Online], None] = lambda _: None,
        earlier: Callable[[str], Awaitable[RuleSet]] = nothing_earlier,
        fetches: Fetches | None = None,
    ) -> None:
        self._journal = journal
        self._rules = rules
        self._now = now
        self._hand_over = hand_over
        self._tell = tell
        self._paused = paused
        self._asks = asks
        self._asked = asked
        self._at_once = at_once
        self._keep_text = keep_text
        self._online = online
        self._bell = bell or Bell()
        self._awaiting = Awaiting(
            journal.waits, rules, earlier, keep_text=keep_text, fetches=fetches
        )
        self._caught_up = caught_up
        self._composer = Composer(now=now, rng=rng, last_id=journal.outbox.last_client_msg_id())
        self._decider = Decider(self._awaiting, self._composer, rules=rules, now=now, seed=seed)
        self._held = held_over(journal)
        self._passing = set(journal.ids.beginning(UNSETTLED))
        self._listening_since_s = now()
        self._came_s: float | None = None
        self._received_s: dict[str, float | None] = {}
        self._planned_by: RuleSet | None = None
        self._planned_s = 0.0
        self._met: Online | None = None
        self._written: tuple[Event | None, str] = (None, "")

    async def run(self, batches: trio.MemoryReceiveChannel[Batch]) -> None:
        """Answer until the batches end.

        Raises:
            JournalError: A decision could not be written down; nothing came of it.
        """
        while True:
            batch = None
            await self._plan()
            with self._bell.resting(self._rest_s()):
                try:
                    batch = await batches.receive()
                except trio.EndOfChannel:
                    return
            if batch is not None:
                await self._answer(batch)
            await self._let_go()
            await self._go_on()

    def wake(self) -> None:
        """Something that a run waits for is there; returns at once."""
        self._bell.ring()

    @property
    def waits(self) -> Waits:
        """All that waits to go on later."""
        return self._awaiting.waits

    async def tell_owner(self, text: str) -> None:
        """Say something to the owner, in his own chat with the file helper.

        Raises:
            JournalError: It could not be written down, and is not said.
        """
        await self._say(self._composer.to_owner(text))

    async def say_again(self, text: Outgoing) -> Outgoing:
        """Send a text that has ended as a new one.

        Returns:
            The new one.

        Raises:
            JournalError: It could not be written down, and is not said.
        """
        again = self._composer.again(text)
        await self._say(again)
        return again

    async def _say(self, text: Outgoing) -> None:
        self._journal.take_in(now_s=self._now(), outgoing=(text,))
        await self._hand_over(text)

    def _rest_s(self) -> float:
        """Seconds until something has waited enough; never longer than it was meant to wait."""
        now_s, online = self._now(), self._online()
        if online is not None and online is not self._met:
            return 0.0
        rests = (min(one.due_s - now_s, one.due_s - one.since_s) for one in self._held.values())
        runs_s = self._awaiting.rest_s(now_s, online=online is not None)
        return max(0.0, min(*rests, runs_s, math.inf))

    async def _answer(self, batch: Batch) -> None:
        directory = batch.online.directory
        try:
            await directory.take_in(batch.answer)
        except LoggedOut as error:
            log.warning("look-ups stopped", reason=str(error))
        self._listening_since_s = batch.listening_since_s
        self._came_s = batch.received_s
        await self._meet(batch.online)
        self._settle(directory.book)
        by_id = {message.id: message for message in batch.answer.messages}
        unknown = self._journal.unknown(list(by_id))
        if len(unknown) < len(batch.answer.messages):
            log.debug("known messages", count=len(batch.answer.messages) - len(unknown))
        await self._awaiting.prepare()
        while True:
            ids, unknown = unknown[:MESSAGES_AT_ONCE], unknown[MESSAGES_AT_ONCE:]
            round_ = self._round()
            for one in ids:
                self._take(round_, by_id[one], directory.book)
            directory.keep()
            if not unknown:
                break
            await self._commit(round_, ids)
        # The keys acknowledge all of it, so they are written with the last part.
        await self._commit(round_, ids, Cursor(batch.online.login_id, batch.keys))
        if batch.is_last:
            self._caught_up(batch.online)

    def _settle(self, book: AddressBook) -> None:
        """Let what happened to passing ids be that of the lasting ones that have become known."""
        for passing in sorted(self._passing):
            known = [one for one in book.ids_of(passing) if not one.startswith(UNSETTLED)]
            if known:
                self._passing.discard(passing)
                self._journal.ids.rename(passing, known[0])
                self._awaiting.read()

    async def _let_go(self) -> None:
        """Decide what has waited enough."""
        await self._awaiting.prepare()
        round_ = self._round()
        turn = over(self._rules().limits, self._held.values(), self._now(), self._listening_since_s)
        if not turn.ready:
            return
        round_.held = turn.applied(round_.held)
        for ready in turn.ready:
            self._decide(round_, ready)
        await self._commit(round_)

    async def _plan(self) -> None:
        """Have the next time of each schedule wait, by the rules of this moment."""
        rule_set, now_s = self._rules(), self._now()
        if rule_set is self._planned_by and now_s >= self._planned_s:
            self._planned_s = now_s
            return
        turns = self._decider.plan(self._awaiting.waits)
        if turns:
            round_ = self._round()
            round_.steps.plan(turns)
            await self._commit(round_)
        self._planned_by, self._planned_s = rule_set, now_s

    async def _meet(self, online: Online) -> None:
        """Take over who is who in a login; of a new one rules hear, once."""
        if online is self._met:
            return
        book = online.directory.book
        self._decider.find, self._decider.me = book.chats_called, book.me
        event = login_event(online.login_id, book.me, self._now())
        is_new = self._journal.keys(online.login_id) is None
        if is_new and self._journal.unknown([event.id]):
            round_ = self._round()
            withheld = Manner.PAUSED if self._paused() else ""
            waits = round_.steps.waits
            decided = self._decider.decide(event, round_.memory, waits, withheld)
            # Mostly no rule is for logins at all: then it is nothing to write down.
            if any(one.failed != EventCondition.key for one in decided.decision.trace):
                round_.entries[event.id] = self._entry(event, HELD)
                self._note(round_, event, decided)
                await self._commit(round_, [event.id])
        self._met = online

    async def _go_on(self) -> None:
        """Go on with the runs that have waited enough."""
        online = self._online()
        if online is None:
            return
        await self._meet(online)
        due = self._awaiting.due(self._now(), MESSAGES_AT_ONCE)
        if not due:
            return
        rule_sets = [await self._awaiting.rules_of(one) for one in due]
        round_ = self._round()
        for waiting, rule_set in zip(due, rule_sets, strict=True):
            if waiting.key not in round_.steps.waits:
                continue  # an earlier one has cancelled it
            if waiting.cause is Cause.SCHEDULE:
                self._come(round_, waiting)
            else:
                self._resume(round_, waiting, rule_set)
        await self._commit(round_)

    def _round(self) -> _Round:
        steps = Steps(self._awaiting.waits)
        return _Round(self._journal.memory(), self._held, self._listening_since_s, steps)

    async def _commit(
        self, round_: _Round, event_ids: Sequence[str] = (), cursor: Cursor | None = None
    ) -> None:
        """Write everything down, and only then let it take effect."""
        outgoing = self._at_once([text for one in round_.answered for text in one.outgoing])
        self._journal.take_in(
            now_s=self._now(),
            event_ids=event_ids,
            entries=tuple(round_.entries.values()),
            decided=tuple(round_.decided.values()),
            outgoing=outgoing,
            cursor=cursor,
            runs=self._awaiting.changes(round_.steps),
            changes=round_.changes,
        )
        self._held = round_.held
        self._awaiting.commit(round_.steps)
        for text in outgoing:
            await self._hand_over(text)
        for one in round_.answered:
            log_decided(one.event, one.decision, len(one.outgoing), resumed=one.resumed)
            self._tell(one)
        for event in round_.asked:
            await self._asked(event)
        await trio.lowlevel.checkpoint()

    def _take(self, round_: _Round, message: Message, book: AddressBook) -> None:
        """Find out what a message means, and decide it unless it has to wait."""
        try:
            event = to_event(message, book)
        except Exception as error:  # noqa: BLE001 - as in `_decide`
            log_fault(message.id, error)
            return
        if event is None:
            return
        if isinstance(message.content, Recalled):
            event = self._with_recalled(round_, event, message.content.msg_id)
        for one in (event.chat.id, event.sender.id):
            if one.startswith(UNSETTLED):
                self._passing.add(one)
        now_s = self._now()
        if event.from_me and self._journal.outbox.is_ours(
            event.id, event.chat.id, event.text, now_s, event.type
        ):
            round_.entries[event.id] = self._entry(event, "ours")
            return
        if self._asks(event):
            round_.entries[event.id] = self._entry(event, ASKED)
            round_.asked.append(event)
            return
        round_.entries[event.id] = self._entry(event, HELD)
        self._received_s[event.id] = self._came_s
        turn = arrive(self._rules().limits, round_.held, event, now_s, round_.listening_since_s)
        round_.held = turn.applied(round_.held)
        for ready in turn.ready:
            self._decide(round_, ready)
        if turn.put is not None:
            self._hold(round_, turn.put)

    def _with_recalled(self, round_: _Round, event: Event, msg_id: str) -> Event:
        """A recall with what was recalled, as far as it was kept: its words, type and writer.

        The grey line itself says nothing more, and a name in it identifies nobody.
        """
        kept = None
        entry = round_.entries.get(msg_id)
        if entry is not None:
            kept = entry.event
        elif msg_id and (text := self._journal.event(msg_id)) is not None:
            kept = event_of_text(text)
        if kept is None or kept.chat.id != event.chat.id:
            return replace(event, text="")
        return replace(
            event,
            text=kept.text,
            type=kept.type,
            title=kept.title,
            url=kept.url,
            medium=kept.medium,
            sender=kept.sender,
            from_me=kept.from_me,
        )

    def _hold(self, round_: _Round, held: Held) -> None:
        """Let the newest event of a key wait, and the earlier ones with it."""
        hold = Hold(held.key, held.since_s, held.due_s)
        entry = self._entry(held.events[-1], HELD, keep_text=True)
        round_.note(replace(entry, hold=hold))

    def _decide(self, round_: _Round, ready: Ready) -> None:
        """Decide an event; of a burst the last message stands for all."""
        event = ready.event
        withheld = Manner.PAUSED if self._paused() else ready.withheld
        decided = self._decider.decide(event, round_.memory, round_.steps.waits, withheld)
        came_s = [self._received_s.pop(part.id, None) for part in ready.parts][-1]
        outgoing = tuple([replace(text, received_s=came_s) for text in decided.outgoing])
        decided = replace(decided, outgoing=outgoing)
        for part in ready.parts[:-1]:
            round_.note(self._entry(part, "joined"))
        self._note(round_, event, decided, ready.parts[-1])

    def _come(self, round_: _Round, waiting: Waiting) -> None:
        """Do what a schedule wants whose time has come, and have its next time wait."""
        withheld = Manner.PAUSED if self._paused() else ""
        come = self._decider.come(waiting, round_.memory, round_.steps.waits, withheld)
        round_.steps.plan([come.turn])
        if come.decided is not None and come.event is not None:
            event = come.event
            round_.entries[event.id] = self._entry(event, HELD)
            self._note(round_, event, come.decided)

    def _note(
        self, round_: _Round, event: Event, decided: Decided, part: Event | None = None
    ) -> None:
        """Note what was decided of an event; of a burst it is noted with its last part."""
        decision, outgoing = decided.decision, decided.outgoing
        round_.memory = round_.memory.applied(decision.changes)
        self._awaiting.take(round_.steps, decision, decided.rule_set)
        round_.answered.append(Answered(event, decision, outgoing))
        entry = replace(
            self._entry(part or event, outcome_of(decision, outgoing)),
            rule=decision.rule or "",
            rule_set=decided.rule_set.hash,
            decision=decision_to_text(decision, keep_text=self._keep_text),
        )
        round_.changes += [(entry.event.id, change) for change in decision.changes]
        round_.note(entry)

    def _resume(self, round_: _Round, waiting: Waiting, rule_set: RuleSet | None) -> None:
        """Go on with a run, or end it where that can not be."""
        resumed = self._decider.resume(waiting, rule_set, round_.memory, round_.steps.waits)
        decision, outgoing = resumed.decision, resumed.outgoing
        round_.memory = round_.memory.applied(decision.changes)
        round_.changes += [(waiting.event.id, change) for change in decision.changes]
        round_.steps.take(decision)
        round_.steps.resumed.append((waiting, decision))
        round_.answered.append(Answered(waiting.event, decision, outgoing, resumed=True))

    def _entry(self, event: Event, outcome: str, *, keep_text: bool = False) -> Entry:
        if not (keep_text or self._keep_text):
            event = replace(event, text="", title="", url="")
        if event is not self._written[0]:  # it is noted as it comes, and again as it is decided
            self._written = (event, event_to_text(event))
        return Entry(event, self._written[1], outcome)
