r"""Classes of characters as an author means them: `\w`, `\d`, `\s` and their kin beyond ASCII.

RE2's own are ASCII, so `我叫(\w+)` would find nothing in 我叫小明. It knows characters; it must not
know how a pattern is written.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points, first and last of each range, ascending and apart."""

LAST = 0x10FFFF
"""The last code point there is."""


def ranges(written: str) -> Ranges:
    """Ranges from hexadecimal code points, `4e00-9fff` or `5f`, parted by blanks."""
    bounds = (one.partition("-") for one in written.split())
    return tuple((int(low, 16), int(high or low, 16)) for low, _, high in bounds)


def complement(of: Ranges) -> Ranges:
    """Every other character."""
    edges = [-1, *(edge for pair in of for edge in pair), LAST + 1]
    gaps = tuple(pairwise(edges))[::2]
    return tuple((low + 1, high - 1) for low, high in gaps if low + 1 <= high - 1)


def written(of: Ranges) -> str:
    """As it is written between the brackets of a class."""
    return "".join(f"\\x{{{low:x}}}-\\x{{{high:x}}}" for low, high in of)


_DIGIT = ranges("30-39 ff10-ff19")

_LETTER = ranges(
    "41-5a 61-7a c0-d6 d8-f6 f8-5ff 610-167f 1681-1fff 2150-218f 2460-24ff 2c00-2dff 3005-3007"
    " 3040-30fa 30fc-31bf 31f0-31ff 3400-4dbf 4e00-d7ff f900-fdff ff21-ff3a ff41-ff5a ff66-ffdf"
    " 10000-1efff 20000-3ffff"
)
r"""Letters, marks and numbers such as Ⅳ and ①. What Unicode says of every character takes 1,450
instructions of RE2 for one `\w`, this takes about 60. Where Latin, Greek, Cyrillic, Han, kana,
bopomofo and Hangul are written it is right but for a few rarities (², ℃, ㈠, ゛); of other scripts
punctuation counts as letters too."""

_BLANK = ranges("9 20 a0 1680 2000-200a 202f 205f 3000")

_PUNCT = ranges(
    "21-2f 3a-40 5b-60 7b-7e a1-a9 ab-b1 b4 b6-b8 bb bf d7 f7 2010-2027 2030-205e 3001-3003"
    " 3008-3020 3030 30fb fe10-fe19 fe30-fe6b ff01-ff0f ff1a-ff20 ff3b-ff40 ff5b-ff65 ffe0-ffe6"
)

_WORD = tuple(sorted((*_DIGIT, *_LETTER, (ord("_"), ord("_")))))

_SPACE = ranges("9-d 1c-20 85 a0 1680 2000-200a 2028-2029 202f 205f 3000")
"""What Python calls a blank, so that patterns and folding agree: U+3000 of Chinese keyboards and
U+2005 after a mention are among them."""

_KINDS: Final[dict[str, Ranges]] = {
    "d": _DIGIT,
    "s": _SPACE,
    "w": _WORD,
    "alnum": tuple(sorted((*_DIGIT, *_LETTER))),
    "alpha": _LETTER,
    "blank": _BLANK,
    "digit": _DIGIT,
    "punct": _PUNCT,
    "space": _SPACE,
    "word": _WORD,
}

_INSIDE: Final[dict[str, str]] = {
    **{kind: written(of) for kind, of in _KINDS.items()},
    **{f"^{kind}": written(complement(of)) for kind, of in _KINDS.items()},
}


def inside(kind: str) -> str | None:
    r"""What stands for a class between brackets.

    Args:
        kind: `w` for `\w`, `alpha` for `[:alpha:]`, with `^` before it for all the others.

    Returns:
        Ranges; None for a class that means what its name says as it is.
    """
    return _INSIDE.get(kind)
