"""Tests of the address book of one login."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.models import ChatKind
from responder.wechat.people.book import AddressBook
from responder.wechat.people.identity import Identities
from responder.wechat.protocol.contacts import Contact, Member, Wanted, parse_contacts
from responder.wechat.protocol.messages import parse_message
from tests.hang import must_end
from tests.wechat.people.cast import ANN, BOB, ME, SHOP, TEAM, book, message
from tests.wechat.protocol.samples import CONTACTS, MESSAGES, escaped

ME_LATER = replace(ME, user_name="@me2")
"""The account in another login, which renames everybody."""


def with_members(*members: Member) -> Contact:
    """The team with other people in it."""
    return replace(TEAM, members=members)


def test_a_friend() -> None:
    """Called by the remark, and known to rules by nothing else."""
    person = book().person("@ann", "@@team")
    assert (person.id, person.name, person.nickname) == ("p1", "老王", "小明")
    assert (person.remark, person.alias, person.display_name) == ("老王", "ann_88", "群里的小明")
    assert person.known_as == {"老王"}


def test_a_friend_without_a_remark() -> None:
    """Known by nickname and alias; a group display name is never a name a rule may match."""
    people = book(replace(BOB, alias="bob_1"), with_members(Member("@bob", "Bob", "老王")))
    person = people.person("@bob", "@@team")
    assert (person.name, person.display_name) == ("Bob", "老王")
    assert person.known_as == {"Bob", "bob_1"}


def test_an_impostor_is_not_known_by_a_friends_remark() -> None:
    """As contact or as stranger in a group, by nickname, alias or a look-alike."""
    fake = Contact("@fake", "老王", alias="老 王")
    people = book(ANN, fake, with_members(Member("@eve", "老\u200b王", "老王")))
    assert people.person("@fake").known_as == {"老 王"}
    assert people.person("@eve", "@@team").known_as == frozenset()
    assert people.stranger("@new", "老王").known_as == frozenset()
    people.remove(["@ann"])
    assert people.person("@fake").known_as == {"老王", "老 王"}


def test_a_new_remark_takes_the_name_from_others() -> None:
    """From the moment the owner sets it."""
    people = book(BOB, Contact("@cat", "Cat"))
    assert people.person("@cat").known_as == {"Cat"}
    people.update([replace(BOB, remark_name="Cat")])
    assert people.person("@cat").known_as == frozenset()
    assert people.person("@bob").known_as == {"Cat"}
    people.update([Contact("@bob", remark_name="Dog")])
    assert people.person("@cat").known_as == {"Cat"}


def test_the_account_itself() -> None:
    """Always `me`, however it is met, and no contact of itself."""
    people = book()
    assert people.me.id == people.person("@me").id == "me"
    assert people.me.known_as == {"小助手", "helper88"}
    assert people.person("@me", "@@team").display_name == "客服小二"
    assert people.is_me("@me")
    assert not people.is_me("@ann")
    assert not people.is_me("")
    assert people.user_name_of("me") == "@me"


def test_the_account_may_be_listed_and_renamed() -> None:
    """The contact list names it too; a new nickname arrives with the profile."""
    people = book()
    people.update([Contact("@me", province="广东", nick_name="小助手")])
    people.rename_me("大助手")
    people.rename_me("")
    assert people.me.name == "大助手"
    assert people.my_names() == ("大助手",)
    assert all(e.nick_name != "大助手" for e in people.identities.entries)


def test_my_names_in_a_group() -> None:
    """The one I have there and the one I have everywhere, longest first."""
    assert book().my_names("@@team") == ("客服小二", "小助手")
    assert book().my_names("@@other") == book().my_names() == ("小助手",)
    people = AddressBook(Contact("@me"), Identities())
    assert people.my_names() == ()


def test_names_that_begin_with_mine() -> None:
    """Only those that a blank makes longer can be mistaken for me."""
    others = (
        Member("@a", "小助手 二号"),
        Member("@b", "x", "小助手 三号"),
        Member("@c", "小助手二号"),
        Member("@me", "小助手 自己"),
    )
    assert book(with_members(*others)).names_beside("@@team") == ("小助手 三号", "小助手 二号")


def test_a_stranger_in_a_group_gets_an_id_when_needed() -> None:
    """The same one in the next login, if nobody there looks like them."""
    people = book()
    before = people.identities
    eve = people.person("@eve", "@@team")
    assert (eve.id, eve.name, eve.known_as) == ("m5", "路人", frozenset({"路人"}))
    assert people.identities is not before
    moved = replace(TEAM, user_name="@@team2", members=(Member("@eve2", "路人", "", 333),))
    later = book(moved, identities=people.identities)
    assert later.person("@eve2", "@@team2").id == "m5"


@pytest.mark.parametrize(
    "members",
    [
        (Member("@x", "路人", "", 333), Member("@y", "路人", "", 333)),
        (Member("@x", "路人", "", 334), Member("@y", "路人", "", 335)),
        (Member("@x", "路人"), Member("@y", "路人")),
    ],
)
def test_strangers_who_look_alike_inherit_nothing(members: tuple[Member, ...]) -> None:
    """Not even the first of them to speak."""
    first = book()
    first.person("@eve", "@@team")
    moved = replace(TEAM, user_name="@@team2", members=members)
    later = book(moved, identities=first.identities)
    ids = [later.person(m.user_name, "@@team2").id for m in members]
    assert "m5" not in ids
    assert len(set(ids)) == 2


def test_a_stranger_who_becomes_a_friend_keeps_the_id() -> None:
    """Within the login the UserName tells, and later logins find a friend."""
    people = book()
    stranger = people.person("@eve", "@@team").id
    people.update([Contact("@eve", "路人", "伊芙", contact_flag=3)])
    friend = people.person("@eve")
    assert (friend.id, friend.known_as) == (stranger, frozenset({"伊芙"}))
    later = book(Contact("@eve2", "改名", "伊芙"), identities=people.identities)
    assert later.person("@eve2").id == stranger


@pytest.mark.parametrize("room", ["", "@@team", "@@nowhere"])
def test_somebody_unknown_is_still_somebody(room: str) -> None:
    """An id that leads back in this login, no name, nothing a rule could match (faults 28, 29)."""
    people = book()
    person = people.person("@who", room)
    assert (person.name, person.known_as) == ("", frozenset())
    assert people.user_name_of(person.id) == "@who"
    assert AddressBook(ME_LATER, Identities()).user_name_of(person.id) is None
    assert person.id not in {e.id for e in people.identities.entries}


def test_somebody_who_becomes_known_is_recognised() -> None:
    """Asking first does not spoil it; the provisional id still leads there."""
    known = book(BOB).identities
    people = book(ANN, identities=known)
    provisional = people.person("@bob2").id
    people.update([replace(BOB, user_name="@bob2")])
    assert people.person("@bob2").id == "p1"
    assert people.user_name_of(provisional) == people.user_name_of("p1") == "@bob2"


def test_a_login_that_goes_on_still_reaches_whom_it_met() -> None:
    """After a restart, before anybody is named again; another login renames everybody."""
    before = book()
    met = {before.chat(name).id: name for name in ("@bob", "@@team", "@who")}
    same = AddressBook(ME, before.identities, goes_on=True)
    assert {chat: same.user_name_of(chat) for chat in met} == met
    assert same.user_name_of("p99") is None
    other = AddressBook(ME_LATER, before.identities)
    assert [other.user_name_of(chat) for chat in met] == [None, None, None]


def test_a_restart_in_a_later_login_reaches_nobody_of_the_one_before() -> None:
    """A text may have waited for a UserName over both; it was good for its own login only."""
    waits_for = book().chat("@@who").id
    resumed = AddressBook(ME_LATER, Identities(), goes_on=True)
    assert resumed.user_name_of(waits_for) is None


def test_a_restart_changes_nothing_of_who_is_who() -> None:
    """Whoever looks like a friend met before it finds the id taken, as without a restart."""
    same = AddressBook(ME, book(BOB).identities, goes_on=True)
    same.update([replace(BOB, user_name="@bob2")])
    assert same.user_name_of("p1") == "@bob"
    assert same.person("@bob2").id == "p2"


def test_a_group_met_before_a_restart_is_known_by_the_same_id() -> None:
    """Also while no list names it and its look-up fails: texts for it keep one order."""
    before = book(ANN, TEAM)
    chat, eve = before.chat("@@team"), before.person("@eve", "@@team")
    same = AddressBook(ME, before.identities, goes_on=True)
    assert same.chat("@@team").id == chat.id
    assert same.person("@eve", "@@team").id == eve.id


def test_ids_of_one_chat_lead_to_each_other() -> None:
    """Passing, lasting, or given back: whichever a text waits under, all the others are found."""
    people = book(ANN)
    passing = people.chat("@bob").id
    people.update([BOB])
    lasting = people.chat("@bob").id
    people.note_wxids([("@bob", "wxid_bob")])
    people.note_wxids([("@bob", "wxid_eve")])  # the likeness was false
    true = people.chat("@bob").id
    assert len({passing, lasting, true}) == 3
    for chat in (passing, lasting, true):
        assert people.ids_of(chat)[0] == chat
        assert set(people.ids_of(chat)) == {passing, lasting, true}


def test_a_group() -> None:
    """By remark, else topic, else its members' names; strangers' names are trusted for nothing."""
    assert book().group("@@team").name == "客户群"
    assert book().group("@@team").known_as == {"客户群"}
    remarked = book(replace(TEAM, remark_name="大客户")).group("@@team")
    assert (remarked.name, remarked.known_as) == ("大客户", frozenset({"大客户"}))
    unnamed = book(replace(TEAM, nick_name="")).group("@@team")
    assert (unnamed.name, unnamed.known_as) == ("群里的小明、路人", frozenset())
    assert book().group("@@who").name == ""


def test_a_groups_remark_is_not_a_persons() -> None:
    """Groups and people are named apart."""
    people = book(ANN, replace(TEAM, nick_name="老王"), Contact("@@b", "x", "Bob"), BOB)
    assert people.group("@@team").known_as == {"老王"}
    assert people.person("@bob").known_as == {"Bob"}
    people.update([Contact("@@c", "Bob")])
    assert people.group("@@c").known_as == frozenset()


@pytest.mark.parametrize(
    ("changes", "owned"),
    [
        ({"owner": "@me"}, True),
        ({"owner": "@ann"}, False),
        ({"owner": "", "is_owner": True}, True),
        ({"owner": "", "is_owner": False}, False),
        ({"owner": "", "owner_uin": 7}, True),
        ({"owner": "", "owner_uin": 8}, False),
        ({"owner": ""}, None),
        ({"owner": "wxid_x"}, None),
    ],
)
def test_who_owns_a_group(changes: dict[str, object], owned: bool | None) -> None:  # noqa: FBT001 - a column of the table
    """By name, flag or number, whichever the service tells."""
    people = book(replace(TEAM, **changes))  # type: ignore[arg-type]  # by name above
    assert people.group("@@team").owned is owned


@pytest.mark.parametrize(
    ("user_name", "chat_id", "kind", "name"),
    [
        ("@ann", "p1", ChatKind.PRIVATE, "老王"),
        ("@shop", "o3", ChatKind.OFFICIAL, "某公众号"),
        ("@@team", "g4", ChatKind.GROUP, "客户群"),
        ("filehelper", "filehelper", ChatKind.FILEHELPER, "filehelper"),
        ("weixin", "weixin", ChatKind.SPECIAL, "weixin"),
        ("x@talkroom", "x@talkroom", ChatKind.SPECIAL, "x@talkroom"),
        ("@who", "?@me/@who", ChatKind.PRIVATE, ""),
        ("@@who", "?@me/@@who", ChatKind.GROUP, ""),
    ],
)
def test_chats(user_name: str, chat_id: str, kind: ChatKind, name: str) -> None:
    """Every kind of conversation, and the way back to it."""
    people = book()
    chat = people.chat(user_name)
    assert (chat.id, chat.kind, chat.name) == (chat_id, kind, name)
    assert people.user_name_of(chat.id) == user_name


def test_who_bears_a_name_is_counted() -> None:
    """Contacts and members, each once, by the names that rules may trust; groups by themselves."""
    people, groups = book(ANN, BOB, Contact("@cat", "Bob"), TEAM).bearers()
    assert people["老王"] == 1
    assert people["Bob"] == 2
    assert people["小明"] == 0
    assert groups[TEAM.nick_name] == 1
    assert groups["老王"] == 0


def test_a_chat_that_is_settled_late_has_two_ids() -> None:
    """Either leads to both, so that its texts stay in order; in another login neither does."""
    people = AddressBook(ME, Identities())
    passing = people.chat("@@team").id
    assert people.ids_of(passing) == (passing,)
    people.update([TEAM])
    lasting = people.chat("@@team").id
    assert lasting != passing
    assert people.ids_of(lasting) == (lasting, passing)
    assert people.ids_of(passing) == (passing, lasting)
    later = AddressBook(ME_LATER, people.identities)
    assert later.ids_of(passing) == (passing,)
    assert later.ids_of(lasting) == (lasting,)


@pytest.mark.parametrize("chat_id", ["filehelper", "p999"])
def test_who_is_not_met_or_special_has_one_id(chat_id: str) -> None:
    """The one that was given."""
    assert book().ids_of(chat_id) == (chat_id,)


def test_special_accounts_are_nobodys_identity() -> None:
    """They keep their own name and are not written down."""
    people = book(Contact("weixin", "微信团队"), Contact("filehelper", "文件传输助手"))
    assert people.identities == Identities()
    assert people.chat("filehelper").name == "文件传输助手"


def test_who_is_removed_keeps_the_id() -> None:
    """A queued reply still finds its way; the names are gone."""
    people = book()
    people.remove(["@bob", "@nobody", "@@team"])
    assert people.user_name_of("p2") == "@bob"
    assert people.person("@bob").name == ""
    assert people.my_names("@@team") == ("小助手",)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"FromUserName": "@ann"}, ()),
        ({"FromUserName": "@new"}, ("@new",)),
        ({"FromUserName": "@me", "ToUserName": "@new"}, ("@new",)),
        ({"FromUserName": "", "ToUserName": "@new"}, ("@new",)),
        ({"FromUserName": "", "ToUserName": ""}, ()),
        ({"FromUserName": "weixin"}, ()),
        ({"FromUserName": "@me", "ToUserName": "filehelper"}, ()),
        ({"FromUserName": "@me", "ToUserName": "@me"}, ()),
        ({"FromUserName": "@@team", "Content": "@eve:<br/>x"}, ()),
        ({"FromUserName": "@@team", "Content": "@me:<br/>x"}, ()),
        ({"FromUserName": "@@team", "Content": "@zoe:<br/>x"}, ("@@team",)),
        ({"FromUserName": "@@team", "Content": "wxid_zoe:<br/>x"}, ()),
        ({"FromUserName": "@@team", "Content": "notice"}, ()),
        ({"FromUserName": "@@new", "Content": "@eve:<br/>x"}, ("@@new",)),
        ({"FromUserName": "@me", "ToUserName": "@@new"}, ("@@new",)),
    ],
)
def test_who_is_missing(fields: dict[str, Any], wanted: tuple[str, ...]) -> None:
    """Unknown people and groups, and members who are not in the list."""
    assert book().missing(message(**{"Content": "x", **fields})) == tuple(map(Wanted, wanted))


def test_a_thin_group_is_missing() -> None:
    """The answer of webwxinit lists members without names."""
    people = book(with_members(Member("@ann"), Member("@eve")))
    talk = message("@eve:<br/>x", FromUserName="@@team")
    assert people.missing(talk) == (Wanted("@@team"),)
    people.update([TEAM])
    assert people.missing(talk) == ()


def test_recent_chats_tell_whom_to_look_up_and_who_they_are() -> None:
    """Groups not saved to the contacts, and permanent names for all."""
    people = book()
    notice = message(
        escaped(
            "<msg><op id='4'><username>wxid_b,1@chatroom,filehelper,wxid_n</username></op></msg>"
        ),
        51,
        StatusNotifyCode=4,
        StatusNotifyUserName="@bob,@@new,filehelper,@new",
    )
    people.learn(notice)
    assert people.missing(notice) == (Wanted("@@new"), Wanted("@new"))
    assert people.user_of("wxid_b") == "@bob"
    assert people.user_of("filehelper") is None
    assert {e.id: e.wxid for e in people.identities.entries}["p2"] == "wxid_b"
    people.update([Contact("@@new", "新群"), Contact("@new", "新人")])
    assert {e.wxid for e in people.identities.entries} == {"", "wxid_b", "1@chatroom", "wxid_n"}


@pytest.mark.parametrize(
    "pairs",
    [
        [("@bob", "wxid_b"), ("@@team", "wxid_t")],
        [("@bob", "1@chatroom")],
        [("@bob", "wxid_b"), ("@ann", "filehelper")],
        [("@bob", "wxid_b"), ("weixin", "wxid_a")],
    ],
)
def test_lists_out_of_step_teach_nothing(pairs: list[tuple[str, str]]) -> None:
    """One pair that can not be makes all of them worthless."""
    people = book()
    people.note_wxids(pairs)
    assert people.user_of("wxid_b") is None


def test_a_permanent_name_is_believed_once() -> None:
    """Of the account itself and of one who has it already nothing is learnt."""
    people = book()
    people.note_wxids([("@me", "wxid_me"), ("@bob", "wxid_b")])
    people.note_wxids([("@ann", "wxid_b")])
    assert people.user_of("wxid_me") is None
    assert people.user_of("wxid_b") == "@bob"


def test_a_writer_may_be_named_permanently() -> None:
    """Some group messages carry the account name in front."""
    people = book()
    people.note_wxids([("@eve", "wxid_eve")])
    assert people.person("wxid_eve", "@@team").name == "路人"
    assert people.missing(message("wxid_eve:<br/>x", FromUserName="@@team")) == ()
    assert people.person("wxid_other", "@@team").name == ""


def test_other_messages_teach_nothing() -> None:
    """What a stranger's client may have written into its XML is not believed."""
    people = book()
    xml = escaped('<msg><emoji fromusername="wxid_fake" md5="x" /></msg>')
    people.learn(message(xml, 47))
    people.learn(message("", 51, StatusNotifyCode=2, StatusNotifyUserName="@bob"))
    assert people.user_of("wxid_fake") is None


