"""Contacts and groups as the service writes them: one place for the field names of section 8."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from responder.simulator.ids import digest
from responder.simulator.people import ME, Kind
from responder.simulator.text import wire_text
from responder.wechat.protocol.codes import FILEHELPER, VERIFY_BRAND

if TYPE_CHECKING:
    from responder.simulator.names import Names
    from responder.simulator.people import Person, Room
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import World

VERIFIED = 16
FLAG_CONTACT = 3
FLAG_PINNED = 0x800
ICON = "/cgi-bin/mmwebwx-bin/webwxgeticon"
ROOM_ICON = "/cgi-bin/mmwebwx-bin/webwxgetheadimg"

MOD_FIELDS = (
    "UserName",
    "NickName",
    "Sex",
    "Alias",
    "HeadImgUrl",
    "ContactFlag",
    "MemberCount",
    "MemberList",
    "HideInputBarFlag",
    "Signature",
    "VerifyFlag",
    "RemarkName",
    "Statues",
    "AttrStatus",
    "Province",
    "City",
    "SnsFlag",
    "KeyWord",
)
"""What an entry of ModContactList shares with a contact."""

SPECIAL_NAMES = {FILEHELPER: "文件传输助手", "weixin": "微信团队", "fmessage": "朋友推荐消息"}


def contact_wire(permanent: str, world: World, session: Session, *, members: str) -> Json | None:
    """A contact or group, whichever the id names; None when there is none such.

    Args:
        permanent: Permanent id.
        world: Where to look.
        session: Whose UserNames to use.
        members: Of a group: `full` as webwxbatchgetcontact, `thin` as webwxinit (UserNames only),
            `none` as webwxgetcontact.
    """
    if permanent == ME:
        return self_wire(world, session)
    if permanent in SPECIAL_NAMES:
        return special_wire(permanent, session)
    room = world.book.rooms.get(permanent)
    if room is not None:
        return room_wire(room, world, session, members=members)
    person = world.book.persons.get(permanent)
    return None if person is None else person_wire(person, session)


def person_wire(person: Person, session: Session) -> Json:
    """A friend, an official account or a stranger."""
    user_name = session.names.of(person.id)
    is_official = person.kind is Kind.OFFICIAL
    contact = _blank(user_name, wire_text(person.name), _icon(ICON, user_name, session.skey))
    contact.update(
        ContactFlag=_contact_flag(person),
        RemarkName=wire_text(person.remark),
        Sex=person.sex,
        Signature=wire_text(person.signature),
        VerifyFlag=VERIFY_BRAND | VERIFIED if is_official else 0,
        PYInitial=_initial(person.name),
        PYQuanPin=_letters(person.name),
        RemarkPYInitial=_initial(person.remark),
        RemarkPYQuanPin=_letters(person.remark),
        AttrStatus=0 if is_official else int(digest("attr", person.id, size=3), 16),
        Province=person.province,
        City=person.city,
        Alias=person.alias,
        SnsFlag=0 if is_official else 17,
        KeyWord="gh_" if is_official else "",
    )
    return contact


def room_wire(room: Room, world: World, session: Session, *, members: str) -> Json:
    """A group; a remark takes the place that RemarkName has for persons."""
    user_name = session.names.of(room.id)
    is_full = members == "full"
    icon = _icon(ROOM_ICON, user_name, "" if is_full else session.skey)
    contact = _blank(user_name, wire_text(room.name), icon)
    listed = [] if members == "none" else list(room.members)
    contact.update(
        ContactFlag=0 if members == "thin" else FLAG_CONTACT,
        RemarkName=wire_text(room.remark),
        MemberCount=len(listed),
        MemberList=[
            member_wire(member, room, world, session.names, full=is_full) for member in listed
        ],
        Statues=1,
        IsOwner=int(room.owner == ME),
        OwnerUin=0,
        EncryChatRoomId=session.names.encry_room(room.id) if is_full else "",
    )
    if is_full:
        contact["ChatRoomOwner"] = session.names.of(room.owner)
    return contact


def member_wire(member: str, room: Room, world: World, names: Names, *, full: bool = True) -> Json:
    """One entry of a MemberList; thin ones carry the UserName alone."""
    person = world.book.persons.get(member)
    name = world.account.name if member == ME else person.name if person else ""
    return {
        "Uin": 0,
        "UserName": names.of(member),
        "NickName": wire_text(name) if full else "",
        "AttrStatus": int(digest("attr", member, size=3), 16) if full else 0,
        "PYInitial": "",
        "PYQuanPin": "",
        "RemarkPYInitial": "",
        "RemarkPYQuanPin": "",
        "MemberStatus": 0,
        "DisplayName": wire_text(room.members.get(member, "")) if full else "",
        "KeyWord": "",
    }


def self_wire(world: World, session: Session) -> Json:
    """The account in a contact list."""
    user_name = session.names.of(ME)
    account = world.account
    contact = _blank(user_name, wire_text(account.name), _icon(ICON, user_name, session.skey))
    contact.update(
        Uin=0, ContactFlag=FLAG_CONTACT, Sex=account.sex, Signature=account.signature, SnsFlag=17
    )
    return contact


def user_wire(world: World, session: Session) -> Json:
    """`User` of webwxinit: fewer fields than a contact."""
    user_name = session.names.of(ME)
    return {
        "Uin": world.account.uin,
        "UserName": user_name,
        "NickName": wire_text(world.account.name),
        "HeadImgUrl": _icon(ICON, user_name, session.skey),
        "RemarkName": "",
        "PYInitial": "",
        "PYQuanPin": "",
        "RemarkPYInitial": "",
        "RemarkPYQuanPin": "",
        "HideInputBarFlag": 0,
        "StarFriend": 0,
        "Sex": world.account.sex,
        "Signature": wire_text(world.account.signature),
        "AppAccountFlag": 0,
        "VerifyFlag": 0,
        "ContactFlag": 0,
        "WebWxPluginSwitch": 0,
        "HeadImgFlag": 1,
        "SnsFlag": 17,
    }


def special_wire(permanent: str, session: Session) -> Json:
    """`filehelper` and its like."""
    contact = _blank(permanent, SPECIAL_NAMES[permanent], _icon(ICON, permanent, session.skey))
    contact.update(ContactFlag=FLAG_CONTACT if permanent == FILEHELPER else 1, SnsFlag=0)
    return contact


def mod_wire(permanent: str, world: World, session: Session) -> Json | None:
    """An entry of ModContactList: fewer and other fields, a group with its members."""
    whole = contact_wire(permanent, world, session, members="full")
    if whole is None:
        return None
    room = world.book.rooms.get(permanent)
    return {
        **{name: whole[name] for name in MOD_FIELDS},
        "HeadImgUpdateFlag": 1,
        "ContactType": 0,
        "ChatRoomOwner": "" if room is None else session.names.of(room.owner),
    }


def _blank(user_name: str, nick_name: str, icon: str) -> Json:
    return {
        "Uin": 0,
        "UserName": user_name,
        "NickName": nick_name,
        "HeadImgUrl": icon,
        "ContactFlag": 0,
        "MemberCount": 0,
        "MemberList": [],
        "RemarkName": "",
        "HideInputBarFlag": 0,
        "Sex": 0,
        "Signature": "",
        "VerifyFlag": 0,
        "OwnerUin": 0,
        "PYInitial": "",
        "PYQuanPin": "",
        "RemarkPYInitial": "",
        "RemarkPYQuanPin": "",
        "StarFriend": 0,
        "AppAccountFlag": 0,
        "Statues": 0,
        "AttrStatus": 0,
        "Province": "",
        "City": "",
        "Alias": "",
        "SnsFlag": 0,
        "UniFriend": 0,
        "DisplayName": "",
        "ChatRoomId": 0,
        "KeyWord": "",
        "EncryChatRoomId": "",
        "IsOwner": 0,
    }


def _icon(path: str, user_name: str, skey: str) -> str:
    seq = int(digest("icon", user_name, size=4), 16) % 10**9
    return f"{path}?seq={seq}&username={quote(user_name, safe='@')}&skey={skey}"


def _contact_flag(person: Person) -> int:
    if person.kind is Kind.STRANGER:
        return 0
    return FLAG_CONTACT | (FLAG_PINNED if person.pinned else 0)


def _initial(name: str) -> str:
    return "".join(c for c in name if c.isascii() and c.isalnum()).upper()[:1]


def _letters(name: str) -> str:
    return "".join(c for c in name if c.isascii() and c.isalnum()).lower()
