"""Lists of rules under marks."""

from __future__ import annotations

from responder.rules.index.lists import Lists


def test_rules_under_one_mark() -> None:
    """A rule stands under each of its marks once, in the order of the file."""
    lists = Lists()
    lists.add(0, ((7, 8), None))
    lists.add(1, ((8, 8), None))
    lists.add(2, ((8,), None))
    assert lists.marks() == {7, 8}
    assert lists.alone([8, 7, 9]) == ((0, 1, 2), (0,), ())
    assert lists.paired({}) == {}


def test_marks_of_one_rule_share_its_list() -> None:
    """Most marks have one rule, so a list of it costs no more than a reference."""
    lists = Lists()
    lists.add(0, ((1, 2, 3), None))
    first, second, third = lists.alone([1, 2, 3])
    assert first is second is third


def test_rules_under_two_marks() -> None:
    """A pair is listed under the first and then the second, by the places they get."""
    lists = Lists()
    lists.add(0, ((1,), (2, 3)))
    lists.add(1, ((1,), (3,)))
    assert lists.marks() == {1, 2, 3}
    assert lists.alone([1, 2, 3]) == ((), (), ())
    assert lists.paired({1: 10, 2: 20, 3: 30}) == {10: {20: (0,), 30: (0, 1)}}


def test_a_rule_without_marks_is_nowhere() -> None:
    """It is always a candidate, or never; lists do not know."""
    lists = Lists()
    lists.add(0, (None, None))
    lists.add(1, ((), None))
    assert lists.marks() == set()
