"""The quick look at common templates agrees with the whole check."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from responder.rules.table import Table
from responder.rules.templates import engine
from responder.rules.templates.complaints import TemplateFaults
from responder.rules.templates.scan import STEPS_MAX, plainly_right
from responder.rules.templates.words import names_of_rule
from tests.rules.templates.kit import KNOWN


@pytest.mark.parametrize(
    "source",
    [
        "{{ sender.name }} 您好，订单 {{ match.id }}",
        "{{message.text}}{{ match[1] }}{{ match[0] }}{{ now }}",
        "{{ vars.price.标准 }} {{ vars.in }} {{ args.city }}",
        "{{ lists.jokes | pick }} {{ match.id | int }}",
        "{{ match.id | default('无') | upper }} {{ args.days|default(1) }}",
        "{{ vars.shop[0] }}{{ match.value.price }}",
        "{{ message.time.hour }}{{ now | date('%H:%M') }}",
        "a { b } c {{ group }} }} {",
        "{{{ 'x' }}}".replace("{{{ 'x' }}}", "{ {{ me.name }}}"),
        "no marks at all",
        "{{\nsender.name\n|\nupper }}",
        "{{ match.id | replace('a', \"b\") }}",
    ],
)
def test_common_templates_are_passed(source: str) -> None:
    """Values, members, positions, filters with plain arguments."""
    assert plainly_right(source, KNOWN)


@pytest.mark.parametrize(
    "source",
    [
        "{{ sendr.name }}",
        "{{ sender.nmae }}",
        "{{ match.name }}",
        "{{ match[9] }}",
        "{{ sender.name | uper }}",
        "{{ sender.name | replace('a') }}",
        "{{ sender.name | upper('a') }}",
        "{{ sender.name | map('nix') }}",
        "{{ sender.name | default(')') }}",
        "{{ sender.name | default('a', 'b', 'c') }}",
        "{{ now | plus(1) }}",
        "{{ 1 }}",
        "{{ pick(lists.jokes) }}",
        "{% if 1 %}{% endif %}{{ sender.name }}",
        "{# note #}",
        "{{- sender.name }}",
        "{{ sender.name",
        "{{{ sender.name }}}",
        "{{ vars.² }}",
        "{{ sender.name | upper if x }}",
        "{{ now" + " | string" * (STEPS_MAX + 1) + " }}",
        "{{ vars" + ".a" * (STEPS_MAX + 1) + " }}",
        "{{ loop }}{{ true }}{{ range }}",
    ],
)
def test_everything_else_is_left_to_the_whole_check(source: str) -> None:
    """What is wrong, and what is more than plain."""
    assert not plainly_right(source, KNOWN)


NAMES = st.sampled_from(
    [
        *("sender", "match", "vars", "lists", "tables", "args", "now", "group", "message", "nix"),
        *("name", "id", "value", "price", "标准", "in", "if", "not", "true", "loop", "items"),
        *(
            "pick",
            "jokes",
            "teas",
            "红茶",
            "text",
            "time",
            "hour",
            "²",
            "_x",
            "x1",
            "1x",
            "ｓｅｎｄｅｒ",
        ),
    ]
)
STEPS = st.one_of(
    NAMES.map(lambda name: f".{name}"),
    st.sampled_from(["[0]", "[1]", "[7]", "[00]", "['id']", "[ 1 ]", ".1", "[-1]", "."]),
)
ARGUMENTS = st.sampled_from(
    [
        *("", "", "()", "('a')", '("b")', "(1)", "(007)", "('a', 'b')", "('a',)", "(a)"),
        *("('}}')", "(')')", "('\\'')", "( 1 , 2 )", "('|')", "(1.5)", "(x=1)", "('upper')"),
    ]
)
FILTERS = st.tuples(
    st.sampled_from(["|", " | ", "| ", "||"]),
    st.sampled_from(
        [
            *("upper", "default", "d", "pick", "map", "select", "replace", "date", "sum", "top"),
            *("plus", "uper", "_each", "attr", "duration", "in", "若"),
        ]
    ),
    ARGUMENTS,
).map("".join)
VALUES = st.tuples(
    st.sampled_from(["{{", "{{ ", "{{- ", "{ {", "{{{", "{{\t"]),
    NAMES,
    st.lists(STEPS, max_size=3).map("".join),
    st.lists(FILTERS, max_size=2).map("".join),
    st.sampled_from(["}}", " }}", " -}}", "}", "}}}", " } }", " or 1 }}"]),
).map("".join)
SOURCES = st.lists(
    st.one_of(VALUES, VALUES, st.sampled_from(["{", "}}", "{%", "{#", "价格 ", "\n", "\\", "'"])),
    max_size=4,
).map("".join)


@given(SOURCES)
@example("{{ match.id }}{{ '}}' }}")
def test_what_is_passed_has_no_fault(source: str) -> None:
    """Nothing passes the quick look that the whole check would complain about."""
    if plainly_right(source, KNOWN):
        assert engine.check(source, KNOWN) is None


@given(SOURCES)
def test_both_note_the_same_lists(source: str) -> None:
    """What counts as used does not depend on who looked."""
    found: list[set[str]] = []
    for look in (plainly_right, engine.check):
        used: set[str] = set()
        lists = Table({"jokes": ("a",), "vip": ("b",)})
        known = names_of_rule(("id",), Table(), in_groups=True, lists=lists, used=used)
        try:
            if look(source, known) is False:
                return
        except TemplateFaults:
            return
        found.append(used)
    assert found[0] == found[1]
