"""Going on with what waits: the next step of a run, as a decision like that of an event.

A pure function of rule set, run, memory, time and seed, as deciding is. It must not know where
runs are stored, or who watches the clock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from responder.models import find_nobody
from responder.rules.decide import look_at_passed, subject_under
from responder.rules.decision import Decision, Taken
from responder.rules.manners import forbids, replied
from responder.rules.noticed import noticed
from responder.rules.requests import FetchFailure, Why
from responder.rules.runs import answer, fetched, step, time_out
from responder.rules.saying import saying
from responder.rules.steps import Reply
from responder.rules.waiting import Cause, Drop, Put

if TYPE_CHECKING:
    from responder.memory import Change, Memory
    from responder.models import Event, Find
    from responder.rules.draws import Seed
    from responder.rules.requests import FetchResult
    from responder.rules.ruleset import RuleSet
    from responder.rules.steps import Step
    from responder.rules.subject import Subject
    from responder.rules.waiting import Waiting, Waits


def resume(
    rule_set: RuleSet,
    waiting: Waiting,
    memory: Memory,
    now_s: float,
    seed: Seed,
    *,
    waits: Waits | None = None,
    find: Find = find_nobody,
    result: FetchResult | None = None,
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
        find: Finds the chats that rules write to.
        result: What came back, of a run that fetches.

    Returns:
        What it led to; the run itself does not wait any more.
    """
    subject = subject_under(rule_set, waiting.event, memory, now_s, seed, waits=waits, find=find)
    if waiting.cause is Cause.ASK:
        return _decision(rule_set, waiting, subject, time_out(rule_set, waiting, subject))
    if waiting.cause is Cause.FETCH:
        back = result or FetchFailure(Why.UNANSWERED, "nothing came back")
        return _decision(rule_set, waiting, subject, fetched(rule_set, waiting, subject, back))
    return _decision(rule_set, waiting, subject, step(rule_set, waiting.run, subject))


def reply_to(
    rule_set: RuleSet,
    waiting: Waiting,
    event: Event,
    memory: Memory,
    now_s: float,
    *,
    seed: Seed,
    waits: Waits | None = None,
    find: Find = find_nobody,
) -> Decision:
    """Go on with a dialogue, with what somebody has written in it.

    Args:
        rule_set: That began it.
        waiting: The dialogue.
        event: What was written.
        memory: What was before, and so are the others.
        now_s: Unix seconds.
        seed: Of every draw.
        waits: All that waits, this dialogue too.
        find: Finds the chats that rules write to.

    Returns:
        What it led to. While manners forbid an answer the dialogue waits on.
    """
    said = subject_under(rule_set, event, memory, now_s, seed, waits=waits, find=find)
    seen = noticed(event, said.folded, memory, now_s, hears=rule_set.hears_s > 0, withheld=False)
    forbidden = forbids(rule_set.limits, event, memory, now_s, rule_set.zone)
    if forbidden is not None:
        key, why = forbidden.key, forbidden.reason
        taken = Taken(waiting.run.rule, suppressed=key, suppressed_why=why)
        return Decision(event.id, (taken,), claimed=True, noticed=seen)
    subject = subject_under(
        rule_set, waiting.event, memory.applied(seen), now_s, seed, waits=waits, find=find
    )
    done = answer(rule_set, waiting, subject, said)
    decision = _decision(rule_set, waiting, subject, done, event.id)
    tries = any(isinstance(one, Put) and one.waiting.tries for one in done.turns)
    # An answer leads on, and there are only so many questions; a machine never answers one.
    counted = replied(rule_set.limits, event, memory, now_s) if tries else ()
    return replace(decision, noticed=seen, answered=(*counted, *decision.answered))


def orphaned(
    rule_set: RuleSet, waiting: Waiting, event: Event, seen: tuple[Change, ...] = ()
) -> Decision:
    """What becomes of a dialogue whose rule is gone, when somebody writes in it.

    Args:
        rule_set: The rules of this moment.
        waiting: The dialogue.
        event: What was written.
        seen: Changes to memory by the event itself.
    """
    run = waiting.run
    gone = Reply(rule_set.sentences.gone, run.rule, waiting.place)
    taken = Taken(run.rule, replies=(gone,), turns=(Drop(waiting.key),))
    return Decision(event.id, (taken,), claimed=True, noticed=seen)


def _decision(
    rule_set: RuleSet, waiting: Waiting, subject: Subject, done: Step, event_id: str = ""
) -> Decision:
    chat_id, memory = waiting.event.chat.id, subject.memory
    inner: tuple[Taken, ...] = ()
    said: tuple[Change, ...] = ()
    fault = None
    if done.passes:
        behind = subject.remembering(memory.applied(done.changes))
        inner, said, fault = look_at_passed(rule_set, behind, done.passes)
    texts = saying(rule_set.limits, chat_id, done.effects, memory, subject.now_s)
    taken = Taken(
        waiting.run.rule,
        waiting.run.values,
        texts.passed,
        done.changes,
        done.error,
        kept_back=texts.kept_back,
        turns=(Drop(waiting.key), *done.turns),
        passes=done.passes,
        excused=done.excused,
    )
    decided = event_id or waiting.event.id
    answered = (*texts.changes, *said)
    return Decision(decided, (taken, *inner), claimed=True, fault=fault, answered=answered)


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
