"""Accepting friends, remarks and pins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


async def verify(online: Driver, info: dict[str, str], opcode: int = 3, **changes: str) -> int:
    """Call webwxverifyuser for a RecommendInfo; gives the Ret."""
    entry = {"Value": info["UserName"], "VerifyUserTicket": info["Ticket"], **changes}
    body = {
        "BaseRequest": online.base_request,
        "Opcode": opcode,
        "VerifyUserListSize": 1,
        "VerifyUserList": [entry],
        "VerifyContent": "",
        "SceneListCount": 1,
        "SceneList": [33],
        "skey": online.credentials["skey"],
    }
    answer = await online.post("webwxverifyuser?r=1", body)
    ret: int = answer["BaseResponse"]["Ret"]
    return ret


async def asked(online: Driver, sim: Simulator) -> dict[str, Any]:
    """The RecommendInfo of a friend request."""
    sim.event("friend_request", name="王五", text="我是王五")
    (message,) = await online.sync_all()
    info: dict[str, Any] = message["RecommendInfo"]
    return info


async def test_a_friend_request_can_be_accepted(online: Driver, sim: Simulator) -> None:
    """The new friend comes as a change and with a grey line, and can be written to."""
    info = await asked(online, sim)
    assert await verify(online, info) == 0
    answer = await online.sync()
    assert [c["NickName"] for c in answer["ModContactList"]] == ["王五"]
    assert answer["AddMsgList"][0]["Content"] == "你已添加了王五，现在可以开始聊天了。"
    assert (await online.send(info["UserName"], "你好"))["BaseResponse"]["Ret"] == 0
    assert online.found() == []


async def test_a_ticket_works_once(online: Driver, sim: Simulator) -> None:
    """Then it is stale: Ret -14, and nobody is to blame."""
    info = await asked(online, sim)
    assert [await verify(online, info) for _ in range(2)] == [0, -14]
    assert online.found() == []


@pytest.mark.parametrize("ticket", ["", "v2_made_up@stranger"])
async def test_a_wrong_ticket_is_blamed(online: Driver, sim: Simulator, ticket: str) -> None:
    """An old client sends none, which stopped working."""
    info = await asked(online, sim)
    assert await verify(online, info, VerifyUserTicket=ticket) == -14
    assert online.found("error") == [("webwxverifyuser", "VerifyUserTicket")]


async def test_a_ticket_belongs_to_its_person(online: Driver, sim: Simulator) -> None:
    """It accepts nobody else."""
    info = await asked(online, sim)
    assert await verify(online, info, Value=await online.user_name("小明")) == -14


async def test_other_codes_are_taken_and_do_nothing(online: Driver, sim: Simulator) -> None:
    """As sending a request oneself."""
    info = await asked(online, sim)
    assert await verify(online, info, opcode=2) == 0
    assert await verify(online, info) == 0


async def oplog(online: Driver, user_name: str, **fields: object) -> int:
    """Call webwxoplog; gives the Ret."""
    body = {"BaseRequest": online.base_request, "UserName": user_name, **fields}
    ret: int = (await online.post("webwxoplog", body))["BaseResponse"]["Ret"]
    return ret


async def test_a_remark_is_set(online: Driver, sim: Simulator) -> None:
    """It comes back as a change, and the control interface knows it, too."""
    friend = await online.user_name("小明")
    assert await oplog(online, friend, CmdId=2, RemarkName="明哥") == 0
    assert [c["RemarkName"] for c in (await online.sync())["ModContactList"]] == ["明哥"]
    assert len(sim.say(from_="明哥", text="在")) == 1


async def test_pinning_without_the_remark_overwrites_it(online: Driver, sim: Simulator) -> None:
    """As the service does; unpinning takes the bit away."""
    sim.event("contact_changed", name="小明", remark="明哥")
    friend = await online.user_name("小明")
    await oplog(online, friend, CmdId=3, OP=1, RemarkName="明哥")
    await oplog(online, friend, CmdId=3, OP=0)
    await oplog(online, friend, CmdId=3, OP=1)
    (contact,) = (await online.sync())["ModContactList"]
    assert contact["RemarkName"] == ""
    assert contact["ContactFlag"] & 0x800


async def test_a_group_is_pinned_like_a_person(online: Driver, sim: Simulator) -> None:
    """With the remark it has, which would go otherwise."""
    group = await online.user_name("客户群")
    assert await oplog(online, group, CmdId=3, OP=1, RemarkName="老客户") == 0
    room = sim.world.book.room("客户群", "")
    assert (room.pinned, room.remark) == (True, "老客户")


async def test_nobody_can_not_be_changed(online: Driver) -> None:
    """Ret 1."""
    assert await oplog(online, "@ffff", CmdId=2, RemarkName="x") == 1
