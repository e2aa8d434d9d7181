"""The phone: scanning, confirming and cancelling logins, and ending sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.errors import SettingError
from responder.simulator import ids
from responder.simulator.control.fields import Fields
from responder.simulator.logins import Login, LoginState
from responder.wechat.protocol.codes import Ret

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.world import Call

RETCODE_MIN, RETCODE_MAX = -100_000, 100_000


def scan(call: Call, body: Json) -> Json:
    """`POST /_sim/scan`: the phone reads the picture; the poll answers 201."""
    login = _login(call, body, "scan")
    login.scan(call.now)
    return _answer(call, login)


def confirm(call: Call, body: Json) -> Json:
    """`POST /_sim/confirm`: the button on the phone, for one login or for every later one."""
    fields = Fields(body, "confirm")
    uuid, world = fields.text("uuid", ""), call.world
    if fields.has("auto"):
        world.logins.auto = fields.flag("auto")
        fields.done()
        world.touch()
        if not uuid:
            return {"uuid": None, "state": None, "auto": world.logins.auto}
    fields.done()
    login = world.logins.pending(uuid, call.now, "confirm")
    login.confirm(call.now, ids.ticket(call.rng))
    return _answer(call, login)


def cancel(call: Call, body: Json) -> Json:
    """`POST /_sim/cancel`: the other button; the poll answers 202 once, then 400."""
    login = _login(call, body, "cancel")
    login.state = LoginState.CANCELLED
    return _answer(call, login)


def expire_qr(call: Call, body: Json) -> Json:
    """`POST /_sim/expire_qr`: the time of the picture is up; the poll answers 400."""
    login = _login(call, body, "expire_qr")
    login.state = LoginState.EXPIRED
    return _answer(call, login)


def expire(call: Call, body: Json) -> Json:
    """`POST /_sim/expire`: the session ends with a retcode."""
    fields = Fields(body, "expire")
    retcode = fields.whole("retcode", int(Ret.SESSION_NOEXIST), RETCODE_MIN, RETCODE_MAX)
    fields.done()
    if not retcode:
        raise SettingError("expire: retcode 0 means a session that lives; use 1100, 1101 or 1102")
    ended = call.world.sessions.end_all(retcode)
    call.world.touch()
    return {"ended": ended, "retcode": retcode}


def _login(call: Call, body: Json, where: str) -> Login:
    fields = Fields(body, where)
    uuid = fields.text("uuid", "")
    fields.done()
    return call.world.logins.pending(uuid, call.now, where)


def _answer(call: Call, login: Login) -> Json:
    call.world.touch()
    return {"uuid": login.uuid, "state": login.state.value, "auto": call.world.logins.auto}
