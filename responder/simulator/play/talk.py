"""The chats as a person sees them: who is there, and what both sides have said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from responder.simulator.outbox import Sent
from responder.simulator.people import ME, Kind
from responder.wechat.protocol.codes import FILEHELPER, MsgType
from responder.wechat.protocol.text import plain

if TYPE_CHECKING:
    from responder.simulator.messages import Draft
    from responder.simulator.world import World

CHATS_MAX = 200
LINES_MAX = 100
CHARS_MAX = 4_000
TURNING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of characters that could turn or hide what stands around them."""

KEPT = frozenset("\n\u200c\u200d")
"""A new line, and what joins the parts of an emoji."""

GREY = frozenset({MsgType.SYSTEM, MsgType.RECALLED})
UNSAID = frozenset({MsgType.STATUS_NOTIFY})
"""What no person sees."""

KINDS = {
    MsgType.IMAGE: "image",
    MsgType.VOICE: "voice",
    MsgType.VIDEO: "video",
    MsgType.STICKER: "sticker",
    MsgType.FRIEND_REQUEST: "friend request",
    MsgType.CARD: "card",
    MsgType.APP: "link or file",
}
PICTURES = frozenset({"image", "sticker"})

_RECALLED = re.compile(r"&lt;msgid&gt;([0-9]{1,20})&lt;/msgid&gt;")
_WORDS = re.compile(r"&lt;!\[CDATA\[(.*?)\]\]&gt;", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat.

    Args:
        id: Permanent.
        name: For display.
        group: Whether it is one.
        members: Of a group: ids and names, without the account.
    """

    id: str
    name: str
    group: bool = False
    members: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said, or happened.

    Args:
        msg_id: Of the message.
        who: Who said it; `""` for the account and for what happened.
        side: `theirs`, `ours` or `grey`.
        text: In words.
        picture: Whether a picture of it is kept.
        at_s: When, Unix seconds.
        recalled: Whether it was taken back.
    """

    msg_id: str
    who: str
    side: str
    text: str
    picture: bool
    at_s: float
    recalled: bool = False

    @property
    def can_be_recalled(self) -> bool:
        """Whether its friend can take it back."""
        return self.side == "theirs" and not self.recalled


def chats(world: World) -> tuple[Chat, ...]:
    """Those that somebody can write in, the most recent first."""
    book, recent = world.book, list(world.recent)
    known = [
        *(room.id for room in book.rooms.values() if not room.left),
        *(one.id for one in book.persons.values() if one.kind is not Kind.STRANGER),
    ]
    order = {chat: number for number, chat in enumerate(recent)}
    known.sort(key=lambda one: -order.get(one, -1))
    return tuple(_chat(world, one) for one in known[:CHATS_MAX])


def chat_of(world: World, permanent: str) -> Chat | None:
    """The chat of an id; None if nobody can write there."""
    room, person = world.book.rooms.get(permanent), world.book.persons.get(permanent)
    if permanent == FILEHELPER or person is not None or (room is not None and not room.left):
        return _chat(world, permanent)
    return None


def lines(world: World, chat: str) -> tuple[Line, ...]:
    """The last things said in a chat, the oldest first."""
    recalled: set[str] = set(world.outbox.revoked)
    seen: set[str] = set()
    found: list[Line] = []
    for where, one in reversed(world.said):
        if where != chat:
            continue
        line = _sent(world, one) if isinstance(one, Sent) else _came(world, one)
        if line is None or line.msg_id in seen:  # what a client said comes back as an echo
            continue
        seen.add(line.msg_id)
        if not isinstance(one, Sent) and one.msg_type == MsgType.RECALLED:
            recalled.update(_RECALLED.findall(one.content))
        found.append(line)
        if len(found) == LINES_MAX:
            break
    return tuple(replace(one, recalled=one.msg_id in recalled) for one in reversed(found))


def visible(text: str) -> str:
    """All of it, with what could turn or hide writing written out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        repr(char)[1:-1] if unicodedata.category(char) in TURNING and char not in KEPT else char
        for char in text[:CHARS_MAX]
    )


def _chat(world: World, permanent: str) -> Chat:
    room = world.book.rooms.get(permanent)
    if room is None:
        return Chat(permanent, world.book.name_of(permanent))
    members = tuple((one, world.book.name_of(one)) for one in room.members if one != ME)
    name = room.name or "、".join(name for _, name in members)
    return Chat(permanent, name, group=True, members=members)


def _sent(world: World, sent: Sent) -> Line:
    """What the client said."""
    kind = "" if sent.type == "text" else f"[{sent.type}] "
    picture = sent.type in PICTURES and world.media.of_message(sent.msg_id) is not None
    text = f"{kind}{sent.text}".strip()
    return Line(sent.msg_id, "", "ours", text, picture, sent.received_at)


def _came(world: World, draft: Draft) -> Line | None:
    """What a friend said or the owner on the phone, or a grey line."""
    if draft.msg_type in UNSAID:
        return None
    at_s, msg_id = float(draft.create_time), str(draft.msg_id)
    if draft.msg_type in GREY:
        words = _WORDS.search(draft.content)
        text = plain(words[1] if words else draft.content)
        return Line(msg_id, "", "grey", text, picture=False, at_s=at_s)
    who = "" if draft.sender == ME else world.book.name_of(draft.member or draft.sender)
    side = "ours" if draft.sender == ME else "theirs"
    kind = KINDS.get(MsgType(draft.msg_type)) if draft.msg_type in set(MsgType) else "unknown"
    text = plain(draft.content) if draft.msg_type == MsgType.TEXT else f"[{kind or 'message'}]"
    picture = kind in PICTURES and world.media.of_message(msg_id) is not None
    return Line(msg_id, who, side, text, picture, at_s)
