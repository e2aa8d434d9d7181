"""Whatever an author writes: a short text, or a reason why there is none, and soon."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from responder.rules.templates import engine
from responder.rules.templates.budget import OUTPUT_CHARS_MAX, WORK_MAX, RenderError
from responder.rules.templates.filters import FILTERS, FUNCTIONS
from responder.rules.templates.predicates import TESTS
from responder.rules.templates.rendering import RENDERING, Rendering
from responder.rules.templates.template import Template, TemplateFaults, compile_template
from responder.rules.templates.words import TABLE_METHODS, TEXT_METHODS
from tests.hang import must_end
from tests.rules.templates.kit import KNOWN, by_place, values

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = [
    *("sender", "message.text", "match", "match.id", "match.value", "vars.items", "vars.price"),
    *("now", "now.hour", "message.time", "args", "args.days", "lists.jokes", "tables.teas"),
    *("tables.teas.values()", "group", "1", "0", "-1", "2.5", "9999", "10**70", "'ab'", "''"),
    *("'a\\nb'", "'x' * 9999", "range(999)", "range(99999)", "[1, 2]", "{'a': 1}", "none", "true"),
    *("'2026-11-23'", "'%Y %-m %A'", "'13800000000'", "x", "loop.index", "nix", "'price'", "'zh'"),
]
ARGUMENT_NAMES = sorted(
    {
        one.name
        for entry in (*FILTERS.values(), *FUNCTIONS.values())
        for one in entry.parameters(value=False)
        if one.kind not in {one.VAR_POSITIONAL, one.POSITIONAL_ONLY}
    }
)
NAMED = [*map("'{}'".format, (*FILTERS, *TESTS))]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "in", "==", "<", "and", "or", "not in"]


def _arguments(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    by_name = st.tuples(st.sampled_from(ARGUMENT_NAMES), inner).map("=".join)
    plain = st.lists(inner | st.sampled_from(NAMED), max_size=3)
    return st.tuples(plain, st.lists(by_name, max_size=1)).map(
        lambda both: ", ".join([*both[0], *both[1]])
    )


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = _arguments(inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from(OPERATORS), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        st.tuples(inner, st.sampled_from(sorted(FILTERS)), arguments).map(
            lambda parts: f"({parts[0]} | {parts[1]}({parts[2]}))"
        ),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), arguments).map(
            lambda parts: f"{parts[0]}({parts[1]})"
        ),
        st.tuples(inner, st.sampled_from(sorted(TESTS)[6:]), arguments).map(
            lambda parts: f"({parts[0]} is {parts[1]}({parts[2]}))"
        ),
        st.tuples(inner, st.sampled_from(sorted(TEXT_METHODS | TABLE_METHODS)), arguments).map(
            lambda parts: f"({parts[0]}).{parts[1]}({parts[2]})"
        ),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}, {parts[1]}]"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}:]"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
    )


expressions = st.recursive(st.sampled_from(PIECES), _grown, max_leaves=8)
templates = st.recursive(
    st.one_of(expressions.map(lambda one: f"{{{{ {one} }}}}"), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.tuples(expressions, inner).map(
            lambda parts: f"{{% for x in {parts[0]} %}}{parts[1]}{{% endfor %}}"
        ),
        st.tuples(expressions, inner).map(
            lambda parts: f"{{% set x = {parts[0]} %}}{parts[1]}{{{{ x }}}}"
        ),
        st.tuples(expressions, inner).map(
            lambda parts: f"{{% if {parts[0]} %}}{parts[1]}{{% endif %}}"
        ),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=300)
@given(templates, st.text(max_size=300))
def test_no_checked_template_exceeds_the_bounds(source: str, text: str) -> None:
    """A template of a rule file is refused, fails with a reason, or gives a short text."""
    with must_end():
        try:
            given_text = compile_template(source, KNOWN).render(values(text), by_place)
        except (TemplateFaults, RenderError):
            return
        assert 0 < len(given_text) <= OUTPUT_CHARS_MAX


@settings(deadline=None, max_examples=300)
@given(templates, st.text(max_size=300))
@example("{{ range(99) | map('pick') | join }}", "")
@example("{{ vars.items | map('map', 'map', 'map') | list | join }}", "")
@example("{{ {'a': 1} | top(1, 'b.c') | string }}", "")
def test_no_unchecked_template_exceeds_the_bounds(source: str, text: str) -> None:
    """The sandbox alone holds them too, with every filter on every kind of value."""
    with must_end():
        try:
            given_text = Template(source, marked=True).render(values(text), by_place)
        except RenderError:
            return
        assert 0 < len(given_text) <= OUTPUT_CHARS_MAX


def _spent(source: str) -> tuple[int, int]:
    """Units charged by a rendering, and how often our filters were entered meanwhile."""
    entered = 0

    def counted(count: int, place: str) -> int:
        nonlocal entered
        entered += 1
        return by_place(count, place)

    rendering = Rendering(counted)
    code = engine.compiled(source)
    context = code.new_context({**values(), RENDERING: rendering})
    rendering.enter(context)
    with contextlib.suppress(RenderError):
        _drain(code.root_render_func, context)
    return WORK_MAX - rendering.budget.work, entered


def _drain(render_func: Callable[..., object], context: object) -> None:
    for _ in render_func(context):  # type: ignore[attr-defined]  # it is a generator
        pass


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from(["dice(3, 6)", "pick([1, 2])"]))
def test_draws_are_never_more_than_the_work(outer: int, inner: int, call: str) -> None:
    """Each draw costs a unit at least, so their number is bounded by the budget."""
    loops = f"{{% for a in range({outer}) %}}{{% for b in range({inner}) %}}{{{{ {call} }}}}"
    spent, entered = _spent(loops + "{% endfor %}{% endfor %}")
    assert entered <= min(spent, WORK_MAX)
