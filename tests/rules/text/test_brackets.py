"""Characters and classes of a pattern."""

from __future__ import annotations

import pytest

from responder.rules.text.brackets import MEMBERS_MAX, bracket, char_of, named_class
from responder.rules.text.patterns import compile_pattern
from responder.rules.text.tokens import Kind, Script, Token


def _class(written: str, *, fold: bool = False) -> Token:
    """The token of a class that a pattern consists of."""
    read = bracket(written, 0, fold=fold)
    assert read is not None
    token, end = read
    assert end == len(written)
    assert token.kind is Kind.ONE
    return token


@pytest.mark.parametrize(
    ("written", "char"),
    [
        ("a", "a"),
        ("价", "价"),
        (r"\.", "."),
        (r"\n", "\n"),
        (r"\v", "\v"),
        (r"\x41", "A"),
        (r"\x{4ef7}", "价"),
        (r"\101", "A"),
        (r"\0", "\0"),
        (r"\_", "_"),
    ],
)
def test_a_character_has_many_spellings(written: str, char: str) -> None:
    """Escapes, hexadecimal and octal numbers stand for a character, for RE2 too."""
    assert char_of(written) == char
    assert compile_pattern(f"^{written}$").fits(char)


@pytest.mark.parametrize("written", [r"\x{d800}", r"\x{110000}"])
def test_what_no_text_holds_is_no_character(written: str) -> None:
    """Halves of surrogate pairs and numbers beyond Unicode are not understood."""
    assert char_of(written) is None
    assert bracket(f"[{written}]", 0, fold=False) is None


@pytest.mark.parametrize(
    ("written", "chars"),
    [
        ("[你您]", "你您"),
        ("[]a]", "]a"),
        ("[a-c]", "abc"),
        ("[-a]", "-a"),
        ("[a-]", "a-"),
        (r"[\]\x41]", "]A"),
        ("[a-z]", ""),
        ("[^a]", ""),
        (r"[a\d]", ""),
        (r"[\p{Han}]", ""),
        ("[[:alpha:]]", ""),
        ("[" + "".join(map(chr, range(97, 98 + MEMBERS_MAX))) + "]", ""),
    ],
)
def test_few_members_are_told_apart(written: str, chars: str) -> None:
    """A class of a few characters names them; a larger or an open one does not."""
    assert _class(written).chars == chars


@pytest.mark.parametrize("written", ["[你您]", "[a-z_]", "[^，。]", r"[\p{Han}a]", "[]^]", "[^]]"])
def test_what_means_the_same_stays_as_written(written: str) -> None:
    """Only classes that RE2 takes for ASCII ones are spelled out."""
    assert _class(written).written == written


@pytest.mark.parametrize(
    ("written", "inner", "outer"),
    [
        (r"[\w-]", "明9-", "， "),
        (r"[^\w-]", "， ", "明9-"),
        (r"[\W_]", "，_", "明a"),
        (r"[^\s\d]", "明，", "　９"),
        (r"[\S ]", "明 ", "　"),
        ("[[:alpha:]!]", "明!", "9，"),
        ("[[:^alpha:]]", "9，", "明"),
        ("[^[:^alpha:]]", "明", "9，"),
    ],
)
def test_classes_within_brackets_reach_beyond_ascii(written: str, inner: str, outer: str) -> None:
    """Between brackets a class means what it means outside, also turned round."""
    pattern = compile_pattern(f"^{written}+$")
    assert pattern.fits(inner)
    assert not any(pattern.fits(char) for char in outer)


@pytest.mark.parametrize(
    ("written", "script"),
    [
        ("[a-z0-9_]", Script.WORD),
        (r"[\d]", Script.WORD),
        ("[一-龥]", Script.FOREIGN),
        (r"[\p{Han}，]", Script.FOREIGN),
        ("[a价]", Script.UNKNOWN),
        ("[a-价]", Script.UNKNOWN),
        (r"[\w]", Script.UNKNOWN),
        ("[^a]", Script.UNKNOWN),
        (r"[\p{Greek}]", Script.UNKNOWN),
    ],
)
def test_scripts_are_told_apart(written: str, script: Script) -> None:
    r"""A class is known to be all letters of `\b`, or none, or neither is known."""
    assert _class(written).script is script


def test_case_is_noted() -> None:
    """A class after `(?i)` says that capital letters are meant too."""
    assert _class("[ab]", fold=True).fold
    assert not _class("[ab]").fold


def test_named_classes_are_spelled_out() -> None:
    r"""`\d` is a class in brackets; a dot and `\pL` stay."""
    assert named_class(r"\d").written.startswith("[")
    assert named_class(r"\d").script is Script.WORD
    assert named_class(".").written == "."
    assert named_class(r"\p{Han}").script is Script.FOREIGN
    assert named_class(r"\pL").script is Script.UNKNOWN


@pytest.mark.parametrize("written", ["[a", "[", "[^", r"[\q", "[]"])
def test_what_is_broken_is_left_to_re2(written: str) -> None:
    """A class that does not end is not understood, and RE2 says why."""
    assert bracket(written, 0, fold=False) is None
