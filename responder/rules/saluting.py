"""How whoever wrote is @-mentioned in an answer.

It must not know what the answer says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.ruleset import ReplyAction
from responder.rules.templates.text_filters import MENTION_END
from responder.rules.templates.views import person

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.ruleset import SendAction


def salute(action: ReplyAction | SendAction, text: str, event: Event) -> str:
    """A text, with an @ for whoever wrote in front if the action wants it.

    In private nobody is mentioned, and in a group nobody whose name there is not known. It is never
    the remark: that is the owner's private note, and the group would read it.

    Args:
        action: Says the text.
        text: The text.
        event: What is answered.
    """
    if not isinstance(action, ReplyAction) or not action.mention or event.group is None:
        return text
    who = person(event.sender)
    name = who.display_name or who.nickname or who.alias
    return f"@{name}{MENTION_END}{text}" if name else text
