"""Filters that make texts.

They are our own, not Jinja's: Jinja's take no budget, and some of them grow without bound. It must
not know rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING
from urllib.parse import quote

from responder.rules.templates.budget import RenderError, refuse_length
from responder.rules.templates.entry import Entry, Use
from responder.rules.templates.values import as_text, insist
from responder.rules.templates.views import VIEWS, PersonView

if TYPE_CHECKING:
    from responder.rules.templates.rendering import Rendering

JSON_DEPTH_MAX = 50
"""Levels of nesting that `json` writes: more than any service takes, far below Python's limit."""

WORDS_PER_UNIT = 8
"""Words that `wordcount` counts for one unit of work; of Chinese each character is one."""

MENTION_END = "\N{FOUR-PER-EM SPACE}"
"""What WeChat on a phone writes behind the name of somebody who is @-mentioned."""

_LONG_NUMBER_CHARS = 11
"""From this length on, `mask` shows three characters and four, as phone bills do."""

_SHORT_NAME_CHARS = 3
"""Up to this length `mask` shows the first character alone."""

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+")
"""A Chinese character, or a word of any other script."""


def _replace(value: object, old: object, new: object) -> str:
    text, old_text, new_text = as_text(value), as_text(old), as_text(new)
    refuse_length(len(text) + text.count(old_text) * len(new_text))
    return text.replace(old_text, new_text)


def _truncate(value: object, length: int = 60, end: str = "…") -> str:
    text = as_text(value)
    if len(text) <= length:
        return text
    return text[: max(length - len(end), 0)] + end


def _indent(value: object, width: int = 4, first: object = False) -> str:  # noqa: FBT002 - Jinja's own signature
    lines = as_text(value).split("\n")
    refuse_length(sum(map(len, lines)) + len(lines) * (width + 1))
    blanks = " " * width
    shifted = [blanks + line if line else line for line in lines]
    return "\n".join(shifted if first else [lines[0], *shifted[1:]])


def _wordcount(rendering: Rendering, value: object) -> int:
    text = as_text(value)
    rendering.budget.spend(len(text) // WORDS_PER_UNIT)
    return len(_WORD.findall(text))


def _mask(value: object, start: int | None = None, end: int | None = None) -> str:
    text = as_text(value)
    if start is None and end is None:
        if len(text) >= _LONG_NUMBER_CHARS:
            start, end = 3, 4
        else:
            start, end = 1, int(len(text) > _SHORT_NAME_CHARS)
    shown, kept = max(start or 0, 0), max(end or 0, 0)
    if shown + kept >= len(text):
        return "*" * len(text)
    return text[:shown] + "*" * (len(text) - shown - kept) + text[len(text) - kept :]


def _at(member: object) -> str:
    name: object = member
    if isinstance(member, PersonView):
        # Never the remark: it is the owner's private note, and the group would read it.
        name = member.display_name or member.nickname or member.alias
        if not name:
            raise RenderError("the template mentions somebody who has no name in this group")
    return f"@{as_text(name)}{MENTION_END}"


def _json(rendering: Rendering, value: object) -> str:
    rendering.budget.charge_deeply(value)
    text = json.dumps(_plain(value, JSON_DEPTH_MAX), ensure_ascii=False, separators=(",", ":"))
    refuse_length(len(text))
    return text


def _plain(value: object, depth: int) -> object:
    """The same value in types that JSON has."""
    insist(value)
    if depth == 0:
        raise RenderError(f"json writes at most {JSON_DEPTH_MAX} lists in each other")
    if isinstance(value, VIEWS):
        return str(value)
    if isinstance(value, Mapping):
        return {as_text(key): _plain(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, depth - 1) for item in value]
    if isinstance(value, float) and not isfinite(value):
        raise RenderError("json has no infinite numbers")
    if value is None or isinstance(value, str | int | float):
        return value
    return as_text(value)


TEXTS = (
    Entry(
        "at",
        _at,
        "the text that @-mentions a member of the group; never with your private remark",
        "{{ at(sender) }}您好",
        f"@Ming{MENTION_END}您好",
        Use.BOTH,
    ),
    Entry(
        "capitalize",
        lambda value: as_text(value).capitalize(),
        "the first letter large, all others small",
        "{{ 'oNE two' | capitalize }}",
        "One two",
    ),
    Entry(
        "indent",
        _indent,
        "every line but the first moved to the right; `first=true`: the first as well",
        "{{ '地址：\\n人民路 1 号' | indent(2) }}",
        "地址：\n  人民路 1 号",
    ),
    Entry(
        "json",
        _json,
        "the value as JSON in one line, Chinese kept as it is",
        "{{ {'name': sender.name, 'age': 3} | json }}",
        '{"name":"小明","age":3}',
        asks=True,
    ),
    Entry(
        "lower",
        lambda value: as_text(value).lower(),
        "small letters",
        "{{ 'ABC' | lower }}",
        "abc",
    ),
    Entry(
        "mask",
        _mask,
        "hides the middle of a number or name; `mask(2, 3)` shows two characters and three",
        "{{ '13800000000' | mask }} {{ '小明' | mask }}",
        "138****0000 小*",
    ),
    Entry(
        "replace",
        _replace,
        "every occurrence of one text replaced by another",
        "{{ '10 元' | replace('元', '块') }}",
        "10 块",
    ),
    Entry("string", as_text, "the value as a text", "{{ (5 | string) ~ '%' }}", "5%"),
    Entry(
        "title",
        lambda value: as_text(value).title(),
        "every word begins with a large letter",
        "{{ 'ann lee' | title }}",
        "Ann Lee",
    ),
    Entry(
        "trim",
        lambda value: as_text(value).strip(),
        "without blanks at the ends",
        "{{ '  好 ' | trim }}",
        "好",
    ),
    Entry(
        "truncate",
        _truncate,
        "at most so many characters (60), the last of them `…` where something is cut off",
        "{{ '一二三四五六' | truncate(4) }}",
        "一二三…",
    ),
    Entry(
        "upper",
        lambda value: as_text(value).upper(),
        "capital letters",
        "{{ 'abc' | upper }}",
        "ABC",
    ),
    Entry(
        "urlencode",
        lambda value: quote(as_text(value), safe=""),
        "as a part of a web address",
        "{{ '红 茶' | urlencode }}",
        "%E7%BA%A2%20%E8%8C%B6",
    ),
    Entry(
        "wordcount",
        _wordcount,
        "how many words; each Chinese character counts as one",
        "{{ '你好 hello world' | wordcount }}",
        "4",
        asks=True,
    ),
)
"""The filters of texts."""
