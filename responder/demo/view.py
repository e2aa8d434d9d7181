"""A conversation: friends on the left, the account on the right, and why between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.align import Align
from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from responder.models import ChatKind, EventKind, OutgoingState
from responder.wechat.protocol.codes import FILEHELPER

if TYPE_CHECKING:
    from rich.console import Console

    from responder.answer import Answered
    from responder.deliver import Delivered
    from responder.models import Event
    from responder.rules.decision import Decision

WIDTH_MAX = 100
BUBBLE_SHARE = 0.7
"""Of the line's width; the rest shows which side a bubble is on."""

FAR = {"text": 2, "chat": 1}
"""How far a rule was from answering, by the condition that failed; any other is nearer."""

OWN_CHAT = "文件传输助手"
"""What the phone calls the file helper."""

TYPES = {"image": "[a picture]", "voice": "[a voice message]", "sticker": "[a sticker]"}


def _reason(event: Event, decision: Decision) -> tuple[str, str]:
    """Why it is answered, or is not, and the colour of that."""
    if decision.error:
        return f'rule "{decision.rule}" failed: {decision.error}', "red"
    if decision.main is not None and decision.main.suppressed:
        why = decision.main.suppressed_why or decision.main.suppressed
        return f'rule "{decision.rule}" answers nothing now: {why}', "yellow"
    if decision.rule is not None and not decision.trace:
        return f'rule "{decision.rule}" goes on with its conversation', "green"
    if decision.rule is not None:
        found = dict(decision.captures.match)
        word = found.get("keyword") or found.get("0")
        return f'rule "{decision.rule}"' + (f": it found “{word}”" if word else ""), "green"
    if event.chat.kind is ChatKind.OFFICIAL:
        return "no rule answers: official accounts need one with “chat: official”", "yellow"
    nearest = min(decision.trace, key=lambda one: FAR.get(one.failed or "", 0), default=None)
    hint = f'; the nearest is "{nearest.rule}", but {nearest.reason}' if nearest else ""
    return f"no rule answers{hint}", "yellow"


class View:
    """Draws a conversation.

    Args:
        console: Where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._width = min(console.width, WIDTH_MAX)

    def said(self, answered: Answered) -> None:
        """A message came in, and what was decided; what goes on later is seen when it leaves."""
        if answered.resumed:
            return
        event, decision = answered.event, answered.decision
        if event.kind is EventKind.SCHEDULE:
            self._why(f'by the clock: rule "{decision.rule}"', "green")
            return
        where = f"{event.sender.name} in {event.group.name}" if event.group else event.sender.name
        if event.from_me:
            where = f"{event.sender.name}, on the phone, to {event.chat.name}"
        text = event.text or TYPES.get(event.type.value, f"[{event.type.value}]")
        self._bubble(where, text, align="left", style="white")
        self._why(*_reason(event, decision))

    def delivered(self, delivered: Delivered) -> None:
        """A reply went out, or did not."""
        text = delivered.outgoing.text
        if delivered.state is OutgoingState.SENT:
            to = delivered.outgoing
            name = OWN_CHAT if to.chat_id == FILEHELPER else to.chat_name
            self._bubble(f"to {name}", text, align="right", style="green")
        else:
            self._why(f"not sent: {delivered.reason}", "red")

    def note(self, sentence: str) -> None:
        """A line about what goes on."""
        self._console.print(Text(sentence, style="dim"), width=self._width)

    def _bubble(self, title: str, text: str, *, align: str, style: str) -> None:
        widest = int(self._width * BUBBLE_SHARE)
        body = Text(text.strip())
        lines = [*body.plain.splitlines(), title]
        needed = max(Text(line).cell_len for line in lines) + 6
        panel = Panel(
            body,
            title=Text(title),
            title_align="left",
            border_style=style,
            width=min(needed, widest),
        )
        place = Align.right(panel) if align == "right" else Align.left(panel)
        self._console.print(Group(place), width=self._width)

    def _why(self, sentence: str, style: str) -> None:
        self._console.print(Padding(Text(f"└─ {sentence}", style=style), (0, 0, 0, 4)))
