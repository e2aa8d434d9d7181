"""From nothing to a confirmed login: jslogin, the picture, the poll, the page of the phone."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

import segno

from responder.simulator import ids
from responder.simulator.answer import Answer, Hold, Outcome, html_answer, script_answer
from responder.simulator.logins import PENDING, Login, LoginState
from responder.simulator.play.pages import phone_page, play_page
from responder.simulator.play.visitors import refusal
from responder.wechat.protocol.codes import APP_ID, LoginCode

if TYPE_CHECKING:
    from responder.simulator.world import Call

AVATAR = "data:img/jpg;base64,/9j/4AAQSkZJRg=="
QR_SCALE = 8
"""Pixels per module: about the size of the service's picture."""


def jslogin(call: Call) -> Answer:
    """A new uuid, alive for `Settings.qr_life_s`."""
    if call.request.query.get("appid") != APP_ID:
        call.blame("appid", f"expected {APP_ID}")
        return script_answer('window.QRLogin.code = 400; window.QRLogin.error = "";')
    redirect_uri = unquote(call.request.query.get("redirect_uri", ""))
    login = Login(
        uuid=ids.uuid(call.rng),
        expires=call.now + call.world.settings.qr_life_s,
        mode="uos" if "mod=desktop" in redirect_uri else "web",
    )
    call.world.logins.add(login)
    call.world.touch()
    return script_answer(f'window.QRLogin.code = 200; window.QRLogin.uuid = "{login.uuid}";')


def poll(call: Call) -> Outcome:
    """The long poll; wakes on the scan and on the confirmation."""
    login = call.world.logins.get(call.request.query.get("uuid", ""))
    if login is None:
        return _code(LoginCode.EXPIRED)
    until = min(call.now + call.world.settings.hold_s, login.expires)
    return _poll(call, login, until, call.now)


def qrcode(call: Call) -> Answer:
    """The picture to scan; its text leads to the page that plays the phone."""
    uuid = call.request.last_part
    if call.world.logins.get(uuid) is None:
        call.warn("uuid", "a picture of an unknown uuid was asked for")
    host = "https://login.weixin.qq.com" if call.request.to_real_host else call.request.origin
    picture = BytesIO()
    segno.make_qr(f"{host}/l/{uuid}").save(picture, kind="png", scale=QR_SCALE)
    return Answer(200, (("Content-Type", "image/png"),), picture.getvalue())


def phone(call: Call) -> Answer:
    """The page behind the picture: buttons to scan, confirm and cancel."""
    login = call.world.logins.get(call.request.last_part)
    if login is None:
        return html_answer("<html><body>This login is unknown.</body></html>", 404)
    login.age_out(call.now)
    return phone_page(call, login)


def index(call: Call) -> Answer:
    """The start page of the base host; clients only test that it answers."""
    if "redirected" in call.request.query:
        call.warn("redirect", "a redirect was followed; it leads to the login page of the service")
    for login in call.world.logins.listed():
        login.age_out(call.now)
    return refusal(call.request) or play_page(call)


def _poll(call: Call, login: Login, until: float, now: float) -> Outcome:
    login.age_out(now)
    if call.world.logins.auto:
        _answer_by_itself(call, login, now)
    news = _news(call, login)
    if news is not None:
        return news
    if now >= until:
        return _code(LoginCode.WAITING)
    return Hold(until, lambda later: _poll(call, login, until, later))


def _news(call: Call, login: Login) -> Answer | None:
    state = login.state
    if state is LoginState.CANCELLED:
        login.state = LoginState.EXPIRED
        return _code(LoginCode.CANCELLED)
    if state is LoginState.CONFIRMED:
        return _confirmed(call, login)
    asks_for_scan = call.request.query.get("tip") == "1" or not login.announced
    if state is LoginState.SCANNED and asks_for_scan:
        login.announced = True
        return _scanned()
    return None if state in PENDING else _code(LoginCode.EXPIRED)


def _answer_by_itself(call: Call, login: Login, now: float) -> None:
    if login.announced:
        login.confirm(now, ids.ticket(call.rng))
    else:
        login.scan(now)


def _code(code: LoginCode) -> Answer:
    return script_answer(f"window.code={int(code)};")


def _scanned() -> Answer:
    return script_answer(f"window.code=201;window.userAvatar = '{AVATAR}';")


def _confirmed(call: Call, login: Login) -> Answer:
    real = f"https://{call.world.settings.base_host}"
    base = real if call.request.to_real_host else call.request.origin
    uri = (
        f"{base}/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket={login.ticket}&uuid={login.uuid}"
        f"&lang=zh_CN&scan={int(login.scanned_at)}"
    )
    return script_answer(f'window.code=200;\nwindow.redirect_uri="{uri}";')
