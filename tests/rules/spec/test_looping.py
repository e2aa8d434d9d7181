"""What `each` takes."""

from __future__ import annotations

import pytest

from responder.rules.spec.action import ActionSpec
from responder.rules.spec.wanted import FromList
from tests.rules.rulekit import fault, tree


def _each(value: str) -> object:
    return ActionSpec.model_validate(tree(f"{{each: {value}, as: x, do: [{{reply: a}}]}}")).each


def test_values_a_list_of_the_file_or_a_template() -> None:
    """Numbers stay numbers; a template is kept as it is."""
    assert _each("[早, 2, true]") == ("早", 2, True)
    assert _each("{list: vip}") == FromList("vip")
    assert _each("'{{ match.rest.split() }}'") == "{{ match.rest.split() }}"


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("each: 甲, as: x, do: [{reply: a}]", "do[1].each: expected a list, {list: NAME}"),
        ("each: [], as: x, do: [{reply: a}]", "expected at least one value, got an empty list"),
        ("each: {table: a}, as: x, do: [{reply: a}]", "do[1].each: expected a list, {list: NAME}"),
        ("each: [[1]], as: x, do: [{reply: a}]", "expected a text, a number, true or false"),
        ("each: [1], do: [{reply: a}]", "expected as and do beside each, got no as"),
        ("each: [1], as: x", "expected as and do beside each, got no do"),
        ("each: [1], as: 1x, do: [{reply: a}]", "do[1].as: expected a name of letters, digits"),
        ("if: 'true'", "expected then beside if, got none"),
        ("if: 'true', then: [{reply: a}], do: [{reply: b}]", "expected no do beside if, got one"),
        ("reply: a, else: [{reply: b}]", "expected no else beside reply, got one"),
    ],
)
def test_wrong_choices_and_repetitions_are_faults(action: str, message: str) -> None:
    """Each is told with its place."""
    assert message in fault(f"rules: [{{when: x, do: [{{{action}}}]}}]")
