"""The login task: from nothing, or from a saved login, to a session that can be listened to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog
import trio

from responder.errors import (
    LocalProtocolError,
    LoginRefused,
    RemoteProtocolError,
    ResponderError,
    TransportError,
    WeChatError,
)
from responder.wechat.progress import QrPaused, QrShown, Trouble
from responder.wechat.protocol import login as wire
from responder.wechat.protocol.base import raise_for_ret
from responder.wechat.protocol.codes import Endpoint, LoginCode, Mode, Ret
from responder.wechat.protocol.contacts import Contact
from responder.wechat.protocol.hosts import DEFAULT_LOGIN, Hosts
from responder.wechat.protocol.init import (
    InitAnswer,
    build_init,
    build_status_notify,
    parse_init,
    parse_status_notify,
)
from responder.wechat.protocol.retry import delays, is_transient
from responder.wechat.protocol.session import Session
from responder.wechat.protocol.states import Signal
from responder.wechat.protocol.wire import as_int

if TYPE_CHECKING:
    from responder.wechat.client import Client
    from responder.wechat.progress import Progress
    from responder.wechat.store import SavedLogin

CODES_UNATTENDED = 5
"""So many codes are shown one after the other when nobody watches a terminal …"""

CODE_PAUSE_S = 3600.0
"""… then one an hour: a phone is at hand sooner or later, and the service is left in peace."""

CODE_LIFE_S = 600.0
"""A code that the service neither confirms nor ends is given up: it lives about 300 s."""

QUESTION_LIFE_S = 300.0
"""So long the phone's question is waited for (the official page: 5 minutes); then comes a code."""

CODE_SHORT_S = 30.0
"""A code that died faster than this was hardly seen: the next ones come ever more slowly."""

QUICK_S = 1.0
"""The login poll is a long one; an answer faster than this is followed by a pause."""

ENTER_ATTEMPTS = 3
"""How often webwxnewloginpage is asked (the official page: 3)."""

INIT_ATTEMPTS = 10
"""How often webwxinit is asked, over about five minutes. The session is open by then, and giving it
up would cost a person another scan."""

BARRED = frozenset({Ret.COOKIE_INVALID, Ret.ENVIRONMENT})
"""At webwxinit these mean that the account may not use the web (1102 reported since 2025)."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LoginPlan:
    """How to log in.

    Args:
        hosts: Where the login begins.
        mode: As what we present ourselves.
        uos: The headers of UOS mode.
        attended: Somebody watches a terminal: codes are renewed without end.
    """

    hosts: Hosts
    mode: Mode
    uos: wire.UosHeaders
    attended: bool


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A session ready to listen, and what webwxinit told; nothing after a restart.

    Args:
        me: The account itself.
        contacts: The most recent chats.
        rooms: UserNames of groups to look up.
    """

    me: Contact
    contacts: tuple[Contact, ...] = ()
    rooms: tuple[str, ...] = ()


class Knock:
    """Wakes a login that pauses: `responder login` asks for a new code."""

    def __init__(self) -> None:
        self.rings = 0
        self._lot = trio.lowlevel.ParkingLot()

    def ring(self) -> None:
        """Wake it; nothing happens if it does not pause."""
        self.rings += 1
        self._lot.unpark_all()

    async def wait(self, *, but: int | None = None) -> None:
        """Until somebody rings.

        Args:
            but: How many rings there were that do not count; None: all up to now.
        """
        if but is None or self.rings <= but:
            await self._lot.park()


def resume(client: Client, saved: SavedLogin, progress: Progress) -> LoggedIn:
    """Go on with a saved login, without a call: the first poll shows whether it lives."""
    client.session = saved.session
    client.import_cookies(dict(c) for c in saved.cookies)
    progress.signal(Signal.RESTORED)
    me = Contact(user_name=saved.session.user_name, nick_name=saved.nick_name)
    return LoggedIn(me)


