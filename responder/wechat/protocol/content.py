"""What a message holds: one frozen model per kind, unknown kinds included.

Every text in them is decoded and bounded. What a rule does with a kind is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class News(StrEnum):
    """What a grey system line reports; the service sends it as plain words."""

    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    RENAMED = "renamed"
    FRIEND_ADDED = "friend_added"
    NOT_A_FRIEND = "not_a_friend"
    """Answers a send: the receiver has removed us."""
    REFUSED = "refused"
    """Answers a send: the receiver blocks us."""
    TOO_OFTEN = "too_often"
    """Answers a send: throttled."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Text:
    """Words."""

    text: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; width and height in pixels, 0 while unknown."""

    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice message."""

    length_ms: int = 0


@dataclass(frozen=True, slots=True)
class Video:
    """A video; `micro` for the short form recorded in the chat."""

    length_s: int = 0
    micro: bool = False


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker. One from the shop has no data: it can not be downloaded.

    Args:
        md5: Of its picture.
        url: Of its picture.
        from_shop: Bought in the shop.
        game: 1 for rock-paper-scissors, 2 for dice, 0 for neither.
        outcome: The game's result, as the service numbers it.
    """

    md5: str = ""
    url: str = ""
    from_shop: bool = False
    game: int = 0
    outcome: int = 0


@dataclass(frozen=True, slots=True)
class Location:
    """A place.

    Args:
        label: Its address or name.
        latitude: In degrees, None where not told.
        longitude: In degrees, None where not told.
        url: A map of it.
    """

    label: str = ""
    latitude: float | None = None
    longitude: float | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody's contact card.

    Args:
        user_name: Of this login.
        nick_name: Theirs.
        alias: Theirs, mostly hidden.
        official: The card of an official account.
    """

    user_name: str = ""
    nick_name: str = ""
    alias: str = ""
    official: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link, article, music or video of a web page, or one of the kinds shown like one.

    Args:
        title: Its headline.
        description: Below the headline.
        url: Where it leads.
        app_type: Number of the kind, see `AppMsgType`.
    """

    title: str = ""
    description: str = ""
    url: str = ""
    app_type: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A file.

    Args:
        name: With its extension.
        size_bytes: 0 while unknown.
        media_id: For its download.
        encry_file_name: For its download.
    """

    name: str = ""
    size_bytes: int = 0
    media_id: str = field(default="", repr=False)
    encry_file_name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MiniProgram:
    """A mini program's card."""

    title: str = ""
    app_name: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A text that answers another message.

    Args:
        text: The new words.
        quoted_text: Start of the old ones; markup where the old message was no text.
        quoted_id: The service's id of the old message.
        quoted_name: Name shown with it.
    """

    text: str = ""
    quoted_text: str = ""
    quoted_id: str = ""
    quoted_name: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money sent in the chat; only the phone can take it."""

    description: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class RedPacket:
    """A red packet; only the phone can open it. `mine`: the account's owner sent it."""

    text: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class ChatRecord:
    """Several messages forwarded as one; the web gets no more than a title."""

    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A voice or video call, or its end; only the phone can answer.

    Args:
        video: None where not told.
    """

    video: bool | None = None


@dataclass(frozen=True, slots=True)
class FriendRequest:
    """Somebody asks to become a contact.

    Args:
        user_name: Theirs, of this login.
        nick_name: Theirs.
        text: What they write.
        ticket: Needed to accept.
        alias: Theirs, mostly hidden.
        scene: How they found the account: 3 search, 14 group, 17 card, 30 code.
    """

    user_name: str = ""
    nick_name: str = ""
    text: str = ""
    ticket: str = field(default="", repr=False)
    alias: str = ""
    scene: int = 0


@dataclass(frozen=True, slots=True)
class StatusNotified:
    """Something the owner did on the phone; never a chat message.

    Args:
        code: One of `StatusNotify`, or a number we do not know.
        user_names: Chats it is about, of this login.
        accounts: Permanent names of the same chats, in the same order; empty where not told or
            where the two lists do not fit together.
    """

    code: int = 0
    user_names: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recalled:
    """A message was taken back.

    Args:
        msg_id: The one taken back; `""` where not told.
        text: The line shown in its place.
        mine: The account's owner took it back.
    """

    msg_id: str = ""
    text: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Pat:
    """Somebody nudged somebody.

    Args:
        text: The line shown.
        from_account: Permanent name of who did, `""` where not told.
        patted_account: Permanent name of the other.
        name: Name in the line of who did, `""` for the account's owner or where not told.
        mine: The account's owner did.
    """

    text: str = ""
    from_account: str = ""
    patted_account: str = ""
    name: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class SystemText:
    """A grey line in the chat.

    Args:
        text: The line.
        news: What it reports, as far as its words tell.
        name: For somebody who joined or left: the name in the line; strangers choose it.
    """

    text: str = ""
    news: News = News.OTHER
    name: str = ""


@dataclass(frozen=True, slots=True)
class Internal:
    """Traffic between the service and its own clients; nobody wrote it."""

    msg_type: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A kind we have no model for.

    Args:
        msg_type: Its number.
        app_type: Its second number, 0 where it has none.
        text: What can be read of it.
    """

    msg_type: int
    app_type: int = 0
    text: str = ""


Content = (
    Text
    | Image
    | Voice
    | Video
    | Sticker
    | Location
    | Card
    | Link
    | File
    | MiniProgram
    | Quote
    | Transfer
    | RedPacket
    | ChatRecord
    | Call
    | FriendRequest
    | StatusNotified
    | Recalled
    | Pat
    | SystemText
    | Internal
    | Unknown
)
