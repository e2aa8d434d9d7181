"""The frozen mapping of named values."""

from __future__ import annotations

import pytest

from responder.rules.table import Table


def test_table_reads_like_a_mapping() -> None:
    """Keys, values, length and membership are a mapping's."""
    table = Table({"a": 1, "b": "x"})
    assert (table["a"], len(table), list(table), "b" in table) == (1, 2, ["a", "b"], True)
    assert dict(table) == {"a": 1, "b": "x"}


def test_table_can_not_be_changed() -> None:
    """There is no way to set or delete an entry."""
    table = Table({"a": 1})
    with pytest.raises(TypeError):
        table["a"] = 2  # type: ignore[index]  # that is the point
    with pytest.raises(TypeError):
        del table["a"]  # type: ignore[attr-defined]  # that is the point
    assert table["a"] == 1


def test_table_does_not_follow_its_origin() -> None:
    """Changing the dict it was made from changes nothing."""
    origin = {"a": 1}
    table = Table(origin)
    origin["a"] = 2
    assert table["a"] == 1


def test_equal_tables_are_equal() -> None:
    """Tables compare and hash by what they hold, and show it."""
    assert Table({"a": 1}) == Table({"a": 1})
    assert hash(Table({"a": (1, 2)})) == hash(Table({"a": (1, 2)}))
    assert Table({"a": 1}) != Table()
    assert repr(Table({"a": 1})) == "Table({'a': 1})"