async def log_in(
    client: Client,
    plan: LoginPlan,
    progress: Progress,
    knock: Knock,
    *,
    last: Session | None = None,
) -> LoggedIn:
    """Log in, by a question on the phone where the last login allows it, else by QR code.

    Waits as long as it takes: hours if nobody scans, and through any outage.

    Args:
        client: Its session is None before and the new one after.
        plan: How.
        progress: Told of codes, scans and troubles.
        knock: Ends the hourly pause.
        last: The login before this one, if the phone may be asked without a scan.

    Raises:
        LoginRefused: The account may not log in here; do not try again.
    """
    redirect = await _ask_phone(client, plan, progress, last) if last else None
    while True:
        if redirect is None:
            redirect = await _by_code(client, plan, progress, knock)
        progress.signal(Signal.CONFIRMED)
        try:
            session = await _enter(client, plan, redirect)
            client.session = session
            progress.signal(Signal.SESSION_OPENED)
            return await _initialise(client, progress)
        except LoginRefused as error:
            progress.signal(Signal.REFUSED, error.words)
            raise
        except ResponderError as error:
            client.session = None
            progress.signal(Signal.ENDED)
            progress.tell(Trouble(f"the login did not complete ({error})", 0.0))
            redirect = None
            await trio.sleep(QUICK_S)


async def _ask_phone(
    client: Client, plan: LoginPlan, progress: Progress, last: Session
) -> str | None:
    """Have the phone ask "log in on the web?"; None when the service or the owner declines."""
    if not client.cookie("webwx_auth_ticket"):
        return None
    client.prepare_push_cookies(last.hosts.base, last.uin)
    try:
        answer = await client.call(
            lambda _: wire.build_push_login_url(last.hosts, last.uin, plan.mode),
            wire.parse_push_login_url,
            attempts=2,
        )
    except ResponderError as error:
        log.info("login without a scan not possible", reason=str(error))
        return None
    if answer.ret or not answer.uuid:
        log.info("login without a scan declined", ret=answer.ret, reason=answer.msg)
        return None
    progress.signal(Signal.PUSH_UUID)
    return await _wait_confirmed(client, plan.hosts, answer.uuid, progress, QUESTION_LIFE_S)


async def _by_code(client: Client, plan: LoginPlan, progress: Progress, knock: Knock) -> str:
    """Show codes until one is confirmed.

    Returns:
        The redirect that opens the session.
    """
    number = 0
    pauses = delays(client.rng)
    while True:
        hosts, uuid = await _new_uuid(client, plan, progress)
        # Whoever asks while this code is shown may not come to scan it before it is dead.
        shown_s, rings = trio.current_time(), knock.rings
        number += 1
        progress.signal(Signal.UUID)
        progress.tell(QrShown(wire.qr_text(uuid), number))
        redirect = await _wait_confirmed(client, hosts, uuid, progress, CODE_LIFE_S)
        if redirect is not None:
            return redirect
        if trio.current_time() - shown_s >= CODE_SHORT_S:
            pauses = delays(client.rng)
        await trio.sleep(next(pauses))
        if not plan.attended and number >= CODES_UNATTENDED and knock.rings == rings:
            progress.tell(QrPaused(CODE_PAUSE_S))
            with trio.move_on_after(CODE_PAUSE_S):
                await knock.wait(but=rings)


async def _new_uuid(client: Client, plan: LoginPlan, progress: Progress) -> tuple[Hosts, str]:
    """Ask for a uuid until there is one, in turn at every login host."""
    pauses = delays(client.rng)
    failures = 0
    while True:
        hosts = plan.hosts
        if not hosts.pinned:
            hosts = replace(hosts, login=DEFAULT_LOGIN[failures % len(DEFAULT_LOGIN)])
        build = partial(wire.build_jslogin, hosts, mode=plan.mode)
        try:
            ticket = await client.call(build, wire.parse_jslogin, attempts=1)
            if ticket.uuid:
                return hosts, ticket.uuid
            reason = f"{Endpoint.JSLOGIN} answered {ticket.code}"
        except (TransportError, RemoteProtocolError) as error:
            reason = _in_words(error)
        failures += 1
        pause_s = next(pauses)
        progress.tell(Trouble(f"no login code yet: {reason}", pause_s))
        await trio.sleep(pause_s)


async def _wait_confirmed(
    client: Client, hosts: Hosts, uuid: str, progress: Progress, life_s: float
) -> str | None:
    """Poll until the phone confirms this uuid, for `life_s` seconds at most.

    Returns:
        The redirect that opens the session; None when the code is dead or was declined.
    """
    tip = 1
    pauses = delays(client.rng, cap_s=10.0)
    with trio.move_on_after(life_s):
        while True:
            asked_s = trio.current_time()
            try:
                request = wire.build_login_poll(hosts, uuid, client.stamp(), tip=tip)
                poll = wire.parse_login_poll((await client.send(request)).body)
            except (TransportError, RemoteProtocolError) as error:
                if getattr(error, "reason", "") != "timeout":
                    await trio.sleep(next(pauses))
                continue
            match poll.code:
                case LoginCode.CONFIRMED if poll.redirect_uri:
                    return poll.redirect_uri
                case LoginCode.SCANNED:
                    if tip:
                        progress.signal(Signal.SCANNED)
                    tip = 0
                case LoginCode.WAITING:
                    pass
                case LoginCode.CANCELLED:
                    progress.signal(Signal.CANCELLED)
                    return None
                case _:
                    break
            if trio.current_time() - asked_s < QUICK_S:
                await trio.sleep(QUICK_S)
    progress.signal(Signal.EXPIRED)
    return None


