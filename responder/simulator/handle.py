"""From a request to an outcome: routing by path, the gate, the faults.

`handle` is the whole service as one function; time and chance are its arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from responder.simulator.answer import Answer, Outcome, finish, html_answer, then
from responder.simulator.control.routes import control
from responder.simulator.endpoints import (
    contacts,
    download,
    entry,
    extras,
    groups,
    login,
    people,
    send,
    session,
    sync,
    upload,
)
from responder.simulator.fault_effects import struck
from responder.simulator.gate import body_of, enter
from responder.simulator.play.pages import PLAY, play
from responder.simulator.play.visitors import refusal
from responder.simulator.refuse import refuse
from responder.simulator.request import Json, Request
from responder.simulator.sessions import Session
from responder.simulator.world import Call, World

if TYPE_CHECKING:
    from random import Random

CGI = "/cgi-bin/mmwebwx-bin/"
CONTROL = "/_sim/"

Open = Callable[[Call], Outcome]
Inside = Callable[[Call, Session, Json], Outcome]


@dataclass(frozen=True, slots=True)
class Route:
    """How a call is answered: by everybody (`open_to_all`), or inside a session.

    Args:
        open_to_all: Handler that needs no session.
        inside: Handler that gets the session.
        needs_body: Whether BaseRequest must come in the body.
    """

    open_to_all: Open | None = None
    inside: Inside | None = None
    needs_body: bool = True


def _query(handler: Inside) -> Route:
    return Route(inside=handler, needs_body=False)


ROUTES: dict[str, Route] = {
    "login": Route(login.poll),
    "webwxnewloginpage": Route(entry.new_login_page),
    "webwxpushloginurl": Route(entry.push_login_url),
    "webwxlogout": _query(entry.logout),
    "webwxinit": Route(inside=session.init),
    "webwxstatusnotify": Route(inside=session.status_notify),
    "webwxgetcontact": _query(contacts.get_contact),
    "webwxbatchgetcontact": Route(inside=contacts.batch_get_contact),
    "synccheck": _query(sync.synccheck),
    "webwxsync": Route(inside=sync.sync),
    "webwxsendmsg": Route(inside=send.send_msg),
    "webwxsendmsgimg": Route(inside=send.send_image),
    "webwxsendappmsg": Route(inside=send.send_app),
    "webwxsendvideomsg": Route(inside=send.send_video),
    "webwxsendemoticon": Route(inside=send.send_emoticon),
    "webwxrevokemsg": Route(inside=send.revoke),
    "webwxuploadmedia": Route(inside=upload.upload),
    "webwxcheckupload": Route(inside=upload.check_upload),
    "webwxgetmsgimg": _query(download.get_image),
    "webwxgetvoice": _query(download.get_voice),
    "webwxgetvideo": _query(download.get_video),
    "webwxgetmedia": _query(download.get_media),
    "webwxgeticon": _query(download.get_icon),
    "webwxgetheadimg": _query(download.get_icon),
    "webwxverifyuser": Route(inside=people.verify_user),
    "webwxoplog": Route(inside=people.oplog),
    "webwxcreatechatroom": Route(inside=groups.create_room),
    "webwxupdatechatroom": Route(inside=groups.update_room),
    "webwxstatreport": _query(extras.accepted),
    "webwxsendfeedback": _query(extras.accepted),
    "webwxsearchcontact": Route(inside=extras.search),
    "webwxcheckurl": _query(extras.page),
    "webwxpreview": _query(extras.picture),
    "webwxgetpubliclinkimg": _query(extras.picture),
}

PAGES: tuple[tuple[str, Open], ...] = (
    ("/qrcode/", login.qrcode),
    ("/l/", login.phone),
)


def handle(world: World, request: Request, now: float, rng: Random) -> Outcome:
    """Answer one request, or say until when to hold it.

    Args:
        world: Changed in place.
        request: Complete.
        now: Unix time.
        rng: All chance: ids, probabilities of faults, shuffling.
    """
    call = Call(world, request, now, rng)
    accepted = request.headers.get("accept-encoding", "")
    if request.path.startswith(CONTROL):
        return finish(refusal(request) or control(call), accepted)
    if request.path.startswith(PLAY):
        return then(play(call), lambda answer, _now: finish(answer, accepted), now)
    outcome = _faulty(call, _route(request))
    return then(outcome, lambda answer, _now: finish(answer, accepted), now)


def _faulty(call: Call, route: Route | None) -> Outcome:
    name = call.request.endpoint if route is not None else "unknown"
    call.world.calls[name] += 1
    go = partial(_go, route)
    for fault in call.world.faults.due(name, call.rng):
        go = partial(struck, fault, go=go)
    return go(call)


def _go(route: Route | None, call: Call) -> Outcome:
    if route is None:
        call.warn("path", f"no such call: {call.request.path}")
        return html_answer("<html><head></head><body>404 Not Found</body></html>", 404)
    if route.open_to_all is not None:
        return route.open_to_all(call)
    body = body_of(call)
    session_or_ret = enter(call, body, needs_body=route.needs_body)
    if not isinstance(session_or_ret, Session):
        return refuse(call, session_or_ret)
    return route.inside(call, session_or_ret, body or {}) if route.inside else Answer(500)


def _route(request: Request) -> Route | None:
    path = request.path
    if path.startswith(CGI):
        return ROUTES.get(path.removeprefix(CGI))
    if path == "/jslogin":
        return Route(login.jslogin)
    if path == "/":
        return Route(login.index)
    return next((Route(page) for prefix, page in PAGES if path.startswith(prefix)), None)
