"""Recorded messages decided once more, in their order and on their clock, by other rules.

It is pure: the same recording, rules and seed give the same. What was remembered grows as it did
then, by what these rules decide; runs go on at their time, and where the same run went on in the
recording, at the moment at which it did; what became of a text is taken from the recording where
the same text is decided again, and every other text counts as sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from responder.memory import Replied
from responder.models import EventKind, find_nobody
from responder.replay.compared import NO_WORDS, Compared, Kind, Now, compare, compared, fate
from responder.replay.ledger import Ledger
from responder.replay.past import MISSED, NEAR_S
from responder.replay.spending import Spending
from responder.rules.claims import claimed, talk_of
from responder.rules.holding import arrive, over
from responder.rules.manners import BLINK_S, CLOCK_SLACK_S, Manner
from responder.rules.noticed import noticed
from responder.rules.onward import Agenda, Standing, on_event, on_time
from responder.rules.requests import asks_the_same
from responder.rules.waiting import Cause, Drop, Put, asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from responder.memory import Memory
    from responder.models import Event, Find
    from responder.replay.past import Past
    from responder.rules.decision import Decision, Taken
    from responder.rules.holding import Held, Turn
    from responder.rules.requests import FetchRequest
    from responder.rules.ruleset import RuleSet
    from responder.rules.steps import Reply
    from responder.rules.waiting import Waiting

NO_RULES = "the rules that began it are not kept"
NO_RESULT = "what it fetched is not kept"
ASKS_THE_SAME = "what it fetched is not kept; its rule asks another computer the same as then"
ASKS_OTHERWISE = "what it fetched is not kept; its rule asks something else of another computer"
ASKS_NOW = "nobody knows what it would fetch; no other computer was asked then"
"""Why a run can not go on."""

OTHER_TIMES = "its rule comes at other times now, which are not replayed"
"""Why a time of a schedule can not be compared."""

_BY_ITSELF = frozenset({EventKind.SCHEDULE, EventKind.LOGIN})
"""What happens by itself, and is neither collected nor caught up."""


_PAUSED, _SAME = Manner.PAUSED.value, Kind.SAME
"""Named once: in Python 3.11 that takes a quarter of a microsecond, for each message."""


def _nothing_kept(_: str) -> RuleSet | None:
    """No rules but those that are tried."""
    return None


def _nobody_knows(_: str) -> None:
    """What was asked is not kept."""


def _never(_: str) -> tuple[tuple[float, float], ...]:
    """No run went on."""
    return ()


def _elsewhere(reply: Reply, event: Event) -> tuple[str, str]:
    """Id and name of the other chat that a reply goes to; `""` if to none."""
    chat = reply.chat
    return ("", "") if chat is None or not reply.is_elsewhere(event) else (chat.id, chat.name)


@dataclass(frozen=True, slots=True)
class Known:
    """What a recording tells of what was before it, and beside its messages.

    Args:
        waits: Runs that waited at its beginning, each with the event that began it and what was
            said to that since; None where that is not known.
        earlier: Gives the rules of a hash; None if they are not kept.
        went_on: Of runs under a key, when each was due and when it went on or ended, in order.
        find: Finds the chats that rules write to.
        asked: Gives what was asked of other computers for an event; None where nobody knows.
    """

    waits: Sequence[tuple[Waiting, Past | None]] = ()
    earlier: Callable[[str], RuleSet | None] = _nothing_kept
    went_on: Callable[[str], Sequence[tuple[float, float]]] = _never
    find: Find = find_nobody
    asked: Callable[[str], Sequence[FetchRequest] | None] = _nobody_knows


NOTHING_MORE = Known()


@dataclass(slots=True)
class _Open:
    """An event of which a run goes on later.

    Args:
        past: The event.
        decision: The last one that tells why it says no more.
        decided_s: When it was decided, Unix seconds.
        now: What would have been said to it so far.
    """

    past: Past
    decision: Decision | None
    decided_s: float
    now: list[Now] = field(default_factory=list)


@dataclass(slots=True)
class Replayer:
    """Replays one recording with one rule set.

    Args:
        rule_set: The rules that are tried.
        seed: Of the account, so that every draw falls as it did then.
        before: What was remembered before the first message.
        shadow: Compare what rules in shadow would have done, in place of what the others do.
        known: What the recording tells besides.
        watch: Told what rules in shadow would have done, where that is not what is compared.
    """

    rule_set: RuleSet
    seed: str
    before: Memory
    shadow: bool = False
    known: Known = NOTHING_MORE
    watch: Callable[[Compared], None] | None = None
    _ledger: Ledger = field(init=False)
    _agenda: Agenda = field(init=False)
    _held: dict[str, Held] = field(default_factory=dict)
    _waiting: dict[str, Past] = field(default_factory=dict)
    _open: dict[str, _Open] = field(default_factory=dict)
    _spending: Spending = field(default_factory=Spending)
    _listening_since_s: float = -inf
    _prompt: bool = field(init=False)
    _fresh_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._ledger = Ledger(self.before)
        self._agenda = Agenda(self._moment)
        limits = self.rule_set.limits
        self._prompt = limits.collect_s is None
        self._fresh_s = BLINK_S if limits.max_age_s is None else limits.max_age_s
        for waiting, past in self.known.waits:
            self._agenda.apply((Put(waiting),))
            if past is not None:
                self._open[past.event.id] = _Open(past, None, past.arrived_s)

    def take(self, past: Past) -> Iterable[Compared]:
        """Let the next recorded event happen.

        Returns:
            What can be compared by now, mostly the event itself; one that waits for the end of a
            burst, or of which a run goes on later, comes later.
        """
        event, now_s = past.event, past.arrived_s
        waits = self._held or self._spending.waits or self._agenda.waits
        if self._prompt and not waits and not past.undecided:
            # Most messages: nothing waits, and neither does this one.
            is_fresh = now_s - event.time_s <= self._fresh_s
            if is_fresh and past.words_kept and event.kind not in _BY_ITSELF:
                return self._decide(past, event, (), now_s)
        return self._take(past)

    def _take(self, past: Past) -> Iterator[Compared]:
        event, now_s = past.event, past.arrived_s
        yield from self._pass(now_s)
        if past.undecided:
            return
        if event.kind in _BY_ITSELF:
            yield from self._come(past)
            return
        if not past.words_kept:
            yield from self._unknown(past)
            return
        self._listen(past)
        self._waiting[event.id] = past
        limits, since_s = self.rule_set.limits, self._listening_since_s
        yield from self._turn(arrive(limits, self._held, event, now_s, since_s), now_s)

    def _come(self, past: Past) -> Iterator[Compared]:
        """Let a time of a schedule come, or a login happen: nothing holds that back."""
        rule = self.rule_set.by_name.get(past.event.chat.name)
        then = None if rule is None else self.known.earlier(past.rule_set)
        was = None if rule is None or then is None else then.by_name.get(rule.name)
        if rule is not None and was is not None and was.schedule != rule.schedule:
            yield Compared(past, Kind.UNKNOWN, why=OTHER_TIMES, decided_s=past.arrived_s)
        elif past.withheld == MISSED:
            yield Compared(past, Kind.SAME, decided_s=past.arrived_s)
        else:
            yield from self._decide(past, past.event, (), past.arrived_s)

    def end(self, end_s: float = inf) -> Iterator[Compared]:
        """Let out what still waits at the end of the recording, unless it waited there, too.

        Args:
            end_s: Up to when it is known what happened, Unix seconds: what goes on later than that
                is not known to have gone on, and not waited for.
        """
        yield from self._pass(inf, end_s)
        for one in self._open.values():
            yield self._compared(one, goes_on=True)
        self._open.clear()

    def _pass(self, until_s: float, end_s: float | None = None) -> Iterator[Compared]:
        """Let time pass up to a moment.

        Bursts end, runs go on, and what was never sent is given back.

        Args:
            until_s: Up to when; what happens in this moment itself comes before a run does.
            end_s: The same for runs, and inclusive.
        """
        while self._held or self._spending.waits or self._agenda.waits:
            due = min(self._held.values(), key=lambda one: one.due_s, default=None)
            due_s = inf if due is None else due.due_s
            back_s = self._spending.next_s
            run_s, run = self._agenda.next()
            if run_s >= until_s if end_s is None else run_s > end_s:
                run_s, run = inf, None
            next_s = min(due_s, back_s, run_s)
            if next_s > until_s or next_s == inf:
                return
            if back_s == next_s:
                self._ledger.give_back(self._spending.give_back())
            elif due is not None and due_s == next_s:
                turn = over(self.rule_set.limits, (due,), due_s, self._listening_since_s)
                yield from self._turn(turn, due_s)
            elif run is not None:
                yield from self._resume(run, run_s)

    def _turn(self, turn: Turn, now_s: float) -> Iterator[Compared]:
        if turn.put is not None or turn.dropped:
            self._held = turn.applied(self._held)
        for ready in turn.ready:
            past = self._waiting.pop(ready.event.id)
            parts = [self._waiting.pop(part.id) for part in ready.parts[:-1]]
            yield from self._decide(past, ready.event, parts, now_s, withheld=ready.withheld)

    def _listen(self, past: Past) -> None:
        """Find out from when on somebody listened: that is not recorded, but what it led to is.

        What was withheld as missed, or came late and was answered all the same, was written while
        nobody listened.
        """
        event, limits = past.event, self.rule_set.limits
        if past.withheld == Manner.MAX_AGE:
            return
        late_s = limits.max_age_s
        is_late = late_s is not None and past.arrived_s - event.time_s > late_s
        if past.withheld == Manner.CATCH_UP or (is_late and not past.withheld):
            missed_s = event.time_s + CLOCK_SLACK_S
            self._listening_since_s = max(self._listening_since_s, missed_s + NEAR_S / 1000)

    def _moment(self, waiting: Waiting) -> float:
        """When a run goes on: when it did, if it did; else at its time."""
        if waiting.cause is Cause.FETCH:
            return waiting.since_s
        for due_s, at_s in self.known.went_on(waiting.key):
            if abs(due_s - waiting.due_s) < NEAR_S and at_s >= waiting.due_s - NEAR_S:
                return at_s
        return waiting.due_s

    def _standing(self, now_s: float) -> Standing:
        memory, waits = self._ledger.memory, self._agenda.waits
        # Nobody sees why rules did not take it, and to say so costs as much as to try them.
        return Standing(memory, now_s, self.seed, waits, self.known.find, trace_max=0)

    def _began(self, waiting: Waiting) -> RuleSet | None:
        """The rules that began a run; None if they are not kept, or its rule is gone."""
        if waiting.run.rule not in self.rule_set.by_name:
            return None
        hash_ = waiting.run.rule_set
        return self.rule_set if hash_ == self.rule_set.hash else self.known.earlier(hash_)

    def _is_lost(self, waiting: Waiting) -> bool:
        """Whether a run can not go on for want of the rules that began it."""
        return waiting.run.rule in self.rule_set.by_name and self._began(waiting) is None

    def _decide(
        self, past: Past, event: Event, parts: Sequence[Past], now_s: float, *, withheld: str = ""
    ) -> Sequence[Compared]:
        """Decide an event that was recorded; what stands for a burst has the words of all of it."""
        written_s = past.written_s
        if written_s is not None and abs(written_s - now_s) < NEAR_S:
            now_s = written_s
        if past.withheld == _PAUSED:
            withheld = _PAUSED
        waits = self._agenda.waits
        dialogue = asked(waits, event, now_s) if waits and not withheld else None
        if dialogue is not None and self._is_lost(dialogue):
            return [*self._lose(dialogue, NO_RULES), *self._unknown(past, NO_RULES)]
        decision, _ = on_event(
            self.rule_set, event, self._standing(now_s), self._began, withheld=withheld
        )
        # Most messages no rule takes: then the event alone changes what is remembered.
        self._ledger.apply(decision.changes if decision.taken else decision.noticed)
        if not (decision.taken or past.texts or parts):
            return () if self.shadow else (Compared(past, _SAME, decided_s=now_s),)
        turns = decision.turns
        over_ = self._agenda.apply(turns) if turns else ()
        now = self._texts(event, decision.acting, now_s) if decision.taken else ()
        found = [] if self.shadow else [compared(part, None, (), now_s) for part in parts]
        if turns or any(one.never_left_s is not None for one in past.texts):
            self._spend(past, decision, now, now_s)
        if self.watch is not None and len(decision.acting) < len(decision.taken):
            for one in self._shadows(past, decision, now_s):
                self.watch(one)
        if self.shadow:
            found += self._shadows(past, decision, now_s)
        elif turns and self._agenda.goes_on(event.id):
            self._open[event.id] = _Open(past, decision, now_s, [*now])
        else:
            found.append(compared(past, decision, now, now_s))
        return [*self._over(over_, now_s), *found] if over_ else found

    def _resume(self, waiting: Waiting, at_s: float) -> Iterator[Compared]:
        """Go on with a run."""
        if waiting.cause is Cause.FETCH or self._is_lost(waiting):
            why = self._fetches(waiting) if waiting.cause is Cause.FETCH else NO_RULES
            yield from self._lose(waiting, why)
            return
        event = waiting.event
        one = self._open.get(event.id)
        now_s = at_s if one is None else self._written_s(one, at_s)
        decision = on_time(
            self.rule_set, waiting, self._standing(now_s), began=self._began(waiting)
        )
        self._ledger.apply(decision.changes)
        over_ = self._agenda.apply(decision.turns)
        now = self._texts(event, decision.acting, now_s)
        main = decision.main
        failed = decision.error is not None or main is None or bool(main.suppressed)
        if one is not None:
            one.now += now
            if main is None or fate(main):
                one.decision = decision
            for taken in decision.acting:
                said = [text for text in now if text.rule == taken.rule]
                self._spending.say(one.past, taken, said, goes_on=True)
        yield from self._over(over_, now_s, failed=failed)

    def _fetches(self, waiting: Waiting) -> str:
        """What of a request can be compared: not what came of it, but what was asked."""
        then = self.known.asked(waiting.run.event_id)
        if then is None or waiting.request is None:
            return NO_RESULT
        if not then:
            return ASKS_NOW
        same = any(asks_the_same(one, waiting.request) for one in then)
        return ASKS_THE_SAME if same else ASKS_OTHERWISE

    def _written_s(self, one: _Open, at_s: float) -> float:
        """When a step was taken: written down a little later, unless it said something."""
        times = (text.written_s for text in one.past.texts)
        return next((time_s for time_s in times if abs(time_s - at_s) < NEAR_S), at_s)

    def _over(
        self, ended: Iterable[tuple[str, str]], now_s: float, *, failed: bool | None = None
    ) -> Iterator[Compared]:
        """Compare the events of which no run is left."""
        for event_id, rule in ended:
            self._spending.end(event_id, rule, now_s, failed=failed)
            if not self._agenda.goes_on(event_id) and event_id in self._open:
                yield from self._closed(self._open.pop(event_id))

    def _closed(self, one: _Open) -> Iterator[Compared]:
        if not self.shadow:
            yield self._compared(one)

    def _compared(self, one: _Open, *, goes_on: bool = False) -> Compared:
        return compared(one.past, one.decision, tuple(one.now), one.decided_s, goes_on=goes_on)

    def _lose(self, waiting: Waiting, why: str) -> Iterator[Compared]:
        """Drop a run of which nobody can say how it goes on, and its event with it."""
        self._agenda.apply((Drop(waiting.key),))
        one = self._open.pop(waiting.event.id, None)
        if one is not None and not self.shadow:
            now = tuple(one.now)
            yield Compared(one.past, Kind.UNKNOWN, now, why=why, decided_s=one.decided_s)

    def _texts(self, event: Event, acting: Sequence[Taken], now_s: float) -> tuple[Now, ...]:
        limits = self.rule_set.limits
        return tuple(
            [
                Now(reply.rule, text, now_s, *_elsewhere(reply, event))
                for one in acting
                for reply in one.replies
                for text in reply.messages(limits)
            ]
        )

    def _spend(self, past: Past, decision: Decision, now: tuple[Now, ...], now_s: float) -> None:
        for taken in decision.acting:
            goes_on = any(isinstance(turn, Put) for turn in taken.turns)
            said = [one for one in now if one.rule == taken.rule]
            self._spending.say(past, taken, said, goes_on=goes_on)
            if not goes_on:
                self._spending.end(past.event.id, taken.rule, now_s)

    def _shadows(self, past: Past, decision: Decision, now_s: float) -> Iterator[Compared]:
        """What each rule in shadow would have done, in place of what was done."""
        for taken in decision.taken:
            if not taken.shadow:
                continue
            rule = self.rule_set.by_name[taken.rule]
            why = fate(taken)
            if taken.suppressed or taken.error or (not taken.replies and rule.proceeds):
                yield Compared(past, Kind.UNKNOWN, (), taken.rule, why, now_s)
                continue
            now = self._texts(past.event, (taken,), now_s)
            kind = compare(past.texts, now)
            kind = Kind.SAME if kind is Kind.MOVED else kind
            yield Compared(past, kind, now, taken.rule, why, now_s)

    def _unknown(self, past: Past, why: str = NO_WORDS) -> Iterator[Compared]:
        """A message that can not be decided again: remembered as far as the recording tells."""
        event, now_s = past.event, past.arrived_s
        dialogue = None if past.withheld else asked(self._agenda.waits, event, now_s)
        if dialogue is not None:
            yield from self._lose(dialogue, why)
        memory = self._ledger.memory
        withheld = bool(past.withheld)
        changes = noticed(event, "", memory, now_s, hears=False, withheld=withheld)
        self._ledger.apply(changes)
        rule = self.rule_set.by_name.get(past.rule)
        if past.texts:
            self._ledger.apply((Replied(talk_of(event), now_s),))
        if past.texts and rule is not None:
            self._ledger.apply(claimed(rule.claims, rule.name, event, now_s))
        yield Compared(past, Kind.UNKNOWN, why=why, decided_s=now_s)
