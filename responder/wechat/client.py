"""The only place where httpx appears: sends a `Request` as it is and maps every failure.

It keeps the cookies of the login and the session everybody sends with. It knows neither what the
endpoints mean nor when to call them.
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass
from functools import lru_cache
from http.cookiejar import Cookie
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import httpx
import trio

from responder.errors import LocalProtocolError, RemoteProtocolError, ResponderError, TransportError
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.request import Stamp
from responder.wechat.protocol.retry import delays, is_transient
from responder.wechat.protocol.wire import BODY_BYTES_MAX, as_int, as_str

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

    from responder.wechat.protocol.request import Request
    from responder.wechat.protocol.session import Session

T = TypeVar("T")

Transport = httpx.AsyncBaseTransport
"""What may stand in for the network."""

CONNECT_TIMEOUT_S = 10.0
ANSWER_SLACK_S = 15.0
"""Beyond connect and read time-out a whole answer may take this long: a server that drips single
bytes resets httpx's read time-out for ever."""

CONNECTIONS_MAX = 32
KEEP_ALIVE_S = 60.0
"""Idle connections are kept this long: longer than the pause between a poll and its reply."""

URLS_KEPT = 16
"""Taken apart: texts leave by the same one all through a login, and that costs as much as a row."""

USER_AGENTS: Final = {
    "uos": "Mozilla/5.0 (Linux; U; UOS x86_64; zh-cn) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/91.0.4472.124 Safari/537.36 UOSBrowser/6.0.1.1001",
    "web": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/128.0.0.0 Safari/537.36",
}

HTTPX_FAULTS: Final[dict[type[Exception], tuple[str, bool]]] = {
    httpx.ConnectError: ("connect", False),
    httpx.ConnectTimeout: ("connect", False),
    httpx.ProxyError: ("connect", False),
    httpx.UnsupportedProtocol: ("connect", False),
    httpx.PoolTimeout: ("timeout", False),
    httpx.ReadTimeout: ("timeout", True),
    httpx.WriteTimeout: ("timeout", True),
    httpx.ReadError: ("broken", True),
    httpx.WriteError: ("broken", True),
    httpx.CloseError: ("broken", True),
    httpx.RemoteProtocolError: ("malformed", True),
    httpx.DecodingError: ("malformed", True),
    httpx.TooManyRedirects: ("malformed", True),
}
"""Each concrete httpx request error: our reason, and whether the service may have got the request.
`httpx.LocalProtocolError` is not here: it is a bug of ours and becomes `LocalProtocolError`."""

REDIRECTS_EXPECTED = frozenset({Endpoint.NEW_LOGIN_PAGE, Endpoint.LOGOUT})
"""Calls whose 3xx is an ordinary answer; anywhere else it leads to a login page."""


FINE = "fine"
"""How a request has ended that got an answer; what else there is, `TransportError` says."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: HTTP status below 400, and the decoded body."""

    status: int
    body: bytes


