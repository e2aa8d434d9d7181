"""Messages: how they are kept (with permanent ids) and how a session sees them on the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from responder.wechat.protocol.codes import MsgType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.simulator.names import Names
    from responder.simulator.request import Json

STATUS_NORMAL = 3
STATUS_SYSTEM = 4
IMG_STATUS_PICTURE = 2
IMG_STATUS_NONE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message before it is rendered for a session.

    Args:
        msg_id: 63-bit number.
        sender: Permanent id of `FromUserName`: the chat, or the account itself.
        to: Permanent id of `ToUserName`.
        msg_type: `MsgType`.
        create_time: Unix seconds.
        content: Escaped as on the wire, without the member prefix of a group.
        member: Permanent id of the group member who wrote; becomes the prefix.
        fields: Wire fields that differ from the defaults.
        status_users: Of a status notice: permanent ids of the chats it names.
        recommended: Of a friend request or card: permanent id behind `RecommendInfo.UserName`.
        recommend: Other fields of `RecommendInfo`.
    """

    msg_id: int
    sender: str
    to: str
    msg_type: int
    create_time: int
    content: str = ""
    member: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    status_users: tuple[str, ...] = ()
    recommended: str = ""
    recommend: Mapping[str, Any] = field(default_factory=dict)


def render(draft: Draft, names: Names) -> Json:
    """One entry of AddMsgList, every field present and of the type the service gives it.

    Source: the exchange of appendix D; field order as captured.
    """
    prefix = f"{names.of(draft.member)}:<br/>" if draft.member else ""
    entry: Json = {
        "MsgId": str(draft.msg_id),
        "FromUserName": names.of(draft.sender),
        "ToUserName": names.of(draft.to),
        "MsgType": int(draft.msg_type),
        "Content": prefix + draft.content,
        "Status": _status(draft.msg_type),
        "ImgStatus": _img_status(draft.msg_type),
        "CreateTime": draft.create_time,
        "VoiceLength": 0,
        "PlayLength": 0,
        "FileName": "",
        "FileSize": "",
        "MediaId": "",
        "Url": "",
        "AppMsgType": 0,
        "StatusNotifyCode": 0,
        "StatusNotifyUserName": ",".join(names.of(user) for user in draft.status_users),
        "RecommendInfo": _recommend(draft, names),
        "ForwardFlag": 0,
        "AppInfo": {"AppID": "", "Type": 0},
        "HasProductId": 0,
        "Ticket": "",
        "ImgHeight": 0,
        "ImgWidth": 0,
        "SubMsgType": 0,
        "NewMsgId": draft.msg_id,
        "OriContent": "",
        "EncryFileName": "",
    }
    entry.update(draft.fields)
    return entry


def _status(msg_type: int) -> int:
    return STATUS_SYSTEM if msg_type in {MsgType.SYSTEM, MsgType.RECALLED} else STATUS_NORMAL


def _img_status(msg_type: int) -> int:
    return IMG_STATUS_PICTURE if msg_type in {MsgType.IMAGE, MsgType.STICKER} else IMG_STATUS_NONE


def _recommend(draft: Draft, names: Names) -> Json:
    info: Json = {
        "UserName": names.of(draft.recommended),
        "NickName": "",
        "QQNum": 0,
        "Province": "",
        "City": "",
        "Content": "",
        "Signature": "",
        "Alias": "",
        "Scene": 0,
        "VerifyFlag": 0,
        "AttrStatus": 0,
        "Sex": 0,
        "Ticket": "",
        "OpCode": 0,
    }
    info.update(draft.recommend)
    return info
