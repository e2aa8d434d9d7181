"""The schema of a rule."""

from __future__ import annotations

import pytest

from responder.models import Span
from responder.rules.spec.rule import EventWord, RuleSpec
from tests.rules.rulekit import fault, tree


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


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("ask: 哪一天", "do[1].ask: expected a question such as {save: day, prompt: 哪一天？}"),
        ("ask: []", "do[1].ask: expected at least one value, got an empty list"),
        ("ask: [{save: a}]", "expected save and prompt, got a question without prompt"),
        ("ask: [{prompt: a}]", "expected save and prompt, got a question without save"),
        ("ask: [{save: 1a, prompt: b}]", "do[1].ask[1].save: expected a name of letters"),
        ("ask: [{save: a, prompt: b, accept: c, choices: d}]", "expected accept or choices"),
        ("ask: [{save: a, prompt: b}], per: rule", "do[1].per: expected one of its words"),
        ("reply: a, per: chat", "do[1].per: expected no per beside reply"),
        ("reply: a, on_timeout: [{reply: b}]", "expected no on_timeout beside reply"),
        ("ask: [{save: a, prompt: b}], reply: c", "expected one action, got reply and ask"),
        ("ask: [{save: a, prompt: b}], on_timeout: [{wait: 1s}]", "nothing that waits when time"),
        ("ask: [{save: a, prompt: '{{ answers.b }}'}]", "do[1].ask[1].prompt: expected"),
        ("wait: 3", "do[1].wait: expected a duration or range such as 3s or 1s..3s"),
        ("wait: 0s", "do[1].wait: expected a pause above zero and up to 10 minutes"),
        ("wait: 11m", "do[1].wait: expected a pause above zero and up to 10 minutes"),
    ],
)
def test_actions_that_wait_are_checked(action: str, message: str) -> None:
    """At their place, whatever is wrong with them."""
    assert message in fault(f"rules: [{{name: r, do: [{{{action}}}]}}]")


def test_words_that_cancel_stand_beside_a_dialogue() -> None:
    """Alone, `cancel` is an action."""
    spec = _rule("{do: [{ask: [{save: a, prompt: b}], cancel: [不约了]}, {cancel: c}]}")
    assert spec.do is not None
    first, second = spec.do
    assert first.ask is not None
    assert (first.cancel, second.ask, second.cancel) == (("不约了",), None, ("c",))
