"""Contacts, groups and their members: models, their reading, and the two calls that list them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from responder.errors import LocalProtocolError
from responder.wechat.protocol.base import BaseResponse, parse_base
from responder.wechat.protocol.codes import VERIFY_BRAND, Endpoint, is_room
from responder.wechat.protocol.request import JSON_HEADERS, Request, json_body, with_query
from responder.wechat.protocol.text import plain_name
from responder.wechat.protocol.wire import as_dict, as_int, as_list, as_str, parse_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.wechat.protocol.request import Stamp
    from responder.wechat.protocol.session import Session

BATCH_MAX = 50
"""Entries of one webwxbatchgetcontact; the service's limit."""

CONTACTS_TIMEOUT_S = 60.0
"""Accounts with thousands of contacts wait 10 to 60 s for their list."""

OFFICIAL_KEY_WORD = "gh_"
"""`KeyWord` of official accounts."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group, names decoded.

    Args:
        user_name: Of this login, like every UserName.
        nick_name: `""` in the thin lists of webwxinit.
        display_name: The name chosen for this group.
        attr_status: Bits of unknown meaning, rather stable per person.
    """

    user_name: str
    nick_name: str = ""
    display_name: str = ""
    attr_status: int = 0

    def merged(self, newer: Member) -> Member:
        """The newer entry; what it leaves empty stays."""
        return Member(
            self.user_name,
            newer.nick_name or self.nick_name,
            newer.display_name or self.display_name,
            newer.attr_status or self.attr_status,
        )


@dataclass(frozen=True, slots=True)
class Contact:
    """A person, official account, special account or group; names decoded.

    Args:
        user_name: Changes with every login.
        nick_name: Of a group: its topic, `""` if unnamed.
        remark_name: Set by the account's owner.
        alias: The WeChat id, mostly hidden.
        sex: 0 unknown, 1 male, 2 female.
        province: As the person states it.
        city: The same.
        attr_status: Bits of unknown meaning, rather stable per person.
        verify_flag: See `official`.
        contact_flag: Bit 0: one of our contacts.
        head_img_url: Relative to the base host.
        display_name: Name in a group, where the entry is a member's.
        key_word: `gh_` for official accounts.
        encry_chat_room_id: Of a group, for asking after its members.
        owner: UserName of a group's owner, where told.
        owner_uin: Number of a group's owner, mostly 0.
        uin: Number of the account itself; 0 for everybody else.
        is_owner: Whether we own the group; None while unknown.
        members: Of a group.
    """

    user_name: str
    nick_name: str = ""
    remark_name: str = ""
    alias: str = ""
    sex: int = 0
    province: str = ""
    city: str = ""
    attr_status: int = 0
    verify_flag: int = 0
    contact_flag: int = 0
    head_img_url: str = field(default="", repr=False)
    display_name: str = ""
    key_word: str = ""
    encry_chat_room_id: str = ""
    owner: str = ""
    owner_uin: int = 0
    uin: int = 0
    is_owner: bool | None = None
    members: tuple[Member, ...] = field(default=(), repr=False)

    @property
    def is_room(self) -> bool:
        """Whether this is a group."""
        return is_room(self.user_name)

    @property
    def is_official(self) -> bool:
        """Whether this is an official account (the official client's test, and the key word)."""
        return bool(self.verify_flag & VERIFY_BRAND) or self.key_word == OFFICIAL_KEY_WORD

    def merged(self, newer: Contact) -> Contact:
        """This contact brought up to a newer, perhaps thinner entry.

        Values that the newer one leaves empty stay. A member list replaces the old one as a whole,
        so whoever is not in it has left; only names it leaves out are carried over.
        """
        fresh: dict[str, Any] = {
            f.name: value
            for f in fields(newer)
            if (value := getattr(newer, f.name)) or value is False
        }
        if newer.members:
            old = {m.user_name: m for m in self.members}
            members: dict[str, Member] = {}  # somebody who is listed twice is one all the same
            for one in newer.members:
                known = members.get(one.user_name) or old.get(one.user_name)
                members[one.user_name] = one if known is None else known.merged(one)
            fresh["members"] = tuple(members.values())
        return replace(self, **fresh)


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Some contacts.

    Args:
        base: The verdict.
        contacts: Without entries that have no UserName.
        seq: Where the next page begins; 0 for the last.
    """

    base: BaseResponse
    contacts: tuple[Contact, ...] = ()
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to look up.

    Args:
        user_name: A contact, a group, or a member.
        encry_chat_room_id: For a member: the group's.
    """

    user_name: str
    encry_chat_room_id: str = ""


