"""Going on with what waits: the next step of a run, as a decision like that of an event.

A pure function of rule set, run, memory, time and seed, as deciding is. It must not know where
runs are stored, or who watches the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.decide import Decision, Taken
from responder.rules.runs import step
from responder.rules.saying import saying
from responder.rules.subject import subject_of
from responder.rules.waiting import Drop

if TYPE_CHECKING:
    from responder.memory import Memory
    from responder.rules.draws import Seed
    from responder.rules.ruleset import RuleSet
    from responder.rules.waiting import Waiting, Waits


def resume(
    rule_set: RuleSet,
    waiting: Waiting,
    memory: Memory,
    now_s: float,
    seed: Seed,
    *,
    waits: Waits | None = None,
) -> Decision:
    """Go on with a run.

    Whether its texts may leave is asked when they do; that its event is answered was counted when
    it was decided.

    Args:
        rule_set: That began it.
        waiting: The run.
        memory: What was before.
        now_s: Unix seconds.
        seed: Of every draw.
        waits: All that waits, this run too.

    Returns:
        What it led to; the run itself does not wait any more.
    """
    event, limits = waiting.event, rule_set.limits
    subject = subject_of(
        event,
        rule_set.folding,
        memory=memory,
        now_s=now_s,
        seed=seed,
        zone=rule_set.zone,
        kinds=rule_set.kinds,
        waits=waits,
    )
    done = step(rule_set, waiting.run, subject)
    texts = saying(limits, event.chat.id, done.effects, memory, now_s)
    taken = Taken(
        waiting.run.rule,
        waiting.run.values,
        texts.passed,
        done.changes,
        done.error,
        kept_back=texts.kept_back,
        turns=(Drop(waiting.key), *done.turns),
    )
    return Decision(event.id, (taken,), claimed=True, answered=texts.changes)


def ended(waiting: Waiting, key: str, why: str) -> Decision:
    """What becomes of a run that can not go on.

    Args:
        waiting: The run.
        key: Why, in a word.
        why: The same in words for the owner.
    """
    taken = Taken(
        waiting.run.rule,
        suppressed=key,
        suppressed_why=f"{waiting.place}: {why}",
        turns=(Drop(waiting.key),),
    )
    return Decision(waiting.event.id, (taken,), claimed=True)
