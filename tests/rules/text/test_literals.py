"""What a text must contain for a pattern to be found in it."""

from __future__ import annotations

import random
import unicodedata
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from responder.rules.needs import How
from responder.rules.text.literals import (
    CHARS_MAX,
    CLAUSES_MAX,
    TEXTS_MAX,
    _is_caseless,
    clauses_of,
)
from responder.rules.text.patterns import Pattern, PatternError, compile_pattern
from responder.rules.text.syntax import tokens_of
from tests.rules.text.patternkit import PATTERNS, TEXTS

if TYPE_CHECKING:
    from responder.rules.needs import Clause


def _clauses(source: str) -> tuple[Clause, ...]:
    tokens = tokens_of(source)
    assert tokens is not None
    return clauses_of(tokens)


def _parts(source: str) -> list[list[str]]:
    """The clauses of a pattern that asks for parts of the text as it was written."""
    clauses = _clauses(source)
    assert {how for clause in clauses for how, _ in clause} <= {How.RAW_PART}
    return [[text for _, text in clause] for clause in clauses]


def _is_met(clause: Clause, text: str) -> bool:
    """Whether a text has one of the literals."""
    return any(_has(text, how, literal) for how, literal in clause)


def _has(text: str, how: How, literal: str) -> bool:
    if how is How.CASELESS_PART:
        return literal in text.casefold()
    if how is How.RAW_WHOLE:
        return text == literal
    return text.startswith(literal) if how is How.RAW_START else literal in text


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("价格", [["价格"]]),
        (r"我叫(\w+)先生", [["我叫"], ["先生"]]),
        (r"订单号?\s*(?P<id>\d{6,})", [["订单"]]),
        ("价格.*多少钱", [["多少钱"], ["价格"]]),
        ("(苹果|香蕉)怎么卖", [["苹果怎么卖", "香蕉怎么卖"]]),
        ("[你您]好吗?", [["你好", "您好"]]),
        ("[一二三四五]号", [["一号", "二号", "三号", "四号", "五号"]]),
        ("价格+", [["价格"]]),
        ("(ab){3}c", [["abababc"]]),
        ("(ab){2,}c", [["abab"], ["c"]]),
        ("a(b|c)?d", [["abd", "acd", "ad"]]),
        (r"(x*价格|y+报价)z", [["价格", "报价"], ["z"]]),
        (r"\Q3.5\E元", [["3.5元"]]),
        (r"\bhi\b", [["hi"]]),
        ("a|b", [["a", "b"]]),
        ("a$b|^c", [["ab", "c"]]),
        ("(?m)^价格$", [["价格"]]),
    ],
)
def test_parts_of_the_text(source: str, parts: list[list[str]]) -> None:
    """Literals are followed through groups, ways and repetitions; the most telling comes first."""
    assert _parts(source) == parts


@pytest.mark.parametrize(
    "source",
    [
        "",
        ".*",
        r"\d{6,}",
        "a?b*",
        "价格|.",
        "(价格)?",
        "a{0}",
        r"\w+",
        "[a-z]",
        "价格|",
        r"\C",
        "^$|a",
    ],
)
def test_nothing_is_known(source: str) -> None:
    """Where a text may have none of the literals, none is asked for."""
    assert _clauses(source) == ()


@pytest.mark.parametrize(
    ("source", "how", "texts"),
    [
        ("^价格$", How.RAW_WHOLE, ["价格"]),
        (r"\A(?:价格|报价)\z", How.RAW_WHOLE, ["价格", "报价"]),
        ("^价格|^报价", How.RAW_START, ["价格", "报价"]),
        ("^价格$|^报价$", How.RAW_WHOLE, ["价格", "报价"]),
        ("^价格", How.RAW_START, ["价格"]),
        ("(^价格)", How.RAW_START, ["价格"]),
        (r"^价格\d", How.RAW_START, ["价格"]),
        ("^价格+$", How.RAW_START, ["价格"]),
        ("a?^b", How.RAW_START, ["ab", "b"]),
        ("(?-m)^价", How.RAW_START, ["价"]),
        ("^a(?:b)*$", How.RAW_START, ["a"]),
        ("^(?:a$|b)", How.RAW_START, ["a", "b"]),
        ("^(?:abcdefgh){5}$", How.RAW_START, ["abcdefgh" * 4]),
    ],
)
def test_anchors_say_where(source: str, how: How, texts: list[str]) -> None:
    """A literal at the beginning of the text, or the whole of it, is looked up as such."""
    (clause,) = _clauses(source)
    assert sorted(clause) == sorted((how, text) for text in texts)


