"""`BaseResponse`: the verdict that every JSON answer carries, and what it means for the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from responder.errors import LoggedOut, RemoteProtocolError, TooOften, WeChatError
from responder.wechat.protocol.codes import LOGGED_OUT, TOO_OFTEN
from responder.wechat.protocol.wire import as_int, as_str


@dataclass(frozen=True, slots=True)
class BaseResponse:
    """The service's verdict on a call.

    Args:
        ret: 0 where all is well; see `codes.Ret`.
        err_msg: The service's words, mostly none, sometimes Chinese.
    """

    ret: int = 0
    err_msg: str = ""


def parse_base(endpoint: str, answer: dict[str, Any]) -> BaseResponse:
    """Read the verdict of an answer.

    It is the one field without a default: an answer that does not say whether the call worked must
    not pass for a success.

    Raises:
        RemoteProtocolError: There is none, or its `Ret` is no number.
    """
    base = answer.get("BaseResponse")
    if not isinstance(base, dict):
        raise RemoteProtocolError(endpoint, "no BaseResponse in the answer", repr(sorted(answer)))
    ret = read_ret(base.get("Ret"))
    if ret is None:
        raise RemoteProtocolError(endpoint, "BaseResponse.Ret is not a number", repr(base))
    return BaseResponse(ret, as_str(base.get("ErrMsg")))


def read_ret(value: object) -> int | None:
    """A code from a number or from its text; None where it is neither."""
    low, high = as_int(value, -1), as_int(value, 1)
    return low if low == high else None


def raise_for_ret(endpoint: str, base: BaseResponse) -> None:
    """Turn any code but 0 into the error that says what to do about it.

    Raises:
        LoggedOut: 1100, 1101, 1102: the session is over.
        TooOften: 1205, 1105: wait.
        WeChatError: Any other.
    """
    if base.ret == 0:
        return
    kind = WeChatError
    if base.ret in LOGGED_OUT:
        kind = LoggedOut
    elif base.ret in TOO_OFTEN:
        kind = TooOften
    raise kind(endpoint, base.ret, base.err_msg)
