"""How whoever wrote is @-mentioned in an answer.

It must not know what the answer says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.models import ChatKind
from responder.rules.templates.text_filters import MENTION_END
from responder.rules.templates.views import person

if TYPE_CHECKING:
    from responder.models import Chat, Event
    from responder.rules.actions import ReplyAction


def salute(message: ReplyAction, text: str, event: Event, chat: Chat | None = None) -> str:
    """A text, with an @ for whoever wrote in front if the message wants it.

    In private nobody is mentioned, and in a group nobody whose name there is not known. It is never
    the remark: that is the owner's private note, and the group would read it.

    Args:
        message: That the text is of.
        text: The text.
        event: What is answered.
        chat: Where it goes; None: to the chat of the event.
    """
    there = chat or event.chat
    if not message.mention or there.kind is not ChatKind.GROUP:
        return text
    who = person(event.sender)
    # What he is called in one group is not known in another.
    name = (who.display_name if there.id == event.chat.id else "") or who.nickname or who.alias
    return f"@{name}{MENTION_END}{text}" if name else text
