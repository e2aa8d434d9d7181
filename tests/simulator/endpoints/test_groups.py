"""Making and changing groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


async def create(online: Driver, *names: str, topic: str = "") -> dict[str, Any]:
    """Call webwxcreatechatroom."""
    members = [{"UserName": await online.user_name(name)} for name in names]
    body = {
        "BaseRequest": online.base_request,
        "MemberCount": len(members),
        "MemberList": members,
        "Topic": topic,
    }
    return await online.post("webwxcreatechatroom?r=1", body)


async def update(online: Driver, fun: str, group: str, **fields: str) -> dict[str, Any]:
    """Call webwxupdatechatroom."""
    body = {"BaseRequest": online.base_request, "ChatRoomName": group, **fields}
    return await online.post(f"webwxupdatechatroom?fun={fun}", body)


async def members(online: Driver, group: str) -> list[str]:
    """Names of a group's members."""
    (room,) = (await online.batch(group))["ContactList"]
    return [member["NickName"] for member in room["MemberList"]]


@pytest.mark.parametrize("topic", ["", "新群"])
async def test_a_group_is_made(online: Driver, topic: str) -> None:
    """Of the account and two others; it can be written to."""
    answer = await create(online, "小明", "新闻", topic=topic)
    assert answer["BaseResponse"] == {"Ret": 0, "ErrMsg": "Everything is OK"}
    assert answer["MemberCount"] == 2
    group = answer["ChatRoomName"]
    assert group.startswith("@@")
    assert await members(online, group) == ["小助手", "小明", "新闻"]
    assert (await online.send(group, "大家好"))["BaseResponse"]["Ret"] == 0
    assert online.found() == []


async def test_a_group_needs_two_others(online: Driver) -> None:
    """One is a chat."""
    answer = await create(online, "小明")
    assert answer["BaseResponse"]["Ret"] == 1
    assert answer["ChatRoomName"] == ""
    assert online.found("error") == [("webwxcreatechatroom", "MemberList")]


@pytest.mark.parametrize("field", ["AddMemberList", "InviteMemberList"])
async def test_members_are_added_or_invited(online: Driver, sim: Simulator, field: str) -> None:
    """The answer tells them, and a change follows."""
    sim.add_contacts([{"name": "小红"}])
    group = await online.user_name("客户群")
    answer = await update(online, "addmember", group, **{field: await online.user_name("小红")})
    assert [member["NickName"] for member in answer["MemberList"]] == ["小红"]
    assert await members(online, group) == ["小助手", "小明", "路人", "小红"]
    assert group in [c["UserName"] for c in (await online.sync())["ModContactList"]]


async def test_the_owner_removes_members(online: Driver) -> None:
    """One client forgets the query: the body tells what is meant."""
    group = await online.user_name("客户群")
    answer = await update(online, "", group, DelMemberList=await online.user_name("小明"))
    assert answer["BaseResponse"]["Ret"] == 0
    assert await members(online, group) == ["小助手", "路人"]


async def test_nobody_else_removes_members(online: Driver, sim: Simulator) -> None:
    """Ret 1, and everybody stays."""
    sim.add_groups([{"name": "别人的群", "members": ["小明"], "owner": "小明"}])
    group = await online.user_name("别人的群")
    answer = await update(online, "delmember", group, DelMemberList=await online.user_name("小明"))
    assert answer["BaseResponse"]["Ret"] == 1
    assert await members(online, group) == ["小助手", "小明"]


async def test_a_group_is_renamed(online: Driver, sim: Simulator) -> None:
    """For the client and for the control interface."""
    group = await online.user_name("客户群")
    assert (await update(online, "modtopic", group, NewTopic="老客户"))["MemberCount"] == 0
    assert await online.user_name("老客户") == group
    assert len(sim.say(from_="小明", group="老客户", text="在")) == 1


async def test_a_group_is_left(online: Driver) -> None:
    """It is gone, and can not be changed any more."""
    group = await online.user_name("客户群")
    assert (await update(online, "quitchatroom", group))["BaseResponse"]["Ret"] == 0
    assert group in [c["UserName"] for c in (await online.sync())["DelContactList"]]
    assert (await update(online, "modtopic", group, NewTopic="x"))["BaseResponse"]["Ret"] == 1201


async def test_an_unknown_group_does_not_exist(online: Driver) -> None:
    """Ret 1201."""
    assert (await update(online, "modtopic", "@@ff", NewTopic="x"))["BaseResponse"]["Ret"] == 1201


async def test_a_group_is_told_what_the_account_changes(online: Driver, sim: Simulator) -> None:
    """In grey lines, as the service writes them; where nothing changes nothing is said."""
    sim.add_contacts([{"name": "小红"}])
    group, red = await online.user_name("客户群"), await online.user_name("小红")
    for _ in range(2):
        await update(online, "addmember", group, AddMemberList=red)
        await update(online, "modtopic", group, NewTopic="老客户")
    for _ in range(2):
        await update(online, "delmember", group, DelMemberList=red)
    messages = await online.sync_all()
    assert [(one["FromUserName"], one["Content"].strip()) for one in messages] == [
        (group, '你邀请"小红"加入了群聊'),
        (group, "你修改群名为“老客户”"),
        (group, '你将"小红"移出了群聊'),
    ]
