"""What actions that are no texts come to for one message.

It must not know how they are done, or which rule they belong to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.models import Chat, ChatKind, Deed, MessageType
from responder.rules.reading.cells import quote
from responder.rules.recipients import SUPPOSED, RecipientError, recipient
from responder.sources import MEDIA_OF, label, source_of, source_to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.models import Event, Find
    from responder.rules.actions import DeedAction
    from responder.rules.templates.template import Template

FORWARD = "forward"

GROUP_NAME_BYTES_MAX = 32
"""Longest name of a group in UTF-8: ten Chinese characters."""

REMARK_CHARS_MAX = 16
"""Longest remark; phones take no more."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """What it comes to; the fields are those of a `Reply`."""

    text: str
    chat: Chat | None = None
    deed: Deed = Deed.TEXT
    content: str = ""


def deed_of(
    action: DeedAction, event: Event, find: Find, fill: Callable[[Template], object]
) -> ToDo:
    """What it comes to.

    Args:
        action: Which.
        event: What the rule answers.
        find: Finds the chats that bear a name.
        fill: Fills a template in.

    Raises:
        RecipientError: It means nothing here, or nobody alone is meant.
    """
    text = "" if action.text is None else str(fill(action.text)).strip()
    chat = None if action.kind is None else recipient(find, action.kind, text)
    if action.verb == FORWARD:
        return _forwarded(event, chat)
    deed, content = Deed(action.verb), text
    match deed:
        case Deed.ACCEPT:
            content = event.ticket
        case Deed.REMARK:
            _check_remark(event, find, text)
        case Deed.INVITE:
            content, text = event.sender.id, event.sender.name
        case Deed.REMOVE:
            content, text = event.sender.id, event.sender.name
        case Deed.KEEP:
            text, content = _kept(event)
        case Deed.RENAME if too_long(deed, text):
            raise RecipientError(f"{quote(text)} is too long for the name of a group")
    if deed in {Deed.REMOVE, Deed.RENAME, Deed.LEAVE} and event.group is None:
        raise RecipientError("this is no group")
    return ToDo(label(deed, text), chat, deed, content)


def too_long(deed: Deed, text: str) -> str:
    """How long a remark or the name of a group may be, and this one is; `""` where it fits."""
    size = len(text.encode())
    if deed is Deed.RENAME and size > GROUP_NAME_BYTES_MAX:
        return f"a name of at most {GROUP_NAME_BYTES_MAX} bytes, got {size:,}"
    if deed is Deed.REMARK and len(text) > REMARK_CHARS_MAX:
        return f"a remark of at most {REMARK_CHARS_MAX} characters, got {len(text):,}"
    return ""


def _check_remark(event: Event, find: Find, remark: str) -> None:
    """Refuse what would make somebody pass for another: rules trust remarks."""
    if event.chat.kind is not ChatKind.PRIVATE:
        raise RecipientError("a remark is given in a private chat")
    if too_long(Deed.REMARK, remark):
        raise RecipientError(f"{quote(remark)} is too long for a remark")
    others = {one.id for one in find(ChatKind.PRIVATE, remark)} - {event.chat.id}
    if any(not one.startswith(SUPPOSED) for one in others):
        raise RecipientError(f"somebody else is called {quote(remark)} already")


def _kept(event: Event) -> tuple[str, str]:
    """What came with a message, in words and as a source."""
    source = source_of(event)
    if source is None:
        raise RecipientError(f"nothing came with this message, which is of type {event.type}")
    return source.name or source.type.value, source_to_text(source)


def _forwarded(event: Event, chat: Chat | None) -> ToDo:
    """The message itself: its words, its link, or its medium."""
    source = source_of(event)
    if source is not None:
        deed = MEDIA_OF[source.type]
        text = label(deed, source.name or source.type.value)
        return ToDo(text, chat, deed, source_to_text(source))
    parts = (event.text,) if event.type is MessageType.TEXT else (event.title, event.url)
    words = "\n".join(part for part in parts if part.strip()).strip()
    if not words:
        raise RecipientError(f"a message of type {event.type} can not be sent on")
    return ToDo(words, chat)
