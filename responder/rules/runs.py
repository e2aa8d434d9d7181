"""Runs: what a rule does after it has matched, step by step.

A run is plain data (rule-set hash, event, rule, path in `do`, local values), so that it can be
stored between two steps and taken up by another process. It must not know conditions, or how an
effect is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.draws import draw
from responder.rules.subject import text_of
from responder.rules.templates.budget import RenderError
from responder.rules.templates.views import scene

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.memory import Memory
    from responder.rules.ruleset import ReplyAction, Rule, RuleSet
    from responder.rules.text.patterns import Captures


@dataclass(frozen=True, slots=True)
class Run:
    """Where the actions of one rule stand for one event; all of it can be written as JSON.

    Args:
        rule_set: Hash of the rule set that began it.
        event_id: What is answered.
        rule: Name of the rule.
        path: Indexes into `do` that lead to the next action.
        values: Local values; in this version what the text condition found.
    """

    rule_set: str
    event_id: str
    rule: str
    path: tuple[int, ...] = (0,)
    values: Captures = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to send to the chat the event came from.

    Args:
        text: Plain text, never blank.
        index: Which action of the rule's `do` wrote it, from 0; with the event it names the reply.
    """

    text: str
    index: int


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a run gave.

    Args:
        effects: To be carried out, in order.
        run: What is left, waiting for an answer; None when the run is over.
        changes: To memory; no action of this version makes any.
        error: Why the run ended early; effects before it stand.
    """

    effects: tuple[Reply, ...] = ()
    run: Run | None = None
    changes: tuple[()] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class World:
    """What a step may look at: everything that is not in the rule set or the run.

    Args:
        event: What is answered.
        memory: Stored values.
        now_s: Unix seconds.
        seed: Of every draw.
    """

    event: Event
    memory: Memory
    now_s: float
    seed: int | str


def start(rule_set: RuleSet, rule: Rule, event: Event, captures: Captures) -> Run:
    """The run of a rule that has matched, before its first action."""
    return Run(rule_set.hash, event.id, rule.name, values=captures)


def step(rule_set: RuleSet, run: Run, world: World) -> Step:
    """Advance a run to its next effect that needs an answer, or to its end.

    No action of this version needs one, so every run ends with its first step.

    Args:
        rule_set: The one that began the run, or a later one that still has the rule.
        run: Where it stands.
        world: The rest.

    Returns:
        Effects and what is left. A run whose rule is gone ends with an error.
    """
    rule = rule_set.by_name.get(run.rule)
    if rule is None:
        return Step(error=f'there is no rule "{run.rule}" any more')
    event = world.event
    values = scene(
        event,
        text_of(event),
        run.values,
        now_s=world.now_s,
        zone=rule_set.zone,
        names=rule_set.names,
    )
    effects: list[Reply] = []
    for index in range(run.path[0], len(rule.actions)):
        place = f"do[{index + 1}].reply"
        try:
            text = _reply(rule.actions[index], values, run, place, world.seed)
        except RenderError as error:
            return Step(tuple(effects), error=f"{place}: {error}")
        effects.append(Reply(text, index))
    return Step(tuple(effects))


def _reply(
    action: ReplyAction, values: dict[str, object], run: Run, place: str, seed: int | str
) -> str:
    texts = action.texts
    picked = draw(len(texts), seed=seed, event_id=run.event_id, rule=run.rule, place=place)
    return texts[picked].render(values)
