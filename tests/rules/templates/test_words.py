"""Names that templates may use."""

from __future__ import annotations

from responder.rules.table import Table, UnknownTable
from responder.rules.templates.views import MEMBERS
from responder.rules.templates.words import (
    EVERY,
    NAMES,
    TABLE_METHODS,
    TEXT,
    TEXT_METHODS,
    Shape,
    TableShape,
    names_of_rule,
    shape_of,
    shape_of_rows,
)
from tests.rules.templates.kit import KNOWN, values


def test_names_are_those_of_the_scene() -> None:
    """What is checked at load and what is given while rendering is the same list."""
    assert {*values(), "error"} == set(NAMES)  # that one is there once something has failed
    # Those are known where a rule asks for them.
    assert {*KNOWN, "answers", "error"} == set(NAMES)


def test_every_known_member_exists() -> None:
    """Nothing is promised at load that rendering does not have."""
    given = values()
    for name, shape in KNOWN.items():
        assert shape is not None
        for member in shape.members:
            value = given[name]
            if type(value) in MEMBERS and name != "match":
                assert hasattr(value, member)
                assert member in MEMBERS[type(value)]
            else:
                value[member]  # type: ignore[index]  # they are looked up by key


def test_every_member_of_a_view_is_known() -> None:
    """Nothing can be read while rendering that is refused at load."""
    given = values()
    for name in ("message", "sender", "chat", "group", "me", "now"):
        shape = KNOWN[name]
        assert shape is not None
        assert set(shape.members) == MEMBERS[type(given[name])]


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
    shape = shape_of(Table({"a": Table({"b": "x"}), "n": 1}))
    assert shape is not None
    inner = shape.member("a")
    assert inner is not None
    assert inner.member("b") is TEXT
    assert shape.member("n") is None
    assert shape.member("zzz") is None
    assert shape.has("items")
    assert shape.also == TABLE_METHODS


def test_tables_are_not_copied() -> None:
    """A rule of a large file costs as much as one of a small file."""
    table = Table({"a": 1})
    shape = shape_of(table)
    assert shape is not None
    assert shape.members is table
    assert shape_of(UnknownTable(table)) is None


def test_arguments_and_value_are_those_of_the_rule() -> None:
    """A rule has the arguments of its command and the value of its table, typed."""
    known = names_of_rule(
        ("0", "value"),
        Table(),
        in_groups=False,
        args={"city": TEXT, "days": None},
        value=Shape({"price": None}),
    )
    args, match = known["args"], known["match"]
    assert args is not None
    assert args.member("city") is TEXT
    assert args.has("days")
    assert args.has("get")
    assert not args.has("town")
    assert match is not None
    assert match.member("value") == Shape({"price": None})
    assert match.member("0") is TEXT


def test_what_is_not_said_is_not_known() -> None:
    """A rule without a command has no arguments, and a place without lists has none."""
    assert not {"args", "lists", "tables"} & set(names_of_rule((), Table(), in_groups=True))


def test_names_that_are_asked_for_are_noted() -> None:
    """A key is noted by its name, everything else as all of them."""
    seen: set[str] = set()
    shape = TableShape(Table({"a": 1}), seen)
    shape.used("a")
    assert seen == {"a"}
    shape.used("items")
    assert seen == {"a", EVERY}
    Shape({}).used("a")
    TableShape(Table()).used(None)
    assert seen == {"a", EVERY}


def test_rows_of_one_kind_are_known() -> None:
    """A table of texts gives texts, one of columns gives columns, others nobody knows."""
    assert shape_of_rows(["a", "b"]) is TEXT
    assert shape_of_rows(["a", Table()]) is None
    assert shape_of_rows(["a", 1]) is None
    assert shape_of_rows([]) is None
    columns = shape_of_rows([Table({"a": "x", "n": 1}), Table({"a": "y", "n": "z", "b": 2})])
    assert columns == Shape({"a": TEXT, "n": None, "b": None}, TABLE_METHODS)


def test_every_text_method_exists_and_is_harmless() -> None:
    """The listed methods are methods of texts, and none of them takes a width."""
    assert all(callable(getattr("", name)) for name in TEXT_METHODS)
    growing = {"center", "ljust", "rjust", "zfill", "expandtabs", "replace", "join", "format"}
    assert not TEXT_METHODS & (growing | {"format_map", "encode", "translate"})


def test_shape_has_members_and_methods() -> None:
    """Both count as known."""
    shape = Shape({"a": None}, frozenset({"b"}))
    assert (shape.has("a"), shape.has("b"), shape.has("c")) == (True, True, False)
