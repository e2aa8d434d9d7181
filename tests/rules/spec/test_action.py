"""The schema of an action."""

from __future__ import annotations

import pytest

from responder.rules.spec.rule import RuleSpec
from tests.rules.rulekit import fault, tree


def _rule(text: str) -> RuleSpec:
    return RuleSpec.model_validate(tree(text))


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
