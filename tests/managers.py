"""A service manager, as far as it listens to what a daemon tells it."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Manager:
    """A service manager that listens.

    Args:
        address: As it stands in `NOTIFY_SOCKET`.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind("\0" + address[1:] if address.startswith("@") else address)
        self._socket.setblocking(False)  # noqa: FBT003 - the standard library's own

    def heard(self) -> list[str]:
        """What it was told since it was asked last."""
        words = []
        try:
            while True:
                words.append(self._socket.recv(4096).decode())
        except BlockingIOError:
            return words

    def close(self) -> None:
        """It goes away, and leaves its socket's name behind."""
        self._socket.close()


@contextmanager
def listening(address: str) -> Iterator[Manager]:
    """A manager at an address."""
    manager = Manager(address)
    try:
        yield manager
    finally:
        manager.close()
