"""Asks other computers: every address checked and then called itself, every answer bounded.

It keeps no cookies, uses no proxy of the environment, and nothing it says holds more of an address
than its host. It must not know rules, or when to ask.
"""

from __future__ import annotations

import socket
import zlib
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, TypeVar

import httpx
import trio

from responder.lookup.addresses import Allowed, address_of
from responder.lookup.cache import Cache
from responder.lookup.secrets import Secrets
from responder.lookup.writing import (
    HIDDEN,
    UnsendableError,
    Written,
    is_callable,
    secrets_in,
    written,
)
from responder.rules.requests import (
    ANSWER_BYTES_MAX,
    Fetched,
    FetchFailure,
    FetchRequest,
    NotJsonError,
    Why,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from responder.lookup.addresses import Address
    from responder.rules.requests import FetchResult

_Made = TypeVar("_Made")

REDIRECTS_MAX: Final = 5
"""As many as common clients follow; each costs a look-up and a connection."""

PAUSES_S: Final = (0.5, 1.5)
"""Before the second and third attempt: a service that restarts is back, and nobody has waited long
for more."""

ADDRESSES_MAX: Final = 4
"""Of one name that are tried, those of IPv4 first: many a machine has IPv6 in name only."""

CONNECT_S_MAX: Final = 5.0
"""For so long one address may be silent while there is another."""

DOWNLOAD_S: Final = 60.0
"""For so long a file is waited for: 20 MB over a slow line."""

_REPEATABLE: Final = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""Methods that may be repeated whatever became of the first attempt (RFC 9110, 9.2.2)."""

_PASSING: Final = frozenset({502, 503, 504})
"""Status of a service that may answer in a moment."""

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD: Final = frozenset({307, 308})
_FINE: Final = (200, 300)
_WBITS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15, "": 0, "identity": 0}
"""Encodings of a body, and what zlib calls them."""


class Resolve(Protocol):
    """Finds the addresses of a name."""

    async def __call__(self, host: str, port: int, /) -> tuple[Address, ...]:
        """In the order they are to be tried; none if there are none."""


async def resolve(host: str, port: int) -> tuple[Address, ...]:
    """Ask the resolver of the machine."""
    try:
        found = await trio.socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    addresses = [address_of(str(one[4][0]).partition("%")[0]) for one in found]
    unique = dict.fromkeys(one for one in addresses if one is not None)
    return tuple(sorted(unique, key=lambda one: one.version))


@dataclass(frozen=True, slots=True)
class Network:
    """What tests replace.

    Args:
        resolve: Finds addresses.
        transport: Carries requests; None: connections of the machine.
    """

    resolve: Resolve = resolve
    transport: httpx.AsyncBaseTransport | None = None


ONLY_PUBLIC: Final = Allowed()
NO_SECRETS: Final = Secrets()
MACHINE: Final = Network()


class _FailedError(Exception):
    """An attempt came to nothing.

    Args:
        failure: Why.
        again: Whether another attempt may go better.
        sent: Whether the other side may have got it.
    """

    def __init__(self, failure: FetchFailure, *, again: bool = False, sent: bool = True) -> None:
        super().__init__(failure)
        self.failure = failure
        self.again = again
        self.sent = sent


class FetchClient:
    """Asks for one account.

    Args:
        allowed: Where to, beside public addresses.
        secrets: Those that rules may send.
        now: Unix seconds, for what is kept for a while.
        network: What tests replace.
    """

    def __init__(
        self,
        *,
        now: Callable[[], float],
        allowed: Allowed = ONLY_PUBLIC,
        secrets: Secrets = NO_SECRETS,
        network: Network = MACHINE,
    ) -> None:
        self._allowed = allowed
        self._secrets = secrets
        self._resolve = network.resolve
        self._transport = network.transport
        self._cache = Cache(now)

    async def fetch(self, request: FetchRequest) -> FetchResult:
        """Ask, and wait no longer than the request says; nothing is raised."""
        kept = self._cache.get(request)
        if kept is not None:
            return kept
        result = await self._within_time(request, ANSWER_BYTES_MAX, _result)
        self._cache.put(request, result)
        return result

    async def download(self, url: str, bytes_max: int) -> bytes | FetchFailure:
        """A file as it is, under the same guard; nothing is raised.

        Args:
            url: Where it is.
            bytes_max: A larger one is none.
        """
        headers = (("Accept", "*/*"),)
        request = FetchRequest("GET", url, "", headers=headers, timeout_s=DOWNLOAD_S)
        return await self._within_time(request, bytes_max, _whole)

    async def _within_time(
        self, request: FetchRequest, bytes_max: int, finish: _Finish[_Made]
    ) -> _Made | FetchFailure:
        with trio.move_on_after(request.timeout_s):
            return await self._attempts(request, bytes_max, finish)
        return FetchFailure(Why.TIMEOUT, f"no whole answer within {request.timeout_s:g} s")

    async def aclose(self) -> None:
        """Close what is open."""
        if self._transport is not None:
            await self._transport.aclose()

    async def _connected(self) -> httpx.AsyncBaseTransport:
        """The connections of the machine; in a thread, for reading the certificates takes 60 ms."""
        context = await trio.to_thread.run_sync(httpx.create_ssl_context)
        if self._transport is None:
            # No connection is kept: one that was verified for a name is never used for another.
            limits = httpx.Limits(max_keepalive_connections=0)
            self._transport = httpx.AsyncHTTPTransport(verify=context, limits=limits)
        return self._transport

    async def _attempts(
        self, request: FetchRequest, bytes_max: int, finish: _Finish[_Made]
    ) -> _Made | FetchFailure:
        secrets: dict[str, str] = {}
        for name in sorted(secrets_in(request)):
            secret = self._secrets.get(name)
            if secret is None:
                return FetchFailure(Why.SECRET, f"there is no secret {name}")
            secrets[name] = secret
        try:
            ready = written(request, secrets)
        except UnsendableError as error:
            return error.failure
        for pause_s in (*PAUSES_S, None):
            try:
                answer, host = await self._attempt(ready, bytes_max)
                return finish(answer, host, tuple(secrets.values()))
            except _FailedError as failed:
                repeatable = ready.method in _REPEATABLE or not failed.sent
                if pause_s is None or not (failed.again and repeatable):
                    return failed.failure
                await trio.sleep(pause_s)
        raise AssertionError  # the last pause is None

    async def _attempt(self, asked: Written, bytes_max: int) -> tuple[_Answer, str]:
        """The answer, and the host that gave it."""
        for _ in range(REDIRECTS_MAX + 1):
            answer = await self._hop(asked, bytes_max)
            if answer.status not in _MOVED:
                return answer, asked.url.host
            asked = _moved(asked, answer)
        raise _FailedError(FetchFailure(Why.REDIRECT, f"more than {REDIRECTS_MAX} redirects"))

    async def _hop(self, asked: Written, bytes_max: int) -> _Answer:
        """Ask one computer, by an address that was checked."""
        url = asked.url
        host = url.raw_host.decode("ascii")
        port = url.port or (443 if url.scheme == "https" else 80)
        literal = address_of(host.strip("[]"))
        found = (literal,) if literal is not None else await self._resolve(host, port)
        if not found:
            words = f"{url.host} can not be found"
            raise _FailedError(FetchFailure(Why.UNREACHABLE, words), again=True, sent=False)
        permitted = [one for one in found if self._allowed.permits(one)][:ADDRESSES_MAX]
        if not permitted:
            words = f"{url.host} is at {found[0]}, which may not be called (--fetch-allow)"
            raise _FailedError(FetchFailure(Why.REFUSED, words))
        for number, address in enumerate(permitted, 1):
            try:
                return await self._ask(asked, address, bytes_max, named=literal is None)
            except _FailedError as failed:
                if failed.sent or number == len(permitted):
                    raise
        raise AssertionError  # there is a last one

    async def _ask(
        self, asked: Written, address: Address, bytes_max: int, *, named: bool
    ) -> _Answer:
        """Ask at this very address: the name is for TLS and for the header alone."""
        transport = self._transport or await self._connected()
        url = asked.url
        extensions: dict[str, object] = {"timeout": {"connect": CONNECT_S_MAX}}
        if named:
            extensions["sni_hostname"] = url.raw_host.decode("ascii")
        request = httpx.Request(
            asked.method,
            url.copy_with(host=str(address)),
            headers=[(b"Host", url.netloc), *asked.headers],
            content=asked.body or None,
            extensions=extensions,
        )
        try:
            response = await transport.handle_async_request(request)
            async with aclosing(response):
                return await _read(response, bytes_max)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            words = f"{url.host} can not be reached"
            failure = FetchFailure(Why.UNREACHABLE, words)
            raise _FailedError(failure, again=True, sent=False) from error
        except httpx.TimeoutException as error:
            raise _FailedError(FetchFailure(Why.TIMEOUT, f"{url.host} did not answer")) from error
        except httpx.HTTPError as error:
            words = f"{url.host} broke off, or does not speak HTTP"
            raise _FailedError(FetchFailure(Why.UNREACHABLE, words), again=True) from error


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes


_Finish: TypeAlias = "Callable[[_Answer, str, tuple[str, ...]], _Made | FetchFailure]"
"""Makes something of an answer, of the host that gave it, without any of some secrets."""


async def _read(response: httpx.Response, bytes_max: int) -> _Answer:
    """The whole body, unpacked piece by piece, so that no more than its bound is ever there."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    status = response.status_code
    if encoding not in _WBITS:
        raise _FailedError(
            FetchFailure(Why.INVALID, f"an answer packed as {encoding[:20]!r}", status)
        )
    wbits = _WBITS[encoding]
    unpacking = zlib.decompressobj(wbits) if wbits else None
    body = bytearray()
    pieces: AsyncIterator[bytes] = response.aiter_raw()
    async with aclosing(pieces):  # type: ignore[type-var]  # httpx types its generator as an iterator
        async for piece in pieces:
            room = bytes_max + 1 - len(body)
            try:
                body += piece if unpacking is None else unpacking.decompress(piece, room)
            except zlib.error as error:
                failure = FetchFailure(Why.INVALID, "a broken answer", status)
                raise _FailedError(failure) from error
            if len(body) > bytes_max:
                words = f"an answer of more than {bytes_max // 1024:,} KiB"
                raise _FailedError(FetchFailure(Why.TOO_LARGE, words, status))
    return _Answer(status, response.headers, bytes(body))


def _moved(asked: Written, answer: _Answer) -> Written:
    """The request to the place that an answer points to."""
    try:
        url = asked.url.join(answer.headers.get("location", ""))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise _FailedError(FetchFailure(Why.REDIRECT, "a redirect to no address")) from error
    if not is_callable(url):
        raise _FailedError(FetchFailure(Why.REDIRECT, "a redirect to no address"))
    if asked.url.scheme == "https" and url.scheme == "http":
        raise _FailedError(FetchFailure(Why.REDIRECT, f"a redirect to {url.host} without TLS"))
    method, body, headers = asked.method, asked.body, asked.headers
    if answer.status not in _KEEPS_METHOD and method != "HEAD":
        method, body = "GET", b""
        headers = tuple(one for one in headers if one[0].lower() != b"content-type")
    if _origin(url) != _origin(asked.url):
        # What was meant for one computer, a token perhaps, is not for another.
        if body:
            raise _FailedError(FetchFailure(Why.REDIRECT, f"a redirect of a body to {url.host}"))
        headers = tuple(one for one in headers if one[0].lower() in _IMPERSONAL)
    return Written(method, url.copy_with(fragment=None), headers, body)


_IMPERSONAL: Final = frozenset({b"accept", b"accept-encoding", b"user-agent"})


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


def _check_status(status: int, host: str) -> None:
    if not _FINE[0] <= status < _FINE[1]:
        failure = FetchFailure(Why.STATUS, f"{host} answered with status {status}", status)
        raise _FailedError(failure, again=status in _PASSING)


def _whole(answer: _Answer, host: str, _: tuple[str, ...]) -> bytes:
    _check_status(answer.status, host)
    return answer.body


def _result(answer: _Answer, host: str, secrets: tuple[str, ...]) -> FetchResult:
    status = answer.status
    _check_status(status, host)
    kind = answer.headers.get("content-type", "")
    says_json = kind.partition(";")[0].strip().lower().endswith(("/json", "+json"))
    text = _text(answer.body, kind, says_json=says_json)
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    if says_json and not text.strip():
        says_json = False  # 204, or an empty answer to a HEAD
    try:
        return Fetched(value_of(text, says_json=says_json), status)
    except NotJsonError:
        return FetchFailure(Why.NOT_JSON, f"{host} answered with JSON that is none", status)


def _text(body: bytes, kind: str, *, says_json: bool) -> str:
    charset = "utf-8-sig"
    for part in () if says_json else kind.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'")
    try:
        return body.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8-sig", "replace")
