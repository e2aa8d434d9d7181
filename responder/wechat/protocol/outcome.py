"""What has become of a text whose sending failed: the service's refusals, and all that is doubtful.

It reads errors; it must not know who repeats a text, or when.
"""

from __future__ import annotations

from enum import Enum, auto
from http import HTTPStatus

from responder.errors import (
    LocalProtocolError,
    LoggedOut,
    RemoteProtocolError,
    TooOften,
    TransportError,
    WeChatError,
)
from responder.wechat.protocol.codes import Ret
from responder.wechat.protocol.retry import CLIENT_FAULTS

REFUSALS = {
    Ret.PARAMETER: "the service refused it as malformed",
    Ret.PARSER_REQUEST: "the service could not read the request",
    Ret.NO_SUCH_GROUP: "the group no longer exists, or this account is no longer in it",
    Ret.TICKET: "the friend request is too old, or was answered already",
    Ret.NOT_A_FRIEND: "the receiver is not a friend of this account",
    Ret.ENVIRONMENT: "the service no longer lets this account write",
}


class UnsendableError(Exception):
    """What was to be done can not be, now or ever; the text says why."""


class Verdict(Enum):
    """What an error says of a text."""

    REFUSED = auto()
    """Not delivered, and never will be."""
    LATER = auto()
    """Not delivered; try again."""
    DOUBTFUL = auto()
    """Perhaps delivered; try again with the same ClientMsgId."""
    THROTTLED = auto()
    """Not delivered; the whole account has to wait."""
    OFFLINE = auto()
    """Not delivered; the login is over."""


def judge(error: Exception) -> Verdict:
    """What has become of a text whose sending raised `error`."""
    verdict = Verdict.REFUSED
    match error:
        case LoggedOut() | LocalProtocolError():
            verdict = Verdict.OFFLINE
        case TooOften() | TransportError(status=HTTPStatus.TOO_MANY_REQUESTS):
            verdict = Verdict.THROTTLED
        case WeChatError(ret=Ret.SYSTEM | Ret.LOGIC) | TransportError(sent=False):
            verdict = Verdict.LATER
        case TransportError(status=status) if status in CLIENT_FAULTS:
            verdict = Verdict.REFUSED
        case TransportError() | RemoteProtocolError():
            verdict = Verdict.DOUBTFUL
    return verdict


def reason_of(error: Exception) -> str:
    """Why a text was refused, as a sentence."""
    match error:
        case WeChatError(ret=ret) if ret in REFUSALS:
            return REFUSALS[Ret(ret)]
        case LookupError():
            return "this chat is not known in the present login"
    return str(error)
