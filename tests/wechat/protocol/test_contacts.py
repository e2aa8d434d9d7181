"""Tests of contacts, groups and members."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import LocalProtocolError
from responder.wechat.protocol.contacts import (
    BATCH_MAX,
    Contact,
    Member,
    Wanted,
    build_batch_get_contact,
    build_get_contact,
    parse_batch_get_contact,
    parse_contact,
    parse_contacts,
    parse_get_contact,
    parse_members,
)
from tests.wechat.protocol.samples import (
    BASE_REQUEST,
    CONTACTS,
    FRIEND,
    MEMBER,
    ROOM,
    SELF,
    SESSION,
    SKEY,
    STAMP,
    TICKET,
    answer,
    path_of,
    query_of,
    sent_json,
)

CGI = "https://wx2.qq.com/cgi-bin/mmwebwx-bin"
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<&\r\n"), max_size=20)
MEMBERS = st.builds(Member, st.text("@abc", min_size=1), NAMES, NAMES, st.integers(0, 10**6))
PEOPLE = st.builds(
    Contact,
    user_name=st.just(FRIEND),
    nick_name=NAMES,
    remark_name=NAMES,
    sex=st.integers(0, 2),
    province=NAMES,
    attr_status=st.integers(0, 10**6),
    contact_flag=st.integers(0, 5),
    members=st.lists(MEMBERS, max_size=3).map(tuple),
)


def as_wire(contact: Contact) -> dict[str, object]:
    """A contact as the service lists it."""
    return {
        "UserName": contact.user_name,
        "NickName": contact.nick_name,
        "RemarkName": contact.remark_name,
        "Sex": contact.sex,
        "Province": contact.province,
        "AttrStatus": contact.attr_status,
        "ContactFlag": contact.contact_flag,
        "MemberList": [
            {
                "UserName": m.user_name,
                "NickName": m.nick_name,
                "DisplayName": m.display_name,
                "AttrStatus": m.attr_status,
            }
            for m in contact.members
        ],
    }


@given(PEOPLE)
def test_a_contact_survives_the_trip(contact: Contact) -> None:
    """What a service lists of a contact is what we read."""
    assert parse_contact(as_wire(contact)) == contact


def test_names_are_decoded() -> None:
    """Spans and entities of names are those of messages; a name stays on one line."""
    contact = parse_contact(
        {
            "UserName": FRIEND,
            "NickName": 'A&amp;B<span class="emoji emoji1f604"></span>',
            "RemarkName": "老&lt;王&gt;",
            "DisplayName": "a<br/>b",
            "Alias": "wang_88",
        }
    )
    assert contact is not None
    assert contact.nick_name == "A&B😄"
    assert contact.remark_name == "老<王>"
    assert contact.display_name == "a b"
    assert contact.alias == "wang_88"


@pytest.mark.parametrize("raw", [None, {}, [], "x", {"UserName": ""}, {"UserName": None}])
def test_who_has_no_user_name_is_nobody(raw: object) -> None:
    """Such entries are left out of lists."""
    assert parse_contact(raw) is None
    assert parse_contacts([raw, {"UserName": FRIEND}]) == (Contact(FRIEND),)
    assert parse_members([raw, {"UserName": MEMBER}]) == (Member(MEMBER),)


@pytest.mark.parametrize(("flag", "expected"), [(0, False), (8, True), (24, True), (16, False)])
def test_official_accounts_are_told_by_their_bit(flag: int, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """Bit 8 of `VerifyFlag` marks them, as in the official client."""
    contact = parse_contact({"UserName": FRIEND, "VerifyFlag": flag})
    assert contact is not None
    assert contact.is_official is expected


def test_official_accounts_are_told_by_their_key_word() -> None:
    """Thin entries have no flags but the word."""
    assert Contact(FRIEND, key_word="gh_").is_official
    assert not Contact(FRIEND, key_word="gh_x").is_official


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, None),
        ({"IsOwner": 1}, True),
        ({"IsOwner": 0}, None),
        ({"IsOwner": 0, "EncryChatRoomId": "@a"}, False),
        ({"EncryChatRoomId": "@a"}, None),
    ],
)
def test_ownership_is_believed_from_full_entries(
    fields: dict[str, object],
    expected: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    """A 0 in a thin entry is a filler."""
    contact = parse_contact({"UserName": ROOM, **fields})
    assert contact is not None
    assert contact.is_owner is expected
    assert contact.is_room


def test_a_newer_entry_replaces_what_it_says() -> None:
    """Empty values keep the old ones; ModContactList entries are thin."""
    old = Contact(FRIEND, "张三", "老张", sex=1, province="广东", contact_flag=3, is_owner=True)
    newer = Contact(FRIEND, "张三丰", contact_flag=2051, is_owner=False)
    assert old.merged(newer) == Contact(
        FRIEND, "张三丰", "老张", sex=1, province="广东", contact_flag=2051, is_owner=False
    )


def test_a_member_list_replaces_the_old_one() -> None:
    """Whoever is missing has left; names a thin list lacks are carried over."""
    old = Contact(ROOM, members=(Member("@a", "甲", "阿甲", 7), Member("@b", "乙")))
    newer = Contact(ROOM, members=(Member("@a"), Member("@c", "丙")))
    assert old.merged(newer).members == (Member("@a", "甲", "阿甲", 7), Member("@c", "丙"))
    assert old.merged(Contact(ROOM)).members == old.members


def test_a_member_who_is_listed_twice_is_one() -> None:
    """With what either entry says; merging the same list again changes nothing."""
    newer = Contact(ROOM, members=(Member("@a"), Member("@a", display_name="阿甲")))
    merged = Contact(ROOM).merged(newer)
    assert merged.members == (Member("@a", display_name="阿甲"),)
    assert merged.merged(newer) == merged


@given(PEOPLE, PEOPLE)
def test_merging_keeps_what_is_newer_and_loses_nothing(old: Contact, newer: Contact) -> None:
    """Every value is the newer one, or the older one where the newer is empty."""
    merged = asdict(old.merged(newer))
    for name, value in asdict(newer).items():
        if name != "members":
            assert merged[name] == (value or asdict(old)[name])
    assert old.merged(newer).merged(newer) == old.merged(newer)


def test_the_contact_list_is_asked_for_by_page() -> None:
    """A GET with everything in the query, and a minute of patience."""
    request = build_get_contact(SESSION, STAMP, 0)
    assert (request.method, path_of(request)) == ("GET", f"{CGI}/webwxgetcontact")
    assert query_of(request) == {
        "lang": "zh_CN",
        "pass_ticket": TICKET,
        "r": str(STAMP.ms),
        "seq": "0",
        "skey": SKEY,
    }
    assert request.read_timeout_s == 60
    assert query_of(build_get_contact(SESSION, STAMP, 688))["seq"] == "688"


def test_a_page_of_contacts() -> None:
    """Everybody on it, and where the next one begins, if there is one."""
    body = answer(MemberCount=2, MemberList=[{"UserName": FRIEND}, {"UserName": SELF}], Seq="688")
    page = parse_get_contact(body)
    assert [c.user_name for c in page.contacts] == [FRIEND, SELF]
    assert (page.base.ret, page.seq) == (0, 688)
    assert parse_get_contact(answer()).seq == 0


def test_details_are_asked_for() -> None:
    """A member is asked after with the key of the group."""
    request = build_batch_get_contact(SESSION, STAMP, [Wanted(ROOM), Wanted(MEMBER, "@2ff")])
    assert path_of(request) == f"{CGI}/webwxbatchgetcontact"
    assert query_of(request) == {
        "type": "ex",
        "r": str(STAMP.ms),
        "lang": "zh_CN",
        "pass_ticket": TICKET,
    }
    assert sent_json(request) == {
        "BaseRequest": BASE_REQUEST,
        "Count": 2,
        "List": [
            {"UserName": ROOM, "EncryChatRoomId": ""},
            {"UserName": MEMBER, "EncryChatRoomId": "@2ff"},
        ],
    }


@pytest.mark.parametrize("count", [0, BATCH_MAX + 1])
def test_a_batch_has_its_limits(count: int) -> None:
    """Nobody, or more than the service takes, is a bug of the caller."""
    with pytest.raises(LocalProtocolError, match=str(count)):
        build_batch_get_contact(SESSION, STAMP, [Wanted(FRIEND)] * count)
    build_batch_get_contact(SESSION, STAMP, [Wanted(FRIEND)] * BATCH_MAX)


def test_details_are_read() -> None:
    """Groups come with members, owner and the key for asking after them."""
    members = [{"UserName": SELF, "DisplayName": "客服"}, {"UserName": MEMBER, "NickName": "李四"}]
    room = {
        "UserName": ROOM,
        "NickName": "客户群",
        "MemberCount": 2,
        "MemberList": members,
        "EncryChatRoomId": "@2ffdc619d492eaa59811802c2fd814fd",
        "ChatRoomOwner": SELF,
        "IsOwner": 1,
    }
    (contact,) = parse_batch_get_contact(answer(Count=1, ContactList=[room])).contacts
    assert contact.members == (Member(SELF, "", "客服"), Member(MEMBER, "李四"))
    assert (contact.owner, contact.is_owner) == (SELF, True)
    assert contact.encry_chat_room_id == "@2ffdc619d492eaa59811802c2fd814fd"


@given(CONTACTS)
def test_no_entry_upsets_it(raw: object) -> None:
    """Any JSON in any field makes a contact with writable names, or nobody."""
    contact = parse_contact(raw)
    if contact is not None:
        assert contact.merged(contact).user_name == contact.user_name
        assert isinstance((contact.nick_name + contact.remark_name).encode(), bytes)
        assert "\n" not in contact.nick_name
