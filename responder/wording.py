"""What was decided about a message, in words: the same for `try`, `why` and `log`.

Whatever strangers chose is made harmless here: no text or name of theirs moves a cursor, changes a
colour or turns the direction of writing.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from responder.models import EventKind, MessageType, OutgoingState
from responder.rules.reading.cells import harmless, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.journal.reader import Text
    from responder.models import Event
    from responder.rules.decision import Considered

NOT_KEPT = "(text not kept)"
"""Instead of a text, under `--keep-text no`."""

ENDS: dict[str, str] = {
    OutgoingState.QUEUED: "waits",
    OutgoingState.SENDING: "is on its way",
    OutgoingState.SENT: "sent",
    OutgoingState.FAILED: "not sent",
    OutgoingState.UNKNOWN: "perhaps not sent",
    OutgoingState.EXPIRED: "not sent",
    OutgoingState.SUPPRESSED: "not sent",
    OutgoingState.REHEARSED: "not sent: a dry run sends nothing",
    OutgoingState.CANCELLED: "not sent",
}
"""Where a text stands, in words."""

ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of characters that are written as escapes in JSON too."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What one rule that matched made of a message.

    Args:
        rule: Its name.
        where: Where it stands, if that is to be told.
        has_it: Whether no later rule was asked.
        shadow: Whether this is only what it would have done.
        error: Why a reply was not written.
        suppressed: Why nothing was answered: a key.
        suppressed_why: The same in words.
        replies: What was to be sent, each with what became of it, `""` where that is not told,
            and with the chat it was to be sent to where that is another one.
        kept_back: Of each reply that was kept back what it is, the key and the words.
        found: Names and what they stand for.
        stored: Paths and what was stored there; `""` where it was dropped.
        waits: Where it stops to go on later, and when.
        resumed: Whether it is what it did when it went on.
        passes: Texts that it has the rules look at.
    """

    rule: str
    where: str = ""
    has_it: bool = False
    shadow: bool = False
    error: str | None = None
    suppressed: str = ""
    suppressed_why: str = ""
    replies: tuple[tuple[str, str, str], ...] = ()
    kept_back: tuple[tuple[str, str, str], ...] = ()
    found: tuple[tuple[str, str], ...] = ()
    stored: tuple[tuple[str, str], ...] = ()
    waits: tuple[tuple[str, str], ...] = ()
    resumed: bool = False
    passes: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """A paragraph about it."""
        yield self._title()
        for word, value in self.found:
            yield f"  found: {harmless(word)} = {quote(value)}"
        if self.error:
            yield f"  but it fails: {harmless(self.error)}"
        elif self.suppressed:
            why = because(self.suppressed, self.suppressed_why)
            yield f"  It answers nothing now: {why}"
        elif not self.kept_back and self._says_nothing():
            yield "  It answers nothing, on purpose (silent)."
        for text, fate, to in self.replies:
            label = f"send to {plain(to)}" if to else "reply"
            label = f"  would {label}: " if self.shadow else f"  {label}: "
            yield label + ("\n" + " " * len(label)).join(map(harmless, text.split("\n")))
            if fate:
                yield f"    {fate}"
        for what, key, why in self.kept_back:
            yield f"  not sent: {what} ({because(key, why)})"
        yield from self._stored()
        for text in self.passes:
            would = "would pass on" if self.shadow else "passes on"
            yield f"  {would}: {quote(text) if text else NOT_KEPT}"

    def _says_nothing(self) -> bool:
        """Whether nothing goes to the chat of the message, now or later."""
        elsewhere = all(to for _, _, to in self.replies)
        return elsewhere and not (self.waits or self.resumed or self.passes)

    def _title(self) -> str:
        name = f"Rule {quote(self.rule)}{f' ({harmless(self.where)})' if self.where else ''}"
        if self.shadow:
            return f"{name} would take it, but only watches (shadow)."
        if self.resumed:
            return f"{name} went on."
        if self.has_it:
            return f"{name} has it."
        return f"{name} answers, and lets later rules answer too (continue)."

    def _stored(self) -> Iterator[str]:
        would = "would " if self.shadow else ""
        for path, value in self.stored:
            worth = f" = {harmless(value)}" if value else ""
            yield f"  {would}{'store' if value else 'drop'}: {harmless(path)}{worth}"
        for place, when in self.waits:
            yield f"  will {_what(place)} {when} ({place})"


def _what(place: str) -> str:
    """What goes on at a time."""
    if place.endswith(".ask"):
        return "wait for an answer until"
    return "wait for another computer until" if place.endswith(".fetch") else "go on"


def because(key: str, why: str) -> str:
    """A key with its words, where they are known."""
    return f"{key}: {harmless(why)}" if why else key


def refusal(one: Considered) -> str:
    """Why a rule did not take a message."""
    return f"rule {quote(one.rule)}: {because(one.failed or '', one.reason)}"


def nobody(fault: str | None, *, others: bool = False) -> str:
    """That no rule has a message, or none but those that let others answer too."""
    because_of = f": {harmless(fault)}" if fault else ""
    return f"No {'other ' if others else ''}rule answers this{because_of}."


def plain(name: str) -> str:
    """A name without quotes, short and harmless."""
    return quote(name)[1:-1]


def who(event: Event) -> str:
    """Who wrote, and where: `Ann`, `Ann in friends`, `me to Ann`."""
    writer = "me" if event.from_me else plain(event.sender.name)
    if event.group is not None:
        return f"{writer} in {plain(event.group.name)}"
    return f"{writer} to {plain(event.chat.name)}" if event.from_me else writer


def said(event: Event) -> str:
    """What happened, in a few words: `"hello"`, `[image]`, `[link] "its title"`."""
    is_message = event.kind is EventKind.MESSAGE
    if is_message and event.type is MessageType.TEXT:
        return quote(event.text) if event.text else NOT_KEPT
    words = event.text or event.title
    kind = event.type.value if is_message else event.kind.value
    return f"[{kind}] {quote(words)}" if words else f"[{kind}]"


def fate(text: Text, *, timed: bool = False) -> str:
    """Where a text stands, and why.

    Args:
        text: Which.
        timed: Whether to say since when.
    """
    words = ENDS.get(text.state, text.state)
    if timed:
        since_s = text.ended_s or text.attempted_s or text.created_s
        words += f", {'since ' if text.ended_s is None else ''}{moment(since_s)}"
    return f"{words}: {harmless(text.reason)}" if text.reason else words


def moment(seconds: float) -> str:
    """A time on the clock of this machine."""
    try:
        return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, OSError, ValueError):  # the service says when a message was written
        return f"{seconds:.0f}"


def as_json(value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """One line of JSON that is harmless on a terminal too."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(
        json.dumps(char)[1:-1] if unicodedata.category(char) in ESCAPED else char for char in text
    )
