"""A request as the simulator sees it: already read from the wire, nothing decided yet.

It knows HTTP's text forms (query, cookies, JSON, multipart) and nothing of accounts or endpoints.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

Json: TypeAlias = dict[str, Any]
"""A JSON object; its values are read with the tolerant readers of `wire`."""

REAL_DOMAINS = ("qq.com", "wechat.com")
NAMED_BY_FIRST_PART = frozenset({"qrcode", "l", "_sim"})


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, body complete.

    Args:
        method: Upper case.
        path: Percent-decoded, without the query.
        query: Decoded parameters; of a repeated one the first.
        raw_query: As sent.
        headers: Names in lower case; of a repeated one the last, cookies joined.
        cookies: Name to value.
        body: Bytes as sent.
        scheme: `http` or `https`.
    """

    method: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    raw_query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    scheme: str = "http"

    @property
    def endpoint(self) -> str:
        """The name of the call: mostly the last part of the path."""
        first, _, rest = self.path.strip("/").partition("/")
        if rest and first in NAMED_BY_FIRST_PART:
            return first
        return self.path.rstrip("/").rpartition("/")[2] or "index"

    @property
    def last_part(self) -> str:
        """Last part of the path: the uuid of `/qrcode/{uuid}` and `/l/{uuid}`."""
        return self.path.rpartition("/")[2]

    @property
    def host(self) -> str:
        """Host header without its port, lower case."""
        return (urlsplit(f"//{self.headers.get('host', '')}").hostname or "").lower()

    @property
    def origin(self) -> str:
        """`scheme://host[:port]` as the client wrote it."""
        return f"{self.scheme}://{self.headers.get('host', 'localhost')}"

    @property
    def to_real_host(self) -> bool:
        """Whether the client believes to talk to the service itself."""
        return any(self.host == d or self.host.endswith("." + d) for d in REAL_DOMAINS)

    def json(self) -> Json | None:
        """The body as a JSON object; None when it is anything else."""
        try:
            value = json.loads(self.body, strict=False)
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def form(self) -> dict[str, bytes]:
        """Parts of a `multipart/form-data` body by name; empty when it is none."""
        kind, _, rest = self.headers.get("content-type", "").partition(";")
        _, _, boundary = rest.partition("boundary=")
        if kind.strip().lower() != "multipart/form-data" or not boundary:
            return {}
        mark = b"--" + boundary.partition(";")[0].strip().strip('"').encode("latin-1", "replace")
        return dict(_part(piece) for piece in self.body.split(mark)[1:-1])


def make_request(
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
    scheme: str = "http",
) -> Request:
    """A request from its parts on the wire.

    Args:
        method: Any case.
        target: Path and query, or an absolute URL.
        headers: In order, names in any case, repeats allowed.
        body: Complete.
        scheme: How it came.
    """
    # A query may hold a URL of its own, not encoded: only a target that begins as one is absolute.
    absolute = target.lower().startswith(("http://", "https://"))
    rest = target.split("://", 1)[1].partition("/")[2] if absolute else target.lstrip("/")
    path, _, raw_query = rest.partition("?")
    folded: dict[str, str] = {}
    cookie_lines = []
    for name, value in headers:
        if name.lower() == "cookie":
            cookie_lines.append(value)
        else:
            folded[name.lower()] = value
    query: dict[str, str] = {}
    for name, value in parse_qsl(raw_query, keep_blank_values=True):
        query.setdefault(name, value)
    return Request(
        method=method.upper(),
        path="/" + unquote(path),
        query=query,
        raw_query=raw_query,
        headers=folded,
        cookies=_cookies(cookie_lines),
        body=body,
        scheme=scheme,
    )


def _cookies(lines: list[str]) -> dict[str, str]:
    pairs = (pair.partition("=") for line in lines for pair in line.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def _part(piece: bytes) -> tuple[str, bytes]:
    head, _, body = piece.partition(b"\r\n\r\n")
    _, _, rest = head.partition(b'name="')
    name = rest.partition(b'"')[0].decode("utf-8", "replace")
    return name, body.removesuffix(b"\r\n")
