"""Actions that store something, and their bounds."""

from __future__ import annotations

import pytest

from responder.memory import Cell, Kept, Memory, Stored
from responder.rules.actions import Given, StoreAction, Target
from responder.rules.stored import LIST_ITEMS_MAX, Path, Scope, Verb
from responder.rules.storing import (
    CELLS_MAX,
    ENTRIES_MAX,
    ENTRY_CHARS_MAX,
    LIST_CHARS_MAX,
    NUMBER_MAX,
    TEXT_CHARS_MAX,
    Around,
    StoreError,
    carry_out,
)
from responder.rules.table import Table
from responder.rules.templates.budget import RenderError
from responder.rules.templates.template import Template
from responder.rules.templates.worth import ValueTemplate
from tests.rules.rulekit import NOW_S, says

X = Path(Scope.EVERYONE, "x")


def memory_of(value: Stored | None, until_s: float | None = None) -> Memory:
    """A memory in which one value is stored, or none."""
    if value is None:
        return Memory()
    return Memory().applied([Kept("everyone", "x", "", Cell(value, until_s))])


def done(
    verb: Verb,
    given: Given,
    before: Stored | None = None,
    *,
    until_s: float | None = None,
    filled: object = None,
    memory: Memory | None = None,
    target: Target | None = None,
    **how: object,
) -> tuple[Kept, ...]:
    """What an action changes; every template in it gives `filled`."""
    action = StoreAction(verb, ((target or Target(X), given),), **how)  # type: ignore[arg-type]  # its own options
    known = memory_of(before, until_s) if memory is None else memory
    return carry_out(action, 0, Around(known, says("hi"), NOW_S, lambda _: filled))


def cell(
    verb: Verb,
    given: Given,
    before: Stored | None = None,
    until_s: float | None = None,
    **how: object,
) -> Cell | None:
    """What is stored after an action."""
    (change,) = done(verb, given, before, until_s=until_s, **how)  # type: ignore[arg-type]  # as above
    assert (change.owner, change.name, change.entry) == ("everyone", "x", "")
    return change.cell


def why(verb: Verb, given: Given, before: Stored | None = None, **how: object) -> str:
    """Why an action fails."""
    with pytest.raises(StoreError) as caught:
        done(verb, given, before, **how)  # type: ignore[arg-type]  # as above
    return str(caught.value)


TEMPLATE = ValueTemplate(Template("{{ x }}"), is_expression=True)


def test_set_replaces() -> None:
    """Whatever was there, a list or an end too."""
    assert cell(Verb.SET, "vip", ("a",), until_s=NOW_S + 9) == Cell("vip")
    assert cell(Verb.SET, (1, "a", True)) == Cell((1, "a", True))
    assert cell(Verb.SET, "a", expires_s=60.0) == Cell("a", NOW_S + 60)


@pytest.mark.parametrize(
    ("filled", "value"),
    [("a", "a"), (3, 3), (0.5, 0.5), (True, True), (["a", 2], ("a", 2)), (range(2), (0, 1))],
)
def test_a_template_gives_any_single_value_or_a_list(filled: object, value: Stored) -> None:
    """Numbers stay numbers, and lists are lists."""
    assert cell(Verb.SET, TEMPLATE, filled=filled) == Cell(value)


@pytest.mark.parametrize("filled", [None, Table({"a": 1}), [["a"]], float("inf"), 10**16, print])
def test_what_can_not_be_stored(filled: object) -> None:
    """Nothing, mappings, lists of lists, and numbers that are none."""
    with pytest.raises(RenderError):
        done(Verb.SET, TEMPLATE, filled=filled)


def test_count_adds() -> None:
    """From nothing it begins at 0; numbers that are spelled as text count too."""
    assert cell(Verb.COUNT, 1) == Cell(1)
    assert cell(Verb.COUNT, -2, 5) == Cell(3)
    assert cell(Verb.COUNT, TEMPLATE, "7", filled="3") == Cell(10)
    assert cell(Verb.COUNT, 0.5, 1) == Cell(1.5)


def test_count_and_push_keep_the_end() -> None:
    """Unless they say another one; what has ended begins anew."""
    assert cell(Verb.COUNT, 1, 5, until_s=NOW_S + 9) == Cell(6, NOW_S + 9)
    assert cell(Verb.PUSH, "b", ("a",), until_s=NOW_S + 9) == Cell(("a", "b"), NOW_S + 9)
    assert cell(Verb.COUNT, 1, 5, until_s=NOW_S + 9, expires_s=60.0) == Cell(6, NOW_S + 60)
    assert cell(Verb.COUNT, 1, 5, until_s=NOW_S) == Cell(1)


def test_only_numbers_are_counted() -> None:
    """Neither what is there nor what is added may be anything else."""
    assert why(Verb.COUNT, 1, "vip") == "everyone.x is no number, and can not be counted"
    assert why(Verb.COUNT, 1, ("a",)) == "everyone.x is no number, and can not be counted"
    assert "count wants a number, and got a text" in why(Verb.COUNT, TEMPLATE, filled="many")
    assert "too many digits" in why(Verb.COUNT, 1, NUMBER_MAX)


def test_push_adds_to_the_end() -> None:
    """One or several; a set has each once; of a bounded one the oldest go."""
    assert cell(Verb.PUSH, "a") == Cell(("a",))
    assert cell(Verb.PUSH, ("b", "c"), ("a",)) == Cell(("a", "b", "c"))
    assert cell(Verb.PUSH, ("a", "b", "b"), ("a",), unique=True) == Cell(("a", "b"))
    assert cell(Verb.PUSH, ("3", True), (3, 1), unique=True) == Cell((3, 1, True))
    assert cell(Verb.PUSH, "c", ("a", "b"), keep=2) == Cell(("b", "c"))
    assert why(Verb.PUSH, "a", "vip") == "everyone.x is no list"


