"""How the service writes text into `Content` and into names: HTML-like, with its own emoji tags."""

from __future__ import annotations

import re
from html import escape

_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_FLAG = re.compile("([\U0001f1e6-\U0001f1ff])([\U0001f1e6-\U0001f1ff])")
_KNOWN = re.compile("[\U0001f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f680-\U0001f6c5]")
_CONFUSED = {"1f63c", "1f639", "1f63a", "1f4ab", "1f64d", "1f63b", "1f63d", "1f64e", "1f63f"}
"""Codes with which the service itself means another picture; ours are left as characters."""


def wire_text(text: str) -> str:
    """Plain text as it stands in a message: entities, `<br/>`, emoji tags.

    Quotes stay as they are (captured). A typed `<br/>` becomes `&lt;br/&gt;`.
    """
    escaped = escape(text, quote=False).replace("\r\n", "\n").replace("\n", "<br/>")
    if escaped.isascii():
        return escaped
    escaped = _KEYCAP.sub(lambda m: _span(f"{ord(m[1]):x}20e3"), escaped)
    escaped = _FLAG.sub(lambda m: _span(f"{ord(m[1]):x}{ord(m[2]):x}"), escaped)
    return _KNOWN.sub(_emoji, escaped)


def wire_xml(xml: str) -> str:
    """XML as it stands in a message: escaped once, its newlines as `<br/>`."""
    return escape(xml, quote=False).replace("\n", "<br/>")


def _emoji(match: re.Match[str]) -> str:
    code = f"{ord(match[0]):x}"
    return match[0] if code in _CONFUSED else _span(code)


def _span(code: str) -> str:
    return f'<span class="emoji emoji{code}"></span>'
