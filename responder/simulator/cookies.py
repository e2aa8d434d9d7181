"""Set-Cookie lines as the service writes them, or as clients of a local address need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator.expiry import dashed_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.simulator.sessions import Session
    from responder.simulator.world import Call

HOUR_S = 3600
SESSION_LIFE_S = 12 * HOUR_S
UIN_LIFE_S = 72 * HOUR_S
DEVICE_LIFE_S = 10 * 365 * 24 * HOUR_S

Header = tuple[str, str]


def login_cookies(call: Call, session: Session) -> list[Header]:
    """The cookies of webwxnewloginpage."""
    values = (
        ("wxuin", str(session.uin), SESSION_LIFE_S),
        ("wxsid", session.sid, SESSION_LIFE_S),
        ("wxloadtime", str(int(session.created)), SESSION_LIFE_S),
        ("mm_lang", "zh_CN", SESSION_LIFE_S),
        ("webwx_data_ticket", session.data_ticket, SESSION_LIFE_S),
        ("webwxuvid", session.uvid, DEVICE_LIFE_S),
        ("webwx_auth_ticket", session.auth_ticket, DEVICE_LIFE_S),
    )
    lines = list(_lines(call, values))
    if call.request.to_real_host:
        # since 2022 the uin comes twice, also for the parent domain
        lines.append(_line(call, "wxuin", str(session.uin), SESSION_LIFE_S, _parent(call)))
    return lines


def sync_cookies(call: Call, session: Session) -> list[Header]:
    """The cookies that every webwxsync renews."""
    login_s = str(int(session.created))
    values = (
        ("wxloadtime", f"{login_s}_expired", SESSION_LIFE_S),
        ("wxpluginkey", login_s, SESSION_LIFE_S),
        ("wxuin", str(session.uin), UIN_LIFE_S),
        ("wxsid", session.sid, SESSION_LIFE_S),
        ("webwx_data_ticket", session.data_ticket, SESSION_LIFE_S),
    )
    return list(_lines(call, values))


def _lines(call: Call, values: Iterable[tuple[str, str, int]]) -> Iterable[Header]:
    for name, value, life_s in values:
        domain = _parent(call) if name == "webwx_data_ticket" else call.request.host
        yield _line(call, name, value, life_s, domain)


def _line(call: Call, name: str, value: str, life_s: int, domain: str) -> Header:
    expires = dashed_date(call.now + call.world.cookie_shift_s + life_s)
    line = f"{name}={value}; Path=/; Expires={expires}"
    if call.request.to_real_host:
        # clients that really believe to speak https to the service accept both; others would not
        line += f"; Domain={domain}; Secure"
    return "Set-Cookie", line


def _parent(call: Call) -> str:
    return "." + ".".join(call.request.host.split(".")[-2:])
