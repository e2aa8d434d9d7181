"""Which browsers may come in: those that mean this machine, sent by no page of a stranger.

The simulator has no secrets, but a web page anywhere could else write as its friends, or read along
by leading a name of its own to our number (DNS rebinding). Programs pass: they send no `Origin`.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from responder.simulator.answer import HTML_TYPE, Answer

if TYPE_CHECKING:
    from responder.simulator.request import Request

SAFE = (
    (
        "Content-Security-Policy",
        (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
"""Headers of each page: a browser loads nothing from elsewhere, and runs no script in a page."""

OURS = ("localhost", "test")
"""Last parts of names that nobody can own."""


def refusal(request: Request) -> Answer | None:
    """Why a request to what only people of this machine may use is refused; None if it is not."""
    if not is_ours(request):
        return _no(421, "This page has another name: open it by its number, such as 127.0.0.1.")
    if request.method == "GET":
        return None
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        return _no(403, "This came from another page.")
    if request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        return _no(403, "This came from another page.")
    return None


def is_ours(request: Request) -> bool:
    """Whether the `Host` header is a number, a name without a dot, or one of the service's own."""
    host = request.host
    if request.to_real_host or "." not in host or host.rpartition(".")[2] in OURS:
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def page(text: str, status: int = 200) -> Answer:
    """A page for a person."""
    return Answer(status, (HTML_TYPE, *SAFE), text.encode("utf-8", "replace"))


def _no(status: int, sentence: str) -> Answer:
    return Answer(status, (("Content-Type", "text/plain"), *SAFE), sentence.encode())
