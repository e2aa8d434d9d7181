"""What one step of a run gives: texts to say, changes to memory, and what waits.

It must not know actions, or how an effect is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.models import Chat, ChatKind, Deed
from responder.rules.recipients import FILEHELPER
from responder.splitting import split

if TYPE_CHECKING:
    from responder.memory import Change
    from responder.models import Event, Limits
    from responder.rules.waiting import Turn

OWNERS = Chat(FILEHELPER, ChatKind.FILEHELPER, FILEHELPER)
"""The owner's own chat."""

DO, ON_ERROR, USAGE = "do", "on_error", "usage"
"""The parts of a rule that write replies."""

LATER = "later"
"""The key of what is done later, in the names of places."""

ON_TIMEOUT = "on_timeout"
"""The part of a dialogue that is done when nobody has answered."""

FINENESS = 2**32
"""How finely a draw of seconds divides its span."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to send.

    Args:
        text: Plain text, never blank.
        rule: Name of the rule that wrote it.
        place: Where in the rule, e.g. `do[1].reply`; with event and rule it names the reply.
        chat: Where to, if the rule names the chat; None: to that of the event.
        alert: Whether it tells the owner what he has to know.
        deed: What it is, if it is no text: then the text only says what is done.
        content: What that takes, see `Outgoing`.
    """

    text: str
    rule: str
    place: str
    chat: Chat | None = None
    alert: bool = False
    deed: Deed = Deed.TEXT
    content: str = field(default="", repr=False)

    def is_elsewhere(self, event: Event) -> bool:
        """Whether it does not go to the chat of the event."""
        if self.deed is Deed.KEEP:
            return True
        return self.chat is not None and self.chat.id != event.chat.id

    def messages(self, limits: Limits) -> tuple[str, ...]:
        """The texts of the messages it is sent as: several where it is too long for one."""
        return split(self.text, limits.split_chars) if self.deed is Deed.TEXT else (self.text,)


@dataclass(frozen=True, slots=True)
class Passed:
    """A text that the rules are to look at as if the sender had written it.

    Args:
        text: Plain text, never blank.
        via: Where it was passed on, and where before that what led to it.
    """

    text: str
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a run gave.

    Args:
        effects: To be carried out, in order.
        changes: To memory, in order.
        turns: What waits from now on to go on later, and what does not any more, in order.
        passes: What the rules are to look at next, in order.
        error: Why the actions of `do` ended early; effects and changes before it stand, and behind
            them those of `on_error`.
        excused: Whether `on_error` had its say about that, and came to its end.
    """

    effects: tuple[Reply, ...] = ()
    changes: tuple[Change, ...] = ()
    turns: tuple[Turn, ...] = ()
    passes: tuple[Passed, ...] = ()
    error: str | None = None
    excused: bool = False
