"""The heart beat: synccheck waits for news, webwxsync fetches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator.answer import Answer, Hold, Outcome, json_answer, script_answer
from responder.simulator.contacts import mod_wire
from responder.simulator.cookies import sync_cookies
from responder.simulator.events import (
    NO_KEYS,
    Cursor,
    Event,
    EventKind,
    pairs_from_body,
    pairs_from_query,
)
from responder.simulator.messages import render
from responder.simulator.people import ME
from responder.simulator.sessions import SessionState
from responder.wechat.protocol.codes import Selector

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

OVERLAP_S_MAX = 1.0
"""Two polls together for longer than this are two polls; shorter, one is just being dropped."""

BIT_FLAG_CHANGED = 190


def synccheck(call: Call, session: Session, body: Json) -> Outcome:
    """Hold until something is newer than the key, at most `Settings.hold_s`."""
    del body
    if not session.notified:
        call.warn("order", "synccheck before webwxstatusnotify with Code 3")
    pairs = pairs_from_query(call.request.query.get("synckey", ""))
    cursor = _cursor(call, session, pairs, "synckey")
    session.polls.begun.append(call.now)
    is_skewed = _is_skewed(call, session, pairs)
    until = call.now + call.world.settings.hold_s
    return _poll(call, session, cursor, until, call.now, is_skewed=is_skewed)


def sync(call: Call, session: Session, body: Json) -> Answer:
    """Everything after the key, `Settings.batch` events at a time, and the keys for going on."""
    if session.state is SessionState.NEW:
        call.warn("order", "webwxsync before webwxinit")
    world = call.world
    old = _cursor(call, session, pairs_from_body(body.get("SyncKey")), "SyncKey")
    batch = world.settings.batch
    events = world.log.after(old.seq, session.sid, batch + 1)
    more, events = len(events) > batch, events[:batch]
    cursor = old.past(events)
    if cursor.seq > session.handed_out.seq:
        session.handed_out = cursor
    split = world.settings.split_keys
    session.skew_issued = session.skew_issued or split
    lists = _lists(call, session, events)
    value = {
        "BaseResponse": {"Ret": 0, "ErrMsg": ""},
        **lists,
        "ContinueFlag": int(more),
        "SyncKey": session.ring.keys(cursor, call.now),
        "SKey": "",
        "SyncCheckKey": session.ring.keys(cursor, call.now, session.skew if split else None),
    }
    return json_answer(value, *sync_cookies(call, session))


def check_answer(retcode: int, selector: int = 0) -> Answer:
    """The one line of synccheck."""
    return script_answer(
        f'window.synccheck={{retcode:"{int(retcode)}",selector:"{int(selector)}"}}',
        ("Access-Control-Allow-Origin", "*"),
    )


def error_lists() -> Json:
    """What an answer of webwxsync with a non-zero Ret carries besides it."""
    return {
        **_counted("AddMsg", []),
        **_counted("ModContact", []),
        **_counted("DelContact", []),
        **_counted("ModChatRoomMember", []),
        "Profile": _profile("", changed=False),
        "ContinueFlag": 0,
        "SyncKey": NO_KEYS,
        "SKey": "",
        "SyncCheckKey": NO_KEYS,
    }


def _cursor(call: Call, session: Session, pairs: list[tuple[int, int]], name: str) -> Cursor:
    cursor = session.ring.cursor(pairs, call.world.log.last_seq)
    if cursor is None:
        call.blame(name, "not a key of this session; everything since the login is repeated")
        return session.ring.start
    return cursor


def _is_skewed(call: Call, session: Session, pairs: list[tuple[int, int]]) -> bool:
    if not call.world.settings.split_keys or not session.skew:
        return False
    skew = session.ring.skew(pairs)
    if skew is None and session.skew_issued:
        call.warn("synckey", "this is SyncKey; synccheck wants SyncCheckKey, which differs")
    return skew != session.skew


def _poll(
    call: Call, session: Session, cursor: Cursor, until: float, now: float, *, is_skewed: bool
) -> Outcome:
    if session.ended is not None:
        _leave(call, session, now)
        return check_answer(session.ended)
    selector = call.world.log.selector(cursor.seq, session.sid)
    if selector is Selector.NOTHING and is_skewed:
        selector = Selector.UNKNOWN_3
    if selector is Selector.NOTHING and now < until:
        return Hold(
            until,
            lambda later: _poll(call, session, cursor, until, later, is_skewed=is_skewed),
            lambda later: _leave(call, session, later),
        )
    _leave(call, session, now)
    return check_answer(0, selector)


def _leave(call: Call, session: Session, now: float) -> None:
    begun = session.polls.begun
    if len(begun) > 1 and now - max(begun) > OVERLAP_S_MAX:
        call.warn("order", "two synccheck in flight at once")
    begun.remove(call.now)


def _lists(call: Call, session: Session, events: list[Event]) -> Json:
    world = call.world
    messages, changed, removed = [], {}, {}
    is_profile = False
    for event in events:
        if event.draft is not None:
            messages.append(render(event.draft, session.names))
            partner = event.draft.to if event.draft.sender == ME else event.draft.sender
            session.last_delivery[partner] = call.now
        elif event.kind is EventKind.REMOVED:
            removed[event.subject] = {
                "UserName": session.names.of(event.subject),
                "ContactFlag": 0,
            }
        elif event.kind is EventKind.PROFILE:
            is_profile = True
        else:
            contact = mod_wire(event.subject, world, session)
            if contact is not None:
                changed[event.subject] = contact
    return {
        **_counted("AddMsg", messages),
        **_counted("ModContact", list(changed.values())),
        **_counted("DelContact", list(removed.values())),
        **_counted("ModChatRoomMember", []),
        "Profile": _profile(world.account.name if is_profile else "", changed=is_profile),
    }


def _counted(name: str, items: list[Json]) -> Json:
    return {f"{name}Count": len(items), f"{name}List": items}


def _profile(nick_name: str, *, changed: bool) -> Json:
    return {
        "BitFlag": BIT_FLAG_CHANGED if changed else 0,
        "UserName": {"Buff": ""},
        "NickName": {"Buff": nick_name},
        "BindUin": 0,
        "BindEmail": {"Buff": ""},
        "BindMobile": {"Buff": ""},
        "Status": 0,
        "Sex": 0,
        "PersonalCard": 0,
        "Alias": "",
        "HeadImgUpdateFlag": 0,
        "HeadImgUrl": "",
        "Signature": "",
    }