def test_who_can_not_be_told_apart_is_reported() -> None:
    """For a line in the log and the status."""
    known = book(BOB).identities
    people = book(replace(BOB, user_name="@1"), replace(BOB, user_name="@2"), identities=known)
    assert people.ambiguous == ["@1", "@2"]


def test_a_message_costs_the_same_among_ten_thousand() -> None:
    """People, groups and chats are looked up, never searched for."""
    crowd = [Contact(f"@{n}", f"n{n}", f"r{n}" if n % 2 else "") for n in range(10_000)]
    people = book(*crowd, TEAM)
    with must_end():
        for n in range(2_000):
            people.person(f"@{n}", "@@team")
            people.chat(f"@{n}")
            people.user_name_of(f"p{n + 1}")
            people.missing(message("x", FromUserName=f"@{n}"))


@given(st.lists(CONTACTS, max_size=5), st.lists(MESSAGES, max_size=3))
def test_nothing_upsets_it(raw_contacts: list[object], raw_messages: list[object]) -> None:
    """Whatever contacts and messages come, everybody in them has an id and a way back."""
    people = book()
    people.update(parse_contacts(raw_contacts))
    for talk in filter(None, map(parse_message, raw_messages)):
        people.learn(talk)
        people.update(Contact(w.user_name, "x") for w in people.missing(talk))
        for name in filter(None, (talk.sender, talk.from_user, talk.to_user)):
            chat = people.chat(name)
            assert people.user_name_of(chat.id) is not None
            assert isinstance(people.person(name, talk.room).name, str)
    ids = [e.id for e in people.identities.entries]
    assert len(set(ids)) == len(ids)


def test_chats_by_name() -> None:
    """Names are those that conditions trust; official accounts and groups are no people."""
    twin = replace(BOB, user_name="@bob2")
    impostor = Contact("@x", "老王")
    found = book(ANN, BOB, SHOP, TEAM, impostor)
    assert [c.id for c in found.chats_called(ChatKind.PRIVATE, "老王")] == [found.person("@ann").id]
    assert found.chats_called(ChatKind.PRIVATE, "小明") == ()
    assert found.chats_called(ChatKind.PRIVATE, "某公众号") == ()
    assert found.chats_called(ChatKind.PRIVATE, "客户群") == ()
    (team,) = found.chats_called(ChatKind.GROUP, "客户群")
    assert team == found.chat("@@team")
    assert len(found.chats_called(ChatKind.PRIVATE, "Bob")) == 1
    found.update([twin])
    assert len(found.chats_called(ChatKind.PRIVATE, "Bob")) == 2
