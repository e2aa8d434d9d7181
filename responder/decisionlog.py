"""What the log says of decisions: a line each, without a word of any message.

It must not know how anything is decided.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import structlog

from responder.models import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.models import Event, Outgoing
    from responder.rules.decision import Decision

log = structlog.get_logger(__name__)


def log_decided(event: Event, decision: Decision, replies: int, *, resumed: bool = False) -> None:
    """One line per event, without a word of its text: an error of a template may quote it.

    Args:
        event: What happened.
        decision: What was decided about it.
        replies: How many texts will be sent.
        resumed: Whether it was decided before, and only a run of it went on.
    """
    shadow = [taken.rule for taken in decision.taken if taken.shadow]
    suppressed = decision.main.suppressed if decision.main is not None else ""
    log.info(
        "went on" if resumed else "decided",
        msg_id=event.id,
        kind=event.kind.value,
        chat=event.chat.kind.value,
        rule=decision.rule,
        replies=replies,
        failed=decision.error is not None,
        **({"suppressed": suppressed} if suppressed else {}),
        **({"alert": True} if any(reply.alert for reply in decision.replies) else {}),
        **({"shadow": shadow} if shadow else {}),
    )


def log_fault(msg_id: str, error: Exception) -> None:
    """Where the program failed; what Python says about it may quote the message."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{frame.name}:{frame.lineno}"
    log.error("decision failed", msg_id=msg_id, error=type(error).__name__, where=where)
    log.debug("decision failed", msg_id=msg_id, exc_info=error)


def outcome_of(decision: Decision, outgoing: Sequence[Outgoing]) -> str:
    """What became of an event, in a word for lists and figures."""
    main = decision.main
    if any(text.deed is not Deed.KEEP for text in outgoing):
        return "answered"
    if decision.error is not None:
        return "failed"
    if main is None:
        return "unanswered"
    if decision.turns:
        return "waits"
    return "suppressed" if main.suppressed or main.kept_back else "silent"
