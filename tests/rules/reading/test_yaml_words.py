"""The parser's complaints in our words."""

from __future__ import annotations

import pytest
import yaml

from responder.rules.reading import reader
from responder.rules.reading.nodes import Position
from responder.rules.reading.yaml_words import explain_syntax
from tests.rules.rulekit import fault, faults, source

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]

BROKEN = [
    ("a: b: c", 'expected no ":" here'),
    ("a: - b", 'expected no "-" here'),
    ("a: ['1' b: 2]", 'expected "," or "]"'),
    ("a: [1\nb: 2", 'expected a "]" for this one, got none before line 2'),
    ("a: [1", 'expected a "]" for this one, got none before the end of the file'),
    ("a: {b: 1\nc: 2", 'expected a "}" for this one, got none before line 2'),
    ("a: 'x", "expected a closing quote for this one, got the end of the file"),
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
    said = explain_syntax(caught.value, source(text))
    assert said.message == message
    assert said.hint
    assert said.at.line <= text.count("\n") + 1


def test_what_has_no_end_is_pointed_at_where_it_begins() -> None:
    """A quote without end is not looked for at the end of the file."""
    with pytest.raises(yaml.YAMLError) as caught:
        list(yaml.parse("x: 1\na: 'b\nc: d", Loader=yaml.SafeLoader))
    said = explain_syntax(caught.value, source("x: 1\na: 'b\nc: d"))
    assert (said.at, said.hint) == (Position(2, 4), "a text in quotes ends with the same quote")


def test_unknown_complaint_is_passed_on() -> None:
    """A complaint without words of ours is shown as it is, on one line."""
    said = explain_syntax(yaml.YAMLError("some\n  new trouble"), source("a"))
    assert (said.at, said.hint) == (Position(1, 1), "")
    assert said.message == "expected YAML, got something else: some new trouble"


@pytest.mark.parametrize("loader", PARSERS)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'rules:\n- when: "a\n  reply: b\n- when: "c"\n  reply: d\n',
            "2:9: expected a closing quote for this one, got none in its line",
        ),
        (
            'rules:\n- when: "a" b\n  reply: c\n',
            '2:13: expected nothing behind the closing quote, got "b"',
        ),
        *(
            (f"rules:\n- when: {sign} x\n  reply: b\n", f'2:9: expected a value, got "{sign}"')
            for sign in ("*", "&", "?")
        ),
        ("rules:\n- when: !价\n  reply: b\n", '2:9: expected a value, got "!"'),
        ("rules:\n- when: a\n  reply: {{ x }} b\n", "3:10: expected a text in quotes"),
        ("rules:\n- when: a\n  reply: | b\n", "3:12: expected the text of a block below"),
        ("rules:\n- when: a\n  reply: |\n  1 b\n  2 c\n", "4:3: expected the text of the block"),
        (
            "rules:\n  - when: a\n   reply: b\n",
            "3:4: expected a key in the column of those above, got one in column 4",
        ),
        (
            "rules:\n  - when: a\n      reply: b\n",
            "3:7: expected a key in the column of those above, got one in column 7",
        ),
        (
            "rules:\n  - when: a\n    reply: b\n - when: c\n   reply: d\n",
            "4:2: expected an item in the column of those above, got one in column 2",
        ),
    ],
)
def test_what_was_meant_is_told_from_where_the_parser_stumbles(
    text: str, said: str, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quotes that swallow the next rule and lines in a wrong column are named as such."""
    monkeypatch.setattr(reader, "LOADER", loader)
    assert fault(text).startswith(said)


def test_columns_above_are_named() -> None:
    """The way out of a wrong column says which are right, the nearest first."""
    (one,) = faults("rules:\n  - when:\n      text: a\n     reply: b\n")
    assert one.hint == "those begin in column 7 (line 3) or column 5 (line 2)"


@pytest.mark.parametrize(
    "text",
    ["rules：\n  - when: a\n", "rules:\n  - when：a\n    reply：b\n", "rules: [{when: a}, when:b]"],
)
def test_colons_of_the_input_method(text: str) -> None:
    """A full-width colon, or one without a blank behind it, is named as what is wrong."""
    assert any('ordinary ":" and a blank' in one.hint for one in faults(text))


def test_colon_of_the_input_method_is_pointed_at() -> None:
    """The parser stumbles in the next line, the message names the line before."""
    assert fault("rules：\n  - when: a\n    reply: b\n") == '1:6: expected ":", got "："'


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
