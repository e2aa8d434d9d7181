"""Filling in without Jinja gives what Jinja gives."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from responder.rules.captures import Captures
from responder.rules.table import Table
from responder.rules.templates import engine
from responder.rules.templates.budget import OUTPUT_CHARS_MAX, RenderError
from responder.rules.templates.fill import filled
from responder.rules.templates.scan import plainly_right
from responder.rules.templates.template import compile_template
from responder.rules.templates.views import MatchView
from tests.rules.templates.kit import FOUND, KNOWN, by_place, values
from tests.rules.templates.test_scan import SOURCES


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ sender.name }} 您好，订单 {{ match.id }}", "小明 您好，订单 7"),
        ("{{ vars.shop }}{{ vars.price.标准 }}", "小店3500"),
        ("{{ match[1] }}{{ match }}{{ group }}", "7订单7客户群"),
        ("{{ now.hour }}{{ now }}{{ args.days }}", "102026-11-24 10:002"),
        ("a { b } \n{{ me }}\n", "a { b } \n我\n"),
        ("{{ match.value.price }}", "8"),
    ],
)
def test_plain_values_are_filled_in(source: str, text: str) -> None:
    """Names, members, groups by number; text around them as it is."""
    assert filled(source, values()) == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ sender.name | upper }}",
        "{{ vars.empty }}",
        "{{ vars }}",
        "{{ vars.items }}",
        "{{ vars.shop[0] }}",
        "{{ vars.price.nix }}",
        "{{ vars[0] }}",
        "{{ match.nix }}",
        "{{ match._found }}",
        "{{ now.local }}",
        "{{ sender.name }}\r\n",
        "{{ message.text }}" * 20,
    ],
)
def test_everything_else_is_left_to_jinja(source: str) -> None:
    """Filters, what does not print, what does not exist, what is too long."""
    assert filled(source, values("x" * (OUTPUT_CHARS_MAX // 10))) is None


def test_group_of_a_hidden_name_is_left_to_jinja() -> None:
    """It would find an attribute of that name first, and refuse it."""
    assert filled("{{ match._found }}", {"match": MatchView({"_found": "x"})}) is None
    assert filled("{{ match.found }}", {"match": MatchView({"found": "x"})}) == "x"


def test_no_code_is_made_for_plain_templates() -> None:
    """A used template that is filled in costs no more than an unused one."""
    template = compile_template("{{ sender.name }}！", KNOWN)
    assert template.render(values()) == "小明！"
    assert template._code is None


@given(SOURCES, st.text(max_size=20))
@example("{{ match._found }}", "")
@example("{{ vars.in }}\n\n{{ group.name }}\n\n", "")
def test_filling_in_agrees_with_jinja(source: str, text: str) -> None:
    """Whatever is filled in is what Jinja would have printed."""
    given_values = values(text)
    found = Captures(match=(*FOUND.match, ("_found", "x"), ("name", text)))
    given_values["match"] = MatchView(dict(found.match))
    if plainly_right(source, KNOWN) and (quick := filled(source, given_values)) is not None:
        slow = engine.run(engine.compiled(source), given_values, by_place)
        assert quick.strip() == slow.strip()


@given(st.dictionaries(st.sampled_from(["shop", "items", "n"]), st.text() | st.integers()))
def test_vars_of_conditions_agree_with_jinja(names: dict[str, str | int]) -> None:
    """Where only `vars` is known, the same holds."""
    source = "{{ vars.shop }}-{{ vars.items }}-{{ vars.n }}"
    given_values = {"vars": Table(names)}
    quick = filled(source, given_values)
    try:
        slow = engine.run(engine.compiled(source), given_values, None)
    except RenderError:
        assert quick is None
    else:
        assert quick in (None, slow)
        assert quick is not None or len(slow) > OUTPUT_CHARS_MAX
