"""Reply templates."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.rules.table import Table
from responder.rules.templates.budget import OUTPUT_CHARS_MAX, RenderError
from responder.rules.templates.template import (
    TEMPLATE_CHARS_MAX,
    Template,
    TemplateFaults,
    compile_template,
)
from responder.rules.templates.views import scene
from responder.rules.templates.words import names_of_rule
from tests.hang import must_end
from tests.rules.rulekit import CLIENTS, NOW_S, says

VARS = Table({"shop": "小店", "items": ("a", "b"), "price": Table({"标准": 3500})})
CAPTURES = (("0", "订单7"), ("1", "7"), ("id", "7"), ("keyword", "订单"))
KNOWN = names_of_rule([name for name, _ in CAPTURES], VARS, in_groups=True)


def _values(text: str = "订单7") -> dict[str, object]:
    return scene(says(text, group=CLIENTS), text, CAPTURES, now_s=NOW_S, zone=None, names=VARS)


def _render(source: str, text: str = "订单7") -> str:
    return compile_template(source, KNOWN).render(_values(text))


def _refused(source: str) -> list[tuple[int, str]]:
    with pytest.raises(TemplateFaults) as caught:
        compile_template(source, KNOWN)
    return [(one.line, one.message) for one in caught.value.complaints]


def test_plain_text_is_its_own_result() -> None:
    """A text without marks is not compiled at all."""
    template = compile_template(" 您好！\n", KNOWN)
    assert template.code is None
    assert template.render({}) == "您好！"


def test_names_are_filled_in() -> None:
    """Every kind of name prints."""
    source = "{{ sender.name }} {{ group }} {{ match.id }} {{ match[1] }} {{ vars.price['标准'] }}"
    assert _render(source) == "小明 客户群 7 7 3500"


def test_statements_leave_no_blank_lines() -> None:
    """A line that has only a statement leaves nothing behind."""
    source = (
        "价格：\n{% for k, v in vars.price.items() %}\n  {{ k }} {{ v }} 元\n{% endfor %}\n谢谢\n"
    )
    assert _render(source) == "价格：\n  标准 3500 元\n谢谢"


def test_text_of_a_message_is_data() -> None:
    """A template in a message is printed as it is."""
    assert _render("{{ message.text }}", "{{ 7*7 }}{% raw %}") == "{{ 7*7 }}{% raw %}"


def test_templates_of_one_source_are_equal() -> None:
    """Rules can be compared by their texts."""
    assert compile_template("{{ sender }}", KNOWN) == compile_template("{{ sender }}", KNOWN)
    assert Template("a") != Template("b")


@pytest.mark.parametrize(
    "source", ["{{ '' }}", "{{ ' ' }}\n", "{% if match.id == '8' %}x{% endif %}"]
)
def test_blank_output_is_an_error(source: str) -> None:
    """Nothing but blanks is never a reply."""
    with pytest.raises(RenderError, match="comes out blank"):
        _render(source)


def test_output_is_bounded() -> None:
    """A reply of the greatest length is rendered, a longer one refused."""
    assert len(_render("{{ 'x' * 5000 }}")) == OUTPUT_CHARS_MAX
    with pytest.raises(RenderError, match="longer than 5,000 characters"):
        _render("{{ 'x' * 5001 }}")
    with pytest.raises(RenderError, match="longer than 5,000 characters"):
        _render("{% for i in range(1000) %}" + "x" * 100 + "{% endfor %}")


def test_output_can_be_encoded() -> None:
    """A template can not make half of a surrogate pair."""
    assert _render(r"{{ '\ud800' }}x") == "\ufffdx"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ 1 / 0 }}", "the template fails: division by zero"),
        ("{{ vars.items[7] }}", 'the template fails: a list has no "7"'),
        ("{{ vars }}", "the template prints a list or mapping"),
        ("{{ vars.shop.split('') }}", "the template fails: empty separator"),
        ("{{ 5 | length }}", "the template fails: object of type 'int' has no len()"),
        ("{{ 'a' < 1 }}", "the template fails: '<' not supported"),
    ],
)
def test_failures_are_sentences(source: str, words: str) -> None:
    """Whatever an expression raises becomes one error with a reason."""
    with pytest.raises(RenderError) as caught:
        _render(source)
    assert str(caught.value).startswith(words)


def test_all_complaints_are_given_with_lines() -> None:
    """Every mistake of a template is found at once."""
    assert _refused("{{ sendr }}\n{{ sender.nmae }}") == [
        (1, 'expected a known name, got "sendr"'),
        (2, 'expected something that sender has, got "nmae"'),
    ]


def test_syntax_mistakes_name_their_line() -> None:
    """What is not Jinja is refused where it is wrong."""
    ((line, message),) = _refused("ok\n{{ sender.name }\n")
    assert line == 2
    assert message.startswith("expected a template, got a mistake: ")


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "{{ " + "9" * 5000 + " }}",
        "{% if 1 %}" * 300 + "{% endif %}" * 300,
        "{% for x in vars.items %}" * 30 + "{% endfor %}" * 30,
    ],
)
def test_monsters_are_refused(source: str) -> None:
    """What Jinja or Python's compiler can not digest is a fault and not a crash."""
    assert _refused(source)[0][1].startswith("expected")


def test_length_is_bounded() -> None:
    """Neither a template nor a plain text may be endless."""
    assert _refused("{{ 1 }}" + "x" * TEMPLATE_CHARS_MAX)[0][1].startswith(
        "expected at most 10,000"
    )
    assert _refused("x" * (OUTPUT_CHARS_MAX + 1))[0][1].startswith("expected a reply of at most")


PIECES = [
    *("sender", "message.text", "match.id", "vars.items", "vars.price", "now", "1", "9999", "'ab'"),
    *("range(999)", "range(99999)", "[1, 2]", "{'a': 1}", "none", "true", "x", "loop.index"),
]
expressions = st.recursive(
    st.sampled_from(PIECES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "*", "**", "~", "%", "-", "in", "=="]), inner).map(
            lambda parts: f"({' '.join(parts)})"
        ),
        st.tuples(
            inner, st.sampled_from(["join", "replace('', 'abc')", "upper", "list", "int"])
        ).map(lambda parts: f"({parts[0]} | {parts[1]})"),
        st.tuples(inner, st.sampled_from(["strip()", "split('a')", "items()", "name"])).map(
            lambda parts: f"{parts[0]}.{parts[1]}"
        ),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]}, {parts[1]}]"),
    ),
    max_leaves=8,
)
templates = st.recursive(
    st.one_of(expressions.map(lambda one: f"{{{{ {one} }}}}"), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.tuples(expressions, inner).map(
            lambda parts: f"{{% for x in {parts[0]} %}}{parts[1]}{{% endfor %}}"
        ),
        st.tuples(expressions, inner).map(
            lambda parts: f"{{% set x = {parts[0]} %}}{parts[1]}{{{{ x }}}}"
        ),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150)
@given(templates, st.text(max_size=300))
def test_no_template_and_text_exceed_the_bounds(source: str, text: str) -> None:
    """Any template with any text is refused, fails with a reason, or gives a short text, soon."""
    with must_end(), contextlib.suppress(TemplateFaults, RenderError):
        assert 0 < len(_render(source, text)) <= OUTPUT_CHARS_MAX
