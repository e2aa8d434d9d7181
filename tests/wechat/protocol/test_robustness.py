"""Whatever bytes arrive, a parser answers or says that it is their fault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.contacts import parse_batch_get_contact, parse_get_contact
from responder.wechat.protocol.init import parse_init, parse_status_notify
from responder.wechat.protocol.login import (
    parse_jslogin,
    parse_login_poll,
    parse_logout,
    parse_new_login_page,
    parse_push_login_url,
    parse_qrcode,
)
from responder.wechat.protocol.send import parse_send_msg
from responder.wechat.protocol.sync import parse_sync, parse_sync_check
from tests.wechat.protocol.samples import CONTACTS, JUNK, MESSAGES, objects

if TYPE_CHECKING:
    from collections.abc import Callable

OF_JSON: Final[tuple[Callable[[bytes], object], ...]] = (
    parse_push_login_url,
    parse_init,
    parse_status_notify,
    parse_get_contact,
    parse_batch_get_contact,
    parse_sync,
    parse_send_msg,
)
PARSERS: Final[tuple[Callable[[bytes], object], ...]] = (
    *OF_JSON,
    parse_jslogin,
    parse_qrcode,
    parse_login_poll,
    parse_new_login_page,
    parse_logout,
    parse_sync_check,
)
SCRIPTS = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            [
                "window.QRLogin.code = ",
                "window.QRLogin.uuid = ",
                "window.code=",
                "window.redirect_uri=",
                "window.userAvatar = ",
                "window.synccheck={retcode:",
                "selector:",
                "<ret>",
                "</ret>",
                "<wxuin>",
                "</wxuin>",
                '"',
                "'",
                ";",
                "0",
                "200",
                "9" * 5000,
                "-",
            ]
        ),
    ),
    max_size=8,
).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
KEYS = st.builds(lambda c, i: {"Count": c, "List": i}, JUNK, st.lists(objects("Key", "Val")))
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "BaseResponse": st.one_of(JUNK, objects("Ret", "ErrMsg"), st.just({"Ret": 0})),
        "User": CONTACTS,
        "ContactList": st.one_of(JUNK, st.lists(CONTACTS, max_size=2)),
        "MemberList": st.one_of(JUNK, st.lists(CONTACTS, max_size=2)),
        "ModContactList": st.one_of(JUNK, st.lists(CONTACTS, max_size=2)),
        "DelContactList": st.one_of(JUNK, st.lists(objects("UserName"), max_size=2)),
        "AddMsgList": st.one_of(JUNK, st.lists(MESSAGES, max_size=2)),
        "Profile": st.one_of(JUNK, objects("BitFlag", "NickName")),
        "SyncKey": st.one_of(JUNK, KEYS),
        "SyncCheckKey": st.one_of(JUNK, KEYS),
        **dict.fromkeys(("ChatSet", "SKey", "Seq", "SystemTime", "ContinueFlag"), JUNK),
        **dict.fromkeys(("MsgID", "LocalID", "ret", "msg", "uuid", "InviteStartCount"), JUNK),
    },
).map(lambda answer: json.dumps(answer).encode())


def answers_or_blames(parse: Callable[[bytes], object], body: bytes) -> None:
    """Parse; the one error that may come is that of the other side."""
    blamed: RemoteProtocolError | None = None
    try:
        parse(body)
    except RemoteProtocolError as error:
        blamed = error
    assert blamed is None or len(blamed.raw) <= 200


@pytest.mark.parametrize("parse", PARSERS)
@given(body=st.one_of(st.binary(), SCRIPTS))
@example(body=b"[" * 100_000)
@example(body=b'{"BaseResponse":' * 20_000)
@example(body=b'{"BaseResponse":{"Ret":' + b"9" * 5000 + b"}}")
@example(body=b'{"BaseResponse":{"Ret":1e999}}')
@example(body=b"\xff\xfe{}")
def test_no_bytes_upset_a_parser(parse: Callable[[bytes], object], body: bytes) -> None:
    """Noise, fragments of scripts, absurd depth and numbers."""
    answers_or_blames(parse, body)


@pytest.mark.parametrize("parse", OF_JSON)
@given(body=ANSWERS)
def test_no_json_upsets_a_parser(parse: Callable[[bytes], object], body: bytes) -> None:
    """Any type in any known field."""
    answers_or_blames(parse, body)
