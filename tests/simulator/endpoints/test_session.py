"""webwxinit and webwxstatusnotify."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


@pytest.fixture
async def entered(driver: Driver) -> Driver:
    """A client that has a session and has not begun to use it."""
    await driver.enter(await driver.redirect_uri())
    return driver


async def test_init_tells_who_and_where(entered: Driver) -> None:
    """The account, the initial key, recent chats; types as clients need them."""
    answer = await entered.init()
    assert answer["BaseResponse"] == {"Ret": 0, "ErrMsg": ""}
    assert answer["User"]["NickName"] == "小助手"
    assert answer["User"]["Uin"] == 3190257684
    assert answer["SyncKey"]["Count"] == len(answer["SyncKey"]["List"]) == 4
    assert answer["SKey"] == entered.credentials["skey"]
    assert answer["Count"] == len(answer["ContactList"])
    assert answer["InviteStartCount"] == 40
    assert answer["SystemTime"] == int(entered.sim.now())


async def test_init_gives_recent_chats_thinly(entered: Driver) -> None:
    """Groups with bare ids; the names of the chats once more as a text that ends in a comma."""
    answer = await entered.init()
    phone, group = answer["ContactList"]
    assert phone["UserName"] == "filehelper"
    assert group["NickName"] == "客户群"
    assert [set(member["NickName"]) for member in group["MemberList"]] == [set()] * 3
    assert answer["ChatSet"] == f"filehelper,{group['UserName']},"


async def test_init_lists_ten_chats_at_most(entered: Driver, sim: Simulator) -> None:
    """The newest."""
    sim.add_contacts([{"name": f"友{number}", "visibility": "recent"} for number in range(15)])
    answer = await entered.init()
    assert answer["Count"] == 10
    assert answer["ContactList"][1]["NickName"] == "友14"


async def test_init_may_be_repeated(online: Driver, sim: Simulator) -> None:
    """It gives the initial key again, and with it everything since the login."""
    sim.say(from_="小明", text="一")
    assert len(await online.sync_all()) == 1
    await online.init()
    assert len(await online.sync_all()) == 1


async def test_the_notice_after_init_names_recent_chats(entered: Driver) -> None:
    """UserNames beside, permanent names inside, in the same order."""
    entered.me = (await entered.init())["User"]["UserName"]
    answer = await entered.notify()
    assert answer["BaseResponse"]["Ret"] == 0
    assert answer["MsgID"].isdigit()
    assert await entered.check() == ("0", "2")
    (message,) = (await entered.sync())["AddMsgList"]
    assert (message["MsgType"], message["StatusNotifyCode"]) == (51, 4)
    assert message["FromUserName"] == message["ToUserName"] == entered.me
    names = message["StatusNotifyUserName"].split(",")
    content = html.unescape(message["Content"]).replace("<br/>", "\n")
    found = re.search(r"<username>([^<]*?)</username>", content)
    assert found is not None
    permanent = found[1].strip().split(",")
    assert len(permanent) == len(names) == 2
    assert permanent[1].endswith("@chatroom")
    assert names[1].startswith("@@")


async def test_the_notice_is_for_this_session_alone(online: Driver, sim: Simulator) -> None:
    """A later login does not see that of an earlier one."""
    await online.notify()
    await online.log_in()
    assert [m["MsgType"] for m in (await online.sync())["AddMsgList"]] == [51]
    assert sim.world.log.last_seq > 1


async def test_marking_as_read_is_quiet(online: Driver) -> None:
    """Code 1 changes nothing that a client sees."""
    assert (await online.notify(1))["BaseResponse"]["Ret"] == 0
    assert await online.check() == ("0", "0")
    assert online.found() == []


async def test_an_odd_code_is_a_warning(online: Driver) -> None:
    """The page sends two of them only."""
    assert (await online.notify(9))["BaseResponse"]["Ret"] == 0
    assert online.found() == [("webwxstatusnotify", "Code")]


async def test_a_notice_in_another_name_is_refused(online: Driver) -> None:
    """FromUserName must be the account of this session."""
    online.me = "@someone"
    answer = await online.notify()
    assert answer == {"BaseResponse": {"Ret": 1, "ErrMsg": ""}, "MsgID": ""}
    assert online.found("error") == [("webwxstatusnotify", "FromUserName")]
