"""What came in and what became of it: as a conversation, and each message with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.journal.reader import Wanted
from responder.rules.recording import event_of_text
from responder.story import seen, story

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from responder.console.room import Room
    from responder.journal.reader import Reader, Record
    from responder.story import Seen

SHOWN = 50
"""Messages on one page."""

LOOKED_AT_MAX = 10_000
"""Messages among which a rule or an outcome is looked for at a time: no page reads a whole journal,
however rare it is; `Older` goes on from there."""

CHOICES_FROM = 500
"""Newest messages whose chats and rules can be chosen."""

OUTCOMES = ("answered", "unanswered", "suppressed", "silent", "failed", "held", "joined", "asked")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which messages.

    Args:
        chat: Id of a chat; `""` is any.
        rule: Name of a rule; `""` is any or none.
        outcome: In a word; `""` is any.
        before: Only those before this number; None begins with the newest.
    """

    chat: str
    rule: str
    outcome: str
    before: int | None

    @property
    def searches(self) -> bool:
        """Whether messages are looked through that are not shown."""
        return bool(self.rule or self.outcome)


@dataclass(frozen=True, slots=True)
class Found:
    """What the journal says.

    Args:
        seen: Messages that can be read, the oldest first.
        older: Where to go on; None if there is nothing before.
        chats: That can be chosen: ids and names.
        rules: That can be chosen.
    """

    seen: tuple[Seen, ...]
    older: int | None
    chats: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]


async def show(room: Room, request: Request) -> Response:
    """The page.

    Raises:
        JournalError: The journal can not be read.
        EnvironmentFault: It takes too long.
    """
    asked = _asked(request)
    found = await room.read(lambda reader: _found(reader, asked))
    return await room.page(request, "live", found=found, asked=asked, outcomes=OUTCOMES)


async def show_one(room: Room, request: Request) -> Response:
    """The page of one message.

    Raises:
        JournalError: The journal can not be read.
        EnvironmentFault: It takes too long.
    """
    event_id = request.path_params["event_id"]
    record = await room.read(lambda reader: reader.one(event_id))
    one = None if record is None else seen(record)
    if one is None:
        return await room.page(request, "gone", code=404)
    return await room.page(request, "message", one=one, lines=tuple(story(one)))


def _asked(request: Request) -> Asked:
    given = request.query_params
    before = given.get("before", "")
    return Asked(
        chat=given.get("chat", ""),
        rule=given.get("rule", ""),
        outcome=given.get("outcome", ""),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,  # noqa: PLR2004 - more than any number of messages
    )


def _found(reader: Reader, asked: Asked) -> Found:
    end = reader.newest() + 1 if asked.before is None else asked.before
    floor = max(end - 1 - LOOKED_AT_MAX, 0) if asked.searches else 0
    wanted = Wanted(
        chat_ids=(asked.chat,) if asked.chat else None,
        rule=_encodable(asked.rule),
        outcome=_encodable(asked.outcome),
        before=end,
        after=floor or None,
    )
    records = reader.last(SHOWN, wanted)
    chats, rules = _choices(reader, asked)
    one_by_one = filter(None, map(seen, records))
    return Found(tuple(one_by_one), _older(records, floor), chats, rules)


def _older(records: tuple[Record, ...], floor: int) -> int | None:
    """Before which number the next page begins."""
    if len(records) == SHOWN:
        return records[0].number
    return floor + 1 if floor else None


def _choices(reader: Reader, asked: Asked) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    chats: dict[str, str] = {asked.chat: asked.chat} if asked.chat else {}
    rules: dict[str, None] = {asked.rule: None} if asked.rule else {}
    named: set[str] = set()
    for one in reader.glances(CHOICES_FROM):
        if one.rule:
            rules[one.rule] = None
        if one.chat_id not in named:
            named.add(one.chat_id)
            try:
                chats[one.chat_id] = event_of_text(one.event).chat.name
            except ValueError:  # of another version
                chats[one.chat_id] = one.chat_id
    return tuple(sorted(chats.items(), key=lambda one: one[1])), tuple(sorted(rules))


def _encodable(text: str) -> str:
    """As a database can take it."""
    return text.encode("utf-8", "replace").decode()
