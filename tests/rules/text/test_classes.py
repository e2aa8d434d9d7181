"""Classes of characters beyond ASCII."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.classes import LAST, Ranges, complement, inside, ranges, written
from responder.rules.text.patterns import compile_pattern

CHARTED = [*range(0x0530), *range(0x3000, 0x3100), *range(0x3400, 0xA490), *range(0xFF00, 0xFFE0)]
"""Latin, Greek and Cyrillic, Han, kana, full-width forms, and the punctuation of all of them."""

LEFT_OUT = frozenset("ª²³µ¹º¼½¾〡〢〣〤〥〦〧〨〩〱〲〳〴〵〸〹〺〻〼")
"""Letters and numbers of those that are not worth an instruction each."""

TAKEN_IN = frozenset("\u0375\u037e\u0384\u0385\u0387\u03f6\u0482゛゜゠") | frozenset(
    map(chr, [*range(0x2C2, 0x2C6), *range(0x2D2, 0x2E0), *range(0x2E5, 0x300)])
) - frozenset("ˬˮ")
"""Signs of those, mostly of phonetic writing, that are taken for letters."""


def _has(kind: str, char: str) -> bool:
    return compile_pattern(rf"^\{kind}$").fits(char)


def test_blanks_are_those_of_python() -> None:
    """Pattern and folding agree on what is a blank, U+3000 and U+2005 among them."""
    blank = compile_pattern(r"\s")
    assert {code for code in range(0x3100) if blank.fits(chr(code))} == {
        code for code in range(0x3100) if chr(code).isspace()
    }
    assert not any(chr(code).isspace() for code in range(0x3100, LAST + 1))


def test_digits_are_those_of_keyboards() -> None:
    """Chinese keyboards write half-width and full-width digits; 一二三 are words."""
    digit = compile_pattern(r"\d")
    found = {
        chr(code)
        for code in range(0x10000)
        if code not in range(0xD800, 0xE000) and digit.fits(chr(code))
    }
    assert found == set("0123456789０１２３４５６７８９")


def test_word_characters_are_letters_and_numbers() -> None:
    """Where Chinese texts are written nothing else belongs to words, but for listed rarities."""
    word = compile_pattern(r"\w")
    found = {chr(code) for code in CHARTED if word.fits(chr(code))}
    letters = {chr(code) for code in CHARTED if unicodedata.category(chr(code))[0] in "LN"}
    signs = {chr(code) for code in CHARTED if unicodedata.category(chr(code))[0] in "PSZ"}
    assert letters - found == LEFT_OUT
    assert found & signs - {"_"} == TAKEN_IN


@pytest.mark.parametrize(
    "char", ["明", "ー", "a", "É", "ж", "９", "Ａ", "𠮷", "①", "Ⅳ", "_", "ㄅ", "한"]
)
def test_words_have(char: str) -> None:
    """Whatever names and orders are written with is part of a word."""
    assert _has("w", char)
    assert not _has("W", char)


@pytest.mark.parametrize(
    "char", ["，", "。", "！", "？", "、", "「", "…", "—", "·", "-", " ", "　", "😀", "\u2005"]
)
def test_words_end_at(char: str) -> None:
    """Punctuation, blanks and emoji are not."""
    assert not _has("w", char)
    assert _has("W", char)


@pytest.mark.parametrize(
    ("kind", "char", "inner"),
    [
        ("alpha", "明", True),
        ("alpha", "９", False),
        ("alnum", "９", True),
        ("alnum", "_", False),
        ("word", "_", True),
        ("digit", "９", True),
        ("space", "\u3000", True),
        ("blank", "\u3000", True),
        ("blank", "\n", False),
        ("punct", "，", True),
        ("punct", "!", True),
        ("punct", "明", False),
        ("upper", "É", False),
    ],
)
def test_posix_classes(kind: str, char: str, inner: bool) -> None:  # noqa: FBT001 - a table of cases
    """POSIX classes reach as far, but for the few whose names say ASCII letters."""
    assert compile_pattern(f"[[:{kind}:]]").fits(char) is inner
    assert compile_pattern(f"[[:^{kind}:]]").fits(char) is not inner


def test_a_class_of_its_own_name_stays() -> None:
    """What is not spelled out is left to RE2."""
    assert inside("upper") is None
    assert inside("w") is not None


def test_ranges_are_read_and_written() -> None:
    """Code points as they stand in the tables of Unicode."""
    assert ranges("5f 4e00-9fff") == ((0x5F, 0x5F), (0x4E00, 0x9FFF))
    assert written(ranges("5f 4e00-9fff")) == r"\x{5f}-\x{5f}\x{4e00}-\x{9fff}"


@given(st.sets(st.integers(0, 300)))
def test_complement_has_the_others(codes: set[int]) -> None:
    """A character is in a class or in its complement, never in both."""
    some: Ranges = tuple((code, code) for code in sorted(codes))
    others = complement(some)
    assert all((code in codes) != _in(others, code) for code in (*range(302), LAST))


def _in(some: Ranges, code: int) -> bool:
    return any(low <= code <= high for low, high in some)
