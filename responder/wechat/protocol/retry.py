"""When to try again, and after how long: two small parts, no loop and no clock.

A caller asks `is_transient` about the error it met and takes the next number of seconds from
`delays`; after a success it starts a fresh generator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.errors import RemoteProtocolError, TransportError, WeChatError
from responder.wechat.protocol.codes import Ret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

FIRST_S = 1.0
CAP_S = 60.0
"""The service asks for patience, not for silence: after a minute apart we keep knocking."""

JITTER = 0.25
"""Each delay is stretched by up to this share, so that many clients do not return as one."""

CLIENT_FAULTS = range(400, 500)


def is_transient(error: BaseException) -> bool:
    """Whether the same call may well succeed later, with nothing else changed.

    True for a broken network, 5xx, redirects to a login page, HTML or truncated answers and the
    service's own "system error"; false for refusals, the end of the session, and 4xx.
    """
    match error:
        case TransportError(reason="status", status=status):
            return status not in CLIENT_FAULTS
        case TransportError() | RemoteProtocolError():
            return True
        case WeChatError(ret=ret):
            return ret in {Ret.SYSTEM, Ret.LOGIC}
    return False


def delays(rng: Random, first_s: float = FIRST_S, cap_s: float = CAP_S) -> Iterator[float]:
    """Seconds to wait before each next attempt: 1, 2, 4 … 60, each up to a quarter longer."""
    base_s = first_s
    while True:
        yield base_s * (1 + JITTER * rng.random())
        base_s = min(base_s * 2, cap_s)
