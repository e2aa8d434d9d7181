"""What the rooms hand to one another: events, people, replies, all frozen.

The service room turns its wire messages into `Event`s, the rule engine turns an `Event` into a
decision with `Reply`s, the journal and the delivery carry `Outgoing`s. This module knows nothing
of HTTP, SQL, YAML or the service's wire names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from responder.frozen import frozen


class ChatKind(StrEnum):
    """Where a message stands; the words are those of the rule key `chat`."""

    PRIVATE = "private"
    GROUP = "group"
    FILEHELPER = "filehelper"
    OFFICIAL = "official"
    SPECIAL = "special"
    """Service accounts such as `weixin` and `fmessage`: never answered."""


class EventKind(StrEnum):
    """What happened; the words are those of the rule key `on`."""

    MESSAGE = "message"
    FRIEND_REQUEST = "friend_request"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    NOTICE = "notice"
    RECALLED = "recalled"
    RED_PACKET = "red_packet"
    TRANSFER = "transfer"
    PAT = "pat"
    LOGIN = "login"
    """The account has just logged in."""
    SCHEDULE = "schedule"
    """A time of a rule has come."""


class MessageType(StrEnum):
    """What kind of message it is; the words are those of the rule key `type`."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    LOCATION = "location"
    CARD = "card"
    LINK = "link"
    FILE = "file"
    MINIPROGRAM = "miniprogram"
    CALL = "call"
    UNKNOWN = "unknown"


WORDLESS = frozenset(
    {
        *(MessageType.IMAGE, MessageType.VOICE, MessageType.VIDEO),
        *(MessageType.STICKER, MessageType.CALL),
    }
)
"""Types of messages that never have a text."""


