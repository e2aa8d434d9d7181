"""Messages on the wire: every field, of the right type."""

from __future__ import annotations

from typing import Any

import pytest

from responder.simulator.messages import Draft, render
from responder.simulator.names import Names

ME = "wxid_me"
STRINGS = (
    "MsgId FromUserName ToUserName Content FileName FileSize MediaId Url StatusNotifyUserName "
    "Ticket OriContent EncryFileName"
)
NUMBERS = (
    "MsgType Status ImgStatus CreateTime VoiceLength PlayLength AppMsgType StatusNotifyCode "
    "ForwardFlag HasProductId ImgHeight ImgWidth SubMsgType NewMsgId"
)
INFO_STRINGS = "UserName NickName Province City Content Signature Alias Ticket"
INFO_NUMBERS = "QQNum Scene VerifyFlag AttrStatus Sex OpCode"


@pytest.fixture
def names() -> Names:
    """The names of some session."""
    return Names("secret", ME)


def draft(**changes: Any) -> Draft:  # noqa: ANN401 - as Draft
    """A text of a friend."""
    plain = {"msg_id": 2**62, "sender": "wxid_a", "to": ME, "msg_type": 1, "create_time": 7}
    return Draft(**{**plain, "content": "你好", **changes})


def test_every_field_is_there_with_its_type(names: Names) -> None:
    """One client in Go loses the whole batch at the first wrong type."""
    entry = render(draft(), names)
    for fields, kind in ((STRINGS, str), (NUMBERS, int)):
        assert {name: type(entry[name]) for name in fields.split()} == dict.fromkeys(
            fields.split(), kind
        )
    for fields, kind in ((INFO_STRINGS, str), (INFO_NUMBERS, int)):
        info = entry["RecommendInfo"]
        assert {type(info[name]) for name in fields.split()} == {kind}
    assert entry["AppInfo"] == {"AppID": "", "Type": 0}
    assert set(entry) == {*STRINGS.split(), *NUMBERS.split(), "RecommendInfo", "AppInfo"}


def test_both_ids_carry_the_same_number(names: Names) -> None:
    """As text and as number."""
    entry = render(draft(), names)
    assert entry["MsgId"] == str(entry["NewMsgId"]) == str(2**62)


def test_people_appear_under_the_names_of_the_session(names: Names) -> None:
    """Permanent ids never reach the wire here."""
    entry = render(draft(), names)
    assert entry["FromUserName"] == names.of("wxid_a")
    assert entry["ToUserName"] == names.of(ME)


def test_a_member_is_written_before_the_text(names: Names) -> None:
    """Prefix, colon, `<br/>`; the sender is the room."""
    entry = render(draft(sender="1@chatroom", member="wxid_a"), names)
    assert entry["FromUserName"].startswith("@@")
    assert entry["Content"] == f"{names.of('wxid_a')}:<br/>你好"


@pytest.mark.parametrize(
    ("msg_type", "status", "img_status"),
    [(1, 3, 1), (3, 3, 2), (47, 3, 2), (49, 3, 1), (10000, 4, 1), (10002, 4, 1)],
)
def test_status_follows_the_type(names: Names, msg_type: int, status: int, img_status: int) -> None:
    """4 for what the system writes; pictures have an ImgStatus of their own."""
    entry = render(draft(msg_type=msg_type), names)
    assert (entry["Status"], entry["ImgStatus"]) == (status, img_status)


def test_fields_of_the_draft_win(names: Names) -> None:
    """What a type adds replaces the default."""
    entry = render(draft(fields={"VoiceLength": 1500, "ImgStatus": 2}), names)
    assert (entry["VoiceLength"], entry["ImgStatus"]) == (1500, 2)


def test_a_status_notice_names_chats_of_the_session(names: Names) -> None:
    """A list with commas; special accounts under their plain names."""
    entry = render(draft(msg_type=51, status_users=("wxid_a", "filehelper")), names)
    assert entry["StatusNotifyUserName"] == f"{names.of('wxid_a')},filehelper"


def test_a_recommendation_has_a_name_of_the_session(names: Names) -> None:
    """It is what webwxverifyuser wants back."""
    entry = render(draft(recommended="wxid_b", recommend={"NickName": "王五"}), names)
    assert entry["RecommendInfo"]["UserName"] == names.of("wxid_b")
    assert entry["RecommendInfo"]["NickName"] == "王五"
    assert entry["RecommendInfo"]["Scene"] == 0


def test_rendering_twice_gives_equal_but_separate_values(names: Names) -> None:
    """A fault may edit one answer without touching the next."""
    one, two = render(draft(), names), render(draft(), names)
    assert one == two
    one["RecommendInfo"]["Scene"] = 9
    assert two["RecommendInfo"]["Scene"] == 0
