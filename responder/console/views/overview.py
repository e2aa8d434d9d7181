"""The first page: is it on line, which rules hold, and what needs a person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.models import EventKind, MessageType
from responder.rules.recording import event_of_text

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from responder.console.room import Room
    from responder.journal.reader import Reader

GLANCES = 500
"""Messages among which often asked questions are looked for: some milliseconds."""

ASKED_MIN = 2
QUESTIONS_MAX = 5
RULES_MAX = 5
NAMES_MAX = 10
HOURS = 24
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Hour:
    """How many replies were sent in one hour.

    Args:
        begin_s: Unix seconds.
        sent: How many.
        height: As a share of the greatest, 0 to 100.
    """

    begin_s: float
    sent: int
    height: int


@dataclass(frozen=True, slots=True)
class Found:
    """What the journal says.

    Args:
        hours: The last 24, the oldest first.
        questions: Texts nobody answered, and how often they came.
    """

    hours: tuple[Hour, ...]
    questions: tuple[tuple[str, int], ...]


async def show(room: Room, request: Request) -> Response:
    """The page.

    Raises:
        JournalError: The journal can not be read.
        EnvironmentFault: It takes too long.
    """
    now_s = room.desk.now()
    found = await room.read(lambda reader: _found(reader, now_s))
    names = await room.names.doubtful(room.desk, await room.desk.status())
    return await room.page(
        request,
        "overview",
        found=found,
        names=names[:NAMES_MAX],
        now_s=now_s,
        looked_at=GLANCES,
        rules=room.tally.most_used(RULES_MAX),
    )


def _found(reader: Reader, now_s: float) -> Found:
    since_s = (now_s // HOUR_S - HOURS + 1) * HOUR_S
    sent = reader.sent_by_hour(since_s)
    most = max(sent.values(), default=0)
    hours = tuple(
        Hour(since_s + hour * HOUR_S, count, round(100 * count / most) if most else 0)
        for hour in range(HOURS)
        for count in (sent.get(hour, 0),)
    )
    return Found(hours, _questions(reader))


def _questions(reader: Reader) -> tuple[tuple[str, int], ...]:
    """What was asked more than once and answered by no rule."""
    texts: Counter[str] = Counter()
    for one in reader.glances(GLANCES):
        if one.outcome != "unanswered":
            continue
        try:
            event = event_of_text(one.event)
        except ValueError:  # of another version
            continue
        if event.kind is EventKind.MESSAGE and event.type is MessageType.TEXT and event.text:
            texts[" ".join(event.text.split())] += not event.from_me
    often = [(text, count) for text, count in texts.most_common() if count >= ASKED_MIN]
    return tuple(often[:QUESTIONS_MAX])
