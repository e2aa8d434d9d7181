"""Which names in the rules nobody bears, or several people do.

A typo in a name makes a rule that never answers, and a name that two people bear gives one of them
what was meant for the other. It compares names with those of the address book, which it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.conditions.logic import AllOf, AnyOf, NoneOf
from responder.rules.conditions.names import NameCondition
from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from responder.rules.conditions.condition import Condition
    from responder.rules.ruleset import RuleSet

DOUBTS_MAX = 20
"""So many are told: who must mend more than that looks again afterwards."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name in a rule that does not mean just one.

    Args:
        rule: Its name.
        key: `sender` or `group`.
        name: As the rule has it.
        bearers: How many bear it.
    """

    rule: str
    key: str
    name: str
    bearers: int

    def __str__(self) -> str:
        """One sentence."""
        what = "contact" if self.key == "sender" else "group"
        if not self.bearers:
            return f"rule {quote(self.rule)}: no {what} is known as {quote(self.name)}"
        return f"rule {quote(self.rule)}: {self.bearers} {what}s are known as {quote(self.name)}"


def has_names(rule_set: RuleSet) -> bool:
    """Whether any rule calls somebody by a whole name."""
    return any(one.equals for rule in rule_set.rules for one in _names(rule.conditions))


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
        for condition in _names(rule.conditions):
            known = people if condition.key == "sender" else groups
            for name in sorted(condition.equals or ()):
                count = known.get(name, 0)
                if count != 1:
                    found[Doubt(rule.name, condition.key, name, count)] = None
                if len(found) >= DOUBTS_MAX:
                    return list(found)
    return list(found)


def _names(conditions: Iterable[Condition]) -> Iterator[NameCondition]:
    for one in conditions:
        if isinstance(one, NameCondition):
            yield one
        elif isinstance(one, AllOf):
            yield from _names(one.conditions)
        elif isinstance(one, AnyOf | NoneOf):
            yield from _names(one.branches)
