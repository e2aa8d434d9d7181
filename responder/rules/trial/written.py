"""The parts of a compiled rule that its author wrote to keep it from answering too often.

Whether a rule is in use, for which event and in which chats is left out: most of that nobody
writes, and it is so by default. It must not know tests.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from responder.rules.conditions.text import TextCondition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.ruleset import Rule

HEADS = frozenset({"enabled", "on", "chat", "from_me"})
"""Keys of conditions that every rule has, written or not."""


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of a rule, or its cooldown or limit.

    Args:
        label: The key of the rule file; a second one of the same key is `text (2)`.
        place: Which of the rule's conditions; None for a cooldown or limit.
        key: Without a number.
    """

    label: str
    place: int | None
    key: str


def parts(rule: Rule) -> tuple[Part, ...]:
    """What keeps a rule from answering, in the order in which it is asked."""
    counts: dict[str, int] = {}
    found: list[Part] = []
    for place, key in _keys(rule):
        number = counts[key] = counts.get(key, 0) + 1
        found.append(Part(key if number == 1 else f"{key} ({number})", place, key))
    return tuple(found)


def widened(rule: Rule) -> Iterator[tuple[str, int | None, Rule]]:
    """The rule without each of its parts, one at a time.

    Yields:
        What is gone, in words of the rule file; the place of the condition it was or stood in,
        None for a cooldown or limit; and the rule without it.
    """
    for part in parts(rule):
        if part.place is None:
            claims = tuple(one for one in rule.claims if one.key != part.key)
            yield part.label, None, replace(rule, claims=claims)
            continue
        before, behind = rule.conditions[: part.place], rule.conditions[part.place + 1 :]
        yield part.label, part.place, replace(rule, conditions=(*before, *behind))
        condition = rule.conditions[part.place]
        if isinstance(condition, TextCondition) and len(condition.tests) > 1:
            for index in range(len(condition.tests)):
                tests = (*condition.tests[:index], *condition.tests[index + 1 :])
                conditions = (*before, TextCondition(tests), *behind)
                label = f"{part.label}, test {index + 1} of {len(condition.tests)}"
                yield label, part.place, replace(rule, conditions=conditions)


def _keys(rule: Rule) -> Iterator[tuple[int | None, str]]:
    for place, condition in enumerate(rule.conditions):
        if condition.key not in HEADS:
            yield place, condition.key
    for key in dict.fromkeys(claim.key for claim in rule.claims):
        yield None, key
