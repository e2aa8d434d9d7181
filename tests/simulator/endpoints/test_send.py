"""Sending, and taking back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import trio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.simulator.endpoints.send import _as_delivered
from responder.simulator.request import make_request
from responder.simulator.world import Call, World

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver

GONE = "@@" + "f" * 64


def sent(sim: Simulator) -> list[tuple[str, str, str]]:
    """Receiver, text and type of every accepted send."""
    return [(one.to, one.text, one.type) for one in sim.sent]


@pytest.mark.parametrize(
    ("to", "group"), [("小明", False), ("新闻", False), ("客户群", True), ("filehelper", False)]
)
async def test_a_text_arrives(online: Driver, sim: Simulator, to: str, *, group: bool) -> None:
    """At friends, official accounts, groups and the own phone; with every field of the report."""
    user_name = to if to == "filehelper" else await online.user_name(to)
    answer = await online.send(user_name, "好的 <b>\n第二行", "15462147418830427")
    assert answer["BaseResponse"] == {"Ret": 0, "ErrMsg": ""}
    assert answer["LocalID"] == "15462147418830427"
    (one,) = sim.sent
    assert (one.to, one.text, one.type, one.group) == (to, "好的 <b>\n第二行", "text", group)
    assert (one.client_msg_id, one.user_name) == ("15462147418830427", user_name)
    assert one.msg_id == answer["MsgID"]
    assert one.received_at == sim.now()
    assert json.loads(one.raw)["Msg"]["Type"] == 1
    assert online.found() == []


async def test_the_report_names_whom_the_script_named(online: Driver, sim: Simulator) -> None:
    """By the name given to the control interface, not by the remark."""
    sim.add_contacts([{"name": "王建国", "remark": "老王"}])
    await online.send(await online.user_name("王建国"), "好")
    assert sim.sent[0].to == "王建国"


async def test_a_repeat_is_dropped(online: Driver, sim: Simulator) -> None:
    """The same ClientMsgId gives the same MsgID and no second delivery."""
    first = await online.send("filehelper", "好", "17")
    again = await online.send("filehelper", "好", "17")
    assert first == again
    assert len(sim.sent) == 1
    assert online.found() == []


async def test_a_used_id_for_another_text_loses_it(online: Driver, sim: Simulator) -> None:
    """The service takes it for the repeat; the list says so."""
    await online.send("filehelper", "一", "17")
    assert (await online.send("filehelper", "二", "17"))["BaseResponse"]["Ret"] == 0
    assert sent(sim) == [("filehelper", "一", "text")]
    assert online.found("error") == [("webwxsendmsg", "Msg.ClientMsgId")]


async def test_ids_are_of_one_session(online: Driver, sim: Simulator) -> None:
    """After a new login the same id is a new message."""
    await online.send("filehelper", "好", "17")
    await online.log_in()
    await online.send("filehelper", "好", "17")
    assert len(sim.sent) == 2


@pytest.mark.parametrize("number", [15462147418830427, "abcDEF123456", "1546214741.8"])
async def test_an_id_is_opaque(online: Driver, sim: Simulator, number: int | str) -> None:
    """A number, letters, anything."""
    body = online.message("filehelper", "好", LocalID=number, ClientMsgId=number)
    answer = await online.post("webwxsendmsg", body)
    assert answer["BaseResponse"]["Ret"] == 0
    assert sim.sent[0].client_msg_id == answer["LocalID"] == str(number)


@pytest.mark.parametrize(
    ("changes", "ret", "level", "field"),
    [
        ({"ClientMsgId": ""}, 1, "error", "Msg.ClientMsgId"),
        ({"Content": ""}, 1, "error", "Msg.Content"),
        ({"FromUserName": "@x"}, 1, "error", "Msg.FromUserName"),
        ({"ToUserName": "@ffff"}, 1204, "error", "Msg.ToUserName"),
        ({"ToUserName": GONE}, 1201, "error", "Msg.ToUserName"),
        ({"ToUserName": ""}, 1204, "error", "Msg.ToUserName"),
        ({"LocalID": "5"}, 0, "warning", "Msg.LocalID"),
    ],
)
async def test_a_wrong_send_is_refused_or_noticed(
    *, online: Driver, sim: Simulator, changes: dict[str, Any], ret: int, level: str, field: str
) -> None:
    """With empty ids and nothing in the report where it is refused."""
    answer = await online.post("webwxsendmsg", online.message("filehelper", "好", **changes))
    assert answer["BaseResponse"]["Ret"] == ret
    assert bool(answer["MsgID"]) is bool(sim.sent) is (ret == 0)
    assert online.found() == [("webwxsendmsg", field)]
    assert online.found(level) == [("webwxsendmsg", field)]


async def test_a_message_to_oneself_is_refused(online: Driver) -> None:
    """The phone's own account is the way."""
    assert (await online.send(online.me, "好"))["BaseResponse"]["Ret"] == 1204
    assert online.found("warning") == [("webwxsendmsg", "Msg.ToUserName")]