class Client:
    """One account's HTTP side.

    Args:
        user_agent: Sent with every request.
        transport: Replaces the network; tests give the simulator's.
        now: Unix time in seconds.
        rng: Device ids and jitter; seeded in tests.
        pinned: Cookies are taken whatever domain they name and whether or not they are `Secure`:
            every host is one origin then, perhaps a proxy of the real service over plain HTTP.

    Attributes:
        session: The present login, None while there is none. Login and sync replace it.
        ended: How many requests of each call have ended in which way, for figures.
    """

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENTS["uos"],
        transport: Transport | None = None,
        now: Callable[[], float] = time.time,
        rng: random.Random | None = None,
        pinned: bool = False,
    ) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS_MAX, keepalive_expiry=KEEP_ALIVE_S)
        if pinned:  # and past any proxy of the environment: the origin was named for this purpose
            transport = _OneOrigin(transport or httpx.AsyncHTTPTransport(limits=limits))
        self.session: Session | None = None
        self.ended: Counter[tuple[Endpoint, str]] = Counter()
        self.now = now
        self.rng = rng or random.SystemRandom()
        self._url = lru_cache(URLS_KEPT)(httpx.URL)
        self._http = httpx.AsyncClient(
            transport=transport,
            limits=limits,
            headers={
                "User-Agent": user_agent,
                "Accept": "*/*",
                "Accept-Language": "zh-CN,zh;q=0.9",
            },
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        """Open the connection pool."""
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *args: object) -> None:
        """Close every connection."""
        await self._http.aclose()

    def stamp(self) -> Stamp:
        """Time and device id for one request."""
        return Stamp(int(self.now() * 1000), f"e{self.rng.randrange(10**15):015d}")

    def current(self) -> Session:
        """The present session.

        Raises:
            LocalProtocolError: There is none; the caller should have waited for the login.
        """
        if self.session is None:
            raise LocalProtocolError("called without a session")
        return self.session

    async def call(
        self, build: Callable[[Stamp], Request], parse: Callable[[bytes], T], *, attempts: int = 3
    ) -> T:
        """Build, send and parse, again while the failure is transient.

        Args:
            build: Makes the request; called anew for each attempt.
            parse: Reads the body.
            attempts: How often at most; pauses of 1, 2, 4 … s lie between.

        Raises:
            TransportError: No usable HTTP answer.
            RemoteProtocolError: An answer of another form.
        """
        pauses = delays(self.rng)
        for left in range(attempts - 1, -1, -1):
            try:
                return parse((await self.send(build(self.stamp()))).body)
            except ResponderError as error:
                if not left or not is_transient(error):
                    raise
            await trio.sleep(next(pauses))
        raise LocalProtocolError("a call needs at least one attempt")

    async def send(self, request: Request) -> Answer:
        """Send one request and read the whole answer, within a bounded time.

        A kept-alive connection may have been closed by the server just before we wrote to it: a
        repeatable request is silently sent once more on a new one; not if its login has ended
        meanwhile, for by then its cookies are others.

        Raises:
            TransportError: Unreachable, too slow, broken off, not HTTP, 3xx or 4xx and above.
            RemoteProtocolError: More than 32 MiB.
        """
        login_id = self._login_id()
        try:
            return await self._send(request)
        except TransportError as error:
            stale = error.reason == "broken" or "disconnected" in error.detail
            if not stale or not request.repeatable or self._login_id() != login_id:
                raise
        return await self._send(request)

    def _login_id(self) -> str:
        return "" if self.session is None else self.session.login_id

    async def _send(self, request: Request) -> Answer:
        try:
            answer = await self._whole(request)
        except TransportError as error:
            self.ended[request.endpoint, error.reason] += 1
            raise
        except RemoteProtocolError:
            self.ended[request.endpoint, "malformed"] += 1
            raise
        self.ended[request.endpoint, FINE] += 1
        return answer

    async def _whole(self, request: Request) -> Answer:
        whole_s = CONNECT_TIMEOUT_S + request.read_timeout_s + ANSWER_SLACK_S
        with trio.move_on_after(whole_s):
            return await self._exchange(request)
        raise TransportError(request.endpoint, "timeout", f"not complete after {whole_s:.0f} s")

    async def _exchange(self, request: Request) -> Answer:
        # A part of a file may take as long to leave as an answer to come.
        wait_s = request.read_timeout_s
        timeout = httpx.Timeout(CONNECT_TIMEOUT_S, read=wait_s, write=wait_s)
        try:
            async with self._http.stream(
                request.method,
                self._url(request.url),
                headers=list(request.headers),
                content=request.body,
                timeout=timeout,
            ) as response:
                body = await _read_bounded(response, request.endpoint)
            # Stream and response hold each other; so left, they would wait for the collector.
            response.stream = httpx.ByteStream(b"")
        except httpx.LocalProtocolError as error:
            raise LocalProtocolError(f"{request.endpoint}: {error}") from error
        except tuple(HTTPX_FAULTS) as error:
            reason, sent = HTTPX_FAULTS[_mapped_class(type(error))]
            raise TransportError(request.endpoint, reason, str(error), sent=sent) from error
        except (httpx.InvalidURL, UnicodeError) as error:
            raise TransportError(request.endpoint, "connect", str(error), sent=False) from error
        status = response.status_code
        if status >= 400 or (status >= 300 and request.endpoint not in REDIRECTS_EXPECTED):  # noqa: PLR2004 - the classes of HTTP
            raise TransportError(request.endpoint, "status", status=status)
        return Answer(status, body)

    def cookie(self, name: str) -> str:
        """Value of a cookie, from whichever domain set it last; `""` if none did.

        httpx's own look-up raises when two domains set the same name, as the service does.
        """
        values = [c.value for c in self._http.cookies.jar if c.name == name]
        return values[-1] or "" if values else ""

    def drop_cookies(self, *names: str) -> None:
        """Forget cookies of these names, from every domain."""
        jar = self._http.cookies.jar
        for cookie in [c for c in jar if c.name in names]:
            jar.clear(cookie.domain, cookie.path, cookie.name)

    def prepare_push_cookies(self, base: str, uin: int) -> None:
        """Make the cookies look like those a browser would have when it asks the phone.

        Args:
            base: Origin of the login before.
            uin: Its account.
        """
        host = httpx.URL(base).host
        loaded = self.cookie("wxloadtime").removesuffix("_expired")
        browser_side = {
            "login_frequency": "2",
            "last_wxuin": str(uin),
            "wxloadtime": f"{loaded}_expired",
            "wxpluginkey": loaded,
            "wxuin": str(uin),
            "mm_lang": "zh_CN",
            "MM_WX_NOTIFY_STATE": "1",
            "MM_WX_SOUND_STATE": "1",
        }
        self.drop_cookies("wxsid", "webwx_data_ticket", *browser_side)
        for name, value in browser_side.items():
            self._http.cookies.jar.set_cookie(_cookie(name, {"value": value, "domain": host}))

    def export_cookies(self) -> list[dict[str, Any]]:
        """The cookies with domain, path and expiry, for the session file."""
        return [
            {
                "name": c.name,
                "value": c.value,
                "domain": c.domain,
                "domain_given": c.domain_specified,
                "path": c.path,
                "secure": c.secure,
                "expires": c.expires,
            }
            for c in self._http.cookies.jar
        ]

    def import_cookies(self, saved: Iterable[dict[str, Any]]) -> None:
        """Replace all cookies by saved ones; what is not a cookie is passed over."""
        self._http.cookies.jar.clear()
        for entry in saved:
            if name := as_str(entry.get("name")):
                self._http.cookies.jar.set_cookie(_cookie(name, entry))


