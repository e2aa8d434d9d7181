"""Which of the replies of an answer are said: manners may keep back single ones of them.

It knows replies; it must not know how they came about or are sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.models import MESSAGES
from responder.rules.manners import Forbidden, forbids_text, said

if TYPE_CHECKING:
    from responder.memory import Change, Memory
    from responder.models import Limits
    from responder.rules.steps import Reply


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A reply that is not sent although the others of its rule are.

    Args:
        reply: What it would have said.
        why: What forbids it.
    """

    reply: Reply
    why: Forbidden


@dataclass(frozen=True, slots=True)
class Saying:
    """The replies of one rule.

    Args:
        passed: May be sent, in order.
        kept_back: May not.
        changes: To memory, by those that are sent.
    """

    passed: tuple[Reply, ...]
    kept_back: tuple[KeptBack, ...] = ()
    changes: tuple[Change, ...] = ()


def saying(
    limits: Limits, chat_id: str, replies: tuple[Reply, ...], memory: Memory, now_s: float
) -> Saying:
    """Ask manners about each reply.

    Args:
        limits: Of the rule file.
        chat_id: Where those are said that name no other chat.
        replies: In order.
        memory: Before them.
        now_s: Unix seconds.
    """
    if limits.same_text_s is None:
        return Saying(replies)
    passed, kept_back = [], []
    changed: list[Change] = []
    for reply in replies:
        if reply.deed not in MESSAGES:
            passed.append(reply)
            continue
        where = chat_id if reply.chat is None else reply.chat.id
        # Each by itself, for each is sent by itself: one that does not arrive was not said.
        parts = reply.messages(limits)
        whys = [forbids_text(limits, where, part, memory, now_s) for part in parts]
        why = whys[-1]
        if why is not None and all(whys):
            kept_back.append(KeptBack(reply, why))
            continue
        changes = [change for part in parts for change in said(limits, where, part, now_s)]
        memory = memory.applied(changes)
        passed.append(reply)
        changed += changes
    return Saying(tuple(passed), tuple(kept_back), tuple(changed))