async def test_a_stranger_can_not_be_written_to(online: Driver, sim: Simulator) -> None:
    """1204, and nobody is to blame."""
    sim.say(from_="路人", text="你好")
    (message,) = await online.sync_all()
    assert (await online.send(message["FromUserName"], "好"))["BaseResponse"]["Ret"] == 1204
    assert online.found() == []


async def test_a_group_that_was_left_does_not_exist(online: Driver, sim: Simulator) -> None:
    """1201, and nobody is to blame."""
    group = await online.user_name("客户群")
    sim.event("removed_me", group="客户群")
    assert (await online.send(group, "好"))["BaseResponse"]["Ret"] == 1201
    assert online.found() == []


async def test_a_friend_who_deleted_the_account_gets_nothing(
    online: Driver, sim: Simulator
) -> None:
    """The send is accepted, then a grey line tells."""
    sim.add_contacts([{"name": "小刚", "deleted_me": True}])
    await online.sync_all()
    assert (await online.send(await online.user_name("小刚"), "好"))["BaseResponse"]["Ret"] == 0
    (line,) = await online.sync_all()
    assert line["MsgType"] == 10000
    assert line["Content"].startswith("小刚开启了朋友验证")


async def test_sends_do_not_come_back_unless_asked(online: Driver, sim: Simulator) -> None:
    """With `echo` they do, under the id the send was answered with."""
    friend = await online.user_name("小明")
    await online.send(friend, "一")
    assert await online.sync_all() == []
    sim.set(echo=True)
    answer = await online.send(friend, "二 <b>")
    (echo,) = await online.sync_all()
    assert echo["MsgId"] == answer["MsgID"]
    assert (echo["FromUserName"], echo["ToUserName"]) == (online.me, friend)
    assert echo["Content"] == "二 &lt;b&gt;"


async def test_too_many_sends_are_refused(online: Driver, sim: Simulator) -> None:
    """1205 until the minute is over; a repeat of an accepted one still passes."""
    sim.set(sends_per_minute=2)
    rets = [
        (await online.send("filehelper", "a", number))["BaseResponse"]["Ret"]
        for number in ("1", "2", "3", "1")
    ]
    assert rets == [0, 0, 1205, 0]
    await trio.sleep(61)
    assert (await online.send("filehelper", "a", "3"))["BaseResponse"]["Ret"] == 0
    assert len(sim.sent) == 3


async def test_a_long_text_may_be_refused(online: Driver, sim: Simulator) -> None:
    """Where a limit was set."""
    sim.set(text_chars_max=3)
    assert (await online.send("filehelper", "一二三"))["BaseResponse"]["Ret"] == 0
    assert (await online.send("filehelper", "一二三四"))["BaseResponse"]["Ret"] == 1


async def test_haste_is_noticed_on_request_only(online: Driver, sim: Simulator) -> None:
    """Load tests send without pause."""
    friend = await online.user_name("小明")

    async def round_trip() -> None:
        sim.say(from_="小明", text="a")
        await online.sync()
        await online.send(friend, "b")

    await round_trip()
    assert online.found() == []
    sim.set(pace_warnings=True)
    await trio.sleep(5)
    await round_trip()
    assert online.found("warning") == [("webwxsendmsg", "pace")]
    await online.send(friend, "c")
    assert [v.why for v in sim.violations] == [
        "a reply within 0.3 s",
        "more than one send within a second",
    ]


async def test_a_location_can_be_forwarded(online: Driver, sim: Simulator) -> None:
    """Type 48 with the XML as content; a type may come as text."""
    body = online.message("filehelper", "<msg/>", Type="48")
    assert (await online.post("webwxsendmsg", body))["BaseResponse"]["Ret"] == 0
    assert sent(sim) == [("filehelper", "<msg/>", "location")]


async def test_a_scene_may_be_missing(online: Driver) -> None:
    """One client leaves it out."""
    body = online.message("filehelper", "好")
    del body["Scene"]
    assert (await online.post("webwxsendmsg", body))["BaseResponse"]["Ret"] == 0


async def test_escaped_json_is_seen_by_the_receiver(online: Driver, sim: Simulator) -> None:
    """The service does not undo escapes; the message is accepted, and that is the trouble."""
    body = json.dumps(online.message("filehelper", "你\n<"))
    await online.http.post(
        online.url("webwxsendmsg"), content=body, headers={"Content-Type": "application/json"}
    )
    assert sent(sim) == [("filehelper", "\\u4f60\n<", "text")]
    assert online.found("error") == [("webwxsendmsg", "Msg.Content")]


