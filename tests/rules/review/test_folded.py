"""Answers of several lines that YAML makes one line of."""

from __future__ import annotations

import pytest

from responder.rules.reading.source import read_source
from responder.rules.review import folded
from responder.rules.review.folded import folded_in
from tests.rules.rulekit import rules

BAR = "write an ordinary | there"
BLOCK = "write | behind the key, and begin the text in the line below"


@pytest.mark.parametrize(
    ("reply", "line", "column", "way"),
    [
        ("reply: 您好！\n    请讲。", 4, 10, BLOCK),
        ("reply:\n    您好！\n    请讲。", 5, 5, BLOCK),
        ("reply: ｜\n    您好！", 4, 10, BAR),
        ("do:\n  - reply: 您好！\n      请讲。", 5, 12, BLOCK),
    ],
)
def test_lines_that_become_one(reply: str, line: int, column: int, way: str) -> None:
    """The place is that of the text, and each is told once."""
    (warning,) = rules(f"rules:\n\n- when: 你好\n  {reply}\n").warnings
    assert (warning.line, warning.column, warning.hint) == (line, column, way)


@pytest.mark.parametrize(
    "reply",
    [
        "reply: |\n    您好！\n    请讲。",
        'reply: "您好！\n    请讲。"',
        "reply: This is a long sentence\n    that goes on here.",
        "reply:\n    text: 您好！\n    mention: true",
        "reply: 您好！\n  chat: any".replace("chat: any", "delay: 1s"),
        "reply:\n  - 您好！\n  - 请讲。",
        "reply: 您好！\n    # 请讲。",
    ],
)
def test_lines_that_are_meant(reply: str) -> None:
    """Blocks, texts in quotes, sentences in English, lists and other keys."""
    assert not rules(f"rules:\n- when: 你好\n  {reply}\n").warnings


def test_every_text_is_told_with_its_line() -> None:
    """Lines are counted from one place to the next."""
    text = "rules:\n" + "- when: 第{}\n  reply: 您好\n    请讲\n" * 3
    found = rules(text.format(1, 2, 3)).warnings
    assert [warning.line for warning in found] == [3, 6, 9]


def test_a_long_file_is_looked_at_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """What begins in one piece and ends in the next is told once, as everything else is."""
    source = read_source("r.yaml", ("- reply:\n    您好\n    请讲\n" * 20).encode())
    whole = folded_in(source)
    assert [at.line for at, _ in whole] == list(range(2, 60, 3))
    for size in range(1, 40):
        monkeypatch.setattr(folded, "PIECE_CHARS", size)
        assert folded_in(source) == whole
