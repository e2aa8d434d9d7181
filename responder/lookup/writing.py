"""A request as it goes over the wire: secrets in their places, the body written, headers in order.

It must not know how it is sent.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import httpx

from responder import __version__
from responder.rules.requests import FetchFailure, Form, Why, mark_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.requests import FetchRequest, Pairs

URL_CHARS_MAX: Final = 8_000
"""Of an address with its query: what common servers take."""

HIDDEN: Final = "***"
"""Stands for a secret where an answer repeats it."""

_NAME: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?")
_TYPES: Final = {
    Form.JSON: "application/json",
    Form.FORM: "application/x-www-form-urlencoded",
}


class UnsendableError(Exception):
    """A request that can not be sent.

    Args:
        failure: Why not.
    """

    def __init__(self, failure: FetchFailure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Written:
    """A request with its secrets; nothing of it is ever shown.

    Args:
        method: Of HTTP.
        url: Whole.
        headers: In order, without `Host` and what belongs to a connection.
        body: Encoded.
    """

    method: str
    url: httpx.URL
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def __repr__(self) -> str:
        """Without secrets."""
        return f"Written({self.method} {self.url.host})"


def written(request: FetchRequest, secrets: dict[str, str]) -> Written:
    """Write a request.

    Args:
        request: What is asked.
        secrets: By name, all it needs.

    Raises:
        UnsendableError: The address or a header is none.
    """
    url = _url(_filled(request, secrets, request.url, lambda text: quote(text, safe="")))
    query = _pairs(request, secrets, request.query)
    if query:
        url = url.copy_merge_params(tuple(query))
    if len(str(url)) > URL_CHARS_MAX:
        raise _invalid(f"an address of at most {URL_CHARS_MAX:,} characters, got a longer one")
    body = b""
    if request.form is Form.JSON:
        body = _filled(request, secrets, request.body, _in_json).encode()
    elif request.form is Form.FORM:
        pairs = tuple((name, value) for name, value in json.loads(request.body))
        body = urlencode(_pairs(request, secrets, pairs)).encode()
    return Written(request.method, url, tuple(_headers(request, secrets)), body)


def secrets_in(request: FetchRequest) -> frozenset[str]:
    """The names of the secrets that a request needs."""
    if not request.mark:
        return frozenset()
    texts = [request.url, request.body, *(value for _, value in request.headers + request.query)]
    found = re.compile(mark_of("([A-Za-z0-9_]+)", re.escape(request.mark)))
    return frozenset(name for text in texts for name in found.findall(text))


def is_callable(url: httpx.URL) -> bool:
    """Whether an address is one of HTTP, names a computer, and holds no password."""
    host = _HOST.fullmatch(url.raw_host.decode("ascii", "replace"))
    return url.scheme in {"http", "https"} and host is not None and not url.userinfo


def _url(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
        sound = is_callable(url)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        sound = False
    if not sound:
        raise _invalid("an address such as https://shop.example/orders, got another text")
    return url.copy_with(fragment=None)


def _headers(request: FetchRequest, secrets: dict[str, str]) -> list[tuple[bytes, bytes]]:
    own = {name.lower() for name, _ in request.headers}
    usual = [
        ("Accept", "application/json, text/*;q=0.9, */*;q=0.5"),
        ("Accept-Encoding", "gzip, deflate"),
        ("User-Agent", f"wechat-responder/{__version__}"),
    ]
    if request.key:
        usual.append(("Idempotency-Key", request.key))
    if request.form is not None:
        usual.append(("Content-Type", _TYPES[request.form]))
    mine = [(name, _filled(request, secrets, value, str)) for name, value in request.headers]
    pairs = [pair for pair in usual if pair[0].lower() not in own] + mine
    for name, value in pairs:
        if not _NAME.fullmatch(name) or any(char in "\r\n\0" for char in value):
            raise _invalid("headers of one line each, got one that is none")
    return [(name.encode(), value.strip().encode()) for name, value in pairs]


def _pairs(request: FetchRequest, secrets: dict[str, str], pairs: Pairs) -> list[tuple[str, str]]:
    return [(name, _filled(request, secrets, value, str)) for name, value in pairs]


def _filled(
    request: FetchRequest, secrets: dict[str, str], text: str, spelled: Callable[[str], str]
) -> str:
    """A text with its secrets in it, each spelled as that place asks."""
    for name, secret in secrets.items():
        text = text.replace(mark_of(name, request.mark), spelled(secret))
    return text


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _invalid(words: str) -> UnsendableError:
    return UnsendableError(FetchFailure(Why.INVALID, f"expected {words}"))
