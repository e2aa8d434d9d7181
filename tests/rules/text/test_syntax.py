"""Patterns as tokens."""

from __future__ import annotations

import pytest
import re2  # type: ignore[import-untyped]  # it ships no types
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from responder.rules.text.syntax import rewritten, tokens_of
from responder.rules.text.tokens import UNBOUNDED, Kind, Token
from tests.rules.text.patternkit import PATTERNS, TEXTS


def _tokens(source: str) -> tuple[Token, ...]:
    found = tokens_of(source)
    assert found is not None
    return found


def _kinds(source: str) -> str:
    return " ".join(token.kind.name for token in _tokens(source))


def _compiled(source: str) -> re2._Regexp:
    """RE2's own view of a pattern; skips the example if it refuses it."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(source, options)
    except re2.error:
        assume(condition=False)
        raise


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("价格", "TEXT"),
        (r"我叫(\w+)", "TEXT OPEN ONE REPEAT CLOSE"),
        ("a|b", "TEXT BAR TEXT"),
        (r"^a$", "BEGIN TEXT END"),
        (r"\Aa\z", "BEGIN TEXT END"),
        (r"\ba\B", "EDGE TEXT EDGE"),
        ("(?m)^a$", "EMPTY LINE TEXT LINE"),
        ("(?m:^)^", "OPEN LINE CLOSE BEGIN"),
        (r"\Qa.b\E.", "TEXT ONE"),
        (r"\Qa.b", "TEXT"),
        (r"\Q\E", "EMPTY"),
        (r"\C", "BYTE"),
        ("[你您]好", "ONE TEXT"),
        (r"\p{Han}\pL", "ONE ONE"),
        ("]}", "TEXT"),
    ],
)
def test_tokens(source: str, kinds: str) -> None:
    """Each piece of a pattern is told for what it is."""
    assert _kinds(source) == kinds


@pytest.mark.parametrize(
    ("source", "low", "high"),
    [
        ("a*", 0, UNBOUNDED),
        ("a+?", 1, UNBOUNDED),
        ("a??", 0, 1),
        ("a{2}", 2, 2),
        ("a{2,}", 2, UNBOUNDED),
        ("a{2,5}?", 2, 5),
        ("a{0}", 0, 0),
    ],
)
def test_repetitions(source: str, low: int, high: int) -> None:
    """How often something may stand is counted."""
    repeat = _tokens(source)[-1]
    assert (repeat.kind, repeat.low, repeat.high) == (Kind.REPEAT, low, high)


@pytest.mark.parametrize("source", ["a{", "a{,2}", "a{x}", "a{01}"])
def test_other_braces_are_text(source: str) -> None:
    """Braces that count nothing mean themselves."""
    assert all(token.kind is Kind.TEXT for token in _tokens(source))


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        ("号码?", ["号", "码"]),
        ("(?i)ab(?-i)*c", ["a", "b", "c"]),
        (r"\Qab\E*", ["a", "b"]),
        (r"a\.+", ["a", "."]),
    ],
)
def test_a_repetition_takes_one_character(source: str, texts: list[str]) -> None:
    """Of a text only the last character is repeated, whatever flags stand between."""
    assert [token.chars for token in _tokens(source) if token.kind is Kind.TEXT] == texts
    assert rewritten(_tokens(source)) == source


@pytest.mark.parametrize(
    ("source", "folds"),
    [
        ("a(?i)b", [False, True]),
        ("(?i:a)b", [True, False]),
        ("((?i)a)b", [True, False]),
        ("(?i)a(?-i)b", [True, False]),
        ("(?i)a|b", [True, True]),
        ("(?is)a(b)", [True, True]),
        ("(?s-i)a", [False]),
    ],
)
def test_flags_end_with_their_group(source: str, folds: list[bool]) -> None:
    """`(?i)` holds to the end of the group it stands in."""
    assert [token.fold for token in _tokens(source) if token.kind is Kind.TEXT] == folds


@pytest.mark.parametrize("source", ["a)", r"\q", r"\x{d800}", r"\8", "[a", r"\Z", r"\价"])
def test_what_is_not_understood_is_left_to_re2(source: str) -> None:
    """None says that only RE2 may know."""
    assert tokens_of(source) is None


def test_classes_are_spelled_out() -> None:
    """RE2 gets ranges in place of its ASCII classes, and everything else as it was written."""
    source = r"(?P<名>\w{2,4})，(a|b)*?\.\Q.\E[^x]"
    written = rewritten(_tokens(source))
    before, after = source.split(r"\w")
    assert written.startswith(f"{before}[")
    assert written.endswith(f"]{after}")


@given(PATTERNS)
@settings(max_examples=300)
def test_whatever_re2_accepts_is_understood(source: str) -> None:
    """Every pattern of RE2 becomes tokens, and what they are written as has the same groups."""
    program = _compiled(source)
    again = _compiled(rewritten(_tokens(source)))
    assert again.groups == program.groups
    assert again.groupindex == program.groupindex


@given(PATTERNS, TEXTS)
@settings(max_examples=300)
def test_rewriting_changes_classes_alone(source: str, text: str) -> None:
    """On a text of ASCII and without classes that reach further, both find the same."""
    assume(not any(part in source for part in (r"\w", r"\W", r"\s", r"\S", r"\d", "[[:")))
    one = _compiled(source).search(text)
    other = _compiled(rewritten(_tokens(source))).search(text)
    assert (one and one.span()) == (other and other.span())


@given(st.text(alphabet=r"ab()[]{}|*+?^$.\\QEpdDsSwWi:-,0129x<>P", max_size=12))
@settings(max_examples=500)
def test_no_source_breaks_the_lexer(source: str) -> None:
    """Whatever is written, tokens or None come out, and RE2 accepts none that are None."""
    tokens = tokens_of(source)
    program = _compiled(source)
    assert tokens is not None
    assert _compiled(rewritten(tokens)).groups == program.groups
