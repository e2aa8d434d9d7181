"""Outlines of patterns: what is true of one is found out once, and is as true of the next."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.needs import How
from responder.rules.text.outlines import Facts, Outlines
from responder.rules.text.patterns import PatternCompiler, PatternError, compile_pattern

LETTERS = "价格多少钱怎么卖的"
WORDS = st.text(LETTERS, min_size=1, max_size=4)
PIECES = st.one_of(
    WORDS,
    WORDS.map(lambda word: f"({word}|多少|{word}钱)"),
    WORDS.map(lambda word: f"(?:{word})?"),
    st.sampled_from([".*", r"\s*", r"(?P<id>\d{2,})", "？", "^", "好?", "a", "(?i:OK)", "[价格]"]),
)
SOURCES = st.lists(PIECES, min_size=1, max_size=5).map("".join)


class Counting:
    """Finds facts out the long way, and counts."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, source: str) -> Facts:
        """The facts of a pattern that is nothing but its text."""
        self.seen.append(source)
        if "!" in source:
            raise PatternError("expected no !")
        names = tuple(re.findall("<(.*?)>", source))
        return Facts(names, (), (((How.RAW_PART, source),),), len(source))


def _facts(sources: list[str]) -> tuple[list[Facts], int]:
    look = Counting()
    outlines = Outlines(look, PatternError)
    return [outlines.facts(source) for source in sources], len(look.seen)


def test_the_third_of_an_outline_is_known() -> None:
    """The first is looked at, the second with its outline, and then no more."""
    sources = ["价格.*", "地址.*", "电话.*", "几点.*"]
    found, looks = _facts(sources)
    assert [facts.clauses for facts in found] == [(((How.RAW_PART, one),),) for one in sources]
    assert looks == 3


@pytest.mark.parametrize(
    "sources",
    [["价[一-三]", "格[一-六]", "钱[一-九]"], ["(?<价>a)", "(?<钱>a)", "(?<多>a)"], ["价각"] * 3],
    ids=["brackets", "names", "stand-ins"],
)
def test_where_words_matter_themselves_each_is_looked_at(sources: list[str]) -> None:
    """Ends of a range, names of groups, and what a stand-in could be taken for."""
    found, _ = _facts(sources)
    assert [facts.clauses[0][0][1] for facts in found] == sources


def test_a_refusal_is_that_of_the_pattern_itself() -> None:
    """However many of its outline come."""
    look = Counting()
    outlines = Outlines(look, PatternError)
    for source in ("价!", "格!", "钱!"):
        with pytest.raises(PatternError):
            outlines.facts(source)
        assert look.seen[-1] == source


def test_equal_words_are_asked_for_once() -> None:
    """As where the pattern was looked at itself."""
    compiler = PatternCompiler()
    for source in ("(甲乙|丙丁)怎", "(戊己|庚辛)怎", "(价格|价格)怎", "(价格|格)怎"):
        pattern = compiler.compile(source)
        assert pattern.needs == compile_pattern(source).needs


@pytest.mark.parametrize(
    "sources",
    [
        ["(甲|乙)丙", "(丁|戊)己", "(庚|辛)壬"],
        ["[一-丁]号", "[一-七]号", "[一-丄]号"],
        ["价{2}格", "钱{2}多", "号{2}单"],
    ],
    ids=["ways", "ranges", "repetitions"],
)
def test_the_third_needs_what_it_would_need_alone(sources: list[str]) -> None:
    """Wherever its words stand in the texts that it may be."""
    compiler = PatternCompiler()
    for source in sources:
        assert compiler.compile(source).needs == compile_pattern(source).needs


@given(
    st.lists(SOURCES, min_size=1, max_size=4),
    st.lists(st.permutations(LETTERS), min_size=2, max_size=3),
)
def test_all_is_as_if_each_had_been_looked_at(sources: list[str], orders: list[list[str]]) -> None:
    """A text that fits meets the needs, and groups and names are the same."""
    swaps = [str.maketrans(LETTERS, "".join(order)) for order in orders]
    compiler = PatternCompiler()
    for source in (*sources, *(one.translate(swap) for swap in swaps for one in sources)):
        try:
            alone = compile_pattern(source)
        except PatternError as refused:
            with pytest.raises(PatternError, match=re.escape(str(refused))):
                compiler.compile(source)
            continue
        pattern = compiler.compile(source)
        assert (pattern.names, pattern.places) == (alone.names, alone.places)
        for text in (f"{LETTERS}？好 12OKa", source, re.sub(r"[(|)?:]", "", source)):
            if pattern.fits(text):
                assert all(any(_has(text, *key) for key in clause) for clause in pattern.needs)


def _has(text: str, how: How, literal: str) -> bool:
    return {
        How.RAW_WHOLE: text == literal,
        How.RAW_START: text.startswith(literal),
        How.RAW_PART: literal in text,
        How.CASELESS_PART: literal in text.casefold(),
    }[how]
