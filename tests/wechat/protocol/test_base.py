"""Tests of the verdict that every answer carries."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import LoggedOut, RemoteProtocolError, TooOften, WeChatError
from responder.wechat.protocol.base import BaseResponse, parse_base, raise_for_ret, read_ret


def test_a_verdict_is_read() -> None:
    """Code and words come as they stand, Chinese words too."""
    raw = {"BaseResponse": {"Ret": 1205, "ErrMsg": "操作太频繁"}}
    assert parse_base("webwxsendmsg", raw) == BaseResponse(1205, "操作太频繁")


def test_a_code_in_quotes_is_a_code() -> None:
    """A `Ret` that arrives as text is read as the number (fault 31)."""
    assert parse_base("x", {"BaseResponse": {"Ret": "1101"}}) == BaseResponse(1101, "")


@pytest.mark.parametrize(
    "raw",
    [{}, {"BaseResponse": None}, {"BaseResponse": {}}, {"BaseResponse": {"Ret": "ok"}}],
)
def test_an_answer_without_a_verdict_is_no_success(raw: dict[str, Any]) -> None:
    """What does not say that it worked is refused."""
    with pytest.raises(RemoteProtocolError) as caught:
        parse_base("webwxinit", raw)
    assert caught.value.endpoint == "webwxinit"


def test_zero_passes() -> None:
    """Ret 0 raises nothing."""
    raise_for_ret("webwxinit", BaseResponse(0, "ignored"))


@pytest.mark.parametrize(
    ("ret", "kind"),
    [
        (1100, LoggedOut),
        (1101, LoggedOut),
        (1102, LoggedOut),
        (1205, TooOften),
        (1105, TooOften),
        (-1, WeChatError),
        (1203, WeChatError),
        (424242, WeChatError),
    ],
)
def test_codes_become_the_error_that_says_what_to_do(ret: int, kind: type[WeChatError]) -> None:
    """Ended sessions, throttling and everything else are told apart, numbers kept."""
    with pytest.raises(WeChatError) as caught:
        raise_for_ret("webwxsync", BaseResponse(ret, "words"))
    assert type(caught.value) is kind
    assert (caught.value.endpoint, caught.value.ret, caught.value.err_msg) == (
        "webwxsync",
        ret,
        "words",
    )


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_every_number_is_a_code(number: int) -> None:
    """Numbers and their spellings are read, defaults do not leak in."""
    assert read_ret(number) == read_ret(f" {number} ") == number


@pytest.mark.parametrize("value", [None, "", "x", [], {}, float("nan"), float("inf")])
def test_what_is_no_number_is_no_code(value: object) -> None:
    """Nothing but numbers are codes."""
    assert read_ret(value) is None
