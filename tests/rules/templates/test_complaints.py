"""What is said of a template that is wrong."""

from __future__ import annotations

import pytest

from responder.rules.templates.complaints import Complaint, TemplateFaults, like_template, mistake
from responder.rules.templates.template import compile_template
from tests.rules.templates.kit import complaint, complaints, hint


def test_faults_carry_their_complaints() -> None:
    """Whoever reports them has places, messages and hints."""
    one = Complaint(3, "expected a, got b", "write a")
    assert TemplateFaults(one).complaints == (one,)
    assert (one.at, one.hint) == (3, "write a")


@pytest.mark.parametrize(
    "source",
    [
        "{{ sender.name }",
        "{% if sender.name }x{% endif %}",
        "{{ sender.name } }",
        "{{ sender. }}",
        "{{ }}",
        "{{ 1 + }}",
    ],
)
def test_mistakes_say_what_every_brace_needs(source: str) -> None:
    """The usual slips of a finger are faults with a way out."""
    assert complaint(source).startswith("expected a template, got a mistake: ")
    assert hint(source).startswith("every {{ needs its }} and every {% its %}")


@pytest.mark.parametrize(
    ("source", "char", "plain"),
    [
        ("{{ sender。name }}", "。", "."),
        ("{{ match.id ｜ upper }}", "｜", "|"),
        ("{{ match.id | default（1） }}", "（", "("),
        ("{{ match.id | default(“无”) }}", "“", '"'),
        ("{{ match.id | default(‘无’) }}", "‘", "'"),
        ("{{ dice(2，6) }}", "，", ","),
        ("{{ sender.name ｝｝", "｝", "}"),
        ("{{ 1 ＋ 2 }}", "＋", "+"),
        ("{{ vars【1】 }}", "【", "["),
    ],
)
def test_marks_of_a_chinese_keyboard_are_named(source: str, char: str, plain: str) -> None:
    """The hint names the mark and the one to write instead."""
    assert hint(source) == f"{char} is of a Chinese keyboard: write {plain} between the braces"


@pytest.mark.parametrize("word", ["end", "endif", "endfor", "endwhile"])
def test_an_end_that_ends_nothing_says_what_ends_what(word: str) -> None:
    """Other languages end everything with the same word."""
    assert complaint(f"a {{% {word} %}}") == f"expected if, for or set behind {{%, got {word}"
    assert hint(f"a {{% {word} %}}").startswith("{% if %} ends with {% endif %}, {% for %} with")


@pytest.mark.parametrize("word", ["else", "elif x", "elseif x"])
def test_a_choice_stands_behind_an_if(word: str) -> None:
    """Alone it chooses nothing."""
    assert hint(f"a {{% {word} %}}").startswith(
        "{% elif %} and {% else %} stand behind an {% if %}"
    )


def test_a_word_of_another_language_is_none() -> None:
    """The known ones are named."""
    assert complaint("{% while x %}") == "expected if, for or set behind {%, got while"
    assert hint("{% while x %}") == ""


def test_place_of_a_mistake_is_that_of_the_text() -> None:
    """A mistake far below is found there."""
    assert [one.at for one in complaints("a\nb\n{{ sender.name }\nc")] == [19]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a {{ sender.name", "expected }} for this {{, got the end of the text"),
        ("{% if sender.name", "expected %} for this {%, got the end of the text"),
        ("{% if sender %}", "expected {% endif %} for this {% if %}, got the end of the text"),
        ("{# a", "expected #} for this {#, got the end of the text"),
    ],
)
def test_what_has_no_end_is_said_plainly(source: str, message: str) -> None:
    """What is missing is named as it is to be written."""
    assert complaint(source) == message


def test_mistake_without_words_is_one_all_the_same() -> None:
    """The parser may have nothing to say."""
    assert mistake(1, None).message == "expected a template, got a mistake: it makes no sense"
    assert mistake(2, "x", bare=True) == Complaint(2, "expected an expression, got a mistake: x")


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("您好 {sender.name}！", "{sender.name}"),
        ("{sender.name}}", "{sender.name}}"),
        ("{ {sender.name} }", "{ {sender.name} }"),
        ("｛｛ match.id ｝｝", "｛｛ match.id ｝｝"),
        ("｛match.id｝", "｛match.id｝"),
        ("{ now.date }", "{ now.date }"),
        ("{args.city | upper}", "{args.city | upper}"),
        ("{｛ vars.shop ｝}", "{｛ vars.shop ｝}"),
    ],
)
def test_what_looks_like_a_template_is_found(text: str, piece: str) -> None:
    """One brace, Chinese ones, or two apart: all would be sent as they are."""
    assert like_template(text) == piece


@pytest.mark.parametrize(
    "text",
    [
        "",
        "您好",
        "{{ sender.name }}",
        "{% if sender %}{% endif %}",
        "{笑脸}",
        "{sendername}",
        "{'sender': 1}",
        "{ }",
        "{{ {'a': sender.name} | json }}",
    ],
)
def test_other_braces_are_just_text(text: str) -> None:
    """Templates proper are the parser's business, and other words in braces mean nothing."""
    assert like_template(text) == ""


def test_one_equals_sign_is_not_two() -> None:
    """Who compares as in a text is told how templates do it."""
    words = "expected token 'end of statement block', got '='"
    assert mistake(1, words).hint == '"equal" is written =='


@pytest.mark.parametrize(
    ("source", "message", "way"),
    [
        ("{{ a || b }}", 'expected a name, got "|"', "one or the other is written or"),
        ("{{ a ?? b }}", 'unexpected "?"', "x | default(y)"),
        ("{{ a && b }}", 'unexpected "&"', "both is written and"),
        ("{{ $a }}", 'unexpected "$"', "without $"),
        ("{{ 3 × 4 }}", 'unexpected "×"', "write *"),
        ("{{ 3 ÷ 4 }}", 'unexpected "÷"', "write /"),
        ("{{ money(¥) }}", 'unexpected "¥"', "stands in quotes"),
        ("{{ 3 天 }}", 'expected }}, got "天"', "stands in quotes"),
        ("{{ a | default: 'x' }}", 'expected }}, got ":"', "as in default(0)"),
        ("{% for x of a %}{% endfor %}", 'expected in, got "of"', "{% for x in … %}"),
        ("{{ a['b }}", 'unexpected "\'"', "ends with it"),
    ],
)
def test_signs_of_other_languages(source: str, message: str, way: str) -> None:
    """What the parser met is named in the author's terms, with what is written here."""
    with pytest.raises(TemplateFaults) as caught:
        compile_template(source, {"a": None, "b": None})
    (complaint,) = caught.value.complaints
    assert complaint.message == f"expected a template, got a mistake: {message}"
    assert way in complaint.hint
