"""The condition `if`."""

from __future__ import annotations

import pytest

from tests.rules.rulekit import CLIENTS, says
from tests.rules.whenkit import caught, compiled, needs_of, reason, tried


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("now.hour < 12", True),
        ("{{ now.hour < 12 }}", True),
        ("now.hour >= 12", False),
        ("sender.name == '小明'", True),
        ("message.text | length > 3", False),
        ("'小明' in lists.vip", True),
        ("tables.faq['价格'] == '3500'", True),
        ("vars.shop == '小店'", True),
        ("1 / 0", False),
    ],
)
def test_expression_decides(source: str, *, holds: bool) -> None:
    """It sees what templates see; one that fails does not hold."""
    assert (caught(f'{{if: "{source}"}}', "x") is not None) is holds


def test_it_sees_what_was_found_before() -> None:
    """Keyword, groups and arguments are there, and the group in rules of groups."""
    assert caught("{text: {regex: '(?P<n>[0-9]+)'}, if: match.n | int > 5}", "7") is not None
    assert caught("{text: {regex: '(?P<n>[0-9]+)'}, if: match.n | int > 5}", "3") is None
    assert caught("{command: '/w {n:int}', if: args.n > 5}", "/w 7") is not None
    assert caught("{chat: group, if: group.name == '客户群'}", says("x", group=CLIENTS)) is not None


def test_reason_is_the_expression_or_its_failure() -> None:
    """The author reads which expression was false, or what went wrong in it."""
    assert reason("{if: now.hour > 12}", "x") == 'if: "now.hour > 12" is false'
    assert reason("{if: 1 / 0}", "x").startswith('if: "1 / 0" fails: ')


def test_unknown_names_are_faults() -> None:
    """What no message could give is found when the file is read."""
    (found,) = tried("{if: match.id == 1}").report.faults
    assert found.field == "rules[1].when.if"
    assert 'got "id"' in found.message
    (found,) = tried("{if: group.name == 'x'}").report.faults
    assert "group" in found.message


def test_lists_it_asks_for_count_as_used() -> None:
    """`check` does not call a list unused that an expression names."""
    assert "vip" in tried("{if: sender.name in lists.vip}").context.used


def test_equal_sources_are_equal() -> None:
    """Rules can be compared by their expressions; nothing of them can be looked up."""
    first, second = (compiled("{if: now.hour < 12}").wants[0] for _ in range(2))
    assert first == second
    assert first.gives == ()
    assert needs_of([first]) == ()
