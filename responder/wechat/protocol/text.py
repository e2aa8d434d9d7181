"""From the service's HTML-like text to what a person sees, and its limits.

The service escapes `<`, `>` and `&`, writes newlines as `<br/>` and some emoji as
`<span class="emoji emoji1f604"></span>`. Order matters: real tags are taken first, entities last
and once, so that a typed `<br/>` stays what was typed.
"""

from __future__ import annotations

import html
import re
from typing import Final

CONTENT_CHARS_MAX = 200_000
"""A `Content` is looked at up to here; the service's own are below 100,000 characters."""

TEXT_CHARS_MAX = 20_000
"""Decoded text is cut here: more than the phone lets a person send, little enough to journal."""

NAME_CHARS_MAX = 200
"""Names are cut here; WeChat allows some 32 characters and no one remembers longer ones."""

UNDECODABLE = "*"
"""Stands for an emoji whose code makes no sense."""

SURROGATES = range(0xD800, 0xE000)

_MISTAKEN: Final = {
    "1f63c": "1f601",
    "1f639": "1f602",
    "1f63a": "1f603",
    "1f4ab": "1f616",
    "1f64d": "1f614",
    "1f63b": "1f60d",
    "1f63d": "1f618",
    "1f64e": "1f621",
    "1f63f": "1f622",
}
"""Codes the service writes, and the emoji that the sender saw (ItChat's table)."""

_WIDTHS: Final = {4: (4,), 5: (5,), 6: (2, 4), 8: (4, 4), 10: (5, 5)}
"""Hex digits of a code to the digits of its characters: keycaps, pairs and flags have two."""

_EMOJI: Final = re.compile(r'<span class="emoji emoji([0-9a-fA-F]{1,20})"></span>?')
"""The closing `>` is sometimes missing. Bounded and without alternatives: linear in the text."""

_BREAK: Final = re.compile(r"<br ?/?>")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""With the semicolon: in `?a=1&copy=2` nothing is an entity."""


def plain(raw: str) -> str:
    """Text of a message as a person sees it, at most `TEXT_CHARS_MAX` characters."""
    text = raw[:CONTENT_CHARS_MAX]
    if "<" in text:
        text = _BREAK.sub("\n", _EMOJI.sub(_emoji, text))
    return unescaped(text)[:TEXT_CHARS_MAX]


def plain_name(raw: str) -> str:
    """A name as a person sees it: decoded, on one line."""
    text = plain(raw[: NAME_CHARS_MAX * 8]) if "<" in raw or "&" in raw else raw
    if "\n" in text or "\r" in text:
        text = text.replace("\r", " ").replace("\n", " ")
    return text[:NAME_CHARS_MAX]


def unescaped(text: str) -> str:
    """Entities to characters, once."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def emoji(code: str) -> str:
    """Characters of an emoji code such as `1f604`, `3120e3` or `1f1e81f1f3`."""
    code = code.lower()
    widths = _WIDTHS.get(len(code))
    if widths is None:
        return UNDECODABLE
    code = _MISTAKEN.get(code, code)
    first = int(code[: widths[0]], 16)
    points = [first] if len(widths) == 1 else [first, int(code[widths[0] :], 16)]
    if any(p in SURROGATES or p < ord(" ") for p in points):
        return UNDECODABLE
    return "".join(map(chr, points))


def _emoji(found: re.Match[str]) -> str:
    return emoji(found[1])
