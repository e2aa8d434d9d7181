"""Who may come in: credentials of a request held against the session, as strictly as the service.

Everything here concerns all calls of a session; what is special to one call is at that call.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from responder.wechat.protocol.codes import Endpoint, Ret
from responder.wechat.protocol.wire import as_dict, as_str

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

DEVICE_ID = re.compile(r"e[0-9]{15}")
DEVICE_REPEATS_MAX = 4
"""The official client draws a new DeviceID for each request; a repeated request keeps its own."""

TICKET = "webwx_data_ticket"

DECODE_ROUNDS_MAX = 4
"""pass_ticket arrives encoded once or twice."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says about who sends it; None where it says nothing."""

    sid: str | None
    uin: str | None
    skey: str | None
    device_id: str | None


def credentials_of(call: Call, body: Json | None) -> Credentials:
    """From BaseRequest if there is one, otherwise from the query."""
    base = as_dict((body or {}).get("BaseRequest"))
    source = base or call.request.query
    upper = bool(base)
    return Credentials(
        sid=_text(source, "Sid" if upper else "sid"),
        uin=_text(source, "Uin" if upper else "uin"),
        skey=_text(source, "Skey" if upper else "skey"),
        device_id=_text(source, "DeviceID" if upper else "deviceid"),
    )


def body_of(call: Call) -> Json | None:
    """The JSON body, or the JSON part of an upload; None when there is none."""
    part = call.request.form().get("uploadmediarequest")
    if part is None:
        return call.request.json()
    try:
        value = json.loads(part)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def enter(call: Call, body: Json | None, *, needs_body: bool) -> Session | Ret | int:
    """The session a request belongs to, or the code it is refused with.

    Refusals that are the client's fault are recorded; a session that has ended is not.
    """
    given = credentials_of(call, body)
    if needs_body and not as_dict((body or {}).get("BaseRequest")):
        call.blame("body", "no JSON object with BaseRequest came")
        return Ret.PARSER_REQUEST
    shown = _shown(call, given)
    if shown is None:
        call.blame("Cookie", "wxsid and wxuin must come with every call of a session")
        return Ret.COOKIE_INVALID
    cookie_sid, cookie_uin = shown
    sid = cookie_sid if given.sid is None else given.sid.replace(" ", "+")
    session = call.world.sessions.get(sid)
    if session is None:
        if sid != cookie_sid:
            call.blame("sid", "the sid given is not the one of the cookie and was never issued")
        return call.world.settings.unknown_sid_ret
    if session.ended is not None:
        return session.ended
    return _check(call, session, given, cookie_sid, cookie_uin)


def _shown(call: Call, given: Credentials) -> tuple[str, str] | None:
    """`wxsid` and `wxuin` of the cookies; an upload may show the ticket of its form instead.

    Source: ItChat 1.2 (and wxpy with it) sends no cookies with uploads, and they went through.
    """
    request, world = call.request, call.world
    sid, uin = request.cookies.get("wxsid"), request.cookies.get("wxuin")
    if sid and uin:
        return sid, uin
    if sid or uin or request.endpoint != Endpoint.UPLOAD_MEDIA or world.settings.strict:
        return None
    session = world.sessions.get((given.sid or "").replace(" ", "+"))
    if session is None or request.form().get(TICKET) != session.data_ticket.encode():
        return None
    call.warn("Cookie", "the official client sends its cookies with an upload, too")
    return session.sid, str(session.uin)


def _check(
    call: Call, session: Session, given: Credentials, cookie_sid: str, cookie_uin: str
) -> Session | Ret:
    if cookie_sid != session.sid or cookie_uin != str(session.uin):
        call.blame("Cookie", "wxsid or wxuin is not that of the session")
        return Ret.COOKIE_INVALID
    if given.uin not in {None, str(session.uin)}:
        call.blame("uin", "the uin given is not the one of the session")
        return Ret.SESSION_INVALID
    if given.skey and given.skey != session.skey:
        call.blame("skey", "the skey given is not the one of the session")
        return Ret.SESSION_INVALID
    if not _tolerated(call, session, given):
        return Ret.SESSION_INVALID
    _look_closer(call, session, given)
    return session


def _tolerated(call: Call, session: Session, given: Credentials) -> bool:
    strict = call.world.settings.strict
    report = call.blame if strict else call.warn
    bad = False
    if given.skey == "":
        report("skey", "the skey is empty")
        bad = True
    ticket = call.request.query.get("pass_ticket")
    if ticket is not None and _decoded(ticket) != _decoded(session.pass_ticket):
        report("pass_ticket", "the pass_ticket is not the one of the session")
        bad = True
    return not (bad and strict)


def _look_closer(call: Call, session: Session, given: Credentials) -> None:
    request = call.request
    if "referer" not in request.headers:
        call.warn("Referer", "the official client sends a Referer")
    if request.method == "POST" and request.body and "content-type" not in request.headers:
        call.warn("Content-Type", "the official client sends application/json;charset=UTF-8")
    if given.device_id is None:
        return
    if not DEVICE_ID.fullmatch(given.device_id):
        call.warn("DeviceID", "expected e and 15 digits")
    if given.device_id == session.device_id:
        session.device_repeats += 1
        if session.device_repeats == DEVICE_REPEATS_MAX:
            call.warn("DeviceID", "the official client draws a new one for each request")
    else:
        session.device_id, session.device_repeats = given.device_id, 0


def _text(source: Json, name: str) -> str | None:
    return as_str(source[name]) if name in source else None


def _decoded(text: str) -> str:
    for _ in range(DECODE_ROUNDS_MAX):
        text = unquote(text)
    return text.replace(" ", "+")
