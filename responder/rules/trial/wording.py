"""What happens in a step of a test, in words.

It knows messages; it must not know rules or the rule file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.models import ChatKind, EventKind, MessageType
from responder.rules.durations import duration
from responder.rules.reading.cells import quote

if TYPE_CHECKING:
    from responder.rules.trial.stage import Said


def label(said: Said, wait_s: float | None = None, *, restarts: bool = False) -> str:
    """One line that says what happens in a step.

    Args:
        said: What somebody writes.
        wait_s: Seconds that pass; then nobody writes.
        restarts: Whether the program stands still meanwhile, and starts again then.
    """
    if restarts:
        return f"after a restart{f' that took {duration(wait_s)}' if wait_s else ''}"
    if wait_s is not None:
        return f"after {duration(wait_s)}"
    if said.on is not EventKind.MESSAGE:
        words = "" if said.text is None else f" {quote(said.text)}"
        who = "I" if said.from_me else _plain(said.sender)
        whose = f"{who}: " if who else ""
        return f"{whose}{said.on}{words}{_where(said)}"
    writer = "I" if said.from_me else _plain(said.sender)
    says, sends = ("say", "send") if said.from_me else ("says", "sends")
    words = "" if said.text is None else f" {quote(said.text)}"
    deed = says if said.type is MessageType.TEXT else f"{sends} type {said.type}"
    return f"{writer} {deed}{words}{_where(said)}"


def _where(said: Said) -> str:
    if said.group:
        where = f" in {_plain(said.group)}"
    elif said.to:
        where = f" to {_plain(said.to)}"
    else:
        where = {
            ChatKind.FILEHELPER: " to the file helper",
            ChatKind.OFFICIAL: " from an official account",
        }.get(said.kind, "")
    return f"{where}, with an @ for me" if said.mention else where


def _plain(name: str) -> str:
    """A name without its quotes, on one line all the same."""
    return quote(name)[1:-1]
