"""One entry of webwxsync's message list: its identity, its chat, its writer, its content.

Never raises: whatever a stranger manages to have delivered becomes a message or nothing. Who the
people are is not known here; `people` turns UserNames into persons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from responder.wechat.protocol import content as kinds
from responder.wechat.protocol.codes import is_room
from responder.wechat.protocol.kinds import Fields, read_content
from responder.wechat.protocol.text import CONTENT_CHARS_MAX
from responder.wechat.protocol.wire import as_dict, as_int, as_str

if TYPE_CHECKING:
    from responder.wechat.protocol.content import Content

ID_DIGITS_MIN = 15
"""A shorter `MsgId` is the local number of old answers; `NewMsgId` is the stable one then."""

CREATED_S_MAX = 2**40
"""Some 35,000 years: a time beyond is nonsense and must not overflow a float or a date."""

_PREFIX: Final = re.compile(r"(@[a-zA-Z0-9]+|[a-zA-Z0-9_-]+):<br/>")
"""Writer of a group message (the official client's pattern)."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it arrived, decoded.

    Args:
        id: The service's id, as text: it exceeds 2^53.
        from_user: UserName it came from: a contact, a group, or the account itself (then the
            account's own, or `""`).
        to_user: UserName it went to.
        room: UserName of the group, `""` outside groups.
        sender: UserName of the writer, in a group the member; `""` where nobody is named. Now and
            then a permanent account name.
        msg_type: The service's number, see `MsgType`.
        created_s: Server time, Unix seconds; 0 where not told.
        text: What can be read: the words of a text, the title of a link or file, a grey line.
        content: The model of its kind.
    """

    id: str
    from_user: str
    to_user: str
    room: str
    sender: str
    msg_type: int
    created_s: int
    text: str = field(repr=False)
    content: Content = field(repr=False)


def parse_message(raw: object) -> Message | None:
    """Read one entry of the list.

    Returns:
        None where it is no object, or has no id: it could not be told from its own repetition, and
        to answer twice is worse than not to answer.
    """
    entry = as_dict(raw)
    msg_id = _message_id(entry)
    if not msg_id:
        return None
    from_user, to_user = as_str(entry.get("FromUserName")), as_str(entry.get("ToUserName"))
    room = next((name for name in (from_user, to_user) if is_room(name)), "")
    body = as_str(entry.get("Content"))[:CONTENT_CHARS_MAX]
    sender = from_user if from_user != room else ""
    if from_user.startswith("@@") and (prefix := _PREFIX.match(body)):
        sender, body = prefix[1], body[prefix.end() :]
    msg_type = as_int(entry.get("MsgType"))
    content = read_content(Fields(entry, msg_type, body))
    return Message(
        id=msg_id,
        from_user=from_user,
        to_user=to_user,
        room=room,
        sender=sender,
        msg_type=msg_type,
        created_s=min(max(as_int(entry.get("CreateTime")), 0), CREATED_S_MAX),
        text=_words(content),
        content=content,
    )


def _message_id(entry: dict[str, Any]) -> str:
    """`MsgId` where it has the full length, else `NewMsgId`, else what there is."""
    msg_id = as_str(entry.get("MsgId"))
    if len(msg_id) >= ID_DIGITS_MIN and msg_id.isascii() and msg_id.isdigit():
        return msg_id
    new_id = as_int(entry.get("NewMsgId"))
    return as_str(new_id) if new_id > 0 else msg_id.strip()


def _words(content: Content) -> str:
    match content:
        case (
            kinds.Text(text=words)
            | kinds.Quote(text=words)
            | kinds.FriendRequest(text=words)
            | kinds.RedPacket(text=words)
            | kinds.Recalled(text=words)
            | kinds.Pat(text=words)
            | kinds.SystemText(text=words)
            | kinds.Unknown(text=words)
            | kinds.Link(title=words)
            | kinds.MiniProgram(title=words)
            | kinds.ChatRecord(title=words)
            | kinds.File(name=words)
            | kinds.Card(nick_name=words)
            | kinds.Location(label=words)
            | kinds.Transfer(description=words)
        ):
            return words
        case _:
            return ""
