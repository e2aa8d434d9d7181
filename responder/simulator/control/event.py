"""What happens besides messages: `POST /_sim/event`, one function per kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from responder.errors import SettingError
from responder.simulator import ids
from responder.simulator.control.fields import Fields
from responder.simulator.control.people import check_names, member_id
from responder.simulator.events import EventKind
from responder.simulator.messages import Draft
from responder.simulator.notices import (
    LANGUAGES,
    NOTICES,
    app_xml,
    chat_xml,
    friend_request_xml,
    notice,
    pat_xml,
    recall_xml,
)
from responder.simulator.people import ME, Kind, Room, Visibility
from responder.simulator.text import wire_text, wire_xml
from responder.simulator.world import FriendRequest
from responder.wechat.protocol.codes import AppMsgType, MsgType, StatusNotify

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.world import Call

Happening = Callable[["Call", Fields], list[str]]
OLD_ID_MAX = 2**31
"""A recalled message has an old short id, too."""


def event(call: Call, body: Json) -> Json:
    """Let something happen; gives the MsgIds of the messages that tell about it."""
    fields = Fields(body, "event")
    happening, known = HAPPENINGS[fields.choice("kind", tuple(HAPPENINGS))]
    fields.choice("lang", LANGUAGES, call.world.settings.lang)
    fields.seen(*known)
    fields.done()  # before the happening: what is answered 400 has no effect
    return {"msg_ids": happening(call, fields)}


def _friend_request(call: Call, fields: Fields) -> list[str]:
    name = fields.text("name")
    words = fields.text("text", f"我是{name}")
    person = call.world.book.persons[member_id(call.world, name)]
    ticket = ids.ticket_v2(call.rng)
    call.world.requests[ticket] = FriendRequest(person.id, ticket)
    info = {
        "NickName": wire_text(name),
        "Content": wire_text(words),
        "Scene": 14,
        "AttrStatus": 233765,
        "Sex": person.sex,
        "Ticket": ticket,
        "OpCode": 2,
    }
    draft = Draft(
        msg_id=ids.msg_id(call.rng),
        sender="fmessage",
        to=ME,
        msg_type=MsgType.FRIEND_REQUEST,
        create_time=int(call.now),
        content=wire_xml(friend_request_xml(person.id, name, words, ticket)),
        recommended=person.id,
        recommend=info,
    )
    return _post(call, draft)


def _friend_added(call: Call, fields: Fields) -> list[str]:
    by_them = fields.flag("by_them")
    person = call.world.book.persons[member_id(call.world, fields.text("name"))]
    person.kind, person.visibility = Kind.FRIEND, Visibility.SAVED
    call.world.announce(EventKind.ADDED, person.id)
    key = "added_me" if by_them else "friend_added"
    return _grey(call, person.id, _words(call, fields, key, who=person.name))


def _member_joined(call: Call, fields: Fields) -> list[str]:
    room = _room(call, fields)
    names = [fields.text("name")] if fields.has("name") else fields.texts("names")
    by = fields.text("by", "me")
    how = fields.choice("how", ("invite", "qr"), "invite")
    check_names(call.world, names, "event: names")
    for name in names:
        room.members.setdefault(member_id(call.world, name), "")
    call.world.announce(EventKind.CHANGED, room.id)
    keys = {
        ("invite", True): "i_invited",
        ("invite", False): "invited",
        ("qr", True): "joined_by_my_qr",
        ("qr", False): "joined_by_qr",
    }
    words = _words(call, fields, keys[how, by == "me"], who="、".join(names), by=by)
    return _grey(call, room.id, words)


def _invited_me(call: Call, fields: Fields) -> list[str]:
    room = _room(call, fields, may_have_left=True)
    others = [call.world.book.name_of(member) for member in room.members if member != ME]
    by = fields.text("by", others[0] if others else "")
    room.left = False
    call.world.announce(EventKind.ADDED, room.id)
    words = _words(call, fields, "invited_me", who="、".join(others), by=by)
    return _grey(call, room.id, words)


def _member_left(call: Call, fields: Fields) -> list[str]:
    room = _room(call, fields)
    person = call.world.book.person(fields.text("name"), "event: name")
    by = fields.text("by", "")
    if room.members.pop(person.id, None) is None:
        raise SettingError(f"event: {person.name!r} is not a member of {room.name!r}")
    call.world.announce(EventKind.CHANGED, room.id)
    if by != "me":
        return []  # the service says nothing when somebody leaves
    return _grey(call, room.id, _words(call, fields, "i_removed", who=person.name))


def _removed_me(call: Call, fields: Fields) -> list[str]:
    room = _room(call, fields)
    by = fields.text("by", call.world.book.name_of(room.owner))
    posted = _grey(call, room.id, _words(call, fields, "removed_me", by=by))
    room.left = True
    call.world.announce(EventKind.REMOVED, room.id)
    return posted


def _renamed(call: Call, fields: Fields) -> list[str]:
    room = _room(call, fields)
    name, by = fields.text("name"), fields.text("by", "me")
    room.name = name
    call.world.book.add_room(room)
    call.world.announce(EventKind.CHANGED, room.id)
    key = "i_renamed" if by == "me" else "renamed"
    return _grey(call, room.id, _words(call, fields, key, who=name, by=by))


def _recalled(call: Call, fields: Fields) -> list[str]:
    text = fields.text("msg_id")
    draft = call.world.messages.get(int(text)) if text.isdecimal() else None
    if draft is None:
        raise SettingError(f"event: msg_id {text!r} is of no message; say gives them")
    by_me = draft.sender == ME
    who = call.world.book.name_of(draft.member or draft.sender)
    words = _plain(call, fields, "i_recalled" if by_me else "recalled", who=who)
    chat = draft.to if by_me else draft.sender
    xml = recall_xml(chat, call.rng.randrange(1, OLD_ID_MAX), draft.msg_id, words)
    recall = Draft(
        msg_id=ids.msg_id(call.rng),
        sender=draft.sender,
        to=draft.to,
        msg_type=MsgType.RECALLED,
        create_time=int(call.now),
        content=wire_xml(xml),
    )
    return _post(call, recall)


def _pat(call: Call, fields: Fields) -> list[str]:
    person = call.world.book.person(fields.text("from"), "event: from")
    chat = _room(call, fields).id if fields.has("group") else person.id
    if fields.choice("form", ("text", "xml"), "text") == "text":
        return _grey(call, chat, _words(call, fields, "pat", who=person.name))
    words = _plain(call, fields, "pat", who=f"${{{person.id}}}")
    return _grey(call, chat, wire_xml(pat_xml(person.id, chat, ME, words)), MsgType.RECALLED)


def _red_packet(call: Call, fields: Fields) -> list[str]:
    chat = _chat(call, fields)
    return _grey(call, chat, _words(call, fields, "red_packet"))


def _transfer(call: Call, fields: Fields) -> list[str]:
    person = call.world.book.person(fields.text("from"), "event: from")
    amount = _amount(fields)
    info = (
        f"<wcpayinfo><paysubtype>1</paysubtype><feedesc><![CDATA[￥{amount}]]></feedesc>"
        "<transcationid>1000050001</transcationid><transferid>1000050002</transferid>"
        "<invalidtime>0</invalidtime></wcpayinfo>"
    )
    xml = app_xml(AppMsgType.TRANSFER, "", "", "", info)
    des = f"收到转账{amount}元。如需收钱，请点此升级至最新版本"
    xml = xml.replace("<title></title>", "<title><![CDATA[微信转账]]></title>")
    xml = xml.replace("<des></des>", f"<des><![CDATA[{des}]]></des>")
    draft = Draft(
        msg_id=ids.msg_id(call.rng),
        sender=person.id,
        to=ME,
        msg_type=MsgType.APP,
        create_time=int(call.now),
        content=wire_xml(xml),
        fields={"AppMsgType": int(AppMsgType.TRANSFER), "FileName": "微信转账"},
    )
    return _post(call, draft)


def _notice(call: Call, fields: Fields) -> list[str]:
    return _grey(call, _chat(call, fields), wire_text(fields.text("text")))


def _chat_opened(call: Call, fields: Fields) -> list[str]:
    return _status(call, fields, StatusNotify.ENTER_SESSION)


def _chat_left(call: Call, fields: Fields) -> list[str]:
    return _status(call, fields, StatusNotify.QUIT_SESSION)


def _chat_read(call: Call, fields: Fields) -> list[str]:
    return _status(call, fields, StatusNotify.READ)


def _contact_changed(call: Call, fields: Fields) -> list[str]:
    book = call.world.book
    person = book.person(fields.text("name"), "event: name")
    remark = fields.text("remark", person.remark)
    name = fields.text("new_name", person.name)
    alias = fields.text("alias", person.alias)
    person.remark, person.name, person.alias = remark, name, alias
    book.add_person(person)
    call.world.announce(EventKind.CHANGED, person.id)
    return []


def _contact_removed(call: Call, fields: Fields) -> list[str]:
    person = call.world.book.person(fields.text("name"), "event: name")
    person.kind = Kind.STRANGER
    call.world.announce(EventKind.REMOVED, person.id)
    return []


def _profile(call: Call, fields: Fields) -> list[str]:
    call.world.account.name = fields.text("name")
    call.world.announce(EventKind.PROFILE)
    return []


HAPPENINGS: dict[str, tuple[Happening, tuple[str, ...]]] = {
    "friend_request": (_friend_request, ("name", "text")),
    "friend_added": (_friend_added, ("name", "by_them")),
    "member_joined": (_member_joined, ("group", "name", "names", "by", "how")),
    "member_left": (_member_left, ("group", "name", "by")),
    "invited_me": (_invited_me, ("group", "by")),
    "removed_me": (_removed_me, ("group", "by")),
    "renamed": (_renamed, ("group", "name", "by")),
    "recalled": (_recalled, ("msg_id",)),
    "pat": (_pat, ("from", "group", "form")),
    "red_packet": (_red_packet, ("from", "group")),
    "transfer": (_transfer, ("from", "amount")),
    "notice": (_notice, ("from", "group", "text")),
    "chat_opened": (_chat_opened, ("chat",)),
    "chat_left": (_chat_left, ("chat",)),
    "chat_read": (_chat_read, ("chat",)),
    "contact_changed": (_contact_changed, ("name", "new_name", "remark", "alias")),
    "contact_removed": (_contact_removed, ("name",)),
    "profile": (_profile, ("name",)),
}
"""What happens and which fields it takes, by the word that `event` gives as `kind`.

