"""Runs: what a rule does after it has matched, step by step.

A run is plain data (rule-set hash, event, rule, path in `do`, local values), so that it can be
stored between two steps and taken up by another process. It must not know conditions, or how an
effect is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.draws import draw
from responder.rules.templates.budget import RenderError
from responder.rules.templates.views import scene
from responder.rules.work import SpentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from responder.memory import Change
    from responder.models import Event
    from responder.rules.captures import Captures
    from responder.rules.ruleset import Action, Rule, RuleSet
    from responder.rules.subject import Subject
    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.template import Template

DO, ON_ERROR, USAGE = "do", "on_error", "usage"
"""The parts of a rule that write replies."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where the actions of one rule stand for one event; all of it can be written as JSON.

    Args:
        rule_set: Hash of the rule set that began it.
        event_id: What is answered.
        rule: Name of the rule.
        path: Indexes into `do` that lead to the next action.
        values: Local values; in this version what the conditions found.
    """

    rule_set: str
    event_id: str
    rule: str
    path: tuple[int, ...] = (0,)
    values: Captures = NOTHING


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to send to the chat the event came from.

    Args:
        text: Plain text, never blank.
        rule: Name of the rule that wrote it.
        place: Where in the rule, e.g. `do[1].reply`; with event and rule it names the reply.
    """

    text: str
    rule: str
    place: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a run gave.

    Args:
        effects: To be carried out, in order.
        run: What is left, waiting for an answer; None when the run is over.
        changes: To memory; no action of this version makes any.
        error: Why the actions of `do` ended early; effects before it stand, and behind them those
            of `on_error`.
    """

    effects: tuple[Reply, ...] = ()
    run: Run | None = None
    changes: tuple[Change, ...] = ()
    error: str | None = None


def start(rule_set: RuleSet, rule: Rule, event: Event, captures: Captures) -> Run:
    """The run of a rule that has matched, before its first action."""
    return Run(rule_set.hash, event.id, rule.name, values=captures)


def step(rule_set: RuleSet, run: Run, subject: Subject) -> Step:
    """Advance a run to its next effect that needs an answer, or to its end.

    No action of this version needs one, so every run ends with its first step.

    Args:
        rule_set: The one that began the run, or a later one that still has the rule.
        run: Where it stands.
        subject: What is answered, and everything else that is not in the rule set or the run.

    Returns:
        Effects and what is left. A run whose rule is gone ends with an error.
    """
    rule = rule_set.by_name.get(run.rule)
    if rule is None:
        return Step(error=f'there is no rule "{run.rule}" any more')
    if rule.silent:
        return Step()
    if run.values.usage:
        return Step((Reply(run.values.usage, rule.name, USAGE),))
    values = scene(
        subject.views,
        run.values,
        names=rule_set.names,
        lists=rule_set.lists,
        tables=rule_set.tables,
    )
    writer = _Writer(run, values, subject)
    replies, error = writer.write(DO, rule.actions, first=run.path[0])
    if error is None or not rule.on_error:
        return Step(tuple(replies), error=error)
    more, second = writer.write(ON_ERROR, rule.on_error)
    reason = error if second is None else f"{error}; then {second}"
    return Step((*replies, *more), error=reason)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the replies of one run."""

    run: Run
    values: Mapping[str, object]
    subject: Subject

    def write(
        self, part: str, actions: Sequence[Action], *, first: int = 0
    ) -> tuple[list[Reply], str | None]:
        """The replies of a list of actions up to the first that fails, and why it does."""
        replies: list[Reply] = []
        for index in range(first, len(actions)):
            place = f"{part}[{index + 1}].reply"
            try:
                template = self._picked(actions[index], place)
                text = template.render(self.values, self._draw(place), self.subject.writing)
            except (RenderError, SpentError) as error:
                return replies, f"{place}: {error}"
            replies.append(Reply(text, self.run.rule, place))
        return replies, None

    def _picked(self, action: Action, place: str) -> Template:
        return action.texts[self._number(len(action.texts), place)]

    def _draw(self, place: str) -> Draw:
        """The draws of one template, each keyed by its own place in it."""
        return lambda count, inside: self._number(count, f"{place} {inside}")

    def _number(self, count: int, place: str) -> int:
        run = self.run
        return draw(
            count, seed=self.subject.seed, event_id=run.event_id, rule=run.rule, place=place
        )
