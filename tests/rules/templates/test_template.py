"""Reply templates."""

from __future__ import annotations

import pytest

from responder.rules.templates.budget import OUTPUT_CHARS_MAX, RenderError
from responder.rules.templates.template import (
    TEMPLATE_CHARS_MAX,
    Template,
    TemplateFaults,
    compile_template,
)
from tests.rules.templates.kit import KNOWN, render, values


def _refused(source: str) -> list[tuple[int, str]]:
    with pytest.raises(TemplateFaults) as caught:
        compile_template(source, KNOWN)
    return [(one.at, one.message) for one in caught.value.complaints]


def test_plain_text_is_its_own_result() -> None:
    """A text without marks is not compiled at all."""
    template = compile_template(" 您好！\n", KNOWN)
    assert not template.marked
    assert template.render({}) == "您好！"


def test_names_are_filled_in() -> None:
    """Every kind of name prints."""
    source = "{{ sender.name }} {{ group }} {{ match.id }} {{ match[1] }} {{ vars.price['标准'] }}"
    assert render(source) == "小明 客户群 7 7 3500"


def test_statements_leave_no_blank_lines() -> None:
    """A line that has only a statement leaves nothing behind."""
    source = (
        "价格：\n{% for k, v in vars.price.items() %}\n  {{ k }} {{ v }} 元\n{% endfor %}\n谢谢\n"
    )
    assert render(source) == "价格：\n  标准 3500 元\n谢谢"


def test_text_of_a_message_is_data() -> None:
    """A template in a message is printed as it is."""
    assert render("{{ message.text }}", "{{ 7*7 }}{% raw %}") == "{{ 7*7 }}{% raw %}"


def test_templates_of_one_source_are_equal() -> None:
    """Rules can be compared by their texts."""
    assert compile_template("{{ sender }}", KNOWN) == compile_template("{{ sender }}", KNOWN)
    assert Template("a") != Template("b")


def test_code_is_made_when_it_is_first_needed() -> None:
    """A template that no message needs costs its source, and is as equal afterwards."""
    template = compile_template("{{ sender.name | upper }}", KNOWN)
    codes = []
    for _ in range(3):
        codes.append(template._code)
        assert template.render(values()) == "小明"
    assert codes[0] is None
    assert codes[1] is codes[2] is not None
    assert template == compile_template("{{ sender.name | upper }}", KNOWN)


def test_deep_templates_are_compiled_at_once() -> None:
    """Where only Python's compiler can tell, it is asked when the file is read."""
    assert compile_template("{{ " + "-" * 20 + "1 }}", KNOWN)._code is not None


@pytest.mark.parametrize(
    "source", ["{{ '' }}", "{{ ' ' }}\n", "{% if match.id == '8' %}x{% endif %}"]
)
def test_blank_output_is_an_error(source: str) -> None:
    """Nothing but blanks is never a reply."""
    with pytest.raises(RenderError, match="comes out blank"):
        render(source)


def test_output_is_bounded() -> None:
    """A reply of the greatest length is rendered, a longer one refused."""
    assert len(render("{{ 'x' * 5000 }}")) == OUTPUT_CHARS_MAX
    with pytest.raises(RenderError, match="longer than 5,000 characters"):
        render("{{ 'x' * 5001 }}")
    with pytest.raises(RenderError, match="longer than 5,000 characters"):
        render("{% for i in range(1000) %}" + "x" * 100 + "{% endfor %}")


def test_output_can_be_encoded() -> None:
    """A template can not make half of a surrogate pair."""
    assert render(r"{{ '\ud800' }}x") == "\ufffdx"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ 1 / 0 }}", "the template fails: division by zero"),
        ("{{ vars.items[7] }}", 'the template fails: a list has no "7"'),
        ("{{ vars }}", "the template prints a list or mapping"),
        ("{{ vars.shop.split('') }}", "the template fails: empty separator"),
        ("{{ 5 | length }}", "length wants a text or list, and got a number"),
        ("{{ ['a'] < 1 }}", "the template fails: '<' not supported"),
    ],
)
def test_failures_are_sentences(source: str, words: str) -> None:
    """Whatever an expression raises becomes one error with a reason."""
    with pytest.raises(RenderError) as caught:
        render(source)
    assert str(caught.value).startswith(words)


def test_all_complaints_are_given_with_places() -> None:
    """Every mistake of a template is found at once."""
    assert _refused("{{ sendr }}\n{{ sender.nmae }}") == [
        (3, 'expected a known name, got "sendr"'),
        (22, 'expected something that sender has, got "nmae"'),
    ]


def test_syntax_mistakes_name_their_place() -> None:
    """What is not Jinja is refused where it is wrong."""
    ((at, message),) = _refused("ok\n{{ sender.name }\n")
    assert at == 18
    assert message.startswith("expected a template, got a mistake: ")


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
        "{{ " + "9" * 5000 + " }}",
        "{% if 1 %}" * 300 + "{% endif %}" * 300,
        "{% for x in vars.items %}" * 30 + "{% endfor %}" * 30,
        "{{ {'a': 1}" + " | items | list | first | string | length" * 300 + " }}",
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
    assert _refused("x" * (OUTPUT_CHARS_MAX + 1))[0][1].startswith("expected a text of at most")
