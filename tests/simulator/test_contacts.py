"""Contacts and groups on the wire."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

import pytest

from responder.simulator.contacts import (
    contact_wire,
    member_wire,
    mod_wire,
    person_wire,
    room_wire,
    self_wire,
    user_wire,
)
from responder.simulator.people import ME, Kind, Person, Room
from responder.simulator.world import World

if TYPE_CHECKING:
    from responder.simulator.sessions import Session

INTS = (
    "Uin ContactFlag MemberCount HideInputBarFlag Sex VerifyFlag OwnerUin StarFriend "
    "AppAccountFlag Statues AttrStatus SnsFlag UniFriend ChatRoomId IsOwner"
)
STRINGS = (
    "UserName NickName HeadImgUrl RemarkName Signature PYInitial PYQuanPin RemarkPYInitial "
    "RemarkPYQuanPin Province City Alias DisplayName KeyWord EncryChatRoomId"
)


@pytest.fixture
def world() -> World:
    """A friend, an official account and a group of three."""
    world = World()
    world.book.add_person(Person("wxid_a", "Zhang <3> 😄", remark="张三", alias="zs", sex=1))
    world.book.add_person(Person("gh_b", "新闻", kind=Kind.OFFICIAL))
    members = {ME: "客服", "wxid_a": "", "wxid_gone": ""}
    world.book.add_room(Room("1@chatroom", "客户群", members, owner="wxid_a"))
    return world


@pytest.fixture
def session(world: World) -> Session:
    """Some session."""
    return world.sessions.open(Random(1), world.account.uin, 0.0, 0)


@pytest.mark.parametrize("permanent", ["wxid_a", "gh_b", "1@chatroom", ME, "filehelper"])
@pytest.mark.parametrize("members", ["full", "thin", "none"])
def test_every_contact_has_every_field_with_its_type(
    world: World, session: Session, permanent: str, members: str
) -> None:
    """Whoever it is, and by whichever call."""
    contact = contact_wire(permanent, world, session, members=members)
    assert contact is not None
    assert {type(contact[name]) for name in INTS.split()} == {int}
    assert {type(contact[name]) for name in STRINGS.split()} == {str}
    assert contact["MemberCount"] == len(contact["MemberList"])
    extra = {"ChatRoomOwner"} if permanent == "1@chatroom" and members == "full" else set()
    assert set(contact) == {*INTS.split(), *STRINGS.split(), "MemberList", *extra}


def test_a_friend_has_names_and_flags(world: World, session: Session) -> None:
    """Names carry the same entities and emoji tags as texts."""
    contact = person_wire(world.book.persons["wxid_a"], session)
    assert contact["NickName"] == 'Zhang &lt;3&gt; <span class="emoji emoji1f604"></span>'
    assert (contact["RemarkName"], contact["Alias"], contact["Sex"]) == ("张三", "zs", 1)
    assert contact["ContactFlag"] & 1
    assert contact["VerifyFlag"] == 0
    assert contact["AttrStatus"] > 0
    assert contact["PYInitial"] == "Z"


def test_a_pinned_friend_has_the_bit(world: World, session: Session) -> None:
    """2051 as captured."""
    world.book.persons["wxid_a"].pinned = True
    assert person_wire(world.book.persons["wxid_a"], session)["ContactFlag"] == 2051


def test_an_official_account_is_a_brand(world: World, session: Session) -> None:
    """Bit 8, verified, and the keyword."""
    contact = person_wire(world.book.persons["gh_b"], session)
    assert contact["VerifyFlag"] == 24
    assert contact["KeyWord"] == "gh_"
    assert contact["AttrStatus"] == 0


def test_a_stranger_is_no_contact(session: Session) -> None:
    """Without the bit of a contact."""
    stranger = Person("wxid_x", "路人", kind=Kind.STRANGER)
    assert person_wire(stranger, session)["ContactFlag"] == 0


@pytest.mark.parametrize(
    ("members", "count", "nick", "flag", "has_key"),
    [("full", 3, "客服", 3, True), ("thin", 3, "", 0, False), ("none", 0, None, 3, False)],
)
def test_a_group_is_told_in_three_depths(
    *,
    world: World,
    session: Session,
    members: str,
    count: int,
    nick: str | None,
    flag: int,
    has_key: bool,
) -> None:
    """Whole, with bare ids, or without members, as the three calls give it."""
    room = room_wire(world.book.rooms["1@chatroom"], world, session, members=members)
    assert room["MemberCount"] == count
    assert [m["DisplayName"] for m in room["MemberList"]][:1] == ([] if nick is None else [nick])
    assert room["ContactFlag"] == flag
    assert bool(room["EncryChatRoomId"]) is has_key
    assert room["HeadImgUrl"].endswith("&skey=") is has_key
    assert room["IsOwner"] == 0


def test_a_member_nobody_knows_has_no_name(world: World, session: Session) -> None:
    """It is in the list all the same."""
    member = member_wire("wxid_gone", world.book.rooms["1@chatroom"], world, session.names)
    assert member["NickName"] == ""
    assert member["UserName"] == session.names.of("wxid_gone")


def test_the_account_is_a_member_under_its_own_name(world: World, session: Session) -> None:
    """With its display name in this group."""
    member = member_wire(ME, world.book.rooms["1@chatroom"], world, session.names)
    assert (member["NickName"], member["DisplayName"]) == ("小助手", "客服")


def test_pictures_have_an_address_of_their_kind(world: World, session: Session) -> None:
    """Relative, with the id and the skey; groups have another call."""
    person = person_wire(world.book.persons["wxid_a"], session)["HeadImgUrl"]
    assert re.fullmatch(
        r"/cgi-bin/mmwebwx-bin/webwxgeticon\?seq=\d+&username=@[0-9a-f]+&skey=@crypt_\w+", person
    )
    room = room_wire(world.book.rooms["1@chatroom"], world, session, members="none")
    assert "webwxgetheadimg?" in room["HeadImgUrl"]


def test_the_account_itself_has_two_forms(world: World, session: Session) -> None:
    """In the list it is a contact, in webwxinit it has its uin and fewer fields."""
    assert self_wire(world, session)["Uin"] == 0
    user = user_wire(world, session)
    assert user["Uin"] == world.account.uin
    assert user["UserName"] == self_wire(world, session)["UserName"]
    assert "MemberList" not in user


def test_a_change_has_fewer_and_other_fields(world: World, session: Session) -> None:
    """As captured in ModContactList; a group comes with all its members."""
    changed = mod_wire("1@chatroom", world, session)
    assert changed is not None
    assert changed["ChatRoomOwner"] == session.names.of("wxid_a")
    assert changed["MemberCount"] == 3
    assert {"Uin", "PYInitial", "EncryChatRoomId"}.isdisjoint(changed)
    person = mod_wire("wxid_a", world, session)
    assert person is not None
    assert person["ChatRoomOwner"] == ""


def test_nobody_is_nobody(world: World, session: Session) -> None:
    """An id that leads nowhere gives nothing."""
    assert contact_wire("wxid_x", world, session, members="full") is None
    assert mod_wire("wxid_x", world, session) is None
