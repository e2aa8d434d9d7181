"""The first calls of a session: webwxinit and webwxstatusnotify."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator import ids
from responder.simulator.answer import Answer, base_answer
from responder.simulator.contacts import contact_wire, user_wire
from responder.simulator.messages import Draft
from responder.simulator.notices import conversations_xml
from responder.simulator.people import ME
from responder.simulator.sessions import SessionState
from responder.simulator.text import wire_xml
from responder.wechat.protocol.codes import MsgType, Ret, StatusNotify
from responder.wechat.protocol.wire import as_int, as_str

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

INIT_CONTACTS_MAX = 10
CLIENT_VERSION = 385876258
INVITE_START_COUNT = 40
CLICK_REPORT_MS = 600_000


def init(call: Call, session: Session, body: Json) -> Answer:
    """The account, its most recent chats and the initial key."""
    del body
    world = call.world
    session.state = SessionState.INITIALISED
    chats = world.recent_chats()[:INIT_CONTACTS_MAX]
    contacts = [contact_wire(chat, world, session, members="thin") for chat in chats]
    listed = [contact for contact in contacts if contact is not None]
    return base_answer(
        Count=len(listed),
        ContactList=listed,
        SyncKey=session.ring.initial(),
        User=user_wire(world, session),
        ChatSet="".join(f"{session.names.of(chat)}," for chat in chats),
        SKey=session.skey,
        ClientVersion=CLIENT_VERSION,
        SystemTime=int(call.now),
        GrayScale=1,
        InviteStartCount=INVITE_START_COUNT,
        MPSubscribeMsgCount=0,
        MPSubscribeMsgList=[],
        ClickReportInterval=CLICK_REPORT_MS,
    )


def status_notify(call: Call, session: Session, body: Json) -> Answer:
    """Tell the phone; after Code 3 the service queues a notice with the recent chats."""
    code = as_int(body.get("Code"), -1)
    me = session.names.of(ME)
    if as_str(body.get("FromUserName")) != me:
        call.blame("FromUserName", "must be the UserName that webwxinit gave for the account")
        return base_answer(Ret.PARAMETER, MsgID="")
    if code == StatusNotify.INITED:
        session.notified = True
        chats = tuple(call.world.recent_chats())
        draft = Draft(
            msg_id=ids.msg_id(call.rng),
            sender=ME,
            to=ME,
            msg_type=MsgType.STATUS_NOTIFY,
            create_time=int(call.now),
            content=wire_xml(conversations_xml(chats, int(call.now))),
            fields={"StatusNotifyCode": int(StatusNotify.SYNC_CONVERSATIONS)},
            status_users=chats,
        )
        call.world.post(draft, only=session.sid)
    elif code != StatusNotify.READ:
        call.warn("Code", "the official client sends 1 (read) and 3 (initialised) only")
    return base_answer(MsgID=str(ids.msg_id(call.rng)))
