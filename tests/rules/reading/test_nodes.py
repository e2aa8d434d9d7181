"""The tree of a rule file."""

from __future__ import annotations

import pytest

from responder.rules.reading.nodes import Mapping, Position, Scalar, Sequence, got, locate, spelled
from tests.rules.rulekit import tree

AT = Position(1, 1)
LEAF = Scalar("x", Position(3, 7))
ROOT = Mapping(((Scalar("rules", AT), Sequence((LEAF,), AT)), (Scalar("a", AT), LEAF)), AT)


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
        (Mapping((), AT), "a mapping"),
    ],
)
def test_got_describes_every_shape(node: Scalar | Sequence | Mapping, words: str) -> None:
    """Messages say what was found in words."""
    assert got(node) == words


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
