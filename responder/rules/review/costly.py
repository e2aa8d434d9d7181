"""Patterns for which every message has to be searched.

It knows what a pattern asks of a message; it must not know how patterns are run.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.conditions.logic import AllOf, AnyOf
from responder.rules.conditions.names import NameCondition
from responder.rules.conditions.shapes import PatternTest
from responder.rules.conditions.text import TextCondition
from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Mapping, Scalar, locate
from responder.rules.review.material import NOTES_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.report import Report
    from responder.rules.review.material import Material
    from responder.rules.ruleset import Rule
    from responder.rules.text.patterns import Pattern

SEARCHES_MAX = 50
"""Patterns that every message may be searched for before anybody hears of it: each takes some 3 µs
(measured on 120 characters), so they take as much as everything else about a message."""

_INNER_GAP = re.compile(r"(?<=[^(|^])\.[*+]\??(?=[^)|$])")
"""Anything at all between two parts of a pattern: 30 µs and more on a long message."""

_HINT = "let it have a text that is in every match, or write `contains:` beside it"


def note_costly(material: Material) -> None:
    """Warn of patterns that cost time whatever the message is.

    One with a gap in it is always told of, the others where there are many.
    """
    found: dict[str, tuple[Rule, str]] = {}
    for rule, source, reason in _burdens(material):
        found.setdefault(source, (rule, reason))
    many = len(found) > SEARCHES_MAX
    others = f", one of {len(found):,} such patterns" if many else ""
    told = (source for source in found if many or _INNER_GAP.search(source))
    for source in islice(told, NOTES_MAX):
        rule, reason = found[source]
        message = f"every message is searched for {quote(source)}{others}: {reason}"
        report, path = place_of(material, rule, source)
        report.warn(path, message, _HINT)


def _burdens(material: Material) -> Iterator[tuple[Rule, str, str]]:
    """Each rule whose pattern is a burden, with the pattern and the reason."""
    for rule, pattern in unguided(material):
        if not _is_narrow(rule) and (reason := pattern.burden):
            yield rule, pattern.source, reason


def unguided(material: Material) -> Iterator[tuple[Rule, Pattern]]:
    """The patterns that need no text which an index could look up, in rules that need none."""
    for rule, needs in zip(material.rules, material.needs, strict=True):
        if needs or not rule.enabled:
            continue
        for pattern in _patterns(rule.conditions):
            if not pattern.needs:
                yield rule, pattern


def _is_narrow(rule: Rule) -> bool:
    """Whether the name of the writer or the group keeps most messages from a rule."""
    return any(isinstance(one, NameCondition) for one in rule.conditions)


def _patterns(conditions: Iterable[Condition]) -> Iterator[Pattern]:
    """The patterns that a message must fit, those of conditions in conditions too."""
    for condition in conditions:
        if isinstance(condition, TextCondition):
            for test in condition.tests:
                if isinstance(test, PatternTest):
                    yield from test.patterns
        elif isinstance(condition, AllOf):
            yield from _patterns(condition.conditions)
        elif isinstance(condition, AnyOf):
            yield from _patterns(condition.branches)


def place_of(material: Material, rule: Rule, source: str) -> tuple[Report, tuple[Step, ...]]:
    """Where a pattern stands: in the rule or in one around it; else the rule."""
    site = material.sites[rule.name]
    top = site.path[:2]
    path = _path_to(locate(site.report.root, top)[0], source)
    return site.report, site.path if path is None else (*top, *path)


def _path_to(node: Node, source: str, key: str = "") -> tuple[Step, ...] | None:
    """Where a pattern stands, somewhere under a key `regex`."""
    if isinstance(node, Scalar):
        return () if key == "regex" and node.text == source else None
    inside: Iterable[tuple[Step, Node, str]]
    if isinstance(node, Mapping):
        inside = ((name.text, value, name.text) for name, value in node.entries)
    else:
        inside = ((place, item, key) for place, item in enumerate(node.items))
    for step, value, name in inside:
        path = _path_to(value, source, name)
        if path is not None:
            return (step, *path)
    return None
