"""webwxgetcontact and webwxbatchgetcontact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.hang import must_end

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


async def test_everybody_is_listed(online: Driver) -> None:
    """Friends, official accounts, groups without members, special accounts, the account itself."""
    listed = {contact["NickName"]: contact for contact in await online.contacts()}
    assert set(listed) == {
        "小明",
        "新闻",
        "客户群",
        "小助手",
        "文件传输助手",
        "微信团队",
        "朋友推荐消息",
    }
    assert listed["客户群"]["MemberList"] == []
    assert listed["新闻"]["VerifyFlag"] & 8
    assert listed["小助手"]["UserName"] == online.me


async def test_the_list_may_be_asked_for_by_post(online: Driver) -> None:
    """With BaseRequest, as old clients do."""
    answer = await online.post("webwxgetcontact", {"BaseRequest": online.base_request})
    assert answer["MemberCount"] == len(answer["MemberList"]) == 7
    assert answer["Seq"] == 0


async def test_a_long_list_comes_in_pages(online: Driver, sim: Simulator) -> None:
    """Each page says where the next begins; nobody is left out or given twice."""
    sim.set(contact_page=3)
    sim.add_contacts([{"name": f"友{number}"} for number in range(10)])
    first = (await online.get("webwxgetcontact?seq=0")).json()
    assert (first["MemberCount"], first["Seq"]) == (3, 3)
    names = [contact["UserName"] for contact in await online.contacts()]
    assert len(names) == len(set(names)) == 17


async def test_a_page_that_fills_exactly_is_the_last(online: Driver, sim: Simulator) -> None:
    """No empty page follows."""
    sim.set(contact_page=7)
    assert (await online.get("webwxgetcontact")).json()["Seq"] == 0


async def test_ten_thousand_contacts_are_fast(online: Driver, sim: Simulator) -> None:
    """Adding and listing them takes a second or two, not minutes; a generous bound."""
    with must_end():
        sim.add_contacts([{"name": f"友{number}"} for number in range(10_000)])
        assert len(await online.contacts()) == 10_007


@pytest.mark.parametrize(
    ("visibility", "listed", "found"),
    [
        ("saved", True, True),
        ("recent", False, True),
        ("unlisted", False, True),
        ("unknown", False, False),
    ],
)
async def test_visibility_decides_which_call_tells(
    online: Driver, sim: Simulator, visibility: str, *, listed: bool, found: bool
) -> None:
    """For persons and for groups; each can be met by a message all the same."""
    sim.add_contacts([{"name": "小红", "visibility": visibility}])
    sim.add_groups([{"name": "群", "members": ["小红"], "visibility": visibility}])
    names = [contact["NickName"] for contact in await online.contacts()]
    assert ("小红" in names, "群" in names) == (listed, listed)
    sim.say([{"from": "小红", "text": "a"}, {"from": "小红", "group": "群", "text": "b"}])
    messages = await online.sync_all()
    answer = await online.batch(*(message["FromUserName"] for message in messages))
    assert [contact["NickName"] for contact in answer["ContactList"]] == (
        ["小红", "群"] if found else []
    )
    assert answer["Count"] == len(answer["ContactList"])


async def test_a_group_is_told_with_its_members(online: Driver) -> None:
    """Names, the key for asking about members, the owner."""
    answer = await online.batch(await online.user_name("客户群"))
    (group,) = answer["ContactList"]
    assert [member["NickName"] for member in group["MemberList"]] == ["小助手", "小明", "路人"]
    assert group["MemberCount"] == 3
    assert group["IsOwner"] == 1
    assert group["EncryChatRoomId"].startswith("@")


async def test_a_member_can_be_asked_for(online: Driver) -> None:
    """Also one that is no contact."""
    (group,) = (await online.batch(await online.user_name("客户群")))["ContactList"]
    stranger = group["MemberList"][2]["UserName"]
    (person,) = (await online.batch(stranger))["ContactList"]
    assert person["NickName"] == "路人"
    assert person["ContactFlag"] == 0


async def test_special_accounts_and_oneself_can_be_asked_for(online: Driver) -> None:
    """They are contacts, too."""
    answer = await online.batch("filehelper", online.me)
    assert [c["NickName"] for c in answer["ContactList"]] == ["文件传输助手", "小助手"]


@pytest.mark.parametrize("listed", [[], [{"UserName": ""}], None])
async def test_asking_for_nobody_gives_nobody(
    online: Driver, listed: list[dict[str, str]] | None
) -> None:
    """Some clients do."""
    body = {"BaseRequest": online.base_request, "Count": 0, "List": listed}
    answer = await online.post("webwxbatchgetcontact?type=ex", body)
    assert answer == {"BaseResponse": {"Ret": 0, "ErrMsg": ""}, "Count": 0, "ContactList": []}
    assert online.found() == []


async def test_an_id_of_another_session_is_blamed_and_left_out(online: Driver) -> None:
    """The client kept what it must not keep."""
    answer = await online.batch("@ffff")
    assert answer["ContactList"] == []
    assert online.found("error") == [("webwxbatchgetcontact", "List")]


async def test_fifty_are_enough(online: Driver) -> None:
    """One more is refused."""
    friend = await online.user_name("小明")
    assert (await online.batch(*[friend] * 50))["Count"] == 50
    answer = await online.batch(*[friend] * 51)
    assert answer["BaseResponse"]["Ret"] == 1
    assert online.found("error") == [("webwxbatchgetcontact", "List")]
