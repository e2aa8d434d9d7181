"""The tests of templates."""

from __future__ import annotations

import pytest
from jinja2 import StrictUndefined

from responder.rules.table import Table
from responder.rules.templates.budget import RenderError
from responder.rules.templates.predicates import TESTS


@pytest.mark.parametrize(
    ("name", "arguments", "passed"),
    [
        ("boolean", (True,), True),
        ("defined", (StrictUndefined(),), False),
        ("defined", (None,), True),
        ("divisibleby", (9, 3), True),
        ("divisibleby", ("10", 3), False),
        ("even", (4,), True),
        ("false", (False,), True),
        ("float", (1.0,), True),
        ("in", ("a", ("a", "b")), True),
        ("integer", (True,), False),
        ("lower", ("abc",), True),
        ("mapping", (Table(),), True),
        ("none", (None,), True),
        ("number", (1,), True),
        ("odd", (-3,), True),
        ("sequence", ("a",), True),
        ("string", ("",), True),
        ("true", (1,), False),
        ("undefined", (StrictUndefined(),), True),
        ("upper", ("aBC",), False),
        ("eq", (1, 1), True),
        ("!=", (1, 1), False),
        (">", (2, 1), True),
        ("greaterthan", (2, 1), True),
        ("le", (2, 1), False),
    ],
)
def test_tests_tell(name: str, arguments: tuple[object, ...], *, passed: bool) -> None:
    """Each says what its name says."""
    assert TESTS[name](*arguments) is passed


@pytest.mark.parametrize("name", ["odd", "even", "divisibleby"])
def test_texts_are_not_filled_in(name: str) -> None:
    """`%` on a text would make one as long as its author likes."""
    arguments = ("%999999999d", 2)[: 1 + (name == "divisibleby")]
    with pytest.raises(RenderError, match=f"{name} wants a number, and got a text"):
        TESTS[name](*arguments)


@pytest.mark.parametrize("name", ["callable", "escaped", "filter", "test", "sameas", "iterable"])
def test_tests_about_the_machine_are_not_there(name: str) -> None:
    """What tells of Python or calls something is left out."""
    assert name not in TESTS
