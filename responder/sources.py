"""Where the bytes of a medium come from, as the text that an outgoing action carries.

It must not know how they are had.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import unquote

from responder.models import Deed, Medium, MessageType

if TYPE_CHECKING:
    from responder.models import Event


ADDRESSES = ("http://", "https://")
"""How addresses begin."""


def is_address(text: str) -> bool:
    """Whether a text is an address and not the name of a file."""
    return text.lower().startswith(ADDRESSES)


@dataclass(frozen=True, slots=True)
class FromFile:
    """A file of the owner's.

    Args:
        path: As the rule file names it, from where that stands.
    """

    path: str


@dataclass(frozen=True, slots=True)
class FromAddress:
    """A file on another computer.

    Args:
        url: Where.
    """

    url: str

    @property
    def name(self) -> str:
        """What it is called there; `""` if the address says nothing of it."""
        path = self.url.partition("?")[0].partition("#")[0].partition("://")[2]
        name = unquote(path.partition("/")[2].rpartition("/")[2])
        return name if name.isprintable() and "/" not in name else ""

    @property
    def host(self) -> str:
        """Which computer."""
        return self.url.partition("://")[2].partition("/")[0].partition("?")[0]


@dataclass(frozen=True, slots=True)
class FromMessage:
    """What came with a message.

    Args:
        medium: What.
        type: Of the message.
        sender_id: Our id of the chat, or of the account, that it came from.
        name: Of a file; `""` if it has none.
    """

    medium: Medium
    type: MessageType
    sender_id: str
    name: str = ""


Source: TypeAlias = FromFile | FromAddress | FromMessage


def called(source: FromFile | FromAddress) -> str:
    """What a file is called for people."""
    return source.path if isinstance(source, FromFile) else source.name or source.host


def label(deed: Deed, what: str = "") -> str:
    """What stands for something that is no text where texts stand.

    Args:
        deed: What is done.
        what: With what, to whom, or how; a path is shown by its last part.
    """
    return f"[{deed}] {what.rpartition('/')[2]}".rstrip()


MEDIA_OF: dict[MessageType, Deed] = {
    MessageType.IMAGE: Deed.IMAGE,
    MessageType.VOICE: Deed.FILE,
    MessageType.VIDEO: Deed.VIDEO,
    MessageType.STICKER: Deed.STICKER,
    MessageType.FILE: Deed.FILE,
}
"""As what each kind of message with a medium is sent on; a web page can not send voice."""


def source_of(event: Event) -> FromMessage | None:
    """What came with an event; None if nothing did."""
    if event.medium is None or event.type not in MEDIA_OF:
        return None
    sender_id = event.me.id if event.from_me else event.chat.id
    name = event.title if event.type is MessageType.FILE else ""
    return FromMessage(event.medium, event.type, sender_id, name)


def source_to_text(source: Source) -> str:
    """A source as JSON."""
    return json.dumps(asdict(source), ensure_ascii=False, separators=(",", ":"))


def source_of_text(text: str) -> Source:
    """The source that was stored as a text.

    Raises:
        ValueError: The text is none.
    """
    record = json.loads(text)
    try:
        if "path" in record:
            return FromFile(**record)
        if "url" in record:
            return FromAddress(**record)
        medium, kind = Medium(**record.pop("medium")), MessageType(record.pop("type"))
        return FromMessage(medium, kind, **record)
    except (KeyError, TypeError) as error:
        raise ValueError(f"no source: {error!r}") from error
