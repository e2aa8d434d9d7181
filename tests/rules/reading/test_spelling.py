"""Where in the file the characters of a value stand."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.rules.reading.nodes import Mapping, Position, Scalar
from responder.rules.reading.reader import parse
from responder.rules.reading.source import Source, read_source
from responder.rules.reading.spelling import places
from tests.rules.rulekit import source, tree


def _value(text: str) -> tuple[Source, Scalar]:
    root = tree(text)
    assert isinstance(root, Mapping)
    node = root.entries[-1][1]
    assert isinstance(node, Scalar)
    return source(text), node


def _place(text: str, mark: str = "X") -> tuple[int, int]:
    """Where the mark of a value stands."""
    checked, node = _value(text)
    return places(checked.lines, node)[node.text.index(mark)]


@pytest.mark.parametrize(
    "text",
    [
        "a: one X two",
        "a: one\n  two\n\n  X",
        "a:\n  one X",
        "a: 'it''s X'",
        "a: 'one  \n\n\n   X'",
        'a: "\\u4f60 \\"\\x41\\U0001F600\\t X"',
        'a: "one \\\n    X"',
        'a: "one\n\n  X"',
        "a: |\n  one\n    two X\n",
        "a: |\n\n  one\n\n\n  X",
        "a: |2\n    one\n  X\n",
        "a: >-  # a remark\n  one\n  two\n\n   deep\n\n  X\n",
        "a: >\n  one\n\n\n  two X\n",
        "a: &name  X",
        "a: !!str 'X'",
    ],
)
def test_a_character_is_found_however_it_is_written(text: str) -> None:
    """Escapes, doubled quotes and folded lines are counted as they stand in the file."""
    line, column = _place(text)
    assert text.split("\n")[line - 1][column - 1] == "X"


def test_what_an_escape_stands_for_is_at_its_backslash() -> None:
    """It has one place for all of its signs."""
    assert _place('a: "one \\x58"') == (1, 9)


def test_nothing_is_said_where_file_and_value_differ() -> None:
    """An alias stands elsewhere, and a value that somebody made stands nowhere."""
    checked, node = _value("a: one")
    assert places(checked.lines, Scalar("two", node.at)) == []
    assert places(checked.lines, Scalar("once", node.at)) == [Position(1, 4), Position(1, 5)]
    assert places(checked.lines, Scalar("a", Position(9, 9))) == []
    assert places(("a: | x",), Scalar("x", Position(1, 4), plain=False)) == []


TEXTS = st.text(alphabet="ab \n\t'\"\\价:#{}é\x07", max_size=20)


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from([None, "'", '"', "|", ">"]), st.booleans(), st.integers(5, 80))
def test_every_character_of_every_style_is_found(
    text: str,
    style: str | None,
    bare: bool,  # noqa: FBT001 - drawn by position
    width: int,
) -> None:
    """Whatever a text is and however it is written, each character has the place where it is."""
    dumped = yaml.dump({"a": text}, default_style=style, allow_unicode=bare, width=width)
    checked = read_source("r.yaml", dumped.encode())
    root = parse(checked).root
    assert isinstance(root, Mapping)
    (_, node) = root.entries[0]
    assert isinstance(node, Scalar)
    found = places(checked.lines, node)
    if not checked.flaws:
        assert len(found) == len(node.text)
    for char, (line, column) in zip(node.text, found, strict=False):
        there = checked.lines[line - 1][column - 1 : column]
        assert there in {char, "\\"} or (char in " \n" and not there.strip())
