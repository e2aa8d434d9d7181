"""Which host answers what, and which redirects we follow.

Only the redirect of the login tells on which host an account lives; file and push hosts follow
from it. Hosts are compared as hosts, never as parts of a URL: `evil-qq.com.example` is nobody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from responder.errors import RemoteProtocolError, SettingError
from responder.wechat.protocol.codes import Endpoint

CGI = "/cgi-bin/mmwebwx-bin"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
KNOWN_DOMAINS = ("qq.com", "wechat.com")
DEFAULT_LOGIN = ("https://login.weixin.qq.com", "https://login.wx.qq.com")

_FAMILIES = (
    ("wx2.qq.com", "wx2.qq.com"),
    ("wx8.qq.com", "wx8.qq.com"),
    ("qq.com", "wx.qq.com"),
    ("web2.wechat.com", "web2.wechat.com"),
    ("wechat.com", "web.wechat.com"),
)
"""Base host's ending to the domain its siblings hang from; the first that fits wins."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """Origins (`scheme://host[:port]`) of one login.

    Args:
        login: Where uuids come from and logins are polled.
        base: Nearly everything else.
        file: Uploads and downloads.
        push: synccheck; more than one where fail-over is possible, best first.
        pinned: Every request goes to one origin that the user named; redirects do not move it.
    """

    login: str
    base: str
    file: str
    push: tuple[str, ...]
    pinned: bool = False

    @property
    def cgi(self) -> str:
        """Base URL of the session, without a trailing slash."""
        return self.base + CGI

    @property
    def file_cgi(self) -> str:
        """Base URL of uploads and downloads, without a trailing slash."""
        return self.file + CGI

    @property
    def referer(self) -> str:
        """What the official page sends as Referer."""
        return f"{self.base}/?lang=zh_CN"

    def after_redirect(self, redirect_uri: str) -> tuple[Hosts, str]:
        """Hosts of the session that `redirect_uri` opens, and the URL to open it at.

        Raises:
            RemoteProtocolError: The redirect leads to a host that is not the service's.
        """
        parts = _split(redirect_uri)
        host = parts.hostname or ""
        if self.pinned:  # its port may be that behind a proxy, and is not asked itself
            if not (is_known(host) or _same_machine(host, urlsplit(self.base).hostname)):
                raise _foreign(host)
            tail = redirect_uri[redirect_uri.index("://") + 3 :].partition("/")[2]
            return self, f"{self.base}/{tail}"
        if not is_known(host) or parts.scheme != "https" or parts.port not in {None, 443}:
            raise _foreign(host)
        return known_hosts(host, self.login), redirect_uri


def known_hosts(base_host: str, login: str = DEFAULT_LOGIN[0]) -> Hosts:
    """Hosts of an account that lives on `base_host`, a host of the real service."""
    family = next(domain for ending, domain in _FAMILIES if _ends_in(base_host, ending))
    return Hosts(
        login=login,
        base=f"https://{base_host}",
        file=f"https://file.{family}",
        push=(f"https://webpush.{family}", f"https://webpush2.{family}"),
    )


def default_hosts() -> Hosts:
    """Hosts before the first login."""
    return known_hosts("wx.qq.com")


def pinned_hosts(server: str) -> Hosts:
    """Every role at one origin: a simulator, a proxy, a test double.

    Raises:
        SettingError: Not `http(s)://host[:port]`.
    """
    example = "expected http://HOST[:PORT] or https://HOST[:PORT], such as http://127.0.0.1:8800"
    try:
        parts = urlsplit(server)
        port = parts.port
    except ValueError as error:
        msg = f"--server {server!r}: {error}; {example}"
        raise SettingError(msg) from None
    rest = parts.path.rstrip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in {"http", "https"} or not parts.hostname or rest:
        msg = f"--server {server!r} is not the address of a server; {example}"
        raise SettingError(msg)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    return Hosts(login=origin, base=origin, file=origin, push=(origin,), pinned=True)


def is_known(host: str) -> bool:
    """Whether a host belongs to the real service."""
    return any(_ends_in(host.lower(), domain) for domain in KNOWN_DOMAINS)


def _ends_in(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise RemoteProtocolError(Endpoint.LOGIN, "redirect_uri is not a URL", url) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise RemoteProtocolError(Endpoint.LOGIN, "redirect_uri is not a URL", url)
    return parts


def _same_machine(one: str, other: str | None) -> bool:
    return one == other or {one, other} <= LOOPBACK


def _foreign(host: str) -> RemoteProtocolError:
    return RemoteProtocolError(Endpoint.LOGIN, f"the login redirects to a foreign host, {host!r}")
