"""The step `traditional`: traditional characters become simplified ones, each for itself.

Not by words, as a good translation would: a part of a text must fold to a part of the folded text.
It must not know rules.
"""

from __future__ import annotations

import re
from functools import cache

_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
"""Characters that may have a simplified form."""


def fold_traditional(text: str) -> str:
    """With simplified characters in place of traditional ones."""
    traditional, simplified = _tables()
    return text if traditional.search(text) is None else text.translate(simplified)


@cache  # one table, made when the first rule file asks for the step
def _tables() -> tuple[re.Pattern[str], dict[int, str]]:
    from opencc import OpenCC  # noqa: PLC0415 - few files ask for it

    chars = [chr(number) for first, last in _HAN for number in range(first, last + 1)]
    # A line for each keeps the converter from seeing words.
    forms = OpenCC("t2s").convert("\n".join(chars)).split("\n")
    simplified = {
        ord(char): form
        for char, form in zip(chars, forms, strict=True)
        if form != char and len(form) == 1
    }
    return re.compile(f"[{''.join(map(chr, simplified))}]"), simplified
