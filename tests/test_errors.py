"""The tree of errors."""

from __future__ import annotations

import pytest

from responder.errors import (
    RAW_CHARS_KEPT,
    EnvironmentFault,
    JournalError,
    LocalProtocolError,
    LoggedOut,
    LoginRefused,
    ProtocolError,
    RemoteProtocolError,
    ResponderError,
    RuleFileError,
    TooOften,
    TransportError,
    WeChatError,
    cause_of,
)


def test_a_protocol_error_says_whose_fault_it_is() -> None:
    """The base of local and remote protocol errors can not be raised itself."""
    with pytest.raises(TypeError):
        ProtocolError("somebody")
    assert issubclass(LocalProtocolError, ProtocolError)
    assert issubclass(RemoteProtocolError, ProtocolError)


def test_everything_of_ours_has_one_root() -> None:
    """A caller can catch all of it, and only it, by one name."""
    for kind in (RuleFileError, EnvironmentFault, LoginRefused, WeChatError, JournalError):
        assert issubclass(kind, ResponderError)
    assert issubclass(LoggedOut, WeChatError)
    assert issubclass(TooOften, WeChatError)


def test_a_remote_error_keeps_only_the_start() -> None:
    """A whole page is never carried around or logged, and bytes that are no text do no harm."""
    error = RemoteProtocolError("webwxsync", "JSON expected", b"<html>\xff" + b"x" * 10_000)
    assert len(error.raw) == RAW_CHARS_KEPT
    assert error.is_html
    assert "x" * 20 not in str(error)
    assert not RemoteProtocolError("webwxsync", "JSON expected", "{}").is_html


def test_a_refused_login_reads_as_one_sentence() -> None:
    """The service's words, which may come over several lines, and its code."""
    sentence = str(LoginRefused(1203, "不允许登录网页微信。\n你可以使用Windows微信"))
    assert "1203" in sentence
    assert "不允许登录网页微信。 你可以使用Windows微信" in sentence
    assert "no reason" in str(LoginRefused(None))


@pytest.mark.parametrize("reason", TransportError.REASONS)
def test_every_transport_reason_has_words(reason: str) -> None:
    """Each reason reads as a sentence that names the call."""
    assert str(TransportError("synccheck", reason, "why", status=502)).startswith("synccheck: ")


def test_a_group_of_one_is_its_error() -> None:
    """However deeply nurseries nest, the caller sees the error itself."""
    error = JournalError("disk full")
    assert cause_of(ExceptionGroup("", [ExceptionGroup("", [error])])) is error


def test_the_first_of_several_of_ours_counts() -> None:
    """Several tasks may fail of one cause; one sentence is enough."""
    first, second = JournalError("disk full"), LoginRefused(1203)
    assert cause_of(ExceptionGroup("", [first, second])) is first


def test_a_bug_is_not_hidden_behind_our_own_error() -> None:
    """A group that holds anything else stays whole."""
    group = ExceptionGroup("", [JournalError("disk full"), KeyError("bug")])
    assert cause_of(group) is group
    only_bug = ExceptionGroup("", [KeyError("bug")])
    assert cause_of(only_bug) is only_bug


def test_a_rule_file_error_shows_all_faults() -> None:
    """All blocks, one after the other."""
    assert str(RuleFileError(("a.yaml:1:1: x", "a.yaml:2:1: y"))) == "a.yaml:1:1: x\na.yaml:2:1: y"


def test_wechat_errors_carry_their_code() -> None:
    """Call, code and the service's words are fields and text."""
    error = TooOften("webwxsendmsg", 1205, "操作太频繁")
    assert (error.endpoint, error.ret, error.err_msg) == ("webwxsendmsg", 1205, "操作太频繁")
    assert str(error) == "webwxsendmsg answered 1205: 操作太频繁"
