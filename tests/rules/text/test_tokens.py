"""The words in which a pattern is spoken about."""

from __future__ import annotations

import pytest

from responder.rules.text.tokens import UNBOUNDED, Kind, Script, Token, script_of


@pytest.mark.parametrize(
    ("char", "script"),
    [
        ("a", Script.WORD),
        ("Z", Script.WORD),
        ("9", Script.WORD),
        ("_", Script.WORD),
        ("价", Script.FOREIGN),
        ("é", Script.FOREIGN),
        ("９", Script.FOREIGN),
        ("，", Script.FOREIGN),
        (" ", Script.UNKNOWN),
        ("-", Script.UNKNOWN),
    ],
)
def test_only_ascii_makes_words(char: str, script: Script) -> None:
    r"""What `\b` takes for a letter is an ASCII letter, digit or underscore."""
    assert script_of(char) is script


def test_a_token_stands_once_unless_it_says_so() -> None:
    """Repetitions are tokens of their own."""
    token = Token(Kind.ONE, ".")
    assert (token.low, token.high) == (1, 1)
    assert UNBOUNDED < 0
