"""The tree of a rule file."""

from __future__ import annotations

import pytest
from yaml import Mark

from responder.rules.reading.nodes import (
    FEW_KEYS,
    Mapping,
    Position,
    Scalar,
    Sequence,
    copied,
    got,
    locate,
    spelled,
    take_apart,
)
from tests.rules.rulekit import tree

AT = Position(1, 1)
LEAF = Scalar("x", Position(3, 7))
ROOT = Mapping.of(((Scalar("rules", AT), Sequence((LEAF,), AT)), (Scalar("a", AT), LEAF)), AT)


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_plain_null_is_nothing(text: str) -> None:
    """What YAML 1.2 calls null is nothing, unless it is quoted."""
    assert Scalar(text, AT).is_nothing
    assert not Scalar(text, AT, plain=False).is_nothing


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Scalar("a", AT), '"a"'),
        (Scalar("", AT), "nothing"),
        (Scalar("", AT, plain=False), '""'),
        (Sequence((), AT), "a list"),
        (Mapping({}, (), AT), "a mapping"),
    ],
)
def test_got_describes_every_shape(node: Scalar | Sequence | Mapping, words: str) -> None:
    """Messages say what was found in words."""
    assert got(node) == words


def test_what_is_kept_is_a_copy() -> None:
    """It says the same and lies elsewhere, so that the tree can go without it."""
    for text in ("价格", "r17", "a longer text"):
        assert copied(text) == text
        assert copied(text) is not text
    assert copied("") == ""


def test_locate_follows_keys_and_indexes() -> None:
    """A path leads to its node and says which steps were taken."""
    assert locate(ROOT, ("rules", 0)) == (LEAF, ("rules", 0))


def test_locate_skips_steps_without_a_node() -> None:
    """Shorthand and missing keys are stepped over, so the nearest node is found."""
    assert locate(ROOT, ("a", "text", "equals", 0)) == (LEAF, ("a",))
    assert locate(ROOT, ("missing",)) == (ROOT, ())
    assert locate(ROOT, ("rules", 7)) == (ROOT.get("rules"), ("rules",))


def test_mapping_finds_values_and_keys() -> None:
    """A mapping gives the value and the key of a name, None for an unknown one."""
    assert ROOT.get("a") is LEAF
    key = ROOT.key("a")
    assert key is not None
    assert key.text == "a"
    assert ROOT.get("b") is None
    assert ROOT.key("b") is None


def test_path_is_spelled_counting_from_one() -> None:
    """People count from one."""
    assert spelled(("do", 1, "reply")) == "do[2].reply"
    assert spelled(("when", "text")) == "when.text"
    assert spelled(()) == ""


def test_keys_are_looked_up_by_name() -> None:
    """A key of a mapping gives its value and its own place, a missing one nothing."""
    mapping = tree("{a: 1, b: 2}")
    assert isinstance(mapping, Mapping)
    value, key = mapping.get("b"), mapping.key("b")
    assert isinstance(value, Scalar)
    assert value.text == "2"
    assert key is not None
    assert key.at == Position(1, 8)
    assert mapping.get("c") is None
    assert mapping.key("c") is None


def test_nodes_are_compared_by_what_they_say_and_where() -> None:
    """Two nodes are equal when text, style and place are."""
    assert Scalar("x", AT) == Scalar("x", (1, 1))
    assert Scalar("x", AT) != Scalar("x", (1, 2))
    assert Scalar("x", AT) != Scalar("x", AT, plain=False)
    assert Sequence((LEAF,), AT) == Sequence((Scalar("x", (3, 7)),), AT)
    assert Mapping.of(((LEAF, LEAF),), AT) != Mapping({}, (), AT)


def test_place_is_a_line_and_a_column() -> None:
    """A node gives its place whole and in parts."""
    assert LEAF.at == Position(3, 7)
    assert (LEAF.line, LEAF.column) == (3, 7)


@pytest.mark.parametrize(("line", "column"), [(1, 1), (3, 7), (900_000, 30_000_000)])
def test_place_may_be_that_of_the_parser(line: int, column: int) -> None:
    """Which counts from 0."""
    node = Scalar("x", Mark("rules.yaml", 0, line - 1, column - 1, None, 0))
    assert node == Scalar("x", Position(line, column))
    assert (node.at, node.line, node.column) == (Position(line, column), line, column)


@pytest.mark.parametrize("count", [1, FEW_KEYS, FEW_KEYS + 1, 1_000])
def test_keys_are_found_among_few_and_many(count: int) -> None:
    """However many keys a mapping has, each is found, and a missing one is not."""
    entries = tuple((Scalar(f"k{n}", (n, 1)), Scalar(str(n), (n, 5))) for n in range(1, count + 1))
    mapping = Mapping.of(entries, AT)
    for key, value in entries:
        assert mapping.get(key.text) is value
        assert mapping.key(key.text) == key
    assert mapping.get("k0") is None
    assert mapping.key("k0") is None


def test_searching_leaves_a_mapping_as_it_was() -> None:
    """A mapping that was asked is equal to one that was not."""
    entries = tuple((Scalar(f"k{n}", AT), LEAF) for n in range(FEW_KEYS + 1))
    asked = Mapping.of(entries, AT)
    asked.get("k1")
    assert asked == Mapping.of(entries, AT)


def test_lists_of_a_tree_are_taken_apart() -> None:
    """Afterwards no list of rules holds anything, however deep, so that each rule goes alone."""
    root = tree("""
        rules:
          - {name: a, rules: [{rules: [{reply: b}]}]}
          - [[x]]
        tables: {faq: {a: b}}
    """)
    paths = [("rules",), ("rules", 0, "rules"), ("rules", 0, "rules", 0, "rules"), ("rules", 1)]
    found = [locate(root, path)[0] for path in paths]
    take_apart(root)
    assert root == Mapping({}, (), root.at)
    assert [getattr(node, "items", None) for node in found] == [()] * 4


def test_long_mappings_of_a_tree_are_taken_apart() -> None:
    """A table of many keywords goes one by one too."""
    many = ", ".join(f"k{n}: v" for n in range(FEW_KEYS + 1))
    root = tree(f"tables: {{faq: {{{many}}}}}")
    faq, _ = locate(root, ("tables", "faq"))
    assert isinstance(faq, Mapping)
    assert len(faq.entries) == FEW_KEYS + 1
    take_apart(root)
    assert faq.entries == ()


def test_a_tree_with_aliases_is_taken_apart() -> None:
    """A node that stands in several places is met several times, which does no harm."""
    root = tree("a: &a [x, {y: z}]\nb: [*a, *a]\nc: *a")
    take_apart(root)
    assert root == Mapping({}, (), root.at)


def test_a_single_value_needs_no_taking_apart() -> None:
    """A tree may be a leaf."""
    take_apart(LEAF)
    assert LEAF.text == "x"


def test_many_names_are_forgotten_too() -> None:
    """What was gathered for a search holds nothing afterwards."""
    root = tree("".join(f"k{n}: {n}\n" for n in range(FEW_KEYS + 1)))
    assert isinstance(root, Mapping)
    assert root.get("k1") is not None
    take_apart(root)
    assert root.get("k1") is None
    assert root.values == {}
