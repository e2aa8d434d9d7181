"""When to try again, and after how long."""

from __future__ import annotations

import itertools
from random import Random

import pytest

from responder.errors import (
    LoggedOut,
    LoginRefused,
    RemoteProtocolError,
    ResponderError,
    TooOften,
    TransportError,
    WeChatError,
)
from responder.wechat.protocol.retry import CAP_S, JITTER, delays, is_transient


@pytest.mark.parametrize(
    "error",
    [
        TransportError("webwxsync", "connect", sent=False),
        TransportError("webwxsync", "timeout"),
        TransportError("webwxsync", "broken"),
        TransportError("webwxsync", "malformed"),
        TransportError("webwxsync", "status", status=502),
        TransportError("webwxsync", "status", status=302),
        RemoteProtocolError("webwxsync", "a web page", "<html>"),
        WeChatError("webwxsync", -1),
        WeChatError("webwxsendmsg", -2),
    ],
    ids=str,
)
def test_what_may_pass(error: ResponderError) -> None:
    """Network trouble, 5xx, login redirects, garbage and the service's own errors may pass."""
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        TransportError("webwxsync", "status", status=404),
        TransportError("webwxsync", "status", status=403),
        LoggedOut("webwxsync", 1101),
        TooOften("webwxsendmsg", 1205),
        WeChatError("webwxsendmsg", 1204),
        LoginRefused(1203),
        ValueError("not ours"),
    ],
    ids=str,
)
def test_what_will_not_pass(error: Exception) -> None:
    """Refusals, the end of the session and foreign errors are not worth the same call again."""
    assert not is_transient(error)


def test_delays_double_up_to_the_cap() -> None:
    """1, 2, 4 … 60 s, each stretched by at most the jitter, never shortened."""
    expected = [1, 2, 4, 8, 16, 32, CAP_S, CAP_S, CAP_S]
    found = list(itertools.islice(delays(Random(1)), len(expected)))
    for base, delay in zip(expected, found, strict=True):
        assert base <= delay <= base * (1 + JITTER)


def test_delays_differ_between_clients() -> None:
    """Two clients that lost the service together do not return together."""
    one = list(itertools.islice(delays(Random(1)), 5))
    other = list(itertools.islice(delays(Random(2)), 5))
    assert one != other


def test_first_and_cap_are_the_callers() -> None:
    """A caller in a hurry may begin lower and stop growing earlier."""
    found = list(itertools.islice(delays(Random(1), first_s=0.5, cap_s=1.0), 4))
    assert found[0] < 0.7
    assert max(found) <= 1.0 * (1 + JITTER)
