"""Identifiers in the forms the service gives them, drawn from a seeded source."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from random import Random

MSG_ID_MIN = 10**18
MSG_ID_MAX = 2**63 - 1
"""63-bit and 19 digits: beyond what a float or JavaScript keeps."""


def uuid(rng: Random) -> str:
    """Of a login: 12 characters, ends in `==`."""
    return urlsafe_b64encode(rng.randbytes(7)).decode()


def sid(rng: Random) -> str:
    """Of a session: 16 characters of base64, always with `+` and `/` to catch sloppy encoding."""
    text = b64encode(rng.randbytes(9)).decode()
    return f"{text[:4]}+{text[4:8]}/{text[8:12]}{text[0]}{text[5]}"


def skey(rng: Random) -> str:
    """`@crypt_`, 8 hex digits, `_`, 32 hex digits."""
    return f"@crypt_{rng.randbytes(4).hex()}_{rng.randbytes(16).hex()}"


def pass_ticket(rng: Random) -> str:
    """Percent-encoded already, as the XML of webwxnewloginpage has it."""
    return quote(b64encode(rng.randbytes(32)).decode(), safe="")


def ticket(rng: Random) -> str:
    """Of the redirect that ends a login."""
    return urlsafe_b64encode(rng.randbytes(18)).decode() + "@qrticket_0"


def data_ticket(rng: Random) -> str:
    """24 characters, for uploads and downloads."""
    return urlsafe_b64encode(rng.randbytes(18)).decode()


def auth_ticket(rng: Random) -> str:
    """192 characters of base64; a later push login shows it."""
    return b64encode(rng.randbytes(144)).decode()


def msg_id(rng: Random) -> int:
    """Of a message."""
    return rng.randrange(MSG_ID_MIN, MSG_ID_MAX)


def media_id(rng: Random) -> str:
    """Of an upload: `@crypt_` and some hundred hex digits."""
    return f"@crypt_{rng.randbytes(4).hex()}_{rng.randbytes(160).hex()}"


def ticket_v2(rng: Random) -> str:
    """Of a friend request."""
    return f"v2_{rng.randbytes(40).hex()}@stranger"


def digest(*parts: str, size: int = 32) -> str:
    """The same hex text for the same parts; `size` bytes of it."""
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=size).hexdigest()
