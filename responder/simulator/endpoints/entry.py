"""Into a session and out of it: webwxnewloginpage, webwxpushloginurl, webwxlogout."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from responder.simulator import ids
from responder.simulator.answer import JSON_TYPE, Answer, base_answer, json_answer
from responder.simulator.cookies import login_cookies
from responder.simulator.logins import Login, LoginState
from responder.wechat.protocol.codes import Ret

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

XML_TYPE = ("Content-Type", "text/plain;charset=utf-8")

REFUSED = (
    "为了你的帐号安全，此微信号已不允许登录网页微信。你可以使用Windows微信或Mac微信在电脑端登录。"
)
PUSH_COOKIES = ("wxuin", "webwxuvid", "webwx_auth_ticket")


def new_login_page(call: Call) -> Answer:
    """Turn the ticket of a confirmed login into a session.

    The status is 301 without a Location unless the client asks for `version=v2`.
    """
    world, query = call.world, call.request.query
    login = world.logins.by_ticket(query.get("ticket", ""))
    if login is None:
        call.blame("ticket", "this ticket was never issued")
        return refusal(call, Ret.PARAMETER)
    alive = call.now < login.confirmed_at + world.settings.ticket_life_s
    if login.state is not LoginState.CONFIRMED or not alive:
        return refusal(call, Ret.PARAMETER)
    login.state = LoginState.CONSUMED
    if world.settings.refuse_web or (world.settings.refuse_plain and not _is_uos(call)):
        return refusal(call, Ret.ENVIRONMENT, REFUSED)
    world.sessions.end_all(Ret.SESSION_INVALID)
    session = world.sessions.open(call.rng, world.account.uin, call.now, world.log.last_seq)
    world.touch()
    body = (
        f"<error><ret>0</ret><message></message><skey>{session.skey}</skey>"
        f"<wxsid>{session.sid}</wxsid><wxuin>{session.uin}</wxuin>"
        f"<pass_ticket>{session.pass_ticket}</pass_ticket><isgrayscale>1</isgrayscale></error>"
    )
    return Answer(_status(call), (XML_TYPE, *login_cookies(call, session)), body.encode())


def refusal(call: Call, ret: int, message: str = "") -> Answer:
    """The answer of webwxnewloginpage when there is no session: no elements, no cookies."""
    body = f"<error><ret>{int(ret)}</ret><message>{escape(message)}</message></error>"
    return Answer(_status(call), (XML_TYPE,), body.encode())


def push_login_url(call: Call) -> Answer:
    """A uuid that the phone may confirm without a scan, for a device it knows."""
    cookies = call.request.cookies
    if any(not cookies.get(name) for name in PUSH_COOKIES):
        return push_refusal("1", "args error")
    known = call.world.sessions.knows_device(cookies["webwx_auth_ticket"])
    if not known or cookies["wxuin"] != str(call.world.account.uin):
        return push_refusal("3", "device authinfo invalid")
    login = Login(
        uuid=ids.uuid(call.rng), expires=call.now + call.world.settings.qr_life_s, push=True
    )
    call.world.logins.add(login)
    call.world.touch()
    return json_answer({"ret": "0", "msg": "all ok", "uuid": login.uuid})


def push_refusal(ret: str, message: str) -> Answer:
    """The answer of webwxpushloginurl that sends the client back to the picture."""
    return json_answer({"ret": ret, "msg": message, "uuid": ""})


def logout(call: Call, session: Session, body: Json) -> Answer:
    """End the session; the page of the service gets a redirect, everybody else JSON."""
    del body
    session.ended = Ret.SESSION_NOEXIST
    call.world.touch()
    if call.request.method == "POST" and b"sid=" in call.request.body:
        return Answer(301, (("Location", "/"), JSON_TYPE))
    return base_answer()


def _status(call: Call) -> int:
    return 200 if call.request.query.get("version") == "v2" else 301


def _is_uos(call: Call) -> bool:
    headers = call.request.headers
    return bool(headers.get("client-version")) and bool(headers.get("extspam"))
