"""What an event or the passing of time leads to, where runs may wait.

There is one way of it for life, for the tests in a rule file and for replays.
A message in a dialogue goes on with that, before any rule is asked; what is due goes on unless it
comes too late. All of it is pure. It must not know what carries a decision out, or who watches the
clock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING

from responder.frozen import frozen
from responder.models import find_nobody
from responder.rules.decide import TRACE_RULES_MAX, decide
from responder.rules.noticed import noticed
from responder.rules.resuming import ended, orphaned, reply_to, resume
from responder.rules.waiting import Drop, Put, asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from responder.memory import Memory
    from responder.models import Event, Find
    from responder.rules.decision import Decision
    from responder.rules.draws import Seed
    from responder.rules.requests import FetchResult
    from responder.rules.ruleset import RuleSet
    from responder.rules.waiting import Turn, Waiting, Waits

GONE = "the rule is gone"
NOT_KEPT = "the rules that began it are not kept"
"""Why a run can not go on, in words for the owner."""


@frozen
class Standing:
    """How things stand when something is decided.

    Args:
        memory: What was before.
        now_s: Unix seconds.
        seed: Of every draw.
        waits: What waits to go on later.
        find: Finds the chats that rules write to.
        trace_max: So many of the rules that were looked at are told of, the last ones.
    """

    memory: Memory
    now_s: float
    seed: Seed
    waits: Waits
    find: Find = find_nobody
    trace_max: int = TRACE_RULES_MAX


def on_event(
    rule_set: RuleSet,
    event: Event,
    standing: Standing,
    began: Callable[[Waiting], RuleSet | None],
    withheld: str = "",
) -> tuple[Decision, RuleSet]:
    """What a dialogue or the rules make of an event, and by which rules.

    Args:
        rule_set: Of this moment.
        event: What happened.
        standing: How things stand.
        began: Gives the rules that began a dialogue; None if they are not at hand, or its rule is
            gone.
        withheld: Which manner forbids an answer; `""` if none does.
    """
    memory, now_s, waits = standing.memory, standing.now_s, standing.waits
    seed, find = standing.seed, standing.find
    dialogue = asked(waits, event, now_s) if waits and not withheld else None
    if dialogue is None:
        decision = decide(
            rule_set,
            event,
            memory,
            now_s,
            seed,
            withheld=withheld,
            waits=waits,
            find=find,
            trace_max=standing.trace_max,
        )
        return decision, rule_set
    beginner = began(dialogue)
    if beginner is not None:
        answered = (beginner, dialogue, event, memory, now_s)
        return reply_to(*answered, seed=seed, waits=waits, find=find), beginner
    seen = noticed(event, "", memory, now_s, hears=False, withheld=False)
    return orphaned(rule_set, dialogue, event, seen), rule_set


def on_time(
    rule_set: RuleSet,
    waiting: Waiting,
    standing: Standing,
    began: RuleSet | None,
    *,
    result: FetchResult | None = None,
) -> Decision:
    """Go on with a run that is due, or end it where that can not be.

    Args:
        rule_set: Of this moment.
        waiting: The run.
        standing: How things stand.
        began: The rules that began it; None if they are not kept.
        result: What it has fetched.
    """
    if waiting.run.rule not in rule_set.by_name:
        return ended(waiting, "reload", GONE)
    if began is None:
        return ended(waiting, "reload", NOT_KEPT)
    missed = waiting.missed(standing.now_s, rule_set.limits.max_wait_s)
    if missed:
        return ended(waiting, *missed)
    given = (began, waiting, standing.memory, standing.now_s, standing.seed)
    return resume(*given, waits=standing.waits, find=standing.find, result=result)


@dataclass(slots=True)
class Agenda:
    """What waits, in a world whose clock is moved by hand.

    It is changed in place, and the next one is found without a look at all of them.

    Args:
        moment: When a run goes on, Unix seconds.
        waits: By key.
    """

    moment: Callable[[Waiting], float]
    waits: dict[str, Waiting] = field(default_factory=dict)
    _queue: list[tuple[float, float, float, str]] = field(default_factory=list)
    _keys: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def apply(self, turns: Iterable[Turn]) -> list[tuple[str, str]]:
        """Take in what a step changes.

        Returns:
            The events and rules of which no run is left, if there was one.
        """
        fewer: dict[tuple[str, str], None] = {}
        for turn in turns:
            one = turn.waiting if isinstance(turn, Put) else None
            key = turn.key if isinstance(turn, Drop) else turn.waiting.key
            before = self.waits.pop(key, None)
            if before is not None:
                fewer[before.begun_by] = None
                self._of(before).discard(key)
            if one is not None:
                self.waits[key] = one
                self._of(one).add(key)
                heappush(self._queue, (self.moment(one), one.due_s, one.since_s, key))
        return [begun_by for begun_by in fewer if self._is_over(*begun_by)]

    def goes_on(self, event_id: str) -> bool:
        """Whether a run that an event began waits."""
        return event_id in self._keys

    def next(self) -> tuple[float, Waiting | None]:
        """What goes on next and when, Unix seconds; infinity and None if nothing waits."""
        while self._queue:
            at_s, due_s, since_s, key = self._queue[0]
            one = self.waits.get(key)
            if one is not None and (one.due_s, one.since_s) == (due_s, since_s):
                return at_s, one
            heappop(self._queue)
        return inf, None

    def _of(self, one: Waiting) -> set[str]:
        event_id, rule = one.begun_by
        return self._keys.setdefault(event_id, {}).setdefault(rule, set())

    def _is_over(self, event_id: str, rule: str) -> bool:
        rules = self._keys.get(event_id, {})
        if rules.get(rule):
            return False
        rules.pop(rule, None)
        if not rules:
            self._keys.pop(event_id, None)
        return True
