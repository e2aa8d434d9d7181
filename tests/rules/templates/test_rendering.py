"""The state of one rendering."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from responder.rules.table import Table
from responder.rules.templates import engine
from responder.rules.templates.budget import WORK_MAX, RenderError
from responder.rules.templates.rendering import RENDERING, Draw, Rendering, rendering_of
from tests.rules.templates.kit import values


def _rendering(draw: Draw | None = None, **more: object) -> Rendering:
    rendering = Rendering(draw)
    context = engine.compiled("{{ 1 }}").new_context({**values(), **more, RENDERING: rendering})
    rendering.enter(context)
    assert rendering_of(context) is rendering
    return rendering


def test_draws_are_counted() -> None:
    """Each draw of a rendering has a place of its own, and costs two units."""
    places: list[tuple[int, str]] = []

    def draw(count: int, place: str) -> int:
        places.append((count, place))
        return count - 1

    rendering = _rendering(draw)
    assert [rendering.number_below(count) for count in (6, 2)] == [5, 1]
    assert places == [(6, "draw[1]"), (2, "draw[2]")]
    assert rendering.budget.work == WORK_MAX - 4


def test_without_draws_nothing_is_left_to_chance() -> None:
    """A text that is filled in when the file is read can not draw."""
    with pytest.raises(RenderError, match="chance has no place here"):
        _rendering().number_below(6)


def test_members_are_found_as_a_template_finds_them() -> None:
    """Keys, attributes of views and positions, one after the other."""
    rendering = _rendering()
    owner = Table({"a": (Table({"b": "x"}),)})
    assert rendering.member(owner, "a.0.b") == "x"
    assert rendering.member(values()["sender"], "name") == "小明"
    assert rendering.members([owner, owner], "a.0.b") == ["x", "x"]


@pytest.mark.parametrize("path", ["__class__", "_found", "nix", "a.b", "local", "format"])
def test_what_a_template_may_not_read_is_no_member(path: str) -> None:
    """The sandbox stands between an attribute's name and the attribute."""
    for owner in (values()["sender"], values()["now"], "text", Table(), ()):
        with pytest.raises(UndefinedError, match="has no"):
            str(_rendering().member(owner, path))


def test_long_paths_are_charged() -> None:
    """Every step of a path costs."""
    with pytest.raises(RenderError, match="does too much"):
        _rendering().member("x", "0." * (WORK_MAX + 1))


def test_filters_and_tests_go_by_name() -> None:
    """Only what a template may write itself can be named."""
    rendering = _rendering()
    assert rendering.filtered("upper", "ab") == "AB"
    assert rendering.tested("gt", 3, 2)
    for name in ("_each", "attr", "random", 5, None):
        with pytest.raises(RenderError, match="there is no filter of that name"):
            rendering.filtered(name, "ab")
        with pytest.raises(RenderError, match="there is no test of that name"):
            rendering.tested(name, "ab")


def test_now_is_the_time_of_the_decision() -> None:
    """Where there is none, dates say so."""
    assert _rendering().now == values()["now"]
    with pytest.raises(RenderError, match="there is no time here"):
        _ = _rendering(now=None).now
