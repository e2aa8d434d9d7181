"""Tolerant readers for what the wire really carries.

The service sends numbers as text and text as numbers, leaves fields out and puts null where a list
belongs (fault catalogue 30 to 35), so each reader has a default and none raises; only `parse_json`
does, when there is no JSON object at all.
"""

from __future__ import annotations

import json
from typing import Any

from responder.errors import RemoteProtocolError

BODY_BYTES_MAX = 32 * 1024 * 1024
"""Larger answers are refused: the biggest honest one (a contact page) is far below."""


def decode(body: bytes) -> str:
    """Bytes as UTF-8, whatever the header says; broken ones become U+FFFD."""
    return body.decode("utf-8", "replace")


def parse_json(endpoint: str, body: bytes) -> dict[str, Any]:
    """Read a JSON object leniently (control characters in strings are allowed).

    Raises:
        RemoteProtocolError: Empty, HTML, truncated, or not an object.
    """
    if len(body) > BODY_BYTES_MAX:
        raise RemoteProtocolError(endpoint, "answer larger than 32 MiB", body[:1024])
    text = decode(body).lstrip("\ufeff").strip()
    if not text:
        raise RemoteProtocolError(endpoint, "empty answer where JSON was expected")
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        what = "a web page" if text.startswith("<") else "broken JSON"
        raise RemoteProtocolError(endpoint, f"{what} where JSON was expected", text) from error
    if not isinstance(value, dict):
        raise RemoteProtocolError(endpoint, "JSON that is not an object", text)
    return value


def as_int(value: object, default: int = 0) -> int:
    """An int from an int, a whole float or decimal text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    try:
        if isinstance(value, float):
            return int(value)
        if isinstance(value, str):
            return int(value.strip())
    except (ValueError, OverflowError):
        pass
    return default


def as_str(value: object, default: str = "") -> str:
    """Text from text or a number; anything else is the default.

    JSON can spell half of a surrogate pair, which no encoding can write; it becomes `?`.
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return str(value)
        except ValueError:  # an int of more digits than Python prints
            return default
    return default


def as_list(value: object) -> list[Any]:
    """A list, or the empty one."""
    return value if isinstance(value, list) else []


def as_dict(value: object) -> dict[str, Any]:
    """A mapping, or the empty one."""
    return value if isinstance(value, dict) else {}