def test_drop_forgets() -> None:
    """All of it, or items of a list, and the list with its last item; what is not there is fine."""
    assert cell(Verb.DROP, None, 5) is None
    assert done(Verb.DROP, None) == ()
    assert cell(Verb.DROP, "a", ("a", "b", "a"), until_s=NOW_S + 9) == Cell(("b",), NOW_S + 9)
    assert cell(Verb.DROP, ("a", "b"), ("a", "b")) is None
    assert cell(Verb.DROP, ("3", "true"), (3, True, 1)) == Cell((1,))
    assert done(Verb.DROP, "z", ("a",)) == ()
    assert done(Verb.DROP, "a") == ()
    assert why(Verb.DROP, "a", "vip") == "everyone.x is no list"


def test_drop_of_a_name_forgets_its_entries() -> None:
    """Each of them, or the one that is named."""
    memory = Memory().applied(Kept("everyone", "x", name, Cell(1)) for name in "ab")
    dropped = {change.entry for change in done(Verb.DROP, None, memory=memory)}
    assert dropped == {"a", "b"}
    target = Target(X._replace(entry="{{ y }}"), Template("{{ y }}"))
    (only,) = done(Verb.DROP, None, memory=memory, target=target, filled="a")
    assert (only.entry, only.cell) == ("a", None)


def test_what_changes_nothing_is_not_written() -> None:
    """Unless its end moves."""
    assert done(Verb.SET, "a", "a") == ()
    assert done(Verb.COUNT, 0, 5, until_s=NOW_S + 9) == ()
    assert done(Verb.SET, (), None) == ()
    assert cell(Verb.SET, given=True, before=1) == Cell(value=True)
    assert cell(Verb.SET, "a", "a", expires_s=60.0) == Cell("a", NOW_S + 60)


def test_an_empty_list_is_nothing() -> None:
    """It takes no room."""
    assert cell(Verb.SET, (), ("a",)) is None


def test_entries_are_filled_in() -> None:
    """Each message may store under another one."""
    target = Target(X._replace(entry="{{ y }}"), Template("{{ y }}"))
    (change,) = done(Verb.COUNT, 2, target=target, filled="小明")
    assert change == Kept("everyone", "x", "小明", Cell(2))
    fixed = Target(X._replace(entry="all"))
    assert done(Verb.COUNT, 2, target=fixed) == (Kept("everyone", "x", "all", Cell(2)),)
    long = "名" * (ENTRY_CHARS_MAX + 1)
    assert why(Verb.COUNT, 1, target=target, filled=long) == (
        "an entry of everyone.x has at most 100 characters in its name, got 101 characters"
    )


def test_values_have_a_bound() -> None:
    """Long texts and long lists are refused whole."""
    assert cell(Verb.SET, TEMPLATE, filled="x" * TEXT_CHARS_MAX) is not None
    long = why(Verb.SET, TEMPLATE, filled="x" * (TEXT_CHARS_MAX + 1))
    assert long == "everyone.x: a stored text has at most 1,000 characters, got 1,001"
    many = why(Verb.SET, TEMPLATE, filled=["x" * 900] * (LIST_CHARS_MAX // 900 + 1))
    assert many == "everyone.x: a stored list has at most 100 items and 4,000 characters"
    assert "at most 100 items" in why(Verb.SET, TEMPLATE, filled=range(LIST_ITEMS_MAX + 1))


def test_lists_have_a_bound() -> None:
    """A full list takes no more, unless it lets the oldest go."""
    full = tuple(range(LIST_ITEMS_MAX))
    assert why(Verb.PUSH, "x", full) == (
        "everyone.x has 100 items, and no more are kept: with `keep` the oldest would go"
    )
    assert cell(Verb.PUSH, "x", full, keep=LIST_ITEMS_MAX) == Cell((*full[1:], "x"))
    assert done(Verb.PUSH, 5, full, unique=True) == ()


def test_entries_have_a_bound() -> None:
    """What is there may change, what is new has no room; what has ended takes none."""
    cells = {str(number): Cell(1) for number in range(ENTRIES_MAX)}
    full = Memory(values={("everyone", "x"): cells})
    new = Target(X._replace(entry="new"))
    said = why(Verb.COUNT, 1, memory=full, target=new)
    assert said == "everyone.x.new: there are 1,000 entries already, and no more are kept"
    old = Target(X._replace(entry="7"))
    assert done(Verb.COUNT, 1, memory=full, target=old) == (Kept("everyone", "x", "7", Cell(2)),)
    ended = Memory(values={("everyone", "x"): {**cells, "7": Cell(1, NOW_S)}})
    assert done(Verb.COUNT, 1, memory=ended, target=new)
    assert done(Verb.COUNT, 1, memory=ended, target=old) == (Kept("everyone", "x", "7", Cell(1)),)


def test_there_is_a_bound_to_all_of_it() -> None:
    """Strangers can not fill the disk: then only what is there already may change."""
    full = Memory(values={("everyone", "x"): {"a": Cell(1)}}, totals={"": CELLS_MAX})
    said = why(Verb.SET, 1, memory=full)
    assert said.startswith("everyone.x: 100,000 values are stored, and no more are kept")
    there = Target(X._replace(entry="a"))
    assert done(Verb.SET, 2, memory=full, target=there)
    assert done(Verb.DROP, None, memory=full, target=there)


def test_bounds_keep_a_value_to_some_kilobytes() -> None:
    """So that all of them together are what the docstring says."""
    assert LIST_CHARS_MAX * len("😀".encode()) * CELLS_MAX < 2 * 10**9
