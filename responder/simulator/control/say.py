"""Friends write, and the owner writes on the phone: `POST /_sim/say`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.errors import SettingError
from responder.simulator import ids
from responder.simulator.control.fields import Fields
from responder.simulator.control.kinds import MAKERS, Content
from responder.simulator.messages import Draft
from responder.simulator.people import ME, Room
from responder.simulator.text import wire_text

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.world import Call, World

MESSAGES_MAX = 100_000
"""Of one call: more is a mistake in the script, and would take the loop for seconds."""

TIME_MAX = 4_102_444_800
"""End of the year 2099, Unix seconds."""

MENTION_ENDS = {"phone": "\u2005", "space": " ", "end": ""}
"""What follows the name: phones write a four-per-em space; at the end of a text may be nothing."""


@dataclass(frozen=True, slots=True)
class _Line:
    sender: str
    to: str
    member: str
    content: Content
    count: int
    create_time: int


def say(call: Call, body: Json) -> list[str]:
    """One message, or a batch under `messages`; all of them or none.

    Returns:
        The MsgIds, in order.
    """
    outer = Fields(body, "say")
    if outer.has("messages"):
        entries = outer.objects("messages")
        outer.done()
        lines = [_line(call, entry, f"say[{i}]") for i, entry in enumerate(entries)]
    else:
        lines = [_line(call, body, "say")]
    if sum(line.count for line in lines) > MESSAGES_MAX:
        raise SettingError(f"say: more than {MESSAGES_MAX} messages in one call; split it")
    return [_post(call, line) for line in lines for _ in range(line.count)]


def _line(call: Call, body: Json, where: str) -> _Line:
    world = call.world
    fields = Fields(body, where)
    fields.seen("messages")
    author = fields.text("from")
    group = fields.text("group", "")
    count = fields.whole("count", 1, 1, MESSAGES_MAX)
    create_time = fields.whole("create_time", int(call.now), 0, TIME_MAX)
    room = _room(world, group, where) if group else None
    mention = _mention(fields, world, room)
    content = _content(fields, call, mention)
    if author == "me":
        chat = room.id if room is not None else world.book.chat(fields.text("to"), f"{where}: to")
        if chat in world.book.rooms:
            _room(world, chat, where)
        line = _Line(ME, chat, "", content, count, create_time)
    else:
        person = world.book.person(author, f"{where}: from").id
        unlisted = fields.flag("unlisted")
        if room is None:
            line = _Line(person, ME, "", content, count, create_time)
        elif person in room.members or unlisted:
            line = _Line(room.id, ME, person, content, count, create_time)
        else:
            raise SettingError(
                f"{where}: {author!r} is not a member of {room.name!r}; name them in "
                "POST /_sim/groups, or send unlisted: true"
            )
    fields.done()
    return line


def _room(world: World, name: str, where: str) -> Room:
    room = world.book.room(name, f"{where}: group")
    if room.left:
        raise SettingError(f"{where}: the account is no longer in the group {name!r}")
    return room


def _mention(fields: Fields, world: World, room: Room | None) -> tuple[str, str]:
    wanted = fields.any("mention")
    form = fields.choice("mention_form", tuple(MENTION_ENDS), "phone")
    if wanted in {None, False}:
        return "", ""
    if wanted not in {True, "all"}:
        raise SettingError(f'{fields.where}: mention must be true, false or "all", not {wanted!r}')
    if room is None:
        raise SettingError(f"{fields.where}: mention needs a group; name one in group")
    name = "所有人" if wanted == "all" else room.members[ME] or world.account.name
    mention = f"@{name}{MENTION_ENDS[form]}"
    return ("", mention) if form == "end" else (mention, "")


def _content(fields: Fields, call: Call, mention: tuple[str, str]) -> Content:
    kind = fields.choice("type", tuple(MAKERS), "text")
    made = MAKERS[kind](fields, call.rng)
    fields.seen("text", "type")
    before, after = (wire_text(part) for part in mention)
    raw = fields.text("content", f"{before}{made.content}{after}")
    number = fields.whole("msg_type", made.msg_type, 0, 10**6)
    return Content(
        number,
        raw,
        made.fields,
        made.medium,
        made.recommended,
        made.recommend,
    )


def _post(call: Call, line: _Line) -> str:
    msg_id = ids.msg_id(call.rng)
    content = line.content
    if content.medium is not None:
        call.world.media.keep(str(msg_id), content.medium)
        media_id = content.fields.get("MediaId")
        if media_id:
            call.world.media.finish(media_id, content.medium)
    call.world.post(
        Draft(
            msg_id=msg_id,
            sender=line.sender,
            to=line.to,
            member=line.member,
            msg_type=content.msg_type,
            create_time=line.create_time,
            content=content.content,
            fields=content.fields,
            recommended=content.recommended,
            recommend=content.recommend,
        )
    )
    return str(msg_id)