@pytest.mark.parametrize(
    ("source", "literals"),
    [
        ("(?i)Hello", [(How.CASELESS_PART, "hello")]),
        ("(?i)价格", [(How.RAW_PART, "价格")]),
        ("(?i)^价格$", [(How.RAW_WHOLE, "价格")]),
        ("(?i:abc)价格D", [(How.CASELESS_PART, "abc价格d")]),
        ("(?i)^hi$", [(How.CASELESS_PART, "hi")]),
        ("(?i)[ab]c", [(How.CASELESS_PART, "ac"), (How.CASELESS_PART, "bc")]),
        ("(?i)ßtest", [(How.CASELESS_PART, "test")]),
        ("(?i)abcé", [(How.CASELESS_PART, "abc")]),
        ("^(?:(?i)vip)?号$", [(How.CASELESS_PART, "号")]),
        ("(?i)é", []),
        ("(?i)[aé]", []),
    ],
)
def test_capital_letters_do_not_matter(source: str, literals: Clause) -> None:
    """After `(?i)` ASCII letters are looked for without capitals, other letters not at all."""
    assert [literal for clause in _clauses(source) for literal in clause] == list(literals)


def test_kelvin_and_long_s_are_letters_too() -> None:
    """RE2 takes K (Kelvin) and ſ for k and s; the casefolded text has k and s for them."""
    for text in ("\u212a", "k", "K"):
        assert compile_pattern("(?i)k").fits(text)
        assert all(_is_met(clause, text) for clause in _clauses("(?i)k"))
    assert compile_pattern("(?i)s").fits("ſ")
    assert all(_is_met(clause, "ſ") for clause in _clauses("(?i)s"))


def test_caseless_characters_have_no_other_form() -> None:
    """RE2 finds nothing but the character itself where we rely on that."""
    others = [chr(code) for code in range(0x3000) if chr(code).isprintable()]
    caseless = [
        char for char in others if _is_caseless(char) and unicodedata.category(char) == "Lo"
    ]
    assert len(caseless) > 1_000
    every = "".join(others)
    for char in caseless[::20]:
        pattern = compile_pattern(f"(?i){char}")
        assert not pattern.fits(every.replace(char, ""))


def test_alternatives_are_bounded() -> None:
    """What may be too many texts becomes a clause of those that were told apart till then."""
    (clause,) = _clauses("(a|b){9}")
    assert len(clause) == TEXTS_MAX
    assert {len(text) for _, text in clause} == {4}


def test_many_ways_are_all_listed() -> None:
    """A pattern of many words needs one of them, as `contains` with a list does."""
    words = [f"词{number}号" for number in range(50)]
    (clause,) = _clauses("|".join(words))
    assert [text for _, text in clause] == words


def test_literals_are_bounded() -> None:
    """A long text is cut into literals, and of many only the most telling are kept."""
    assert _parts("a" * CHARS_MAX * 3) == [["a" * CHARS_MAX]] * CLAUSES_MAX
    assert _parts("a{1000}") == [["a" * CHARS_MAX]]
    assert len(_parts("a.b.c.d.e")) == CLAUSES_MAX


def test_deep_nesting_is_followed() -> None:
    """No depth that RE2 accepts is too deep."""
    assert _parts("(" * 900 + "价格" + ")" * 900) == [["价格"]]


def test_every_short_text_that_fits_meets_every_clause() -> None:
    """A thousand random patterns, each with all texts of up to four letters."""
    rng = random.Random(1)
    texts = ["".join(one) for size in range(5) for one in product("abA价", repeat=size)]
    fitting = 0
    for _ in range(1_000):
        source = _written(rng, 3)
        pattern = _compiled(source)
        clauses = () if pattern is None else pattern.needs
        if pattern is not None and clauses:
            found = [text for text in texts if pattern.fits(text)]
            fitting += len(found)
            missed = [one for one in found if not all(_is_met(clause, one) for clause in clauses)]
            assert not missed, source
    assert fitting > 10_000


def _written(rng: random.Random, depth: int) -> str:
    """A random pattern of few letters, with groups in each other up to a depth."""
    pieces = []
    for _ in range(rng.randint(1, 3)):
        inside = depth and rng.random() < 0.4
        piece = _group(rng, depth) if inside else rng.choice(_PIECES)
        if piece not in {"^", "$", "(?i)"} and rng.random() < 0.3:
            piece += rng.choice(["?", "*", "+", "{2}", "{0,2}", "{2,}", "??", "{1,2}"])
        pieces.append(piece)
    return "".join(pieces)


_PIECES = (*"aabb价^$.", "ab", "[ab]", "[b价aA]", "[^a]", "(?i)", r"\x61", "aa")


def _group(rng: random.Random, depth: int) -> str:
    ways = "|".join(_written(rng, depth - 1) for _ in range(rng.choice([1, 1, 2, 3])))
    return f"{rng.choice(['(', '(?:', '(?i:', '(?-i:'])}{ways})"


@given(PATTERNS, TEXTS)
@settings(max_examples=600)
def test_every_clause_is_met_by_what_fits(source: str, text: str) -> None:
    """If RE2 finds the pattern in a text, the text has a literal of every clause."""
    pattern = _compiled(source)
    if pattern is not None and pattern.fits(text):
        assert all(_is_met(clause, text) for clause in pattern.needs)


def _compiled(source: str) -> Pattern | None:
    try:
        return compile_pattern(source)
    except PatternError:
        return None
