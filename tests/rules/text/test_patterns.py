"""RE2 patterns."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.needs import How
from responder.rules.subject import TEXT_CHARS_MAX
from responder.rules.text.patterns import (
    FILE_STEPS_MAX,
    PATTERN_CHARS_MAX,
    PATTERN_STEPS_MAX,
    PROGRAMS_MAX,
    RESERVED_GROUPS,
    PatternCompiler,
    PatternError,
    compile_pattern,
)
from tests.hang import must_end

CLASSICS = (
    "(a+)+$",
    "^(a+)+$",
    "([a-zA-Z]+)*$",
    "(a|aa)+$",
    "(a|a?)+$",
    "(.*a){12}$",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(\w+\s?)*$",
    "(x+x+)+y",
)
"""What holds backtracking engines for seconds or years at thirty characters."""


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
    assert words in error.hint


@pytest.mark.parametrize("source", ["(", "[", "*", r"\q", "a{1001}", "(a{1000}){1000}"])
def test_other_mistakes_are_refused(source: str) -> None:
    """A broken pattern is refused with RE2's own words."""
    assert str(_refused(source)).startswith("expected a pattern RE2 can run, got ")


def test_an_empty_pattern_is_none() -> None:
    """Whoever leaves one behind has not written it yet: it would be found in every text."""
    assert str(_refused("")) == "expected a pattern, got an empty one"


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
        (r"(\w{0,15}){0,2}x", "a1" * (TEXT_CHARS_MAX // 2)),
        ("(?:a?){500}a{500}", "a" * TEXT_CHARS_MAX),
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


def test_patterns_outlive_the_compiling_of_their_file() -> None:
    """What was only known while it went on is found out anew."""
    compiler = PatternCompiler()
    patterns = [compiler.compile(source) for source in ("(?:价格)+钱", "(?:多少)+钱", "a(?)*")]
    needs = [pattern.needs for pattern in patterns]
    compiler.let_go()
    assert [pattern.needs for pattern in patterns] == needs
    assert needs[-1] == ()
    assert patterns[0].fits("价格价格钱")
    assert compiler.compile("(?:价格)+钱") == patterns[0]
    assert [*compiler.sources] == ["(?:价格)+钱"]


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


@pytest.mark.parametrize("source", CLASSICS)
def test_classics_are_small_and_linear(source: str) -> None:
    """The patterns that catch other engines are a few instructions for one that never goes back."""
    pattern = compile_pattern(source)
    assert pattern.programs(source).program.steps <= PATTERN_STEPS_MAX
    with must_end():
        pattern.find("a" * 30 + "!")
        pattern.find("ax " * 1_000 + "!")


@pytest.mark.parametrize(
    "source",
    [r"\w{1,30}", ".{0,200}", r"\p{Han}{2,20}", r"(\pL+)", r"我叫(\w{2,4})", r"\d{1,20}\s*元"],
)
def test_ordinary_patterns_have_room(source: str) -> None:
    """What authors write for names, sentences and numbers stays below the bound."""
    assert compile_pattern(source).source == source


@pytest.mark.parametrize(
    ("source", "text", "group"),
    [
        (r"我叫(\w+)", "你好，我叫小明。", "小明"),
        (r"(\d+)元", "一共１２３元", "１２３"),
        (r"找\s(\S+)\s", "找\u3000老王\u2005", "老王"),
        (r"^(\W+)$", "，！", "，！"),
        ("([[:alpha:]]+)", "９小明９", "小明"),
    ],
)
def test_classes_mean_what_chinese_authors_mean(source: str, text: str, group: str) -> None:
    """Names, full-width digits and blanks are found, and the source stays as it was written."""
    pattern = compile_pattern(source)
    assert dict(pattern.find(text) or ())["1"] == group
    assert pattern.source == source


@pytest.mark.parametrize("source", [r"\b价格", r"(报价)\b", r"\B价"])
def test_stray_edge_is_refused(source: str) -> None:
    r"""A `\b` that can only disappoint names the way out."""
    error = _refused(source)
    assert "beside Latin letters" in str(error)
    assert "`words:`" in error.hint


def test_half_a_character_is_refused() -> None:
    r"""`\C` would cut a character in two."""
    assert "whole characters" in str(_refused(r"a\C"))
    assert "surrogate" in str(_refused("a\ud800"))


def test_half_a_surrogate_pair_in_a_text_is_survived() -> None:
    """A text that nothing can encode is searched like one with a question mark."""
    pattern = compile_pattern("^.(价格)$")
    assert pattern.find("\ud83d价格") == (("0", "?价格"), ("1", "价格"))
    assert pattern.fits("\udfff价格")


def test_needs_are_keys() -> None:
    """An index learns what a text must have."""
    assert compile_pattern("^价格$").needs == (((How.RAW_WHOLE, "价格"),),)
    assert compile_pattern("(?i)vip|会员").needs == (
        ((How.CASELESS_PART, "vip"), (How.CASELESS_PART, "会员")),
    )
    assert compile_pattern(r"\d+").needs == ()


def test_burden_is_what_no_index_can_lift() -> None:
    """A pattern without literals says so, one with a literal or a beginning does not."""
    assert "letter by letter" in compile_pattern(r"\d{6,}").burden
    assert "gap" in compile_pattern(r"\d+.*\d+").burden
    assert not compile_pattern(r"^\d{6,}$").burden
    assert not compile_pattern(r"订单\d").burden


def test_errors_quote_what_the_author_wrote() -> None:
    """RE2's complaint is about the source, not about what classes were spelled out to."""
    assert str(_refused(r"(\w+")) == r"expected a pattern RE2 can run, got missing ): (\w+"


def test_programs_are_kept_within_bounds() -> None:
    """A file's programs are compiled when needed and the last ones are kept."""
    compiler = PatternCompiler()
    patterns = [compiler.compile(f"a{number}") for number in range(5)]
    first = patterns[0].programs("a0")
    assert patterns[1].programs("a0") is first
    info = patterns[0].programs.cache_info()  # type: ignore[attr-defined]  # it is an lru_cache
    assert (info.currsize, info.maxsize) == (1, PROGRAMS_MAX)


@given(st.text(alphabet="ab价格１ 1A", max_size=20))
def test_find_agrees_with_the_plain_search(text: str) -> None:
    """Groups are those that Python's own engine finds in so simple a pattern."""
    source = "(价|a)(格)?(?P<n>1*)"
    found = compile_pattern(source).find(text)
    plain = re.search(source, text)
    assert (found is None) == (plain is None)
    if plain is not None:
        expected = [("0", plain[0]), *((str(n), plain[n]) for n in (1, 2, 3)), ("n", plain["n"])]
        assert found == tuple((name, part) for name, part in expected if part is not None)


@pytest.mark.parametrize("source", ["a(?)*", "a(?i){0,2}", "价(?s)?"])
def test_repeated_group_of_flags_promises_nothing(source: str) -> None:
    """RE2 repeats what stands before it, so that need not be in a text."""
    pattern = compile_pattern(source)
    assert pattern.needs == ()
    assert pattern.fits("")
