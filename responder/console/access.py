"""Who may look: one token of the owner, and what follows from it.

The cookie and the word that every change carries are made from the token, so nothing else is kept,
and neither of them tells the token.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault, SettingError

if TYPE_CHECKING:
    from pathlib import Path

    from responder.console.address import Address

FILE = "console.token"
TOKEN_BYTES = 32
TOKEN_CHARS_MIN = 16
"""Shorter ones of the owner's own making are refused: they can be guessed."""

VARIABLE = "RESPONDER_CONSOLE_TOKEN"


@dataclass(frozen=True, slots=True)
class Access:
    """What opens the console.

    Args:
        token: Whoever has it may look and change.
    """

    token: str = field(repr=False)

    @property
    def cookie(self) -> str:
        """What a browser keeps in place of the token."""
        return self._made("cookie")

    @property
    def csrf(self) -> str:
        """What every form of ours carries, and no page of a stranger knows."""
        return self._made("form")

    def is_token(self, given: str) -> bool:
        """Whether this is the token; takes as long whatever is wrong with it."""
        return _same(given, self.token)

    def is_cookie(self, given: str) -> bool:
        """Whether this is the cookie."""
        return _same(given, self.cookie)

    def is_csrf(self, given: str) -> bool:
        """Whether this came from a form of ours."""
        return _same(given, self.csrf)

    def _made(self, what: str) -> str:
        return hmac.new(self.token.encode(), what.encode(), hashlib.sha256).hexdigest()


def access_to(address: Address, state_dir: Path, chosen: str) -> Access:
    """What opens the console at an address.

    Args:
        address: Where it listens.
        state_dir: Where a token is kept that the owner did not choose.
        chosen: The token of `RESPONDER_CONSOLE_TOKEN`; `""` if there is none.

    Raises:
        SettingError: The token is too short, or missing where others than this machine get to.
        EnvironmentFault: The file can not be read or written.
    """
    if chosen:
        if len(chosen) < TOKEN_CHARS_MIN or not (chosen.isascii() and chosen.isprintable()):
            msg = f"{VARIABLE}: expected at least {TOKEN_CHARS_MIN} letters, digits and signs"
            raise SettingError(msg)
        return Access(chosen)
    if not address.is_loopback:
        msg = (
            f"--console {address}: others than this machine get there, so it needs a token of your"
            f" choice in {VARIABLE}; without one only 127.0.0.1 is served"
        )
        raise SettingError(msg)
    return Access(_kept(state_dir / FILE))


def _kept(path: Path) -> str:
    """The token of a file that only its owner can read; made where there is none."""
    try:
        if path.exists():
            safe = not stat.S_IMODE(path.stat().st_mode) & 0o077
            token = path.read_text("ascii").strip()
            if safe and len(token) >= TOKEN_CHARS_MIN:
                return token
            path.unlink()  # others could read it: it opens nothing any more
        token = secrets.token_urlsafe(TOKEN_BYTES)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token + "\n")
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        msg = f"{path}: the console's token can not be kept: {reason}"
        raise EnvironmentFault(msg) from error
    return token


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
