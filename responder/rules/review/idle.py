"""What `not` leaves out though the text beside it takes nothing of the kind.

`not: 取消` is about the whole text: beside `text: {contains: 订单}` it leaves out nothing. It knows
compiled conditions; it must not know how texts are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.conditions.literals import AllTest, EdgeTest, LiteralTest
from responder.rules.conditions.logic import NoneOf
from responder.rules.conditions.text import TextCondition
from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Mapping
from responder.rules.review.material import NOTES_MAX
from responder.rules.text.lookup import NONE, Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.conditions.condition import Condition
    from responder.rules.conditions.text import TextTest
    from responder.rules.review.material import Material
    from responder.rules.ruleset import Rule


def note_idle(material: Material) -> None:
    """Warn of each branch of `not` that is a whole text which the rule does not take anyway."""
    warnings = material.main.warnings
    most = len(warnings) + NOTES_MAX
    for rule in material.rules:
        if len(warnings) >= most:
            return
        excluded = [one for one in rule.conditions if type(one) is NoneOf]
        # What a rule around it leaves out may matter to its other rules.
        if len(excluded) != 1 or not _says_both(material, rule):
            continue
        tests = [
            test for one in rule.conditions if type(one) is TextCondition for test in one.tests
        ]
        for place, branch in enumerate(excluded[0].branches):
            unwanted = _whole(branch)
            if unwanted is None:
                continue
            words = unwanted.lookup.words
            if all(_refuse(tests, word, exact=unwanted.exact) for word in words):
                text = unwanted.spelled[0]
                message = f"this leaves nothing out: {quote(text)} alone is no text that is taken"
                hint = f"what no part of the text may be is `text: {{without: {text}}}`"
                material.warn(rule, message, hint, "when", "not", place)


def _says_both(material: Material, rule: Rule) -> bool:
    """Whether a rule itself says what its text is and what it is not."""
    site = material.sites.get(rule.name)
    when = site.node.get("when") if site and isinstance(site.node, Mapping) else None
    return isinstance(when, Mapping) and {"text", "not"} <= when.values.keys()


def _whole(branch: Condition) -> LiteralTest | None:
    """The texts of a branch that asks for nothing but whole texts; None of another one."""
    only = branch.tests[0] if type(branch) is TextCondition and len(branch.tests) == 1 else None
    is_whole = isinstance(only, LiteralTest) and only.lookup.relation is Relation.EQUALS
    return only if isinstance(only, LiteralTest) and is_whole else None


def _refuse(tests: Sequence[TextTest], word: str, *, exact: bool) -> bool:
    """Whether one of several tests certainly does not take a text."""
    for one in tests:
        test = one.literals if isinstance(one, EdgeTest) else one
        if isinstance(test, LiteralTest):
            takes = test.lookup.index(word) != NONE
        elif isinstance(test, AllTest):
            takes = all(part in word for part in test.words)
        else:
            continue
        if test.exact is exact and not takes:
            return True
    return False