class By(StrEnum):
    """Whose repetitions count; the words are those of the rule key `by`."""

    ANYBODY = "anybody"
    SAME_SENDER = "same_sender"
    DIFFERENT_SENDERS = "different_senders"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as rules and templates see them.

    Args:
        id: Our own id, the same over logins; `me` for the account itself.
        name: For display: remark, else nickname, else alias, else group display name.
        nickname: Chosen by them.
        remark: Chosen by the account's owner; `""` where there is none.
        alias: Their WeChat id, mostly hidden by the service.
        display_name: Their name in this group; strangers choose it, so no rule trusts it.
        known_as: The names a rule may match: the remark when there is one, otherwise alias and
            nickname without those that are the remark of another contact.
    """

    id: str
    name: str
    nickname: str = ""
    remark: str = ""
    alias: str = ""
    display_name: str = ""
    known_as: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Group:
    """A chat room.

    Args:
        id: Our own id, the same over logins.
        name: Remark, else topic, else the members' names joined.
        known_as: The names a rule may match.
        owned: Whether the account owns it; None while unknown.
    """

    id: str
    name: str
    known_as: frozenset[str] = frozenset()
    owned: bool | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """The conversation an event belongs to; replies go here."""

    id: str
    kind: ChatKind
    name: str


Find: TypeAlias = Callable[[ChatKind, str], tuple[Chat, ...]]
"""Finds the chats that bear a name which rules may trust: `PRIVATE` among contacts, `GROUP` among
groups. It gives the same answer for the whole of one decision."""


def find_nobody(_kind: ChatKind, _name: str) -> tuple[Chat, ...]:
    """No chat: nobody is known."""
    return ()


@dataclass(frozen=True, slots=True)
class Medium:
    """What came with a message, as far as the service tells.

    Args:
        message_id: The service's id of the message that it came with.
        media_id: Of a file, for its download.
        md5: Of a sticker.
        size: In bytes; 0 while unknown.
    """

    message_id: str
    media_id: str = field(default="", repr=False)
    md5: str = ""
    size: int = 0


@frozen
class Event:
    """One thing that happened, decoded and with its people resolved.

    Args:
        id: The service's MsgId, as text: it exceeds 2^53.
        kind: What happened.
        type: Kind of message; `UNKNOWN` for events that are none.
        chat: Where.
        sender: Who wrote; in a group the member. For an event without an author the chat's person.
        me: The account itself.
        time_s: Server time, Unix seconds.
        text: Decoded plain text; of media the words that come with it (a link's title), or `""`.
        group: Set in groups.
        from_me: The owner wrote it on the phone.
        mentioned: I am @-mentioned, by any name I have in that group, or everybody is.
        my_names: Those names, longest first, for taking the mention out of the text.
        title: Of a link, file or card.
        url: Of a link, or the map of a location.
        ticket: Of a friend request, needed to accept it.
        medium: That came with the message; of a recall with the one taken back.
    """

    id: str
    kind: EventKind
    type: MessageType
    chat: Chat
    sender: Person
    me: Person
    time_s: float
    text: str = ""
    group: Group | None = None
    from_me: bool = False
    mentioned: bool = False
    my_names: tuple[str, ...] = ()
    title: str = ""
    url: str = ""
    ticket: str = field(default="", repr=False)
    medium: Medium | None = None


class OutgoingState(StrEnum):
    """Where an outgoing text stands; all but the first two are final."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Perhaps delivered, perhaps not: never sent again."""
    EXPIRED = "expired"
    """It could not leave in time, and has lost its sense."""
    SUPPRESSED = "suppressed"
    """It was to be sent, and manners forbade it at the last moment."""
    REHEARSED = "rehearsed"
    """It would have been sent at this moment, but for the dry run."""
    CANCELLED = "cancelled"
    """It waited, and its owner called it off."""


class Deed(StrEnum):
    """What goes out. All are written down, paced and ended alike.

    The first ones are messages; the others change contacts, groups or what was said.
    """

    TEXT = "text"
    IMAGE = "image"
    VIDEO = "video"
    FILE = "file"
    STICKER = "sticker"
    ACCEPT = "accept"
    REMARK = "remark"
    PIN = "pin"
    UNPIN = "unpin"
    INVITE = "invite"
    REMOVE = "remove"
    RENAME = "rename"
    LEAVE = "leave"
    RECALL = "recall"
    KEEP = "keep"
    """What came with a message is kept: it goes nowhere."""


MESSAGES = frozenset({Deed.TEXT, Deed.IMAGE, Deed.VIDEO, Deed.FILE, Deed.STICKER})
"""What stands in a chat afterwards."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text to be sent, or something else to be done, with its identity for life.

    Args:
        client_msg_id: 17 digits, unique; the service drops a second send that carries it.
        chat_id: Our id of the chat.
        text: Plain text; of anything else what the journal and people are told of it.
        event_id: What it answers.
        rule: Name of the rule that wrote it.
        not_before_s: Unix seconds before which it must not leave (the human-looking delay).
        created_s: Unix seconds of the decision.
        chat_name: For logs and the terminal; not an identity.
        login_id: The login in which it leaves as soon as it is committed, so that from then on it
            may have left; `""` if it has to wait first.
        to_owner: It answers what the owner wrote, or goes to the owner alone, so the owner's
            presence does not forbid it.
        elsewhere: It goes to another chat than that of the event, so it answers nobody there.
        deed: What is done.
        content: What that takes besides the text: the ticket of a friend request, which file, whom.
        received_s: When what it answers at once came in, Unix seconds; None if that was before this
            start, or if something was waited for in between. For figures only, and not kept.
    """

    client_msg_id: str
    chat_id: str
    text: str = field(repr=False)
    event_id: str
    rule: str
    not_before_s: float
    created_s: float
    chat_name: str = ""
    login_id: str = ""
    to_owner: bool = False
    elsewhere: bool = False
    deed: Deed = Deed.TEXT
    content: str = field(default="", repr=False)
    received_s: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` in any `per_s` seconds."""

    count: int
    per_s: float


@dataclass(frozen=True, slots=True)
class Span:
    """A range of durations in seconds, `low_s <= high_s`."""

    low_s: float
    high_s: float


class CatchUp(StrEnum):
    """What is answered of that which came in while nobody listened; words of the rule file."""

    NONE = "none"
    LAST = "last"
    """The newest message of each chat."""
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Loop:
    """When two machines seem to be talking: so many replies in so short a time.

    Args:
        replies: Messages answered in one talk (a private chat, or one member of a group).
        within_s: Seconds in which they were.
        mute_s: Seconds for which that talk then gets no answer.
    """

    replies: int
    within_s: float
    mute_s: float


@dataclass(frozen=True, slots=True)
class Daily:
    """A time of every day, the end excluded; over midnight where it ends before it begins.

    Args:
        begin_min: Minutes after midnight.
        end_min: Likewise.
    """

    begin_min: int
    end_min: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The account-wide manners; None means off.

    Args:
        delay: Human-looking pause before a reply, growing with its length.
        per_chat: Sends to one chat.
        per_account: Sends altogether.
        per_day: Sends altogether in any 24 hours; what exceeds it is not sent at all.
        handover_s: For so long after the owner wrote in a chat nothing is answered there.
        quiet: When nothing is answered.
        loop: When a talk is taken for one of two machines.
        same_text_s: For so long a text is not said again in the same chat.
        collect_s: A burst of messages is answered once, so long after its last one.
        max_age_s: Messages older than this are recorded, not answered.
        catch_up: What is answered in place of `max_age_s` after nobody listened.
        max_wait_s: A reply that could not leave for so long after its delay is given up.
        split_chars: A longer text is sent as several messages.
    """

    delay: Span | None = field(default_factory=lambda: Span(1.0, 3.0))
    per_chat: Rate | None = field(default_factory=lambda: Rate(1, 3.0))
    per_account: Rate | None = field(default_factory=lambda: Rate(20, 60.0))
    per_day: int | None = 500
    handover_s: float | None = 600.0
    quiet: Daily | None = None
    loop: Loop | None = field(default_factory=lambda: Loop(5, 60.0, 300.0))
    same_text_s: float | None = None
    collect_s: float | None = None
    max_age_s: float | None = 180.0
    catch_up: CatchUp = CatchUp.LAST
    max_wait_s: float | None = 600.0
    split_chars: int | None = 2_000
