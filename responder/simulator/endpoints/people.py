"""Changing contacts: webwxverifyuser accepts a friend request, webwxoplog sets remarks and pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator import ids
from responder.simulator.answer import Answer, base_answer
from responder.simulator.events import EventKind
from responder.simulator.messages import Draft
from responder.simulator.notices import notice
from responder.simulator.people import ME, Kind, Person, Visibility
from responder.wechat.protocol.codes import MsgType, Ret
from responder.wechat.protocol.wire import as_dict, as_int, as_list, as_str

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

ACCEPT = 3
REMARK, PIN = 2, 3


def verify_user(call: Call, session: Session, body: Json) -> Answer:
    """Accept a friend request by its ticket; a stale ticket is Ret -14."""
    if as_int(body.get("Opcode")) != ACCEPT:
        return base_answer()
    entry = as_dict(next(iter(as_list(body.get("VerifyUserList"))), None))
    ticket = as_str(entry.get("VerifyUserTicket"))
    person_id = session.names.permanent(as_str(entry.get("Value")))
    request = call.world.requests.get(ticket)
    if request is None or request.answered or request.person != person_id:
        if request is None:
            call.blame("VerifyUserTicket", "no friend request carried this ticket")
        return base_answer(Ret.TICKET)
    request.answered = True
    person = call.world.book.persons[request.person]
    person.kind, person.visibility = Kind.FRIEND, Visibility.SAVED
    call.world.announce(EventKind.ADDED, person.id)
    words = notice("friend_added", call.world.settings.lang, who=person.name)
    call.world.post(
        Draft(
            msg_id=ids.msg_id(call.rng),
            sender=person.id,
            to=ME,
            msg_type=MsgType.SYSTEM,
            create_time=int(call.now),
            content=words,
        )
    )
    return base_answer()


def oplog(call: Call, session: Session, body: Json) -> Answer:
    """Set a remark, or pin a chat: pinning without the remark overwrites it."""
    permanent = session.names.permanent(as_str(body.get("UserName"))) or ""
    book, command = call.world.book, as_int(body.get("CmdId"))
    chat = book.persons.get(permanent) or book.rooms.get(permanent)
    if chat is None:
        return base_answer(Ret.PARAMETER)
    if command == PIN:
        chat.pinned = as_int(body.get("OP")) == 1
    if command in {REMARK, PIN}:
        chat.remark = as_str(body.get("RemarkName"))
        if isinstance(chat, Person):
            book.add_person(chat)
        else:
            book.add_room(chat)
        call.world.announce(EventKind.CHANGED, chat.id)
    return base_answer()
