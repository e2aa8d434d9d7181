"""Adding people and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from responder.errors import SettingError
from responder.simulator.people import ME

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator
    from tests.simulator.driver import Driver


def test_a_contact_is_added_with_all_its_fields(sim: Simulator) -> None:
    """The answer gives the permanent id, by which it can be named, too."""
    (added,) = sim.add_contacts(
        [
            {
                "name": "小红",
                "remark": "红姐",
                "alias": "hong",
                "kind": "friend",
                "sex": 2,
                "province": "广东",
                "city": "深圳",
                "signature": "…",
            }
        ]
    )
    person = sim.world.book.persons[added["id"]]
    assert added["name"] == person.name == "小红"
    assert (person.remark, person.alias, person.sex) == ("红姐", "hong", 2)
    assert len(sim.say(from_=added["id"], text="在")) == 1


def test_two_contacts_may_have_one_name(sim: Simulator) -> None:
    """They are two people, told apart by their ids."""
    one, two = sim.add_contacts([{"name": "双"}, {"name": "双"}])
    assert one["id"] != two["id"]
    with pytest.raises(SettingError, match="2 contacts are called '双'"):
        sim.say(from_="双", text="x")


def test_an_id_changes_somebody(sim: Simulator) -> None:
    """The same id again is the same person with new values."""
    (added,) = sim.add_contacts([{"name": "小红"}])
    sim.add_contacts([{"id": added["id"], "name": "小红", "remark": "红姐"}])
    assert sim.world.book.person("红姐", "x").id == added["id"]
    assert sim.snapshot()["contacts"]["friend"] == 2


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({}, "contacts[1]: name is missing"),
        ({"name": "me"}, "contacts[1]: name 'me' has a meaning of its own"),
        ({"name": "filehelper"}, "has a meaning of its own"),
        ({"name": "a", "kind": "enemy"}, "kind must be one of friend, official, stranger"),
        ({"name": "a", "sex": 3}, "sex must be a whole number from 0 to 2"),
        ({"name": "a", "id": "@abc"}, "id must not start with @"),
        ({"name": "a", "visibility": "hidden"}, "visibility must be one of saved, recent"),
        ({"name": "a", "remrak": "b"}, "unknown field 'remrak'; did you mean 'remark'"),
    ],
)
def test_a_wrong_contact_gets_a_sentence(sim: Simulator, entry: dict[str, Any], words: str) -> None:
    """And none of the call is added."""
    with pytest.raises(SettingError) as caught:
        sim.add_contacts([{"name": "小红"}, entry])
    assert words in str(caught.value)
    assert not sim.world.book.has_person("小红")


def test_a_group_makes_strangers_of_unknown_members(sim: Simulator) -> None:
    """Once, also when named in two groups."""
    sim.add_groups([{"name": name, "members": ["小明", "路人", "过客"]} for name in ("甲", "乙")])
    assert sim.snapshot()["contacts"] == {"friend": 1, "official": 1, "stranger": 2}
    room = sim.world.book.room("甲", "x")
    assert [sim.world.book.name_of(m) for m in room.members] == [ME, "小明", "路人", "过客"]


def test_a_group_has_an_owner_and_a_name_for_the_account(sim: Simulator) -> None:
    """`me` or one of the members; the name is the one to be mentioned by."""
    sim.add_groups(
        [
            {"name": "甲", "members": ["小明"], "owner": "小明", "my_name": "客服", "remark": "A"},
            {"name": "乙", "members": ["me", "小明"]},
        ]
    )
    mine, other = sim.world.book.room("乙", "x"), sim.world.book.room("A", "x")
    assert mine.owner == ME
    assert other.owner == sim.world.book.person("小明", "x").id
    assert other.members[ME] == "客服"
    assert list(mine.members).count(ME) == 1


def test_the_owner_is_a_member(sim: Simulator) -> None:
    """Also one whom the list does not name, and one nobody knew."""
    sim.add_groups([{"name": "甲", "members": ["小明"], "owner": "过客"}])
    room = sim.world.book.room("甲", "x")
    assert sim.world.book.name_of(room.owner) == "过客"
    assert [sim.world.book.name_of(m) for m in room.members] == [ME, "小明", "过客"]


def test_a_group_may_have_no_name(sim: Simulator) -> None:
    """It is found by its id then."""
    (added,) = sim.add_groups([{"members": ["小明"]}])
    assert len(sim.say(from_="小明", group=added["id"], text="在")) == 1


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"name": 5}, "groups[0]: name must be a text"),
        ({"name": "a", "members": "小明"}, "members must be a list of texts"),
        ({"name": "a", "members": ["双"]}, "2 contacts are called '双'"),
        ({"name": "a", "owner": "双"}, "2 contacts are called '双'"),
        ({"name": "a", "member": []}, "did you mean 'members'"),
    ],
)
def test_a_wrong_group_gets_a_sentence(sim: Simulator, entry: dict[str, Any], words: str) -> None:
    """And is not added."""
    sim.add_contacts([{"name": "双"}, {"name": "双"}])
    with pytest.raises(SettingError) as caught:
        sim.add_groups([entry])
    assert words in str(caught.value)
    assert not sim.world.book.has_room("a")


async def test_a_client_that_is_online_is_told(online: Driver, sim: Simulator) -> None:
    """New people come as changes; those it can not know of do not."""
    sim.add_contacts(
        [
            {"name": "小红"},
            {"name": "过客", "kind": "stranger"},
            {"name": "x", "visibility": "unknown"},
        ]
    )
    sim.add_groups([{"name": "新群"}, {"name": "y", "visibility": "unlisted"}])
    assert await online.check() == ("0", "6")
    answer = await online.sync()
    assert [c["NickName"] for c in answer["ModContactList"]] == ["小红", "新群"]


async def test_before_a_login_nobody_is_told(driver: Driver, sim: Simulator) -> None:
    """The lists of the login have everybody anyway."""
    sim.add_contacts([{"name": "小红"}])
    assert sim.world.log.last_seq == 0
    await driver.log_in()
    assert await driver.user_name("小红")
