"""Pieces taken out of a text."""

from __future__ import annotations

from textwrap import dedent

import pytest

from responder.rules.reading.gaps import Gaps, Piece
from responder.rules.reading.nodes import Position

FILE = dedent("""\
    vars:
      a: b
    rules:
      # the first
      - when: a

      - when: b
        do:
          - reply: b
     - when: c
      - when: d
    tests:
    - name: x
      steps: []
    - name: y
    """)


def _without(text: str, line: int) -> tuple[str, Piece | None]:
    gaps = Gaps(text.split("\n"))
    piece = gaps.take_out(line)
    return gaps.text, piece


@pytest.mark.parametrize(
    ("line", "first", "last", "begin"),
    [
        (1, 1, 2, "vars: ~"),
        (2, 1, 2, "vars: ~"),
        (5, 5, 6, "  - ~"),
        (6, 5, 6, "  - ~"),
        (7, 7, 9, "  - ~"),
        (9, 7, 9, "  - ~"),
        (10, 10, 10, "  - ~"),
        (11, 11, 11, "  - ~"),
        (14, 13, 14, "- ~"),
        (15, 15, 16, "- ~"),
        (99, 15, 16, "- ~"),
    ],
)
def test_the_rule_around_a_line_is_taken_out(line: int, first: int, last: int, begin: str) -> None:
    """Or the key at the top; a value that nobody knows stands for it, and no line moves."""
    text, piece = _without(FILE, line)
    assert piece == Piece(first - 1, last, (Position(first, len(begin)),))
    lines, before = text.split("\n"), FILE.split("\n")
    assert lines[first - 1 : last] == [begin, *[""] * (last - first)]
    assert (lines[: first - 1], lines[last:]) == (before[: first - 1], before[last:])


def test_a_key_that_holds_no_list_goes_as_a_whole() -> None:
    """An item counts only where all that is below the key is a list."""
    text, piece = _without("a:\n  b:\n    - c\n    - d: e: f\ng: h", 4)
    assert text == "a: ~\n\n\n\ng: h"
    assert piece is not None


def test_where_no_key_is_above_all_goes_up_to_the_next() -> None:
    """Nobody can say what it belongs to."""
    assert _without("{ a\nb: c", 1) == ("\nb: c", Piece(0, 1, ()))
    assert _without("{ a\n  b: c", 1) == ("{ a\n  b: c", None)


def test_the_same_line_is_taken_out_once() -> None:
    """Then the key around it, and then nothing more: looking on must come to an end."""
    gaps = Gaps(FILE.split("\n"))
    pieces = [gaps.take_out(7) for _ in range(3)]
    assert [None if one is None else (one.first, one.last) for one in pieces] == [
        *((6, 9), (2, 11), None)
    ]


def test_what_follows_can_be_taken_out_to_the_end() -> None:
    """Keys that stand there are unknown then, unless they stood before."""
    gaps = Gaps(["a: 1", "---", "b: 2", "a: 3", "c:", "  - d"])
    piece = gaps.take_out(2, to_end=True)
    assert gaps.lines == ["a: 1", "", "b: ~", "", "c: ~", ""]
    assert piece == Piece(1, 6, (Position(3, 4), Position(5, 4)))


def test_colons_of_an_input_method_are_mended_at_the_start_of_a_line() -> None:
    """Such a key holds what is below it after all."""
    gaps = Gaps(["rules：", "  - when：a", "a：b", '"c"： '])
    assert gaps.mend_heads() == [Position(1, 6), Position(4, 4)]
    assert gaps.lines == ["rules:", "  - when：a", "a：b", '"c":']