def parse_contact(raw: object) -> Contact | None:
    """Read one contact object; None where it names nobody.

    Source: captures of webwxgetcontact and webwxbatchgetcontact; `ChatRoomOwner` from
    ModContactList.
    """
    entry = as_dict(raw)
    user_name = as_str(entry.get("UserName"))
    if not user_name:
        return None
    encry_id = as_str(entry.get("EncryChatRoomId"))
    owned = as_int(entry.get("IsOwner"))
    return Contact(
        user_name=user_name,
        nick_name=plain_name(as_str(entry.get("NickName"))),
        remark_name=plain_name(as_str(entry.get("RemarkName"))),
        alias=plain_name(as_str(entry.get("Alias"))),
        sex=as_int(entry.get("Sex")),
        province=plain_name(as_str(entry.get("Province"))),
        city=plain_name(as_str(entry.get("City"))),
        attr_status=as_int(entry.get("AttrStatus")),
        verify_flag=as_int(entry.get("VerifyFlag")),
        contact_flag=as_int(entry.get("ContactFlag")),
        head_img_url=as_str(entry.get("HeadImgUrl")),
        display_name=plain_name(as_str(entry.get("DisplayName"))),
        key_word=as_str(entry.get("KeyWord")),
        encry_chat_room_id=encry_id,
        owner=as_str(entry.get("ChatRoomOwner")),
        owner_uin=as_int(entry.get("OwnerUin")),
        uin=as_int(entry.get("Uin")),
        is_owner=_is_owner(owned, told="IsOwner" in entry and bool(encry_id)),
        members=parse_members(entry.get("MemberList")),
    )


def _is_owner(owned: int, *, told: bool) -> bool | None:
    """1 is believed anywhere; 0 only in full entries, for thin ones carry it as a filler."""
    return True if owned == 1 else False if told else None


def parse_members(raw: object) -> tuple[Member, ...]:
    """Read a `MemberList`; entries that name nobody are left out."""
    return tuple(
        Member(
            user_name,
            plain_name(as_str(entry.get("NickName"))),
            plain_name(as_str(entry.get("DisplayName"))),
            as_int(entry.get("AttrStatus")),
        )
        for entry in map(as_dict, as_list(raw))
        if (user_name := as_str(entry.get("UserName")))
    )


def parse_contacts(raw: object) -> tuple[Contact, ...]:
    """Read a list of contact objects; entries that name nobody are left out."""
    return tuple(c for c in map(parse_contact, as_list(raw)) if c is not None)


def build_get_contact(session: Session, stamp: Stamp, seq: int) -> Request:
    """Ask for a page of the contact list.

    Args:
        session: Initialised.
        stamp: Of now.
        seq: 0 for the first page, then what the last one gave.
    """
    url = with_query(
        f"{session.hosts.cgi}/webwxgetcontact",
        lang="zh_CN",
        pass_ticket=session.pass_ticket,
        r=stamp.ms,
        seq=seq,
        skey=session.skey,
    )
    headers = (JSON_HEADERS[0], ("Referer", session.hosts.referer))
    return Request(Endpoint.GET_CONTACT, "GET", url, headers, read_timeout_s=CONTACTS_TIMEOUT_S)


def parse_get_contact(body: bytes) -> ContactPage:
    """Read a page: friends, official accounts, saved groups without members, the account itself.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict.
    """
    answer = parse_json(Endpoint.GET_CONTACT, body)
    base = parse_base(Endpoint.GET_CONTACT, answer)
    return ContactPage(base, parse_contacts(answer.get("MemberList")), as_int(answer.get("Seq")))


def build_batch_get_contact(session: Session, stamp: Stamp, wanted: Sequence[Wanted]) -> Request:
    """Ask for details, of groups with their members.

    Raises:
        LocalProtocolError: Nobody, or more than `BATCH_MAX`.
    """
    if not 0 < len(wanted) <= BATCH_MAX:
        raise LocalProtocolError(f"{len(wanted)} entries in one call; 1 to {BATCH_MAX} are allowed")
    url = with_query(
        f"{session.hosts.cgi}/webwxbatchgetcontact",
        type="ex",
        r=stamp.ms,
        lang="zh_CN",
        pass_ticket=session.pass_ticket,
    )
    entries = [{"UserName": w.user_name, "EncryChatRoomId": w.encry_chat_room_id} for w in wanted]
    body = {"BaseRequest": session.base_request(stamp), "Count": len(entries), "List": entries}
    headers = (*JSON_HEADERS, ("Referer", session.hosts.referer))
    return Request(Endpoint.BATCH_GET_CONTACT, "POST", url, headers, json_body(body))


def parse_batch_get_contact(body: bytes) -> ContactPage:
    """Read the details; ids that the service does not know are simply not among them.

    Raises:
        RemoteProtocolError: Not JSON, or without a verdict.
    """
    answer = parse_json(Endpoint.BATCH_GET_CONTACT, body)
    base = parse_base(Endpoint.BATCH_GET_CONTACT, answer)
    return ContactPage(base, parse_contacts(answer.get("ContactList")))
