"""Faults gathered with their places."""

from __future__ import annotations

import pytest

from responder.rules.reading.faults import FAULTS_MAX, RuleFaults
from responder.rules.reading.nodes import Position
from responder.rules.reading.reader import Unsure
from responder.rules.reading.report import Report, items_of
from tests.rules.rulekit import report, source, tree

FILE = """\
timezone: Asia/Shanghai
rules:
  - name: 问好
    when: 你好
    reply: |
      一
        二
  - when: 早
    reply: 早！
"""


def test_fault_of_a_named_rule() -> None:
    """The rule is named and the field is counted from it."""
    gathered = report(FILE)
    gathered.fault(("rules", 0, "when", "text", "equals", 0), "expected x", "do y")
    (found,) = gathered.faults
    assert found.headline == 'rules.yaml:4:11: rule "问好": when: expected x'
    assert found.hint == "do y"


def test_fault_of_a_nameless_rule() -> None:
    """Without a name the path says which rule it is."""
    gathered = report(FILE)
    gathered.fault(("rules", 1, "reply"), "expected x")
    assert gathered.faults[0].headline == "rules.yaml:9:12: rules[2].reply: expected x"


def test_fault_inside_a_value_points_at_its_character() -> None:
    """A character of the second line of a block text is found in the file."""
    gathered = report(FILE)
    gathered.fault(("rules", 0, "reply", 0), "expected x", offset=4)
    assert gathered.faults[0].headline.startswith("rules.yaml:7:9:")
    assert gathered.faults[0].source_line == "        二"


def test_fault_behind_what_can_be_found_points_at_the_line() -> None:
    """Nothing is guessed: it is the line of a block, and else the value."""
    gathered = report(FILE)
    gathered.fault(("rules", 0, "reply"), "expected x", offset=99)
    gathered.fault(("rules", 1, "reply"), "expected x", offset=99)
    assert [(one.line, one.column) for one in gathered.faults] == [(8, 3), (9, 12)]


def test_fault_of_the_file() -> None:
    """Outside of rules only the field is named."""
    gathered = report(FILE)
    gathered.fault(("timezone",), "expected x")
    assert gathered.faults[0].headline == "rules.yaml:1:11: timezone: expected x"


def test_fault_of_a_key_points_at_the_key() -> None:
    """Unknown keys are marked themselves, not their values."""
    gathered = report(FILE)
    gathered.key_fault(("rules", 0, "reply"), "expected x")
    gathered.key_fault(("rules", 0, "gone"), "expected x")
    assert [found.column for found in gathered.faults] == [5, 5]
    assert gathered.faults[1].field == "gone"


def test_warnings_are_kept_apart() -> None:
    """A warning forbids nothing."""
    gathered = report(FILE)
    gathered.warn(("rules", 1), "never wins")
    assert not gathered.faults
    assert gathered.warnings[0].headline == "rules.yaml:8:5: rules[2]: never wins"


def test_warning_about_a_key_points_at_the_key() -> None:
    """A name that is odd is marked itself, not what stands under it."""
    gathered = report(FILE)
    gathered.key_warn(("rules", 0, "reply"), "odd", "so what")
    (only,) = gathered.warnings
    assert (only.column, only.message, only.hint) == (5, "odd", "so what")


def test_line_of_a_value() -> None:
    """The line of a rule is where it begins."""
    assert report(FILE).line(("rules", 1)) == 8


def test_items_of_a_list_under_a_key() -> None:
    """Only a list has items."""
    assert len(items_of(tree("a: [1, 2]"), "a") or ()) == 2
    assert items_of(tree("a: 1"), "a") is None
    assert items_of(tree("[1]"), "a") is None


def test_looking_ends_after_so_many_faults() -> None:
    """Fault number `FAULTS_MAX` ends the look at the file, with all faults so far."""
    gathered = report("a: 1")
    for number in range(FAULTS_MAX - 1):
        gathered.fault(("a",), f"expected {number}")
    with pytest.raises(RuleFaults) as caught:
        gathered.key_fault(("a",), "expected another")
    assert len(caught.value.details) == FAULTS_MAX


NESTED = """\
rules:
  - name: 客户
    rules:
      - name: 老客户
        reply: 一
      - reply: 二
  - rules:
      - reply: 三
      - {name: 四, rules: [{rules: [{reply: 五}]}]}
"""


@pytest.mark.parametrize(
    ("path", "headline"),
    [
        (("rules", 0, "rules", 0, "reply"), '5:16: rule "老客户": reply: expected x'),
        (("rules", 0, "rules", 1, "reply"), '6:16: rule "客户": rules[2].reply: expected x'),
        (("rules", 0, "rules"), '4:7: rule "客户": rules: expected x'),
        (("rules", 1, "rules", 0, "reply"), "8:16: rules[2].rules[1].reply: expected x"),
        (
            ("rules", 1, "rules", 1, "rules", 0, "rules", 0, "reply"),
            '9:44: rule "四": rules[1].rules[1].reply: expected x',
        ),
        (("rules", 1, "rules", 1), '9:9: rule "四": expected x'),
    ],
)
def test_fault_of_a_nested_rule(path: tuple[str | int, ...], headline: str) -> None:
    """The innermost rule that has a name is named, and the field is spelled from there."""
    gathered = report(NESTED)
    gathered.fault(path, "expected x")
    assert gathered.faults[0].headline == f"rules.yaml:{headline}"


def test_a_list_called_rules_elsewhere_has_no_rules() -> None:
    """Only rules at the top and in rules are rules."""
    gathered = report("tests: [{rules: [{name: a, says: b}]}]")
    gathered.fault(("tests", 0, "rules", 0, "says"), "expected x")
    assert gathered.faults[0].headline == "rules.yaml:1:34: tests[1].rules[1].says: expected x"


def test_reports_of_several_files_share_their_lists() -> None:
    """Each note goes to the common list, and the bound holds for all files together."""
    one = report(FILE)
    other = Report(source("a: 1"), tree("a: 1"), one.faults, one.warnings)
    other.warn(("a",), "odd")
    assert len(one.warnings) == 1
    for number in range(FAULTS_MAX - 1):
        (one if number % 2 else other).fault((), f"expected {number}")
    with pytest.raises(RuleFaults) as caught:
        other.fault((), "expected another")
    assert len(caught.value.details) == FAULTS_MAX


def test_nothing_is_said_where_something_was_left_out() -> None:
    """What is wrong there may only follow from what is said of it already."""
    whole = report("a: {b: 1}\nc: {d: 2}\ne: 3\n")
    unsure = Unsure(frozenset({Position(1, 4)}), frozenset({Position(2, 5)}), frozenset({3}))
    partial = Report(whole.source, whole.root, unsure=unsure)
    for name in ("a", "e"):
        partial.fault((name,), "expected x")
    partial.key_fault(("c", "d"), "expected x")
    partial.key_fault(("e",), "expected x")
    assert partial.faults == []
    partial.fault(("a", "b"), "expected x")
    partial.key_fault(("a", "b"), "expected y")
    assert [found.column for found in partial.faults] == [8, 5]