@pytest.mark.parametrize(
    ("literal", "text", "is_blamed"),
    [
        ("你好", "你好", False),
        (r"a\nb\tc\"d\\e", 'a\nb\tc"d\\e', False),
        (r"\u0001\u001f", "\x01\x1f", False),
        (r"\\u4f60", r"\u4f60", False),
        (r"a\/b", r"a\/b", True),
        (r"\u003cb\u003e\n", "\\u003cb\\u003e\n", True),
    ],
)
def test_only_needless_escapes_count(literal: str, text: str, *, is_blamed: bool) -> None:
    """JSON leaves no choice for quotes, backslashes, line ends and control characters."""
    body = f'{{"Msg": {{"Type": 1, "Content": "{literal}"}}}}'
    world = World()
    request = make_request("POST", "/cgi-bin/mmwebwx-bin/webwxsendmsg", body=body.encode())
    call = Call(world, request, 0.0, None)  # type: ignore[arg-type]  # no chance is drawn here
    assert _as_delivered(call, json.loads(body)["Msg"]["Content"]) == text
    assert bool(world.violations.listed()) is is_blamed


@given(st.text(st.characters(codec="utf-8")))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_raw_json_delivers_any_text_as_it_is(text: str) -> None:
    """Written as the client is to write it, no text is blamed or changed."""
    body = json.dumps({"Msg": {"Content": text}}, ensure_ascii=False, separators=(",", ":"))
    world = World()
    request = make_request("POST", "/webwxsendmsg", body=body.encode())
    call = Call(world, request, 0.0, None)  # type: ignore[arg-type]  # no chance is drawn here
    assert _as_delivered(call, text) == text
    assert world.violations.listed() == []


async def test_a_sticker_of_the_shop_needs_its_md5_only(online: Driver, sim: Simulator) -> None:
    """No upload before it; the type is tolerated wrong."""
    body = online.message("filehelper", "", EMoticonMd5="0d" * 16, EmojiFlag=2)
    answer = await online.post("webwxsendemoticon?fun=sys", body)
    assert answer["BaseResponse"]["Ret"] == 0
    assert sent(sim) == [("filehelper", "", "sticker")]


async def test_a_picture_can_be_forwarded_by_its_xml(online: Driver, sim: Simulator) -> None:
    """With an empty MediaId."""
    body = online.message("filehelper", "<msg><img/></msg>", Type=3, MediaId="")
    assert (await online.post("webwxsendmsgimg", body))["BaseResponse"]["Ret"] == 0
    assert sent(sim)[0][2] == "image"


@pytest.mark.parametrize(
    "endpoint", ["webwxsendmsgimg", "webwxsendvideomsg", "webwxsendemoticon", "webwxsendappmsg"]
)
async def test_media_need_an_upload(online: Driver, sim: Simulator, endpoint: str) -> None:
    """A made-up MediaId is refused."""
    body = online.message("filehelper", "", MediaId="@crypt_made_up")
    assert (await online.post(endpoint, body))["BaseResponse"]["Ret"] == 1
    assert online.found("error") == [(endpoint, "Msg.MediaId")]
    assert sim.sent == []


async def revoke(online: Driver, msg_id: str) -> dict[str, Any]:
    """Take back a message."""
    body = {
        "BaseRequest": online.base_request,
        "SvrMsgId": msg_id,
        "ToUserName": "filehelper",
        "ClientMsgId": "1",
    }
    return await online.post("webwxrevokemsg", body)


async def test_a_send_can_be_taken_back_for_two_minutes(online: Driver, sim: Simulator) -> None:
    """Then it is too late: Ret -1 and empty words."""
    msg_id = (await online.send("filehelper", "好"))["MsgID"]
    answer = await revoke(online, msg_id)
    assert answer["BaseResponse"]["Ret"] == 0
    assert answer["SysWording"] == "已撤回"
    assert sim.world.outbox.revoked == [msg_id]
    await trio.sleep(121)
    late = await revoke(online, msg_id)
    assert late["BaseResponse"]["Ret"] == -1
    assert (late["Introduction"], late["SysWording"]) == ("", "")
    assert online.found() == []


async def test_an_unknown_message_can_not_be_taken_back(online: Driver) -> None:
    """The id was never given."""
    assert (await revoke(online, "7"))["BaseResponse"]["Ret"] == -1
    assert online.found("error") == [("webwxrevokemsg", "SvrMsgId")]
