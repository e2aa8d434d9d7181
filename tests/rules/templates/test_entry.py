"""The shape of an entry."""

from __future__ import annotations

from inspect import Parameter

from responder.rules.templates.entry import ARGUMENTS_MAX, Arity, Entry, Use


def _cut(value: object, length: int = 3) -> object:
    return (value, length)


def _drawn(rendering: object, *numbers: object) -> object:
    return (rendering, numbers)


CUT = Entry("cut", _cut, "cuts", "{{ 1 | cut }}", "1", also=("c",))
DRAWN = Entry("drawn", _drawn, "draws", "{{ drawn() }}", "1", Use.FUNCTION, asks=True)


def test_names_are_the_name_and_the_others() -> None:
    """An entry may have more than one name."""
    assert CUT.names == ("cut", "c")
    assert DRAWN.names == ("drawn",)


def test_parameters_are_what_stands_in_brackets() -> None:
    """A filter's value stands before the bar, a function's in the brackets."""
    assert [one.name for one in CUT.parameters(value=False)] == ["length"]
    assert [one.name for one in CUT.parameters(value=True)] == ["value", "length"]


def test_rendering_is_no_parameter() -> None:
    """What the sandbox passes in is not the author's business."""
    (only,) = DRAWN.parameters(value=True)
    assert only.kind is Parameter.VAR_POSITIONAL


def test_arity_counts_what_has_no_default() -> None:
    """Least and most arguments, with a bound where any number will do."""
    assert CUT.arity(value=False) == Arity(least=0, most=1, in_order=1)
    assert CUT.arity(value=True) == Arity(least=1, most=2, in_order=2)
    assert DRAWN.arity(value=True) == Arity(0, ARGUMENTS_MAX, ARGUMENTS_MAX)


def test_arguments_that_need_a_name_do_not_count_in_order() -> None:
    """`plus(1)` says nothing, `plus(days=1)` does."""
    plain = Entry("moved", lambda value, *, days=0: (value, days), "moves", "", "")
    assert plain.arity(value=False) == Arity(least=0, most=1, in_order=0)
