"""The parser's complaints in our words."""

from __future__ import annotations

import pytest
import yaml

from responder.rules.reading.nodes import Position
from responder.rules.reading.yaml_words import explain_syntax
from tests.rules.rulekit import fault, faults, source

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]

BROKEN = [
    ("a: b: c", 'expected no ":" here'),
    ("a: - b", 'expected no "-" here'),
    ("a: [1\nb: 2", 'expected "," or "]"'),
    ("a: {b: 1\nc: 2", 'expected "," or "}"'),
    ("a: 'x", "expected a closing quote, got the end of the file"),
    ('a: "\\d"', "expected a known escape after \\"),
    ("- a\n b: c\n", 'expected no ":" here'),
    ("- a\nb: c", 'expected another "-" of the list that begins in line 1'),
    ("a: @x", 'expected a value, got "@", which can not begin one'),
    ("a: `x", 'expected a value, got "`", which can not begin one'),
]


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_both_parsers_are_explained_alike(parser: type, text: str, message: str) -> None:
    """Whichever parser a machine has, the author reads the same sentence."""
    with pytest.raises(yaml.YAMLError) as caught:
        list(yaml.parse(text, Loader=parser))
    at, words, hint = explain_syntax(caught.value, source(text))
    assert words == message
    assert hint
    assert at.line <= text.count("\n") + 1


def test_line_of_the_beginning_is_named() -> None:
    """For a quote without end the hint names the line where it begins."""
    with pytest.raises(yaml.YAMLError) as caught:
        list(yaml.parse("x: 1\na: 'b\nc: d", Loader=yaml.SafeLoader))
    _, _, hint = explain_syntax(caught.value, source("x: 1\na: 'b\nc: d"))
    assert hint == "the text in quotes that begins in line 2 has no end"


def test_unknown_complaint_is_passed_on() -> None:
    """A complaint without words of ours is shown as it is, on one line."""
    at, message, hint = explain_syntax(yaml.YAMLError("some\n  new trouble"), source("a"))
    assert (at, hint) == (Position(1, 1), "")
    assert message == "expected YAML, got something else: some new trouble"


@pytest.mark.parametrize(
    "text",
    ["rules：\n  - when: a\n", "rules:\n  - when：a\n    reply：b\n", "rules: [{when: a}, when:b]"],
)
def test_colons_of_the_input_method(text: str) -> None:
    """A full-width colon, or one without a blank behind it, is named as what is wrong."""
    assert any('ordinary ":" and a blank' in one.hint for one in faults(text))


def test_colon_of_the_input_method_is_pointed_at() -> None:
    """The parser stumbles in the next line, the message names the line before."""
    assert fault("rules：\n  - when: a\n").startswith('1:6: expected ":", got "："')


def test_such_a_colon_inside_of_a_text_is_not_blamed() -> None:
    """In a text it is an ordinary character; here the other colon is in the way."""
    assert "expected no" in fault("rules:\n  - when: a\n    reply: 注意：现在: 3\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules:\n- when: a\n  reply:b\n", '3:9: expected a blank after "reply:", got none'),
        ("rules:\n- when:你好\n  reply: b\n", '2:8: expected a blank after "when:", got none'),
        ("rules:\n  -when: a\n    reply: b\n", '2:4: expected a blank after "-", got none'),
        ("rules:\n- when: {text： {contains: a}}\n  reply: b\n", '2:14: expected ":", got "："'),
    ],
)
def test_slips_of_the_finger_are_pointed_at(text: str, said: str) -> None:
    """Where they are, not where the parser stumbled over them a line later."""
    assert fault(text) == said


def test_addresses_are_no_keys() -> None:
    """What stands before `//` in a line is not blamed for the slip in the next one."""
    text = "rules:\n- when: a\n  reply: |\n    https://x.y\n  silent:true\n"
    assert fault(text) == '5:10: expected a blank after "silent:", got none'
