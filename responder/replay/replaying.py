"""Recorded messages decided once more, in their order and on their clock, by other rules.

It is pure: the same recording, rules and seed give the same. What was remembered grows as it did
then, by what these rules decide; what became of a text is taken from the recording where the same
text is decided again, and every other text counts as sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import TYPE_CHECKING

from responder.memory import Replied, Said
from responder.replay.ledger import Ledger
from responder.replay.past import FAILED, NEAR_S
from responder.rules.claims import claimed, talk_of
from responder.rules.decide import decide
from responder.rules.holding import Ready, arrive, over
from responder.rules.manners import BLINK_S, CLOCK_SLACK_S, Manner
from responder.rules.noticed import noticed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from responder.memory import Change, Memory
    from responder.replay.past import Past, Then
    from responder.rules.decision import Decision, Taken
    from responder.rules.holding import Held, Turn
    from responder.rules.ruleset import RuleSet

MOVED_S = 1.0
"""An answer that is decided so much earlier or later than then has moved; less is the clock's."""


NO_WORDS = "its words were not kept"
RUN = "it belongs to a pause, a reminder or a conversation, which are not replayed"
"""Why a message is not decided again."""


class Kind(StrEnum):
    """How an answer differs from what it was."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    """The same words, decided at another time."""
    UNKNOWN = "unknown"
    """It can not be decided again, so nobody can say."""


DIFFERENT = frozenset({Kind.ADDED, Kind.REMOVED, Kind.CHANGED, Kind.MOVED})


@dataclass(frozen=True, slots=True)
class Now:
    """One text that would go out.

    Args:
        rule: Name of the rule that writes it.
        text: As it would be sent.
    """

    rule: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Compared:
    """One message: what was done about it then, and what would be.

    Args:
        past: What happened, and what was done.
        kind: How both differ.
        now: What would be answered.
        rule: That would have it; `""` if none would, or nothing is different.
        why: Why it would answer nothing, or no more than this, in words; `""` likewise.
        decided_s: When it would be decided, Unix seconds.
    """

    past: Past
    kind: Kind
    now: tuple[Now, ...] = ()
    rule: str = ""
    why: str = ""
    decided_s: float = 0.0


@dataclass(slots=True)
class Replayer:
    """Replays one recording with one rule set.

    Args:
        rule_set: The rules that are tried.
        seed: Of the account, so that every draw falls as it did then.
        before: What was remembered before the first message.
        shadow: Compare what rules in shadow would have done, in place of what the others do.
    """

    rule_set: RuleSet
    seed: str
    before: Memory
    shadow: bool = False
    _ledger: Ledger = field(init=False)
    _held: dict[str, Held] = field(default_factory=dict)
    _waiting: dict[str, Past] = field(default_factory=dict)
    _returns: list[tuple[float, int, tuple[Change, ...]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)
    _listening_since_s: float = -inf
    _prompt: bool = field(init=False)
    _fresh_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._ledger = Ledger(self.before)
        limits = self.rule_set.limits
        self._prompt = limits.collect_s is None
        self._fresh_s = BLINK_S if limits.max_age_s is None else limits.max_age_s

    def take(self, past: Past) -> Iterable[Compared]:
        """Let the next recorded event happen.

        Returns:
            What can be compared by now, mostly the event itself; one that waits for the end of a
            burst comes later.
        """
        event, now_s = past.event, past.arrived_s
        if not (self._held or self._returns) and self._prompt and not past.undecided:
            # Most messages: nothing waits, and neither does this one.
            is_fresh = now_s - event.time_s <= self._fresh_s
            if is_fresh and past.words_kept and not past.in_run:
                self._waiting[event.id] = past
                return self._decide(Ready(event, "", (event,)), now_s)
        return self._take(past)

    def _take(self, past: Past) -> Iterator[Compared]:
        event, now_s = past.event, past.arrived_s
        yield from self._pass(now_s)
        if past.undecided:
            return
        if not past.words_kept or past.in_run:
            yield self._unknown(past, RUN if past.in_run else NO_WORDS)
            return
        self._listen(past)
        self._waiting[event.id] = past
        limits, since_s = self.rule_set.limits, self._listening_since_s
        yield from self._turn(arrive(limits, self._held, event, now_s, since_s), now_s)

    def end(self) -> Iterator[Compared]:
        """Let out what still waits at the end of the recording, unless it waited there, too."""
        yield from self._pass(inf)

    def _pass(self, until_s: float) -> Iterator[Compared]:
        """Let time pass up to a moment: bursts end, and what was never sent is given back."""
        while self._held or self._returns:
            due = min(self._held.values(), key=lambda one: one.due_s, default=None)
            due_s = inf if due is None else due.due_s
            back_s = self._returns[0][0] if self._returns else inf
            if min(due_s, back_s) > until_s or min(due_s, back_s) == inf:
                return
            if due is None or back_s <= due_s:
                self._ledger.give_back(heappop(self._returns)[2])
                continue
            turn = over(self.rule_set.limits, (due,), due_s, self._listening_since_s)
            yield from self._turn(turn, due_s)

    def _turn(self, turn: Turn, now_s: float) -> Iterator[Compared]:
        if turn.put is not None or turn.dropped:
            self._held = turn.applied(self._held)
        for ready in turn.ready:
            yield from self._decide(ready, now_s)

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
            self._listening_since_s = max(self._listening_since_s, missed_s + MOVED_S / 1000)

    def _decide(self, ready: Ready, now_s: float) -> list[Compared]:
        event = ready.event
        past = self._waiting.pop(event.id)
        written_s = past.written_s
        if written_s is not None and abs(written_s - now_s) < NEAR_S:
            now_s = written_s
        paused = past.withheld == Manner.PAUSED
        withheld = Manner.PAUSED.value if paused else ready.withheld
        memory = self._ledger.memory
        decision = decide(self.rule_set, event, memory, now_s, self.seed, withheld=withheld)
        self._ledger.apply(decision.changes)
        if self.shadow:
            for part in ready.parts[:-1]:
                del self._waiting[part.id]
            return [*self._shadows(past, decision, now_s)]
        parts = [self._waiting.pop(part.id) for part in ready.parts[:-1]]
        found = [_compared(part, None, (), now_s) for part in parts]
        now = self._texts(decision.acting) if decision.taken else ()
        if past.texts:
            self._later(past, decision)
        found.append(_compared(past, decision, now, now_s))
        return found

    def _texts(self, acting: Sequence[Taken]) -> tuple[Now, ...]:
        limits = self.rule_set.limits
        return tuple(
            [
                Now(reply.rule, text)
                for one in acting
                for reply in one.replies
                for text in reply.messages(limits)
            ]
        )

    def _shadows(self, past: Past, decision: Decision, now_s: float) -> Iterator[Compared]:
        """What each rule in shadow would have done, in place of what was done."""
        for taken in decision.taken:
            if not taken.shadow:
                continue
            rule = self.rule_set.by_name[taken.rule]
            if taken.suppressed or taken.error or (not taken.replies and rule.proceeds):
                yield Compared(past, Kind.UNKNOWN, (), taken.rule, _fate(taken), now_s)
                continue
            now = self._texts((taken,))
            kind = compare(past.texts, now, now_s)
            kind = Kind.SAME if kind is Kind.MOVED else kind
            yield Compared(past, kind, now, taken.rule, _fate(taken), now_s)

    def _later(self, past: Past, decision: Decision) -> None:
        """Note what will be given back: answers that never left then, and are the same now."""
        if all(one.never_left_s is None for one in past.texts):
            return
        chat_id = past.event.chat.id
        for taken in decision.acting:
            then = [one for one in past.texts if one.rule == taken.rule]
            if [one.text for one in then] != [one.text for one in self._texts((taken,))]:
                continue
            ends = [inf if one.never_left_s is None else one.never_left_s for one in then]
            for one in then:
                if one.never_left_s is not None:
                    self._return(one.never_left_s, (Said(chat_id, one.text, one.written_s),))
            if ends and max(ends) < inf:
                self._return(max(ends), taken.changes)

    def _return(self, at_s: float, changes: tuple[Change, ...]) -> None:
        heappush(self._returns, (at_s, next(self._order), changes))

    def _unknown(self, past: Past, why: str) -> Compared:
        """A message that can not be decided again: remembered as far as the recording tells."""
        event, now_s = past.event, past.arrived_s
        memory = self._ledger.memory
        withheld = bool(past.withheld)
        changes = noticed(event, "", memory, now_s, hears=False, withheld=withheld)
        self._ledger.apply(changes)
        rule = self.rule_set.by_name.get(past.rule)
        if past.texts:
            self._ledger.apply((Replied(talk_of(event), now_s),))
        if past.texts and rule is not None:
            self._ledger.apply(claimed(rule.claims, rule.name, event, now_s))
        return Compared(past, Kind.UNKNOWN, why=why, decided_s=now_s)


def compare(then: Sequence[Then], now: Sequence[Now], now_s: float) -> Kind:
    """How an answer differs from what it was.

    Args:
        then: What was to go out.
        now: What would.
        now_s: When that is decided, Unix seconds.
    """
    if not then and not now:
        return Kind.SAME
    if not then:
        return Kind.ADDED
    if not now:
        return Kind.REMOVED
    if any(not one.text for one in then):  # not kept: rules and numbers are all that can be told
        alike = [one.rule for one in then] == [one.rule for one in now]
        return Kind.UNKNOWN if alike else Kind.CHANGED
    if [one.text for one in then] != [one.text for one in now]:
        return Kind.CHANGED
    return Kind.MOVED if abs(then[0].written_s - now_s) >= MOVED_S else Kind.SAME


def _compared(
    past: Past, decision: Decision | None, now: tuple[Now, ...], now_s: float
) -> Compared:
    kind = compare(past.texts, now, now_s)
    if kind is Kind.SAME or kind is Kind.MOVED:
        return Compared(past, kind, now, decided_s=now_s)
    rule = "" if decision is None else decision.rule or ""
    return Compared(past, kind, now, rule, _why(decision), now_s)


def _why(decision: Decision | None) -> str:
    """Why nothing, or no more, would be answered."""
    if decision is None:
        return "it is answered together with a later message"
    if decision.fault is not None:
        return decision.fault
    main = decision.main
    if main is None:
        return "no rule takes it"
    return _fate(main)


def _fate(taken: Taken) -> str:
    if taken.error is not None:
        return f"{FAILED}: {taken.error}"
    if taken.suppressed:
        return f"{taken.suppressed}: {taken.suppressed_why}"
    if taken.kept_back:
        why = taken.kept_back[0].why
        return f"{why.key}: {why.reason}"
    return "" if taken.replies else "the rule answers nothing, on purpose"
