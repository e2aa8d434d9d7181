"""The people of these tests, and short ways to say who they are and what they write."""

from __future__ import annotations

from typing import Any

from responder.wechat.people.book import AddressBook
from responder.wechat.people.identity import Identities
from responder.wechat.protocol.contacts import Contact, Member
from responder.wechat.protocol.messages import Message, parse_message
from tests.wechat.protocol.samples import entry

ME = Contact("@me", "小助手", alias="helper88", uin=7)
ANN = Contact("@ann", "小明", "老王", alias="ann_88", sex=2, attr_status=111, contact_flag=3)
BOB = Contact("@bob", "Bob", sex=1, province="广东", attr_status=222, contact_flag=3)
SHOP = Contact("@shop", "某公众号", verify_flag=24, key_word="gh_")
MEMBERS = (
    Member("@me", "小助手", "客服小二"),
    Member("@ann", "小明", "群里的小明", 111),
    Member("@eve", "路人", "", 333),
)
TEAM = Contact("@@team", "客户群", members=MEMBERS, encry_chat_room_id="@x", owner="@ann")


def book(*contacts: Contact, identities: Identities | None = None) -> AddressBook:
    """An address book in which these people are known; everybody, if none are named."""
    made = AddressBook(ME, identities or Identities())
    made.update(contacts or (ANN, BOB, SHOP, TEAM))
    return made


def message(content: str = "", msg_type: int = 1, **fields: Any) -> Message:  # noqa: ANN401 - any JSON
    """A message, from Ann to the account unless said otherwise."""
    people = {"FromUserName": ANN.user_name, "ToUserName": ME.user_name}
    read = parse_message({**entry(content, msg_type), **people, **fields})
    assert read is not None
    return read
