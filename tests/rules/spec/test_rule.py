"""The schema of a rule."""

from __future__ import annotations

from responder.rules.spec.rule import EventWord, RuleSpec
from tests.rules.rulekit import tree


def _rule(text: str) -> RuleSpec:
    return RuleSpec.model_validate(tree(text))


def test_defaults_of_a_rule() -> None:
    """A rule is enabled, for messages, not silent, without conditions."""
    spec = _rule("{reply: a}")
    assert (spec.enabled, spec.on, spec.silent, spec.when) == (True, EventWord.MESSAGE, False, None)
