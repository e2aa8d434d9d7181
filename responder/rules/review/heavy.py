"""Conditions that can use up all the work that one message may cost.

It knows what conditions cost; it must not know how they are carried out.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.conditions.expression import IfCondition
from responder.rules.conditions.logic import inner
from responder.rules.conditions.names import NameCondition
from responder.rules.conditions.shapes import PatternTest, WithoutTest
from responder.rules.conditions.text import TextCondition
from responder.rules.reading.cells import quote
from responder.rules.review.costly import place_of
from responder.rules.review.material import NOTES_MAX
from responder.rules.work import DECIDING_UNITS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.conditions.text import TextTest
    from responder.rules.review.material import Material
    from responder.rules.ruleset import Rule
    from responder.rules.text.patterns import Pattern

IFS_MAX = 200
"""Conditions `if` that every message may be asked before anybody hears of it: each takes some 30
units of work, so a few hundred more would use up all of it."""

_COUNTED = re.compile(r"\{[0-9]*,?[0-9]{2,}\}")
"""Only a repetition that is counted makes a pattern heavy; to look closer takes 0.1 ms."""

_NO_LATER = "then no later rule is looked at"


def note_heavy(material: Material) -> None:
    """Warn of heavy patterns, and of many conditions `if` that nothing stands before."""
    heavy = (one for one in _counted(material) if one[1].worst_units > DECIDING_UNITS_MAX)
    for rule, pattern in islice(heavy, NOTES_MAX):
        report, path = place_of(material, rule, pattern.source)
        message = f"a long message may spend all of its work on {quote(pattern.source)}; "
        hint = "repeat less: .* costs less than .{0,30}"
        report.warn(path, message + _NO_LATER, hint)
    asked = [
        rule
        for rule, needs in zip(material.rules, material.needs, strict=True)
        if rule.enabled and not needs and _asks(rule)
    ]
    if len(asked) > IFS_MAX:
        site = material.sites[asked[IFS_MAX].name]
        message = f"this is one of {len(asked):,} rules whose `if` every message is asked, and a "
        message += f"message has work for a few hundred; {_NO_LATER}"
        site.report.warn(site.path, message, "write `text:`, `sender:` or `group:` beside it")


def _counted(material: Material) -> list[tuple[Rule, Pattern]]:
    """The patterns with a counted repetition, each with the first rule that has it."""
    left = {source for source in material.context.patterns.sources if _COUNTED.search(source)}
    found: list[tuple[Rule, Pattern]] = []
    for rule in material.rules if left else ():
        for pattern in _patterns(rule) if rule.enabled else ():
            if pattern.source in left:
                left.remove(pattern.source)
                found.append((rule, pattern))
    return found


def _asks(rule: Rule) -> bool:
    conditions = list(inner(rule.conditions))
    narrow = any(isinstance(one, NameCondition) for one in conditions)
    return not narrow and any(isinstance(one, IfCondition) for one in conditions)


def _patterns(rule: Rule) -> Iterator[Pattern]:
    """The patterns of a rule's texts, those that must not be there too."""
    for condition in inner(rule.conditions):
        if isinstance(condition, TextCondition):
            yield from _of_tests(condition.tests)


def _of_tests(tests: Iterable[TextTest]) -> Iterator[Pattern]:
    for test in tests:
        if isinstance(test, PatternTest):
            yield from test.patterns
        elif isinstance(test, WithoutTest):
            yield from _of_tests(test.tests)
