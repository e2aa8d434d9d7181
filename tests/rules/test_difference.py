"""What one rule set does that another does not."""

from __future__ import annotations

import pytest

from responder.rules.difference import MARKS, Kind, differences
from responder.rules.load import load
from tests.shelf import shelf

OLD = """\
limits: {max_age: 3m}
vars: {shop: 甲}
rules:
  - {name: a, when: a, reply: a, cooldown: 1h}
  - {name: b, when: b, reply: b}
  - {name: c, when: c, reply: c}
"""


def changes(new: str, old: str = OLD) -> list[str]:
    """Each in a line."""
    sets = [load("r.yaml", shelf(text, "r.yaml")) for text in (old, new)]
    return [str(one) for one in differences(*sets)]


def test_the_same_rules_in_other_words_are_no_difference() -> None:
    """Comments, layout, lines."""
    assert changes(OLD) == []
    assert changes("# a comment\n\n" + OLD.replace("when: b", "when: {text: b}")) == []
    assert changes(OLD.replace("reply: b", "do: [{reply: b}]")) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("max_age: 3m", "max_age: 5m", "~ limits: max_age"),
        ("vars: {shop: 甲}", "vars: {shop: 乙}", "~ vars"),
        ("when: b", "when: bb", "~ b: when  (r.yaml:5)"),
        ("reply: b", "reply: bb", "~ b: answers  (r.yaml:5)"),
        ("cooldown: 1h", "cooldown: 2h", "~ a: cooldown, limit  (r.yaml:4)"),
        ("reply: b", "reply: b, shadow: true", "~ b: shadow  (r.yaml:5)"),
        ("reply: b", "reply: b, enabled: false", "~ b: when, enabled  (r.yaml:5)"),
    ],
)
def test_what_has_changed_is_named(old: str, new: str, line: str) -> None:
    """In words of the rule file, with the place."""
    assert changes(OLD.replace(old, new)) == [line]


def test_rules_come_and_go() -> None:
    """Another name is another rule."""
    assert changes(OLD.replace("name: b", "name: d")) == ["- b  (r.yaml:5)", "+ d  (r.yaml:5)"]


def test_the_order_counts() -> None:
    """Only what has moved among the others is named, not what it has passed."""
    head, rules = OLD.split("rules:\n")
    first, *others = rules.splitlines(keepends=True)
    assert changes(head + "rules:\n" + "".join([*others, first])) == ["> a  (r.yaml:6)"]


def test_every_kind_has_a_mark() -> None:
    """The lines of all kinds differ."""
    assert len(set(MARKS.values())) == len(Kind)
