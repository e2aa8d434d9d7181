"""When a text of a file is a number.

It knows digits; it must not know where the text stands.
"""

from __future__ import annotations

NUMBER_CHARS_MAX = 30
"""Longer digits are text: no price or count has them, but card and phone numbers glued together."""


def number(text: str) -> int | float | None:
    """The number that a text is; None unless it would be written again exactly so.

    `3500` and `3.5` are numbers; `08001234567`, `3.50`, `0x1F` and `1e3` are not, and so keep their
    spelling wherever they are shown. That is less than YAML 1.2 calls a number, on purpose: whoever
    writes a phone number or a price means what he sees.
    """
    if len(text) > NUMBER_CHARS_MAX or not text.isascii() or not text[-1:].isdigit():
        return None
    for kind in (int, float):
        try:
            value = kind(text)
        except ValueError:
            continue
        if str(value) == text:
            return value
    return None
