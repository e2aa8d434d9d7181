"""One event, or one run that goes on: by which rules it is decided, and what is then to be said.

The one place where a fault in a decision ends. It must not know when events are decided, nor how
anything is written down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from responder.decisionlog import log_fault
from responder.errors import JournalError
from responder.models import find_nobody
from responder.rules.decide import decide
from responder.rules.decision import Decision
from responder.rules.noticed import noticed
from responder.rules.onward import Standing, on_event, on_time
from responder.rules.resuming import ended
from responder.rules.scheduling import NOBODY, left_out, missed, next_of, planned
from responder.rules.waiting import Drop, Put

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.awaiting import Awaiting
    from responder.composing import Composer
    from responder.memory import Memory
    from responder.models import Event, Find, Outgoing, Person
    from responder.rules.ruleset import RuleSet
    from responder.rules.waiting import Turn, Waiting, Waits


@dataclass(frozen=True, slots=True)
class Decided:
    """What comes of an event or of a step.

    Args:
        decision: Rule, replies, trace, changes.
        rule_set: By these rules.
        outgoing: Its texts.
    """

    decision: Decision
    rule_set: RuleSet
    outgoing: tuple[Outgoing, ...] = ()


@dataclass(frozen=True, slots=True)
class Come:
    """What comes of a time of a schedule.

    Args:
        decided: What its rule does; None if there is no such rule any more.
        turn: What waits in its place.
        event: That the time has come.
    """

    decided: Decided | None
    turn: Turn
    event: Event | None = None


class Decider:
    """Decides for one account.

    Args:
        awaiting: Which runs go on later, and by which rules.
        composer: Makes texts of replies.
        rules: Gives the rule set of this moment; read once per decision.
        now: Unix seconds.
        seed: Keys the draws of the rules, so that a decision can be repeated.

    Attributes:
        find: Whom a name means at present.
        me: The account itself, as it is known at present.
    """

    def __init__(
        self,
        awaiting: Awaiting,
        composer: Composer,
        *,
        rules: Callable[[], RuleSet],
        now: Callable[[], float],
        seed: str,
    ) -> None:
        self._awaiting = awaiting
        self._composer = composer
        self._rules = rules
        self._now = now
        self._seed = seed
        self.find: Find = find_nobody
        self.me: Person = NOBODY

    def decide(self, event: Event, memory: Memory, waits: Waits, withheld: str) -> Decided:
        """What a dialogue or the rules make of an event; a fault of ours is a decision, too.

        Args:
            event: What happened.
            memory: As the events before it left it.
            waits: Likewise.
            withheld: Which manner forbids an answer; `""` if none does.

        Raises:
            JournalError: What is remembered can not be read; that is no decision.
        """
        rule_set = self._rules()
        try:
            standing, began = self._standing(memory, waits), self._awaiting.rules_at_hand
            decision, rule_set = on_event(rule_set, event, standing, began, withheld)
            return Decided(decision, rule_set, self._composer.texts(event, decision, rule_set))
        except JournalError:  # nothing may be decided without what is remembered
            raise
        except Exception as error:  # noqa: BLE001 - the one broad handler: a fault in one decision ends no other
            log_fault(event.id, error)
            changes = noticed(event, "", memory, self._now(), hears=False, withheld=False)
            fault = f"{type(error).__name__}: {error}"
            return Decided(Decision(event.id, fault=fault, noticed=changes), rule_set)

    def resume(
        self, waiting: Waiting, rule_set: RuleSet | None, memory: Memory, waits: Waits
    ) -> Decided:
        """Go on with a run, or end it where that can not be.

        Args:
            waiting: It has waited enough.
            rule_set: The rules that began it; None if they are not kept.
            memory: As it is now.
            waits: Likewise.

        Raises:
            JournalError: As in `decide`; the run waits on.
        """
        present = self._rules()
        if rule_set is not None:
            self._awaiting.keep(rule_set)
        try:
            result = self._awaiting.result(waiting)
            standing = self._standing(memory, waits)
            decision = on_time(present, waiting, standing, rule_set, result=result)
            texts = self._composer.texts(waiting.event, decision, rule_set or present)
            return Decided(decision, rule_set or present, texts)
        except JournalError:
            raise
        except Exception as error:  # noqa: BLE001 - as in `decide`
            log_fault(waiting.event.id, error)
            fault = f"{type(error).__name__}: {error}"
            return Decided(ended(waiting, "failed", fault), rule_set or present)

    def plan(self, waits: Waits) -> tuple[Turn, ...]:
        """What changes about the times of schedules by the rules of this moment."""
        return planned(self._rules(), waits, self._now(), self._seed, self.me)

    def come(self, waiting: Waiting, memory: Memory, waits: Waits, withheld: str) -> Come:
        """What the rule of a schedule does when its time has come, and when it comes next.

        Args:
            waiting: The time.
            memory: As it is now.
            waits: Likewise.
            withheld: Which manner forbids it; `""` if none does.

        Raises:
            JournalError: As in `decide`; the time is still to come.
        """
        rule_set, now_s, seed = self._rules(), self._now(), self._seed
        rule = rule_set.by_name.get(waiting.run.rule)
        if rule is None or rule.schedule is None:  # the rules have changed just now
            return Come(None, Drop(waiting.key))
        event = replace(waiting.event, me=self.me)
        last_s = event.time_s
        next_ = next_of(rule_set, rule, now_s, seed, last_s=last_s, me=self.me)
        try:
            if why := missed(rule, waiting, now_s):
                decision = left_out(waiting, why)
            else:
                given = (rule_set, event, memory, now_s, seed)
                decision = decide(*given, withheld=withheld, waits=waits, find=self.find)
            texts = self._composer.texts(event, decision, rule_set)
            decided = Decided(decision, rule_set, texts)
        except JournalError:
            raise
        except Exception as error:  # noqa: BLE001 - as in `decide`
            log_fault(event.id, error)
            fault = f"{type(error).__name__}: {error}"
            decided = Decided(Decision(event.id, fault=fault), rule_set)
        return Come(decided, Put(next_), event)

    def _standing(self, memory: Memory, waits: Waits) -> Standing:
        return Standing(memory, self._now(), self._seed, waits, self.find)
