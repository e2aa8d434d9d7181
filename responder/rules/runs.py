"""Runs: what a rule does after it has matched, step by step.

A run is plain data (rule-set hash, event, rule, path in `do`, local values), so that it can be
stored between two steps and taken up by another process (`waiting`). It must not know conditions,
or how an effect is carried out.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from responder.rules.actions import AskAction, FetchAction
from responder.rules.dialogue import hear
from responder.rules.doing import Doer
from responder.rules.failing import FetchError
from responder.rules.paths import action_at, items_at
from responder.rules.requests import FetchFailure, Why
from responder.rules.steps import DO, ON_ERROR, ON_TIMEOUT, USAGE, Reply, Step
from responder.rules.templates.budget import RenderError
from responder.rules.templates.views import scene
from responder.rules.timing import WaitError
from responder.rules.waiting import (
    Run,
    Waiting,
)
from responder.rules.work import SpentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.models import Event
    from responder.rules.actions import Action
    from responder.rules.captures import Captures
    from responder.rules.requests import FetchResult
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.subject import Subject

TRIES_MAX = 5
"""Answers to one question that are none, before nobody is expected to answer it any more: who goes
on like that is a machine, or talks about something else."""


def start(
    rule_set: RuleSet, rule: Rule, event: Event, captures: Captures, via: tuple[str, ...] = ()
) -> Run:
    """The run of a rule that has matched, before its first action.

    Args:
        rule_set: By which.
        rule: The rule.
        event: What is answered.
        captures: What its conditions found.
        via: Where the text was passed on; none: it was written so.
    """
    return Run(rule_set.hash, event.id, rule.name, values=captures, via=via)


def step(rule_set: RuleSet, run: Run, subject: Subject) -> Step:
    """Advance a run to its next pause, or to its end.

    Args:
        rule_set: The one that began the run, or a later one that still has the rule.
        run: Where it stands.
        subject: What is answered, and everything else that is not in the rule set or the run.

    Returns:
        Effects and what waits to go on. A run whose rule is gone ends with an error.
    """
    rule = rule_set.by_name.get(run.rule)
    if rule is None:
        return Step(error=f'there is no rule "{run.rule}" any more')
    if run.values.usage:
        return Step() if rule.silent else Step((Reply(run.values.usage, rule.name, USAGE),))
    if not rule.actions:
        return Step()
    doer = _doer(rule_set, run, subject)
    return _ended(doer, rule, _go_on(doer, rule, run))


def answer(rule_set: RuleSet, waiting: Waiting, subject: Subject, said: Subject) -> Step:
    """Go on with a dialogue in which somebody has written.

    Args:
        rule_set: That began it.
        waiting: Where it stands.
        subject: What began it, at this moment.
        said: What was written, in this rule set's words.
    """
    run = waiting.run
    rule = rule_set.by_name[run.rule]
    doer = _doer(rule_set, run, subject)
    ask = _action_of(rule, run)
    if not isinstance(ask, AskAction):
        return Step(error=f"{waiting.place}: there is no question")
    label = waiting.place
    try:
        heard = hear(ask, waiting, said)
        if heard.stops:
            doer.say(rule_set.sentences.cancelled, f"{label}.cancel")
        elif heard.answer is None and waiting.tries + 1 >= TRIES_MAX:
            return _ended(doer, rule, doer.do(f"{label}.{ON_TIMEOUT}", ask.on_timeout))
        elif heard.answer is None:
            doer.ask(ask, label, run, waiting.question, waiting.tries + 1)
        else:
            save = ask.questions[waiting.question].save
            doer.learn(save, heard.answer)
            if waiting.question + 1 < len(ask.questions):
                doer.ask(ask, label, doer.run, waiting.question + 1)
            else:
                after = replace(doer.run, path=(*run.path[:-1], run.path[-1] + 1))
                return _ended(doer, rule, _go_on(doer, rule, after))
    except (RenderError, SpentError, WaitError) as error:
        doer.failing = error
        return _ended(doer, rule, _go_on(doer, rule, run))
    return _ended(doer, rule, None)


def time_out(rule_set: RuleSet, waiting: Waiting, subject: Subject) -> Step:
    """End a dialogue in which nobody has answered in time; arguments as above."""
    rule = rule_set.by_name[waiting.run.rule]
    ask = _action_of(rule, waiting.run)
    actions = ask.on_timeout if isinstance(ask, AskAction) else ()
    doer = _doer(rule_set, waiting.run, subject)
    return _ended(doer, rule, doer.do(f"{waiting.place}.{ON_TIMEOUT}", actions))


def fetched(rule_set: RuleSet, waiting: Waiting, subject: Subject, result: FetchResult) -> Step:
    """Go on with a run that has asked another computer.

    Args:
        rule_set: That began it.
        waiting: Where it stands.
        subject: What began it, at this moment.
        result: What came back.
    """
    run, place = waiting.run, waiting.place
    rule = rule_set.by_name[run.rule]
    doer = _doer(rule_set, run, subject)
    action = _action_of(rule, run)
    if not isinstance(action, FetchAction):
        return Step(error=f"{place}: there is nothing to fetch")
    if isinstance(result, FetchFailure):
        doer.failing = FetchError(result)
        return _ended(doer, rule, _go_on(doer, rule, run))
    if action.save:
        doer.give(action.save, result.value)
    after = replace(doer.run, path=(*run.path[:-1], run.path[-1] + 1))
    return _ended(doer, rule, _go_on(doer, rule, after))


def _doer(rule_set: RuleSet, run: Run, subject: Subject) -> Doer:
    views = scene(
        subject.views,
        run.values,
        names=rule_set.names,
        lists=rule_set.lists,
        tables=rule_set.tables,
        answers=run.answers,
        given=run.given,
    )
    rule = rule_set.by_name[run.rule]
    items = items_at(_actions_of(rule, run), run.path, run.loops)
    views = {**views, **items} if items else views
    return Doer(run, subject, views, subject.memory, speechless=rule.speechless, brief=rule.brief)


def _ended(doer: Doer, rule: Rule, error: str | None) -> Step:
    """A step with all that was done, and what `on_error` has to say of its end."""
    if error is not None and rule.on_error and doer.run.part == DO and not doer.handled:
        doer.know_error(FetchFailure(Why.INVALID, error))
        second = doer.do(ON_ERROR, rule.on_error)
        doer.excused = second is None
        error = error if second is None else f"{error}; then {second}"
    done = tuple(doer.replies), tuple(doer.changes), tuple(doer.turns), tuple(doer.passes)
    return Step(*done, error, doer.excused)


def _actions_of(rule: Rule, run: Run) -> Sequence[Action]:
    """The list of actions into which the path of a run leads."""
    return rule.on_error if run.part == ON_ERROR else rule.actions


def _action_of(rule: Rule, run: Run) -> Action | None:
    """The action at which a run stands."""
    return action_at(_actions_of(rule, run), run.path)


def _go_on(doer: Doer, rule: Rule, run: Run) -> str | None:
    """Carry out what is left of the actions in which a run stands."""
    return doer.do(run.part, _actions_of(rule, run), run.path)
