"""A request as a value: what `build_*` makes and the client sends as it is.

The URL is complete, query included, so that no HTTP library gets the chance to drop or re-encode a
part of it (httpx's `params=` replaces a query that the URL already has).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from responder.wechat.protocol.codes import Endpoint

JSON_HEADERS = (
    ("Accept", "application/json, text/plain, */*"),
    ("Content-Type", "application/json;charset=UTF-8"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request.

    Args:
        endpoint: Which call this is; for logs, faults and time-outs.
        method: `GET` or `POST`.
        url: Absolute and complete.
        headers: Beyond those the client sends with everything.
        body: Bytes as they go out.
        read_timeout_s: How long the answer may take.
        repeatable: Whether the client may silently send it once more when a kept connection turns
            out to be closed. Not the long poll, of which there is one at a time, and not a text:
            whether the first may have arrived is for delivery to know.
    """

    endpoint: Endpoint
    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    read_timeout_s: float = 20.0
    repeatable: bool = True

    def __repr__(self) -> str:
        """Without query and body: they carry the keys of the session."""
        return f"<Request {self.method} {self.url.partition('?')[0]}>"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes one request differ from the last: time and a fresh device id.

    Args:
        ms: Unix time in milliseconds.
        device_id: `e` and 15 decimal digits, new for every request.
    """

    ms: int
    device_id: str

    @property
    def inverted(self) -> int:
        """Bitwise NOT of the time in signed 32 bits, as JavaScript's `~Date.now()`."""
        low = ~self.ms & 0xFFFFFFFF
        return low - 2**32 if low >= 2**31 else low


def with_query(url: str, **query: str | int) -> str:
    """Append query parameters, percent-encoded as `encodeURIComponent` does.

    A query that `url` already has is kept to the letter.
    """
    if not query:
        return url
    pairs = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())
    joint = "?" if "?" not in url else "" if url.endswith(("?", "&")) else "&"
    return f"{url}{joint}{pairs}"


def json_body(value: dict[str, Any]) -> bytes:
    """Compact UTF-8 with raw characters: escapes in message texts are shown to the receiver."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
