"""What has become of a text whose sending failed."""

from __future__ import annotations

import pytest

from responder.errors import LocalProtocolError, RemoteProtocolError, ResponderError, TransportError
from responder.wechat.protocol.base import BaseResponse, raise_for_ret
from responder.wechat.protocol.codes import Endpoint, Ret
from responder.wechat.protocol.outcome import REFUSALS, Verdict, judge, reason_of


def refusal(ret: int) -> ResponderError:
    """The error that a code of the service becomes."""
    with pytest.raises(ResponderError) as caught:
        raise_for_ret(Endpoint.SEND_MSG, BaseResponse(ret))
    return caught.value


@pytest.mark.parametrize(
    ("ret", "verdict"),
    [
        (-1, Verdict.LATER),
        (-2, Verdict.LATER),
        (1, Verdict.REFUSED),
        (-14, Verdict.REFUSED),
        (1100, Verdict.OFFLINE),
        (1101, Verdict.OFFLINE),
        (1102, Verdict.OFFLINE),
        (1105, Verdict.THROTTLED),
        (1200, Verdict.REFUSED),
        (1201, Verdict.REFUSED),
        (1203, Verdict.REFUSED),
        (1204, Verdict.REFUSED),
        (1205, Verdict.THROTTLED),
        (4711, Verdict.REFUSED),
    ],
)
def test_a_code_says_what_became_of_the_text(ret: int, verdict: Verdict) -> None:
    """Every code of the service has one meaning; an unknown one is a refusal."""
    assert judge(refusal(ret)) is verdict


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (302, Verdict.DOUBTFUL),
        (400, Verdict.REFUSED),
        (404, Verdict.REFUSED),
        (429, Verdict.THROTTLED),
        (499, Verdict.REFUSED),
        (500, Verdict.DOUBTFUL),
        (502, Verdict.DOUBTFUL),
        (504, Verdict.DOUBTFUL),
    ],
)
def test_an_http_status_says_what_became_of_the_text(status: int, verdict: Verdict) -> None:
    """A gateway's failure is doubtful, a refusal of the request is none."""
    error = TransportError(Endpoint.SEND_MSG, "status", status=status)
    assert judge(error) is verdict


def test_a_broken_answer_is_doubtful_if_the_request_may_have_arrived() -> None:
    """Only what certainly never reached the service counts as not delivered."""
    assert judge(TransportError(Endpoint.SEND_MSG, "timeout")) is Verdict.DOUBTFUL
    assert judge(TransportError(Endpoint.SEND_MSG, "broken")) is Verdict.DOUBTFUL
    assert judge(RemoteProtocolError(Endpoint.SEND_MSG, "no JSON", "<html>")) is Verdict.DOUBTFUL
    assert judge(TransportError(Endpoint.SEND_MSG, "connect", sent=False)) is Verdict.LATER
    assert judge(TransportError(Endpoint.SEND_MSG, "timeout", sent=False)) is Verdict.LATER


def test_what_never_left_waits_for_the_next_login_or_is_refused() -> None:
    """A login that ended meanwhile is no fault of the text; a chat nobody knows is."""
    assert judge(LocalProtocolError("the login is over")) is Verdict.OFFLINE
    assert judge(LookupError("p7")) is Verdict.REFUSED


@pytest.mark.parametrize("ret", REFUSALS)
def test_a_known_refusal_is_a_sentence(ret: Ret) -> None:
    """The user reads what is the matter, not a number."""
    assert reason_of(refusal(ret)) == REFUSALS[ret]
    assert str(int(ret)) not in reason_of(refusal(ret))


def test_any_other_reason_is_what_the_error_says() -> None:
    """Codes without a sentence of ours keep their number, and an unknown chat is said to be one."""
    assert reason_of(refusal(4711)) == "webwxsendmsg answered 4711"
    error = TransportError(Endpoint.SEND_MSG, "status", status=404)
    assert reason_of(error) == "webwxsendmsg: HTTP status 404"
    assert reason_of(LookupError("p7")) == "this chat is not known in the present login"