Those kinds that a rule can have as `on` are spelt alike.
"""


def _room(call: Call, fields: Fields, *, may_have_left: bool = False) -> Room:
    room = call.world.book.room(fields.text("group"), "event: group")
    if room.left and not may_have_left:
        raise SettingError(f"event: the account is no longer in the group {room.name!r}")
    return room


def _chat(call: Call, fields: Fields) -> str:
    """Where a grey line stands; in a group it does not say who gave the cause."""
    room = _room(call, fields) if fields.has("group") else None
    if room is not None and not fields.has("from"):
        return room.id
    person = call.world.book.person(fields.text("from"), "event: from")
    return person.id if room is None else room.id


def _amount(fields: Fields) -> str:
    value = fields.any("amount")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.2f}"
    return fields.text("amount", "0.10")


def _words(call: Call, fields: Fields, key: str, *, who: str = "", by: str = "") -> str:
    lang = fields.choice("lang", LANGUAGES, call.world.settings.lang)
    return notice(key, lang, who=who, by=by)


def _plain(call: Call, fields: Fields, key: str, *, who: str) -> str:
    lang = fields.choice("lang", LANGUAGES, call.world.settings.lang)
    return NOTICES[key][LANGUAGES.index(lang)].format(who=who)


def _grey(call: Call, chat: str, content: str, msg_type: int = MsgType.SYSTEM) -> list[str]:
    draft = Draft(
        msg_id=ids.msg_id(call.rng),
        sender=chat,
        to=ME,
        msg_type=msg_type,
        create_time=int(call.now),
        content=content,
    )
    return _post(call, draft)


def _status(call: Call, fields: Fields, code: StatusNotify) -> list[str]:
    chat = call.world.book.chat(fields.text("chat"), "event: chat")
    xml = "" if code is StatusNotify.READ else wire_xml(chat_xml(int(code), chat))
    draft = Draft(
        msg_id=ids.msg_id(call.rng),
        sender=ME,
        to=chat,
        msg_type=MsgType.STATUS_NOTIFY,
        create_time=int(call.now),
        content=xml,
        fields={"StatusNotifyCode": int(code)},
        status_users=(chat,),
    )
    call.world.post(draft, kind=EventKind.CHAT_ENTERED)
    return [str(draft.msg_id)]


def _post(call: Call, draft: Draft) -> list[str]:
    call.world.post(draft)
    return [str(draft.msg_id)]