async def _enter(client: Client, plan: LoginPlan, redirect: str) -> Session:
    """Turn the confirmed redirect into a session.

    Raises:
        LoginRefused: By a code, or silently: no session cookie.
        ResponderError: It did not work this time; another code may.
    """
    hosts, url = plan.hosts.after_redirect(redirect)
    client.drop_cookies("wxsid", "wxuin", "webwx_data_ticket")
    page, doubtful = None, ""
    pauses = delays(client.rng)
    for left in range(ENTER_ATTEMPTS - 1, -1, -1):
        try:
            request = wire.build_new_login_page(url, hosts, plan.mode, plan.uos)
            page = wire.parse_new_login_page((await client.send(request)).body)
            break
        except (TransportError, RemoteProtocolError) as error:
            if getattr(error, "sent", True):
                doubtful = doubtful or str(error)
            if not left or not is_transient(error):
                raise
        await trio.sleep(next(pauses))
    if page is None or (page.ret and doubtful):
        # The ticket may be good for one use, and the lost answer may have been it.
        why = f"the ticket may have been used by an attempt before ({doubtful})"
        raise RemoteProtocolError(Endpoint.NEW_LOGIN_PAGE, why)
    if page.ret:
        raise LoginRefused(page.ret, page.message)
    sid = client.cookie("wxsid")
    if not sid:
        hint = "it opened no session (no wxsid cookie)"
        if plan.mode is Mode.UOS:
            hint += "; the extspam constant of UOS mode may be missing or outdated"
        raise LoginRefused(None, hint)
    return Session(
        hosts=hosts,
        uin=page.uin or as_int(client.cookie("wxuin")),
        sid=page.sid or sid,
        skey=page.skey,
        pass_ticket=page.pass_ticket,
        data_ticket=client.cookie("webwx_data_ticket"),
        login_id=f"{client.rng.getrandbits(64):016x}",
    )


async def _initialise(client: Client, progress: Progress) -> LoggedIn:
    """Fetch the account's own data, and tell the phone.

    Raises:
        LoginRefused: The account is barred right after the login.
        ResponderError: It did not work, and asking again would not help.
    """
    answer = await _ask_init(client, progress)
    session = replace(
        client.current(),
        skey=answer.skey or client.current().skey,
        user_name=answer.user.user_name,
        sync_key=answer.sync_key,
        sync_check_key=answer.sync_key,
    )
    client.session = session
    progress.signal(Signal.INITIALISED)
    try:
        notify = partial(build_status_notify, session)
        raise_for_ret(Endpoint.STATUS_NOTIFY, await client.call(notify, parse_status_notify))
    except ResponderError as error:
        log.warning("the phone was not told of this login", reason=str(error))
    rooms = tuple(dict.fromkeys(answer.chat_set))
    return LoggedIn(answer.user, answer.contacts, rooms)


async def _ask_init(client: Client, progress: Progress) -> InitAnswer:
    """Ask webwxinit, again through an outage."""
    build = partial(build_init, client.current())
    pauses = delays(client.rng)
    for left in range(INIT_ATTEMPTS - 1, -1, -1):
        try:
            answer = await client.call(build, parse_init, attempts=1)
            raise_for_ret(Endpoint.INIT, answer.base)
        except ResponderError as error:
            if isinstance(error, WeChatError) and error.ret in BARRED:
                raise LoginRefused(error.ret, error.err_msg) from error
            if not left or not is_transient(error):
                raise
            pause_s = next(pauses)
            progress.tell(Trouble(f"the login is not complete yet: {_in_words(error)}", pause_s))
        else:
            return answer
        await trio.sleep(pause_s)
    raise LocalProtocolError("webwxinit needs at least one attempt")


def _in_words(error: ResponderError) -> str:
    if isinstance(error, RemoteProtocolError) and error.is_html:
        return "a web page came instead of WeChat's answer; a captive portal, or a wrong --server?"
    return str(error)
