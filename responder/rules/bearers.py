"""Which names in the rules nobody bears, or several people do.

A typo in a name makes a rule that never answers, and a name that two people bear gives one of them
what was meant for the other. It compares names with those of the address book, which it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.models import ChatKind
from responder.rules.actions import SendAction, every
from responder.rules.conditions.logic import AllOf, AnyOf, NoneOf
from responder.rules.conditions.names import NameCondition
from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from responder.rules.conditions.condition import Condition
    from responder.rules.ruleset import Rule, RuleSet

DOUBTS_MAX = 20
"""So many are told: who must mend more than that looks again afterwards."""


GROUP, TO = "group", "to"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name in a rule that does not mean just one.

    Args:
        rule: Its name.
        key: `sender`, `group`, or `to` of somebody to whom it writes.
        name: As the rule has it.
        bearers: How many bear it.
    """

    rule: str
    key: str
    name: str
    bearers: int

    def __str__(self) -> str:
        """One sentence."""
        what = "group" if self.key == GROUP else "contact"
        if not self.bearers:
            return f"rule {quote(self.rule)}: no {what} is known as {quote(self.name)}"
        return f"rule {quote(self.rule)}: {self.bearers} {what}s are known as {quote(self.name)}"


def has_names(rule_set: RuleSet) -> bool:
    """Whether any rule calls somebody by a whole name."""
    return any(True for rule in rule_set.rules for _ in _called(rule))


def doubts(rule_set: RuleSet, people: Mapping[str, int], groups: Mapping[str, int]) -> list[Doubt]:
    """The first names that nobody or several bear, each once for a rule, in the order of the file.

    Args:
        rule_set: The rules; those that are switched off are passed over.
        people: How many people rules may take for the bearer of a name.
        groups: Likewise of groups.
    """
    found: dict[Doubt, None] = {}
    for rule in rule_set.rules:
        if not rule.enabled:
            continue
        for key, name in _called(rule):
            count = (groups if key == GROUP else people).get(name, 0)
            if count != 1:
                found[Doubt(rule.name, key, name, count)] = None
            if len(found) >= DOUBTS_MAX:
                return list(found)
    return list(found)


def _called(rule: Rule) -> Iterator[tuple[str, str]]:
    """The names that a rule calls somebody by, each with its key: whom it asks for, writes to."""
    for condition in _names(rule.conditions):
        yield from ((condition.key, name) for name in sorted(condition.equals or ()))
    for action in every((*rule.actions, *rule.on_error)):
        # What a template gives is known only then, and the file helper is always there.
        if isinstance(action, SendAction) and not action.name.marked:
            if action.kind is ChatKind.GROUP:
                yield GROUP, action.name.source
            elif action.kind is ChatKind.PRIVATE:
                yield TO, action.name.source


def _names(conditions: Iterable[Condition]) -> Iterator[NameCondition]:
    for one in conditions:
        if isinstance(one, NameCondition):
            yield one
        elif isinstance(one, AllOf):
            yield from _names(one.conditions)
        elif isinstance(one, AnyOf | NoneOf):
            yield from _names(one.branches)
