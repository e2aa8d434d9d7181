"""From the specs of actions to compiled ones."""

from __future__ import annotations

import pytest

from tests.rules.rulekit import rules


def test_reply_is_short_for_do() -> None:
    """Both forms compile to the same actions."""
    short, long = rules("rules: [{name: a, reply: [x, y]}, {name: b, do: [{reply: [x, y]}]}]").rules
    assert short.actions == long.actions


@pytest.mark.parametrize("text", ["{sender.name} 好", "｛｛ sender.name ｝｝ 好", "{ now.date }"])
def test_wrong_braces_are_warned_of(text: str) -> None:
    """Who forgets a brace, or writes those of the input method, is told before customers are."""
    (warning,) = rules(f"rules: [{{when: a, reply: '{text}'}}]").warnings
    assert "sent as it is" in warning.message
    value = "now.date" if "now" in text else "sender.name"
    assert warning.hint == f"values are written {{{{ {value} }}}}"


@pytest.mark.parametrize("text", ["{{ sender.name }}", "{menu}", "{% if now.hour %}a{% endif %}"])
def test_right_and_other_braces_are_not_warned_of(text: str) -> None:
    """Templates, and braces around anything else, are as they should be."""
    assert rules(f"rules: [{{when: a, reply: '{text}'}}]").warnings == ()
