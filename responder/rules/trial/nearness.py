"""Which rules came near to having a message: their text fits, and something else does not hold.

It knows compiled rules and their conditions by key; it must not know tests or how it is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.rules.decision import Considered
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.subject import Subject

WORDING = frozenset({"text", "command"})
"""Keys of the conditions on what is said: what an author has in mind with "it should answer"."""


def is_near(rule: Rule, subject: Subject) -> bool:
    """Whether a rule wants certain words and the message has them."""
    wanted = [one for one in rule.conditions if one.key in WORDING]
    return bool(wanted) and all(one.match(subject, NOTHING) is not None for one in wanted)


def nearest(
    rule_set: RuleSet, subject: Subject, trace: Iterable[Considered], most: int
) -> tuple[Considered, ...]:
    """Those rules of a trace that did not match and came nearest.

    Args:
        rule_set: The rules.
        subject: The message, prepared.
        trace: What became of rules, in order.
        most: How many are wanted.

    Returns:
        Rules whose words fit, in order; fewer than `most` where there are not so many.
    """
    found: list[Considered] = []
    for one in trace:
        if len(found) == most:
            break
        rule = rule_set.by_name.get(one.rule)
        if rule is not None and not one.matched and is_near(rule, subject):
            found.append(one)
    return tuple(found)
