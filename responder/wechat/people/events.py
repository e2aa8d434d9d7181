"""From a message of the service to an event that rules can be asked about.

Knows which messages are conversation, which are news of the chat, and which are nobody's business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from responder.models import Chat, ChatKind, Event, EventKind, Medium, MessageType, Person
from responder.wechat.people.book import UNSETTLED
from responder.wechat.people.mentions import is_mentioned
from responder.wechat.protocol import content as kinds
from responder.wechat.protocol.content import News

if TYPE_CHECKING:
    from responder.wechat.people.book import AddressBook
    from responder.wechat.protocol.content import Content
    from responder.wechat.protocol.messages import Message

_TYPES: Final[dict[type[Content], MessageType]] = {
    kinds.Text: MessageType.TEXT,
    kinds.Quote: MessageType.TEXT,
    kinds.Image: MessageType.IMAGE,
    kinds.Voice: MessageType.VOICE,
    kinds.Video: MessageType.VIDEO,
    kinds.Sticker: MessageType.STICKER,
    kinds.Location: MessageType.LOCATION,
    kinds.Card: MessageType.CARD,
    kinds.Link: MessageType.LINK,
    kinds.File: MessageType.FILE,
    kinds.MiniProgram: MessageType.MINIPROGRAM,
    kinds.Call: MessageType.CALL,
}
"""Kinds that a rule can name by `type`; all others are `unknown`."""

_EVENTS: Final[dict[type[Content], EventKind]] = {
    kinds.FriendRequest: EventKind.FRIEND_REQUEST,
    kinds.Recalled: EventKind.RECALLED,
    kinds.RedPacket: EventKind.RED_PACKET,
    kinds.Transfer: EventKind.TRANSFER,
    kinds.Pat: EventKind.PAT,
    kinds.SystemText: EventKind.NOTICE,
}
"""Kinds that are news and no messages."""

_MEMBER_NEWS: Final = {
    News.MEMBER_JOINED: EventKind.MEMBER_JOINED,
    News.MEMBER_LEFT: EventKind.MEMBER_LEFT,
}


def to_event(message: Message, book: AddressBook) -> Event | None:
    """What a message means.

    Args:
        message: As it arrived.
        book: Who is who; strangers who speak for the first time get an id in it.

    Returns:
        None for traffic that concerns nobody: status notices, suggestions of friends, the
        account's own friend requests, and what names no chat.
    """
    content = message.content
    if isinstance(content, kinds.StatusNotified | kinds.Internal):
        return None
    outbound = not message.from_user or book.is_me(message.from_user)
    place = message.room or (message.to_user if outbound else message.from_user)
    if not place or (isinstance(content, kinds.FriendRequest) and book.is_me(content.user_name)):
        return None
    from_me = outbound or book.is_me(message.sender) or _is_deed_of_mine(content)
    kind = _kind(message, from_me=from_me)
    my_names = book.my_names(message.room)
    return Event(
        id=message.id,
        kind=kind,
        type=_TYPES.get(type(content), MessageType.UNKNOWN),
        chat=_chat(content, book, place),
        sender=book.me_in(message.room) if from_me else _sender(message, book, place),
        me=book.me_in(message.room),
        time_s=float(message.created_s),
        text=_text(message, book),
        group=book.group(message.room) if message.room else None,
        from_me=from_me,
        mentioned=kind is EventKind.MESSAGE and not from_me and _calls_me(message, book, my_names),
        my_names=my_names,
        title=_title(content),
        url=content.url if isinstance(content, kinds.Link | kinds.Location) else "",
        ticket=content.ticket if isinstance(content, kinds.FriendRequest) else "",
        medium=_medium(message),
    )


def _medium(message: Message) -> Medium | None:
    match message.content:
        case kinds.File(media_id=media_id, size_bytes=size):
            return Medium(message.id, media_id, size=size)
        case kinds.Sticker(md5=md5):
            return Medium(message.id, md5=md5)
        case kinds.Image() | kinds.Voice() | kinds.Video():
            return Medium(message.id)
    return None


def _chat(content: Content, book: AddressBook, place: str) -> Chat:
    """Where it happened; a friend request belongs to the chat that it would open."""
    if isinstance(content, kinds.FriendRequest) and content.user_name:
        stranger = book.stranger(content.user_name, content.nick_name)
        return Chat(stranger.id, ChatKind.PRIVATE, stranger.name)
    return book.chat(place)


def _is_deed_of_mine(content: Content) -> bool:
    """Whether a grey line reports what the owner did on the phone."""
    match content:
        case kinds.Recalled(mine=True) | kinds.Pat(mine=True) | kinds.RedPacket(mine=True):
            return True
    return False


def _kind(message: Message, *, from_me: bool) -> EventKind:
    content = message.content
    if isinstance(content, kinds.SystemText) and message.room:
        return _MEMBER_NEWS.get(content.news, EventKind.NOTICE)
    kind = _EVENTS.get(type(content), EventKind.MESSAGE)
    if kind is EventKind.MESSAGE and message.room and not message.sender and not from_me:
        return EventKind.NOTICE  # nobody wrote it
    return kind


def _sender(message: Message, book: AddressBook, place: str) -> Person:
    """Who did it. A name in a grey line identifies nobody: it is shown and trusted for nothing."""
    content = message.content
    if isinstance(content, kinds.FriendRequest):
        return book.stranger(content.user_name, content.nick_name)
    if message.sender:
        return book.person(message.sender, message.room)
    name = ""
    match content:
        case kinds.Pat(from_account=account) if account and (found := book.user_of(account)):
            return book.person(found, message.room)
        case kinds.Pat(name=name) | kinds.SystemText(name=name):
            pass
    return Person(f"{UNSETTLED}{book.chat(place).id}/{name}", name)


def _text(message: Message, book: AddressBook) -> str:
    """The words; in a nudge, people by their names instead of their permanent names."""
    text, content = message.text, message.content
    if isinstance(content, kinds.Pat):
        for account in filter(None, (content.from_account, content.patted_account)):
            found = book.user_of(account)
            name = book.person(found, message.room).name if found else ""
            text = text.replace(f"${{{account}}}", name)
    return text


def _calls_me(message: Message, book: AddressBook, my_names: tuple[str, ...]) -> bool:
    if not message.room or not isinstance(message.content, kinds.Text | kinds.Quote):
        return False
    others = book.names_beside(message.room) if "@" in message.text else ()
    return is_mentioned(message.text, my_names, others)


def _title(content: Content) -> str:
    match content:
        case (
            kinds.Link(title=title)
            | kinds.MiniProgram(title=title)
            | kinds.ChatRecord(title=title)
            | kinds.File(name=title)
            | kinds.Card(nick_name=title)
            | kinds.Location(label=title)
        ):
            return title
    return ""
