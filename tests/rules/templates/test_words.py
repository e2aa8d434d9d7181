"""Names that templates may use."""

from __future__ import annotations

from responder.rules.table import Table
from responder.rules.templates.views import scene
from responder.rules.templates.words import (
    NAMES,
    TABLE_METHODS,
    TEXT,
    TEXT_METHODS,
    Shape,
    names_of_rule,
    names_of_table,
)
from tests.rules.rulekit import CLIENTS, NOW_S, says


def test_names_are_those_of_the_scene() -> None:
    """What is checked at load and what is given while rendering is the same list."""
    values = scene(says("x", group=CLIENTS), "x", (), now_s=NOW_S, zone=None, names=Table())
    assert tuple(values) == NAMES
    assert tuple(names_of_rule((), Table(), in_groups=True)) == NAMES


def test_every_known_member_exists() -> None:
    """Nothing is promised at load that rendering does not have."""
    event = says("x", group=CLIENTS)
    values = scene(event, "x", (("id", "7"),), now_s=NOW_S, zone=None, names=Table({"a": 1}))
    known = names_of_rule(("id",), Table({"a": 1}), in_groups=True)
    for name, shape in known.items():
        assert shape is not None
        for member in shape.members:
            value = values[name]
            if name in {"match", "vars"}:
                assert value[member]  # type: ignore[index]  # both are looked up by key
            else:
                assert hasattr(value, member)


def test_rule_without_groups_has_no_group() -> None:
    """A rule that never meets a group can not name one."""
    assert "group" not in names_of_rule((), Table(), in_groups=False)


def test_match_has_what_the_condition_gives() -> None:
    """Only the groups of the rule's own patterns are known."""
    match = names_of_rule(("0", "id"), Table(), in_groups=False)["match"]
    assert match is not None
    assert match.has("id")
    assert not match.has("name")


def test_tables_are_known_to_their_leaves() -> None:
    """Nested tables are checked, texts have text methods, numbers are not looked into."""
    shape = names_of_table(Table({"a": Table({"b": "x"}), "n": 1}))
    inner = shape.members["a"]
    assert inner is not None
    assert inner.members["b"] is TEXT
    assert shape.members["n"] is None
    assert shape.has("items")
    assert shape.also == TABLE_METHODS


def test_every_text_method_exists_and_is_harmless() -> None:
    """The listed methods are methods of texts, and none of them takes a width."""
    assert all(callable(getattr("", name)) for name in TEXT_METHODS)
    growing = {"center", "ljust", "rjust", "zfill", "expandtabs", "replace", "join", "format"}
    assert not TEXT_METHODS & (growing | {"format_map", "encode", "translate"})


def test_shape_has_members_and_methods() -> None:
    """Both count as known."""
    shape = Shape({"a": None}, frozenset({"b"}))
    assert (shape.has("a"), shape.has("b"), shape.has("c")) == (True, True, False)
