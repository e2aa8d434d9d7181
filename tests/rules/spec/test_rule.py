"""The schema of a rule."""

from __future__ import annotations

from responder.models import Span
from responder.rules.spec.rule import EventWord, RuleSpec
from tests.rules.rulekit import tree


def _rule(text: str) -> RuleSpec:
    return RuleSpec.model_validate(tree(text))


def test_defaults_of_a_rule() -> None:
    """A rule is enabled, not silent, not in shadow, without event and conditions of its own."""
    spec = _rule("{reply: a}")
    assert (spec.enabled, spec.on, spec.silent, spec.shadow) == (True, None, False, False)
    assert (spec.when, spec.proceeds, spec.rules, spec.on_error) == (None, None, None, None)


def test_delay_may_be_left_out_or_off() -> None:
    """A rule that says nothing has the file's delay; one that says `off` has none."""
    assert "delay" not in _rule("{reply: a}").model_fields_set
    assert _rule("{reply: a, delay: off}").delay is None
    assert _rule("{reply: a, delay: 2s}").delay == Span(2.0, 2.0)


def test_nested_rules_are_rules() -> None:
    """What stands under `rules` is checked like any rule."""
    inner = _rule("{when: a, rules: [{when: b, continue: true, reply: c}]}").rules
    assert inner is not None
    assert [(one.reply, one.proceeds) for one in inner] == [(("c",), True)]


def test_event_is_a_word() -> None:
    """The event of this version is the message."""
    assert _rule("{on: message, reply: a}").on is EventWord.MESSAGE
