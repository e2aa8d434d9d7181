"""Making and changing groups: webwxcreatechatroom and webwxupdatechatroom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator import ids
from responder.simulator.answer import Answer, base_answer
from responder.simulator.contacts import member_wire
from responder.simulator.events import EventKind
from responder.simulator.messages import Draft
from responder.simulator.notices import notice
from responder.simulator.people import ME, Room, Visibility
from responder.wechat.protocol.codes import MsgType, Ret
from responder.wechat.protocol.wire import as_dict, as_list, as_str

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

OTHERS_MIN = 2
"""A group needs at least two others."""

MEMBERS_MAX = 500


def create_room(call: Call, session: Session, body: Json) -> Answer:
    """A new group with the account as its owner."""
    names = [as_str(as_dict(item).get("UserName")) for item in as_list(body.get("MemberList"))]
    members = _members(session, names)
    topic = as_str(body.get("Topic"))
    if not OTHERS_MIN <= len(members) <= MEMBERS_MAX:
        call.blame("MemberList", f"a group needs {OTHERS_MIN} to {MEMBERS_MAX} known others")
        return _room_answer(Ret.PARAMETER, "")
    book = call.world.book
    room = Room(
        id=book.new_room_id(topic or "/".join(members)),
        name=topic,
        members=dict.fromkeys([ME, *members], ""),
        visibility=Visibility.RECENT,
    )
    book.add_room(room)
    call.world.met(room.id)
    call.world.announce(EventKind.ADDED, room.id)
    listed = [member_wire(m, room, call.world, session.names) for m in members]
    return _room_answer(Ret.OK, session.names.of(room.id), topic, listed)


def update_room(call: Call, session: Session, body: Json) -> Answer:
    """Add, invite or remove members, rename the group, or leave it; judged by the body."""
    permanent = session.names.permanent(as_str(body.get("ChatRoomName")))
    room = call.world.book.rooms.get(permanent or "")
    if room is None or room.left:
        return base_answer(Ret.NO_SUCH_GROUP, MemberCount=0, MemberList=[])
    added = _listed(session, body, "AddMemberList") + _listed(session, body, "InviteMemberList")
    removed = _listed(session, body, "DelMemberList")
    if removed and room.owner != ME:
        return base_answer(Ret.PARAMETER, MemberCount=0, MemberList=[])
    new = [member for member in added if member not in room.members]
    gone = [member for member in removed if member in room.members]
    for member in new:
        room.members[member] = ""
    for member in gone:
        del room.members[member]
    renamed = "NewTopic" in body and as_str(body["NewTopic"]) != room.name
    if renamed:
        room.name = as_str(body["NewTopic"])
        call.world.book.add_room(room)
    room.left = call.request.query.get("fun") == "quitchatroom"
    call.world.announce(EventKind.REMOVED if room.left else EventKind.CHANGED, room.id)
    _tell(call, room, "i_invited", new)
    _tell(call, room, "i_removed", gone)
    if renamed:
        _tell(call, room, "i_renamed", [room.name])
    listed = [member_wire(member, room, call.world, session.names) for member in added]
    return base_answer(MemberCount=len(listed), MemberList=listed)


def _tell(call: Call, room: Room, key: str, whom: list[str]) -> None:
    """The grey line that everybody in the group sees; to the account it comes like any message."""
    if not whom:
        return
    world = call.world
    who = "、".join(world.book.name_of(one) for one in whom)
    world.post(
        Draft(
            msg_id=ids.msg_id(call.rng),
            sender=room.id,
            to=ME,
            msg_type=MsgType.SYSTEM,
            create_time=int(call.now),
            content=notice(key, world.settings.lang, who=who),
        )
    )


def _listed(session: Session, body: Json, name: str) -> list[str]:
    return _members(session, as_str(body.get(name)).split(","))


def _members(session: Session, user_names: list[str]) -> list[str]:
    known = (session.names.permanent(name) for name in user_names)
    return [permanent for permanent in known if permanent is not None and permanent != ME]


def _room_answer(
    ret: Ret, user_name: str, topic: str = "", members: list[Json] | None = None
) -> Answer:
    return base_answer(
        ret,
        "Everything is OK" if ret is Ret.OK else "",
        Topic=topic,
        PYInitial="",
        QuanPin="",
        MemberCount=len(members or ()),
        MemberList=members or [],
        ChatRoomName=user_name,
        BlackList="",
    )
