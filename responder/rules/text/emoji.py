"""The step `emoji`: the spellings of one picture become one.

The service's spans have become characters before rules see a message; an author may have copied
one all the same. WeChat's own pictures arrive as names in brackets, in the language of the
sender's phone, or as codes. It must not know rules.
"""

from __future__ import annotations

import re

from responder.rules.text.emoji_names import PICTURES

NAME_CHARS_MAX = 20
"""Longest name in brackets that is looked up."""

_NAMES = {
    **{name.casefold(): f"[{one.chinese}]" for one in PICTURES for name in one.english},
    **{one.chinese.casefold(): f"[{one.chinese}]" for one in PICTURES},
}
_CODES = {code: f"[{one.chinese}]" for one in PICTURES for code in one.codes}

_SIGNS = re.compile("[\\[\uff3b<\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_CODE_SIGN = "/:"
"""Where there is none of these, there is nothing to do. One search for all would take five times
as long."""

_SPELLINGS = re.compile(
    '<span class="emoji emoji(?P<span>[0-9a-fA-F]{4,5})"></span>'
    rf"|[\[\uff3b](?P<name>[^\[\]\uff3b\uff3d]{{1,{NAME_CHARS_MAX}}})[\]\uff3d]"
    f"|(?P<code>{'|'.join(re.escape(code) for code in sorted(_CODES, key=len, reverse=True))})"
    "|[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]"
)
"""A span, a name in brackets, a code, or what only says how an emoji is drawn: as text or as a
picture, and the tone of its skin."""


def fold_emoji(text: str) -> str:
    """With each of WeChat's pictures as its Chinese name in brackets, and emoji without tones."""
    return _SPELLINGS.sub(_one_form, text) if _has_signs(text) else text


def respelled(text: str) -> dict[int, int]:
    """Where pictures of several characters that change begin, and where they end."""
    if not _has_signs(text):
        return {}
    return {
        found.start(): found.end()
        for found in _SPELLINGS.finditer(text)
        if len(found[0]) > 1 and _one_form(found) != found[0]
    }


def _has_signs(text: str) -> bool:
    return _SIGNS.search(text) is not None or _CODE_SIGN in text


def _one_form(found: re.Match[str]) -> str:
    if found["span"]:
        number = int(found["span"], 16)
        return found[0] if 0xD800 <= number < 0xE000 else chr(number)  # noqa: PLR2004 - halves of surrogate pairs
    if found["name"]:
        return _NAMES.get(_looked_up(found["name"]), found[0])
    return _CODES[found["code"]] if found["code"] else ""


def _looked_up(name: str) -> str:
    """A name without what phones write differently: `[Bah ! L]`, `[Let Down]`."""
    return name.casefold() if name.isalpha() else "".join(name.casefold().split())
