"""What conditions find, put together."""

from __future__ import annotations

from responder.rules.captures import NOTHING, Captures


def test_nothing_adds_nothing() -> None:
    """A condition that only holds leaves what was found as it is."""
    found = Captures(match=(("id", "7"),), args=(("days", 2),), usage="/a <b>")
    assert found.plus(NOTHING) is found
    assert NOTHING.plus(found) is found


def test_names_of_both_are_there() -> None:
    """Two conditions give all their names, and arguments stay apart from what was matched."""
    both = Captures(match=(("id", "7"),)).plus(
        Captures(match=(("keyword", "a"),), args=(("id", 1),), usage="/a")
    )
    assert both == Captures((("id", "7"), ("keyword", "a")), (("id", 1),), "/a")
    args = Captures(args=(("a", 1), ("b", 2))).plus(Captures(args=(("b", 3),), usage="/b"))
    assert args == Captures(args=(("a", 1), ("b", 3)), usage="/b")
    assert args.plus(Captures(usage="/c")).usage == "/c"
    assert args.plus(Captures(match=(("0", "x"),))).usage == "/b"


def test_the_later_one_counts_where_both_have_a_name() -> None:
    """Of two keywords the one found last is the keyword."""
    first, last = Captures((("keyword", "a"),)), Captures((("keyword", "b"),))
    assert first.plus(last) == last
    assert first.plus(last).usage == ""
