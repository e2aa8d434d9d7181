"""Sending: text, and media that was uploaded before; and taking a message back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from responder.simulator import ids
from responder.simulator.answer import Answer, base_answer
from responder.simulator.endpoints.upload import encry_file_name
from responder.simulator.messages import Draft
from responder.simulator.notices import notice
from responder.simulator.outbox import Sent
from responder.simulator.people import ME, Kind
from responder.simulator.sessions import Accepted
from responder.simulator.text import wire_text, wire_xml
from responder.wechat.protocol.codes import AppMsgType, MsgType, Ret, is_room
from responder.wechat.protocol.wire import as_dict, as_int, as_str

if TYPE_CHECKING:
    from responder.simulator.media import Medium
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

MINUTE_S = 60
REVOKE_S_MAX = 120
REPLY_S_MIN = 0.3
"""A reply that follows faster looks like a machine."""

_CONTENT = re.compile(rb'"Content"\s*:\s*("(?:[^"\\]|\\.)*")', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_CONTROL = re.compile(r"u00[01][0-9a-fA-F]")
"""JSON leaves no other way to write these."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a send carries: its word for the report, its text, and how it would come back.

    Args:
        type: For the report.
        text: Of a text; of media the title or file name.
        msg_type: Of the message that comes back.
        content: Likewise.
        medium: What the receiver can open.
        fields: Further fields of the message that comes back.
    """

    type: str
    text: str
    msg_type: int
    content: str
    medium: Medium | None = None
    fields: dict[str, Any] = field(default_factory=dict)


def send_msg(call: Call, session: Session, body: Json) -> Answer:
    """A text, or a location that is forwarded."""
    msg = as_dict(body.get("Msg"))
    text = _as_delivered(call, as_str(msg.get("Content")))
    if not text:
        call.blame("Msg.Content", "an empty text")
        return _refused(Ret.PARAMETER)
    if as_int(msg.get("Type")) == MsgType.LOCATION:
        return _accept(call, session, msg, Parcel("location", text, MsgType.LOCATION, text))
    most = call.world.settings.text_chars_max
    if most and len(text) > most:
        return _refused(Ret.PARAMETER)
    return _accept(call, session, msg, Parcel("text", text, MsgType.TEXT, wire_text(text)))


def send_image(call: Call, session: Session, body: Json) -> Answer:
    """A picture by its MediaId, or a received one forwarded by its XML."""
    return _media(call, session, body, "image", MsgType.IMAGE)


def send_video(call: Call, session: Session, body: Json) -> Answer:
    """A video by its MediaId."""
    return _media(call, session, body, "video", MsgType.VIDEO)


def send_emoticon(call: Call, session: Session, body: Json) -> Answer:
    """A sticker by its MediaId or its md5."""
    return _media(call, session, body, "sticker", MsgType.STICKER)


def send_app(call: Call, session: Session, body: Json) -> Answer:
    """A file by the attachid in its XML."""
    return _media(call, session, body, "file", MsgType.APP)


def revoke(call: Call, session: Session, body: Json) -> Answer:
    """Take back a message of the last two minutes."""
    del session
    msg_id = as_str(body.get("SvrMsgId"))
    sent = next((s for s in reversed(call.world.outbox.listed()) if s.msg_id == msg_id), None)
    if sent is None:
        call.blame("SvrMsgId", "no message sent here has this MsgID")
    if sent is None or call.now - sent.received_at > REVOKE_S_MAX:
        return base_answer(Ret.SYSTEM, Introduction="", SysWording="")
    call.world.outbox.revoked.append(msg_id)
    words = "你可以撤回2分钟内发送的消息（部分旧版本微信不支持这个功能）。"
    return base_answer(Introduction=words, SysWording="已撤回")


def _media(call: Call, session: Session, body: Json, kind: str, msg_type: MsgType) -> Answer:
    msg = as_dict(body.get("Msg"))
    content = as_str(msg.get("Content"))
    attached = re.search("<attachid>(.*?)</attachid>", content)
    media_id = attached[1] if attached else as_str(msg.get("MediaId"))
    medium = call.world.media.of_id(media_id)
    title = re.search("<title>(.*?)</title>", content, re.DOTALL)
    is_known = bool(content or msg.get("EMoticonMd5")) and not media_id
    if medium is None and not is_known:
        call.blame("Msg.MediaId", "no upload has this MediaId")
        return _refused(Ret.PARAMETER)
    name = unescape(title[1]) if title else medium.name if medium else ""
    if medium is not None and call.world.media.signature_of(medium.md5) != as_str(
        msg.get("Signature")
    ):
        call.warn("Msg.Signature", "not the one that webwxcheckupload gave for this file")
    if call.world.settings.split_keys:
        session.skew += 1
    fields: dict[str, Any] = {}
    if msg_type is MsgType.APP and medium is not None:
        fields = {
            "AppMsgType": int(AppMsgType.FILE),
            "FileName": name,
            "FileSize": str(len(medium.data)),
            "MediaId": media_id,
            "EncryFileName": encry_file_name(name),
        }
    return _accept(
        call, session, msg, Parcel(kind, name, msg_type, wire_xml(content), medium, fields)
    )


def _accept(call: Call, session: Session, msg: Json, parcel: Parcel) -> Answer:
    client_id = as_str(msg.get("ClientMsgId"))
    local_id = as_str(msg.get("LocalID"))
    user_name = as_str(msg.get("ToUserName"))
    if not client_id:
        call.blame("Msg.ClientMsgId", "missing")
        return _refused(Ret.PARAMETER)
    if local_id != client_id:
        call.warn("Msg.LocalID", "differs from ClientMsgId")
    # A file may have been uploaded anew for a repetition: its bytes say whether it is the same.
    what = as_str(msg.get("EMoticonMd5")) if parcel.medium is None else parcel.medium.md5
    fingerprint = ids.digest(user_name, parcel.type, parcel.text, what)
    known = session.accepted.get(client_id)
    if known is not None:
        if known.fingerprint != fingerprint:
            call.blame("Msg.ClientMsgId", "used before for another message: this one is lost")
        return base_answer(MsgID=str(known.msg_id), LocalID=local_id)
    chat = _receiver(call, session, msg, user_name)
    if isinstance(chat, Ret):
        return _refused(chat)
    if _too_often(call, session, chat):
        return _refused(Ret.FREQUENCY)
    msg_id = ids.msg_id(call.rng)
    session.remember(client_id, Accepted(msg_id, fingerprint))
    _record(call, chat, msg, msg_id, parcel)
    _post_after_send(call, chat, msg_id, parcel)
    return base_answer(MsgID=str(msg_id), LocalID=local_id)


def _receiver(call: Call, session: Session, msg: Json, user_name: str) -> str | Ret:
    if as_str(msg.get("FromUserName")) != session.names.of(ME):
        call.blame("Msg.FromUserName", "must be the UserName that webwxinit gave for the account")
        return Ret.PARAMETER
    chat = session.names.permanent(user_name)
    if chat is None:
        call.blame("Msg.ToUserName", "a UserName that this session never had")
        return Ret.NO_SUCH_GROUP if is_room(user_name) else Ret.NOT_A_FRIEND
    if chat == ME:
        call.warn("Msg.ToUserName", "a message to oneself; filehelper is the way")
        return Ret.NOT_A_FRIEND
    if is_room(user_name):
        room = call.world.book.rooms.get(chat)
        return chat if room is not None and not room.left else Ret.NO_SUCH_GROUP
    person = call.world.book.persons.get(chat)
    is_friend = chat == user_name or (person is not None and person.kind is not Kind.STRANGER)
    return chat if is_friend else Ret.NOT_A_FRIEND


def _too_often(call: Call, session: Session, chat: str) -> bool:
    world = call.world
    if world.settings.pace_warnings:
        if call.now - session.last_delivery.get(chat, float("-inf")) < REPLY_S_MIN:
            call.warn("pace", f"a reply within {REPLY_S_MIN} s")
        if world.outbox.since(call.now - 1):
            call.warn("pace", "more than one send within a second")
    limit = world.settings.sends_per_minute
    return bool(limit) and world.outbox.since(call.now - MINUTE_S) >= limit


def _record(call: Call, chat: str, msg: Json, msg_id: int, parcel: Parcel) -> None:
    world, user_name = call.world, as_str(msg.get("ToUserName"))
    sent = Sent(
        to=world.book.name_of(chat),
        text=parcel.text,
        type=parcel.type,
        client_msg_id=as_str(msg.get("ClientMsgId")),
        received_at=call.now,
        user_name=user_name,
        msg_id=str(msg_id),
        group=is_room(user_name),
        raw=call.request.body.decode("utf-8", "replace"),
    )
    world.outbox.add(sent)
    world.said.append((chat, sent))
    if parcel.medium is not None:
        world.media.keep(str(msg_id), parcel.medium)
    world.met(chat)
    world.touch()


def _post_after_send(call: Call, chat: str, msg_id: int, parcel: Parcel) -> None:
    """The echo where it is wanted, and the grey line of somebody who has deleted the account."""
    world, now_s = call.world, int(call.now)
    if world.settings.echo:
        world.post(
            Draft(
                msg_id=msg_id,
                sender=ME,
                to=chat,
                msg_type=parcel.msg_type,
                create_time=now_s,
                content=parcel.content,
                fields=parcel.fields,
            )
        )
    person = world.book.persons.get(chat)
    if person is not None and person.deleted_me:
        words = notice("not_a_friend", world.settings.lang, who=person.name)
        world.post(
            Draft(
                msg_id=ids.msg_id(call.rng),
                sender=chat,
                to=ME,
                msg_type=MsgType.SYSTEM,
                create_time=now_s,
                content=words,
            )
        )


def _as_delivered(call: Call, content: str) -> str:
    """The text as the receiver sees it: the service shows unneeded JSON escapes literally."""
    found = _CONTENT.search(call.request.body)
    literal = "" if found is None else found[1].decode("utf-8", "replace")[1:-1]
    shown = [e for e in _ESCAPE.findall(literal) if _is_shown(e)]
    if not shown:
        return content
    call.blame("Msg.Content", "escaped JSON (such as \\uXXXX): the receiver sees the escapes")
    return _ESCAPE.sub(lambda m: m[0] if _is_shown(m[1]) else json.loads(f'"{m[0]}"'), literal)


def _is_shown(escape: str) -> bool:
    return escape == "/" or (escape.startswith("u") and not _CONTROL.fullmatch(escape))


def _refused(ret: Ret) -> Answer:
    return base_answer(ret, MsgID="", LocalID="")
