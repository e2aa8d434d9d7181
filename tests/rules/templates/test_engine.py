"""Parsing, compiling and running."""

from __future__ import annotations

import gc
from contextlib import suppress

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.rules.templates import engine
from responder.rules.templates.budget import OUTPUT_CHARS_MAX, RenderError
from responder.rules.templates.complaints import TemplateFaults
from responder.rules.templates.engine import (
    RUN_UNITS,
    SURE_DEPTH,
    TEMPLATE_CHARS_MAX,
    UNITS_PER_STEP,
)
from responder.rules.templates.rendering import Rendering
from responder.rules.work import SpentError, Work
from tests.rules.templates.kit import KNOWN, by_place, values, work_of


def test_length_is_bounded() -> None:
    """Neither a template nor an expression may be endless."""
    for bare in (False, True):
        with pytest.raises(TemplateFaults, match="expected at most 10,000 characters, got 10,001"):
            engine.parse("1" * (TEMPLATE_CHARS_MAX + 1), bare=bare)


def test_run_gives_what_is_printed() -> None:
    """Blanks and all: cutting them is the caller's business."""
    assert engine.run(engine.compiled(" {{ sender.name }} "), values(), by_place) == " 小明 "


def test_longest_template_and_output_are_taken() -> None:
    """Blanks at the ends of an output are cut later, so twice as much may be printed."""
    assert len(engine.parse("x" * TEMPLATE_CHARS_MAX).body) == 1
    blanks = "{{ ' ' * 5000 }}{{ ' ' * 5000 }}"
    assert engine.run(engine.compiled(blanks), {}, None) == " " * 2 * OUTPUT_CHARS_MAX
    with pytest.raises(RenderError, match="longer than 5,000"):
        engine.run(engine.compiled(blanks + "x"), {}, None)


def test_rendering_is_paid_for_by_the_message() -> None:
    """What it does costs the message so much for each step, and it never does more."""
    source = "{% for n in range(9) %}{{ n }}{% endfor %}"
    code, steps = engine.compiled(source), work_of(source)
    price = RUN_UNITS + UNITS_PER_STEP * steps
    work = Work(price)
    assert engine.run(code, values(), by_place, work) == "012345678"
    assert work.left == 0
    short = Work(RUN_UNITS + UNITS_PER_STEP)
    with pytest.raises(SpentError):
        engine.run(engine.compiled("{{ 1 + 1 }}" * 100), values(), by_place, short)
    assert short.left > -10 * UNITS_PER_STEP


def test_expressions_are_told_from_texts() -> None:
    """One value with nothing around it but blanks is taken as it is."""
    assert engine.is_expression(" {{ vars.items }}\n")
    for source in ("x", "{{ 1 }}{{ 2 }}", "{{ 1 }} x", "{% if 1 %}{{ 1 }}{% endif %}", "{# x #}"):
        assert not engine.is_expression(source)
    with pytest.raises(TemplateFaults):
        engine.parse("1 2", bare=True)


def left() -> int:
    """How many templates and renderings there are."""
    kinds = (jinja2.Template, jinja2.runtime.Context, Rendering)
    return sum(isinstance(one, kinds) for one in gc.get_objects())


def test_a_template_and_its_renderings_end_without_the_collector() -> None:
    """So a rule set that has gone is freed at once, however its templates were used."""
    before = left()
    gc.disable()
    try:
        code = engine.compiled("{% for n in range(9) %}{{ [sender.name, n]|pick }}{% endfor %}")
        engine.run(code, values(), by_place)
        engine.taken(engine.compiled("{{ [1, 2]|pick }}"), values(), by_place)
        with suppress(RenderError):
            engine.run(engine.compiled("{{ sender.nobody }}"), values(), by_place)
        assert left() == before + 1
        del code
        assert left() == before
    finally:
        gc.enable()


def test_run_stops_what_prints_without_end() -> None:
    """Long before the work is used up."""
    code = engine.compiled("{% for i in range(99) %}{{ 'x' * 5000 }}{% endfor %}")
    with pytest.raises(RenderError, match=f"longer than {OUTPUT_CHARS_MAX:,}"):
        engine.run(code, values(), by_place)


def test_what_was_not_checked_may_fail_to_compile() -> None:
    """Then a rendering fails like any other."""
    for source in ("{{ 1", "{{ pick(a=1, a=2) }}", "{{ " + "(" * 3000 + ")" * 3000 + " }}"):
        with pytest.raises(RenderError, match="can not be compiled"):
            engine.compiled(source)


def test_check_compiles_only_what_is_deep() -> None:
    """Shallow templates wait; deep ones show at once whether Python takes them."""
    assert engine.check("{{ " + "-" * (SURE_DEPTH - 4) + "1 }}", KNOWN) is None
    assert engine.check("{{ " + "-" * SURE_DEPTH + "1 }}", KNOWN) is not None


PIECES = ["1", "'a'", "sender.name", "match.id", "vars.items", "x", "2.5", "none", "lists.vip[0]"]
WRAPS = [
    *("({0} + {0})", "({0} ~ {0} ~ {0})", "({0} | default({0}))", "[{0}, {0}]", "{{'a': {0}}}"),
    *("({0} if {0} else {0})", "({0} == {0} != {0})", "({0} in {0})", "({0} and not {0})"),
    *("({0})[{0}:{0}]", "{0}|map('replace', {0}, {0})", "(-{0})", "({0} is eq({0}))"),
    *("pick([{0}, {0}])", "({0}).strip({0})", "({0})[{0}]", "({0}, {0})"),
]
STATEMENTS = [
    "{{% if {1} %}}{0}{{% elif {1} %}}{0}{{% else %}}{0}{{% endif %}}",
    "{{% for y in {1} if {1} %}}{0}{{{{ loop.index }}}}{{% else %}}{0}{{% endfor %}}",
    "{{% set z = {1} %}}{0}{{{{ z }}}}",
    "a{0}\n{{{{ {1} }}}}",
]


@st.composite
def shallow_templates(draw: st.DrawFn) -> str:
    """Templates as deep as are compiled late."""
    one = draw(st.sampled_from(PIECES))
    for _ in range(draw(st.integers(0, 3))):
        one = draw(st.sampled_from(WRAPS)).format(one)
    source = f"{{{{ {one} }}}}"
    for _ in range(draw(st.integers(0, 9))):
        source = draw(st.sampled_from(STATEMENTS)).format(source, draw(st.sampled_from(PIECES)))
        if len(source) > TEMPLATE_CHARS_MAX // 2:
            break
    return "{% set x = 1 %}" + source


@settings(deadline=None, max_examples=80)
@given(shallow_templates())
def test_what_is_compiled_late_can_be_compiled(source: str) -> None:
    """What the check passes without compiling, Python's compiler takes later."""
    try:
        code = engine.check(source, KNOWN)
    except TemplateFaults:
        return
    assert code is not None or engine.compiled(source) is not None


@pytest.mark.parametrize("wrap", WRAPS)
def test_every_nesting_can_be_compiled_late(wrap: str) -> None:
    """The deepest nesting of one kind that the check leaves uncompiled."""
    for width in (wrap, wrap.replace("{0}", "1").replace("1", "{0}", 1)):
        source = "1"
        while len(deeper := width.format(source)) < TEMPLATE_CHARS_MAX - 20:
            source, before = deeper, source
            try:
                late = engine.check(f"{{{{ {source} }}}}", KNOWN) is None
            except TemplateFaults:
                break
            if not late:
                assert engine.compiled(f"{{{{ {before} }}}}") is not None
                break
