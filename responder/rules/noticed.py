"""What an event itself changes in memory, whatever the rules make of it.

It must not know rules, or how anything is answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.memory import Heard, Met, OwnerWrote
from responder.models import ChatKind, EventKind

if TYPE_CHECKING:
    from responder.memory import Change, Memory
    from responder.models import Event


def noticed(
    event: Event, folded: str, memory: Memory, now_s: float, *, hears: bool, withheld: bool
) -> tuple[Change, ...]:
    """The changes of an event.

    Args:
        event: What happened.
        folded: Its text after folding.
        memory: Before it.
        now_s: Unix seconds.
        hears: Whether anybody asks what was written before.
        withheld: Whether it is only recorded. Its sender is still a stranger then: who was never
            heard may still be welcomed.
    """
    if event.kind is not EventKind.MESSAGE:
        return ()
    changes: list[Change] = []
    if hears and folded:
        changes.append(Heard(event.chat.id, folded, event.sender.id, event.time_s))
    if not event.from_me:
        if not withheld:
            changes.append(Met(event.sender.id, now_s))
    elif event.chat.kind is not ChatKind.FILEHELPER:
        # Of an outage it may come hours late, and after one that was written later.
        wrote_s = min(event.time_s, now_s)
        if wrote_s > memory.owner_wrote_s.get(event.chat.id, float("-inf")):
            changes.append(OwnerWrote(event.chat.id, wrote_s))
    return tuple(changes)
