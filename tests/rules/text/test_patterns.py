"""RE2 patterns."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.subject import TEXT_CHARS_MAX
from responder.rules.text.patterns import (
    FILE_STEPS_MAX,
    PATTERN_CHARS_MAX,
    RESERVED_GROUPS,
    PatternCompiler,
    PatternError,
    compile_pattern,
)
from tests.hang import must_end


def _refused(source: str) -> PatternError:
    with pytest.raises(PatternError) as caught:
        compile_pattern(source)
    return caught.value


def test_pattern_is_looked_for_anywhere() -> None:
    """A match need not begin at the start, and gives its groups by number and name."""
    pattern = compile_pattern(r"订单号?\s*(?P<id>\d{6,})")
    assert pattern.find("查订单 1234567") == (
        ("0", "订单 1234567"),
        ("1", "1234567"),
        ("id", "1234567"),
    )
    assert pattern.names == ("1", "id")
    assert pattern.find("查订单") is None


def test_group_without_part_gives_nothing() -> None:
    """An optional group that took no part is not among the captures."""
    assert compile_pattern("(a)?(b)").find("b") == (("0", "b"), ("2", "b"))


def test_patterns_of_one_source_are_equal() -> None:
    """Rules can be compared by their patterns."""
    assert compile_pattern("a+") == compile_pattern("a+")
    assert compile_pattern("a+") != compile_pattern("a*")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a(?=b)", "look-around"),
        ("a(?!b)", "look-around"),
        ("(?<=a)b", "look-around"),
        ("(?<!a)b", "look-around"),
        (r"(a)\1", "back-references"),
        ("(?P<x>a)(?P=x)", "back-references"),
        ("(?>a)b", "never backtracks"),
        ("a++", "never backtracks"),
        (r"a\Z", r"\z"),
        ("(?#note)a", "comments"),
    ],
)
def test_what_re2_lacks_names_the_way_round(source: str, words: str) -> None:
    """Authors who know another dialect are told what to write instead."""
    error = _refused(source)
    assert str(error).startswith("expected a pattern RE2 can run, got ")
    assert words in error.hint or (words == "back-references" and "look-around" not in error.hint)


@pytest.mark.parametrize("source", ["(", "[", "*", r"\q", "a{1001}", "(a{1000}){1000}"])
def test_other_mistakes_are_refused(source: str) -> None:
    """A broken pattern is refused with RE2's own words."""
    assert str(_refused(source)).startswith("expected a pattern RE2 can run, got ")


def test_size_is_bounded() -> None:
    """Neither the source nor what it unfolds into may be large."""
    assert "characters" in str(_refused("a" * (PATTERN_CHARS_MAX + 1)))
    assert "unfolds" in str(_refused(r"([\d一-龥]{1,100}){1,9}x"))


@pytest.mark.parametrize("name", sorted(RESERVED_GROUPS))
def test_reserved_group_names(name: str) -> None:
    """Names that `match` gives a meaning are not for groups."""
    assert f'got "{name}"' in str(_refused(f"(?P<{name}>a)"))


def test_unusable_group_names() -> None:
    """A template could not write a name that begins with a digit or underscore."""
    assert "group name" in str(_refused("(?P<1a>x)"))
    assert "group name" in str(_refused("(?P<_a>x)"))
    assert compile_pattern("(?P<订单>x)").names == ("1", "订单")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("^(a+)+$", "a" * (TEXT_CHARS_MAX - 1) + "!"),
        (r"(\w{0,100}){0,9}x", "a1" * (TEXT_CHARS_MAX // 2)),
        ("(a|aa|aaa)*b", "a" * TEXT_CHARS_MAX),
    ],
)
def test_no_text_makes_a_pattern_slow(source: str, text: str) -> None:
    """What holds a backtracking engine for years takes a fraction of a second (generous here)."""
    pattern = compile_pattern(source)
    with must_end():
        pattern.find(text)


@given(st.text(max_size=30))
def test_any_source_compiles_or_is_refused(source: str) -> None:
    """No text in a rule file makes the compiler fail otherwise."""
    with contextlib.suppress(PatternError):
        assert compile_pattern(source).source == source


def test_file_compiles_a_pattern_once() -> None:
    """The same source gives the same pattern and counts once."""
    compiler = PatternCompiler()
    first = compiler.compile("a+")
    left = compiler.steps_left
    assert compiler.compile("a+") is first
    assert compiler.steps_left == left < FILE_STEPS_MAX


@pytest.mark.parametrize("source", ["a{9}", r"(\pL{99}){9}"])
def test_patterns_of_a_file_are_bounded_together(source: str) -> None:
    """Many large patterns are refused before they take gigabytes or minutes, too large ones too."""
    compiler = PatternCompiler(steps_left=1)
    with contextlib.suppress(PatternError):
        compiler.compile(source)
    with pytest.raises(PatternError, match="too many large ones in this file"):
        compiler.compile("b")
