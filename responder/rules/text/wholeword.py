"""Whole words: where a word may begin and end.

Letters and digits bind to their neighbours, so `hi` is not in `this`. Scripts that are written
without blanks between words do not: `价格` is in `这个价格表`. It must not know rules.
"""

from __future__ import annotations

import re
import unicodedata

_UNSPACED = re.compile(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b"  # radicals, signs and numerals of Han
    "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
    "\u3105-\u312f\u31a0-\u31bf"  # zhuyin
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7a3"  # Korean: particles are glued to the word
    "]"
)
"""Letters that need no blank to end a word."""


def binds(char: str) -> bool:
    """Whether a character sticks to a neighbour that does too, as two letters of a word do.

    Args:
        char: One character. A mark such as an accent belongs to the letter before it.
    """
    if char.isascii():
        return char.isalnum()
    if _UNSPACED.match(char):
        return False
    return char.isalnum() or _is_mark(char)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is a whole word there: neither side continues a word."""
    if start > 0 and binds(text[start]) and binds(text[start - 1]):
        return False
    return not (end < len(text) and binds(text[end - 1]) and binds(text[end]))


def holds_word(text: str, word: str) -> bool:
    """Whether `word`, which is not empty, stands in `text` as a whole word."""
    start = text.find(word)
    while start >= 0:
        if stands_alone(text, start, start + len(word)):
            return True
        start = text.find(word, start + 1)
    return False


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")