class _OneOrigin(httpx.AsyncBaseTransport):
    """Takes domain and `Secure` off every cookie before the jar judges them."""

    _ATTRIBUTES = re.compile(r";\s*(?:domain\s*=[^;]*|secure)(?=;|$)", re.IGNORECASE)

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on and bring its cookies home."""
        response = await self._inner.handle_async_request(request)
        if "set-cookie" in response.headers:
            response.headers = httpx.Headers(
                [
                    (name, self._ATTRIBUTES.sub("", value) if name == "set-cookie" else value)
                    for name, value in response.headers.multi_items()
                ]
            )
        return response

    async def aclose(self) -> None:
        """Close what is below."""
        await self._inner.aclose()


async def _read_bounded(response: httpx.Response, endpoint: str) -> bytes:
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > BODY_BYTES_MAX:
        raise RemoteProtocolError(endpoint, "answer larger than 32 MiB")
    body = bytearray()
    chunks: AsyncIterator[bytes] = response.aiter_bytes()
    async with aclosing(chunks) as pieces:  # type: ignore[type-var]  # httpx types its generator as an iterator
        async for piece in pieces:
            body += piece
            if len(body) > BODY_BYTES_MAX:
                raise RemoteProtocolError(endpoint, "answer larger than 32 MiB")
    return bytes(body)


def _mapped_class(kind: type[BaseException]) -> type[Exception]:
    return next(base for base in kind.__mro__ if base in HTTPX_FAULTS)


def _cookie(name: str, entry: dict[str, Any]) -> Cookie:
    domain = as_str(entry.get("domain"))
    expires = entry.get("expires")
    return Cookie(
        version=0,
        name=name,
        value=as_str(entry.get("value")),
        port=None,
        port_specified=False,
        domain=domain,
        domain_specified=bool(entry.get("domain_given")),
        domain_initial_dot=domain.startswith("."),
        path=as_str(entry.get("path"), "/"),
        path_specified=True,
        secure=bool(entry.get("secure")),
        expires=None if expires is None else as_int(expires),
        discard=expires is None,
        comment=None,
        comment_url=None,
        rest={},
    )
