"""Where the console listens: read from `--console`, opened, and asked for by name.

It must not know what is served there.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from dataclasses import dataclass

from responder.errors import EnvironmentFault, SettingError

DEFAULT = "127.0.0.1:8787"
"""What `--console` alone means."""

ON, OFF = "on", "off"

BACKLOG = 64
"""Connections that may wait to be accepted; one browser makes six."""

_FORM = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[\w.-]+)):(?P<port>\d{1,5})", re.ASCII)
_PORT_MAX = 65_535


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen.

    Args:
        host: A name or a number, without brackets.
        port: 0 is any that is free.
    """

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine gets there."""
        number = _number(self.host)
        return self.host == "localhost" if number is None else number.is_loopback

    def __str__(self) -> str:
        """As it stands in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def is_called(self, header: str) -> bool:
        """Whether a `Host` header may mean us.

        A page of a stranger can have its own name lead to our number (DNS rebinding), and then
        reads what we answer; but its browser still says the stranger's name here. So numbers are
        fine, and of names only those that nobody else can own.

        Args:
            header: As sent, with or without a port.
        """
        found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::\d*)?", header)
        if found is None:
            return False
        host = found[1].strip("[]").rstrip(".").casefold()
        return host in {"localhost", self.host.casefold()} or _number(host) is not None


def address_of(given: str) -> Address | None:
    """What `--console` says; None if there is to be no console.

    Raises:
        SettingError: It is no address.
    """
    if given == OFF:
        return None
    found = _FORM.fullmatch(DEFAULT if given == ON else given)
    port = int(found["port"]) if found else 0
    if found is None or port > _PORT_MAX:
        msg = f"--console {given!r}: expected HOST:PORT such as {DEFAULT}, or {OFF}"
        raise SettingError(msg)
    return Address(found["v6"] or found["host"], port)


def listen(address: Address) -> socket.socket:
    """Open the address.

    Raises:
        EnvironmentFault: It is taken, or not ours.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        family, kind, _, _, place = found[0]
        listener = socket.socket(family, kind)
    except OSError as error:
        msg = f"--console {address}: {error.strerror or error}"
        raise EnvironmentFault(msg) from error
    try:
        # A port that was served a moment ago may be taken again at once.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = os.strerror(error.errno) if error.errno else str(error)
        msg = f"--console {address}: {reason}; choose another port, or end what listens there"
        raise EnvironmentFault(msg) from error
    listener.settimeout(0.0)
    return listener


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
