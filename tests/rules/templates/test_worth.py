"""Templates whose value is stored."""

from __future__ import annotations

import pytest

from responder.rules.templates.budget import RenderError
from responder.rules.templates.template import TemplateFaults
from responder.rules.templates.worth import compile_value
from responder.rules.work import SpentError, Work
from tests.rules.templates.kit import KNOWN, by_place, values


def worth(source: str) -> object:
    """What a checked template gives."""
    return compile_value(source, KNOWN).value(values(), by_place)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{ memory.sender.visits + 1 }}", 4),
        (" {{ 1.5 * 2 }}\n", 3.0),
        ("{{ memory.sender.visits > 2 }}", True),
        ("{{ match.id }}", "7"),
        ("{{ match.id | int }}", 7),
        ("{{ '  x ' }}", "x"),
        ("{{ lists.vip }}", ("小明", "小红")),
        ("{{ [1, 'a'] }}", [1, "a"]),
        ("{{ 1 }}{{ 2 }}", "12"),
        ("{{ 1 }} 次", "1 次"),
        ("{% if true %}{{ 1 }}{% endif %}", "1"),
        ("{% if true %}a{% endif %}", "a"),
        ("a", "a"),
        ("{{ sender }}", values()["sender"]),
    ],
)
def test_a_single_expression_keeps_its_kind(source: str, value: object) -> None:
    """Everything else is text, as in a reply."""
    found = worth(source)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "source", ["{{ ' ' }}", "{{ memory.sender.city }}", "{{ 1 // 0 }}", "{{ '' }} "]
)
def test_what_gives_nothing_fails(source: str) -> None:
    """A blank text, a missing name, a division by zero."""
    with pytest.raises(RenderError):
        worth(source)


def test_it_is_checked_and_paid_for_like_others() -> None:
    """Names at load, and work while it runs."""
    with pytest.raises(TemplateFaults):
        compile_value("{{ memory.sender.visit }}", KNOWN)
    with pytest.raises(SpentError):
        compile_value("{{ match.id }}", KNOWN).value(values(), by_place, Work(5))
    with pytest.raises(RenderError):
        worth("{{ 'x' * 10**9 }}")


def test_what_is_too_long_for_a_reply_is_so_here() -> None:
    """The bound of texts is that of replies; what may be stored is less."""
    with pytest.raises(RenderError):
        worth("{{ 'x' * 6000 }}")
