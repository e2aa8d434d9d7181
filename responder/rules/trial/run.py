"""Carries tests out: a virtual clock, a memory of their own, and the rules as in life.

It is pure: the same rule set and tests end the same way on every machine. It must not know how a
test is written or a result is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from responder.memory import Memory
from responder.rules.decide import decide
from responder.rules.draws import draw
from responder.rules.trial.clock import Clock
from responder.rules.trial.expected import Happened
from responder.rules.trial.judge import Course, judge
from responder.rules.trial.trial import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.models import Event
    from responder.rules.decide import Decision
    from responder.rules.ruleset import RuleSet
    from responder.rules.runs import Reply
    from responder.rules.trial.trial import Step, Trial

FIRST_ID = 7_000_000_000_000_000_000
"""Ids of messages count from here: as long as those of the service."""

_FINENESS = 2**32
"""How finely the draw of a delay divides its span."""


def run_trials(rule_set: RuleSet, trials: Iterable[Trial]) -> Iterator[Result]:
    """Carry tests out one after the other; none knows of another.

    Args:
        rule_set: The rules.
        trials: Compiled with these rules.

    Yields:
        How each ended.
    """
    for trial in trials:
        yield run_trial(rule_set, trial)


def run_trial(rule_set: RuleSet, trial: Trial) -> Result:
    """Carry one test out, up to its first step that goes otherwise."""
    world = _World(rule_set, trial, Clock(trial.start_s, rule_set.limits))
    for step in trial.steps:
        course = world.play(step)
        failure = judge(rule_set, step, course)
        if failure is not None:
            return Result(trial, failure)
    return Result(trial)


@dataclass(slots=True)
class _World:
    """Everything that goes on while one test is carried out."""

    rule_set: RuleSet
    trial: Trial
    clock: Clock
    memory: Memory = field(default_factory=Memory)

    def play(self, step: Step) -> Course | None:
        """Let one step happen; None if nobody writes in it."""
        if step.event is None:
            self.clock.wait(step.wait_s)
            return None
        now_s, memory = self.clock.now_s, self.memory
        event = replace(
            step.event, id=str(FIRST_ID + step.number), time_s=max(now_s - step.age_s, 0.0)
        )
        decision = decide(self.rule_set, event, memory, now_s, step.seed)
        self.memory = memory.applied(decision.changes)
        sent, late = self._deliver(event, decision)
        return Course(event, memory, now_s, decision, sent, late)

    def _deliver(self, event: Event, decision: Decision) -> tuple[tuple[Happened, ...], int]:
        """Let every reply leave, one after the other, and count those that wait too long."""
        sent: list[Happened] = []
        due_s = [self._due_s(event, reply, i) for i, reply in enumerate(decision.replies)]
        for reply, due in zip(decision.replies, due_s, strict=True):
            if self.clock.send(event.chat.id, due):
                sent.append(Happened(reply.rule, reply.text))
        return tuple(sent), len(due_s) - len(sent)

    def _due_s(self, event: Event, reply: Reply, index: int) -> float:
        drawn = draw(
            _FINENESS,
            seed=self.trial.name,
            event_id=event.id,
            rule=reply.rule,
            place=f"delay[{index + 1}]",
        )
        delay = self.rule_set.by_name[reply.rule].delay
        return self.clock.due_s(delay, len(reply.text), drawn / _FINENESS)
