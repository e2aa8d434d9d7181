"""The door of the console: nobody gets in without the token, nor by a stranger's page.

Every answer, refusals too, carries headers that let a browser load nothing from elsewhere and run
no script that stands in a page.
"""

from __future__ import annotations

from contextlib import aclosing
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from responder.console.access import Access
    from responder.console.address import Address

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}

FORM_BYTES_MAX = 64 * 1024
"""A form holds a message somebody might send, which is a few thousand characters."""

FORM = "responder.form"
"""Where in the scope the fields of a form stand."""

OPEN = frozenset({"/healthz", "/readyz"})
"""They say a word or two, and who asks them has no token: a service manager, a cluster."""

OPEN_FOLDER = "/static/"
METRICS = "/metrics"
COOKIE_S = 30 * 86_400
"""A browser keeps its cookie for a month."""

log = structlog.get_logger(__name__)


class Guard:
    """Stands before an application.

    Args:
        app: The pages.
        access: Who may see them.
        address: Where they are served.
        stranger: Makes the answer for those who have no token.
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        address: Address,
        stranger: Callable[[Request], Response],
    ) -> None:
        self._app = app
        self._access = access
        self._address = address
        self._stranger = stranger
        # Browsers keep cookies by host alone: two consoles on one machine have each their own.
        self._cookie = f"responder_{address.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_safely(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope, receive)
        try:
            refusal = await self._refusal(request)
            if refusal is None:
                await self._app(scope, receive, send_safely)
            else:
                await refusal(scope, receive, send_safely)
        except ClientDisconnect:
            log.debug("a browser went away")
        except Exception:  # a page that fails must not end the daemon
            log.exception("a page of the console failed", path=scope["path"])
            if not begun:
                answer = PlainTextResponse("This page failed; the log says why.", 500)
                await answer(scope, receive, send_safely)

    async def _refusal(self, request: Request) -> Response | None:
        """What is answered in place of the page; None if the page may answer."""
        if not self._address.is_called(request.headers.get("host", "")):
            return _no(HTTPStatus.MISDIRECTED_REQUEST, "This page has another name.")
        match request.method:
            case "GET" | "HEAD":
                return self._refused_look(request)
            case "POST":
                return await self._refused_change(request)
        return _no(HTTPStatus.METHOD_NOT_ALLOWED, "Not here.")

    def _refused_look(self, request: Request) -> Response | None:
        token = request.query_params.get("token")
        if token is not None and self._access.is_token(token):
            return self._welcome(request.scope["path"])
        return None if self._may_look(request) else self._stranger(request)

    async def _refused_change(self, request: Request) -> Response | None:
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != request.headers["host"]:
            return _no(HTTPStatus.FORBIDDEN, "This came from another page.")
        enters = request.scope["path"] == "/enter"
        if not enters and not self._is_known(request):
            return self._stranger(request)
        form = await _form(request)
        if form is None:
            return _no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is too long.")
        if enters:
            right = self._access.is_token(form.get("token", "").strip())
            return self._welcome("/") if right else self._stranger(request)
        if not self._access.is_csrf(form.get("csrf", "")):
            return _no(HTTPStatus.FORBIDDEN, "This form is too old; load the page again.")
        request.scope[FORM] = form
        return None

    def _may_look(self, request: Request) -> bool:
        path = request.scope["path"]  # by which it is routed; the URL is made from the headers too
        open_ = path in OPEN or path.startswith(OPEN_FOLDER)
        return open_ or (path == METRICS and self._address.is_loopback) or self._is_known(request)

    def _is_known(self, request: Request) -> bool:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.casefold() == "bearer":
            return self._access.is_token(token.strip())
        return self._access.is_cookie(request.cookies.get(self._cookie, ""))

    def _welcome(self, path: str) -> Response:
        """Take the token out of the browser's address and history."""
        # Never `//elsewhere`: that is another host.
        answer = RedirectResponse("/" + path.lstrip("/\\"), HTTPStatus.SEE_OTHER)
        answer.set_cookie(
            self._cookie, self._access.cookie, COOKIE_S, path="/", httponly=True, samesite="strict"
        )
        return answer


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form; None if it is too long, as it says or as it proves to be."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > FORM_BYTES_MAX:
        return None
    body = bytearray()
    async with aclosing(request.stream()) as parts:
        async for part in parts:
            body += part
            if len(body) > FORM_BYTES_MAX:
                return None
    text = body.decode("utf-8", "replace")
    return dict(parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="replace"))


def _no(status: HTTPStatus, sentence: str) -> Response:
    return PlainTextResponse(sentence, status)
