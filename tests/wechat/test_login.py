"""From nothing to a session: codes, the phone, the redirect, and every way it can go wrong."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from responder.errors import LoginRefused
from responder.wechat.login import (
    CODE_PAUSE_S,
    CODES_UNATTENDED,
    ENTER_ATTEMPTS,
    INIT_ATTEMPTS,
    QUESTION_LIFE_S,
    Knock,
)
from responder.wechat.protocol.codes import Mode
from responder.wechat.protocol.states import Signal, State
from tests.wechat.stage import ANN, ORIGIN, Stage, service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trio.testing import MockClock

HOLD_S = 25.0
MINUTES_10_S = 600.0
QR_LIFE_S = 300.0
NEW_LOGIN_PAGE = "webwxnewloginpage"


class Between(httpx.AsyncBaseTransport):
    """Answers one call itself, and lets all others through to the service."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        name: str,
        answer: Callable[[httpx.Request], httpx.Response],
    ) -> None:
        self.inner = inner
        self.name = name
        self.answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer or pass on."""
        if request.url.path.rpartition("/")[2] != self.name:
            return await self.inner.handle_async_request(request)
        await trio.lowlevel.checkpoint()
        return self.answer(request)


def waiting(folder: Path, *, attended: bool = True) -> Stage:
    """A stage whose phone does nothing by itself."""
    return Stage(folder, sim=service(auto=False), attended=attended)


async def code_shown(stage: Stage, number: int = 1) -> None:
    """Until so many codes were shown, and the last one is polled for."""
    await stage.until(lambda: len(stage.codes) >= number)
    await trio.sleep(0.1)


# --- codes --------------------------------------------------------------------------------------


async def test_a_code_is_renewed_without_end_while_somebody_watches(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Attended: a fresh code every five minutes, numbered, for hours, and never a pause."""
    stage = waiting(tmp_path)
    async with stage.playing():
        await trio.sleep(12 * (QR_LIFE_S + 2.0))
        assert [code.number for code in stage.codes] == list(range(1, len(stage.codes) + 1))
        assert len(stage.codes) >= 12
        assert len({code.text for code in stage.codes}) == len(stage.codes)
        assert stage.pauses == []
        assert all(code.text.startswith("https://login.weixin.qq.com/l/") for code in stage.codes)


async def test_an_hourly_pause_ends_with_a_knock(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Unattended: after five codes `responder login` brings the next one at once."""
    stage = waiting(tmp_path, attended=False)
    async with stage.playing():
        await stage.until(lambda: bool(stage.pauses))
        await trio.sleep(100.0)
        assert len(stage.codes) == CODES_UNATTENDED
        stage.knock.ring()
        await code_shown(stage, CODES_UNATTENDED + 1)
        assert trio.current_time() - stage.pauses[0] < CODE_PAUSE_S / 2
        stage.sim.confirm()
        await stage.online()


@pytest.mark.parametrize("after_s", [1.0, 6.0], ids=["while it is shown", "when it is dead"])
async def test_a_knock_just_before_the_hourly_pause_is_heard(
    tmp_path: Path, autojump_clock: MockClock, after_s: float
) -> None:
    """The last code is about to die, or dead: whoever asks for one gets another all the same."""
    stage = waiting(tmp_path, attended=False)
    stage.sim.set(qr_life_s=5.0)
    async with stage.playing():
        await code_shown(stage, CODES_UNATTENDED)
        await trio.sleep(after_s)
        stage.knock.ring()
        await code_shown(stage, CODES_UNATTENDED + 1)
        assert stage.pauses == []
        await stage.until(lambda: bool(stage.pauses))
        assert len(stage.codes) == CODES_UNATTENDED + 1


async def test_a_knock_that_nobody_waits_for_is_forgotten(autojump_clock: MockClock) -> None:
    """Ringing before the pause does not cut the pause short."""
    knock = Knock()
    knock.ring()
    with trio.move_on_after(10.0) as scope:
        await knock.wait()
    assert scope.cancelled_caught


async def test_scan_and_confirmation_are_told_and_polled_for(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """201 and 200: `tip` is 1 until the scan and 0 after, and each step is signalled once."""
    stage = waiting(tmp_path)
    async with stage.playing():
        await code_shown(stage)
        await trio.sleep(30.0)
        stage.sim.scan()
        await stage.until(lambda: stage.progress.state is State.WAIT_CONFIRM)
        await trio.sleep(60.0)
        stage.sim.confirm()
        await stage.online()
        tips = [request.url.params["tip"] for request in stage.requests("login")]
        assert tips == sorted(tips, reverse=True)
        assert set(tips) == {"0", "1"}
        assert stage.signals == [
            Signal.UUID,
            Signal.SCANNED,
            Signal.CONFIRMED,
            Signal.SESSION_OPENED,
            Signal.INITIALISED,
        ]
        assert len(stage.codes) == 1


async def test_a_refusal_on_the_phone_brings_a_new_code(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """202: the owner pressed "cancel"; the next code is shown a moment later."""
    stage = waiting(tmp_path)
    async with stage.playing():
        await code_shown(stage)
        stage.sim.scan()
        stage.sim.cancel()
        await code_shown(stage, 2)
        assert stage.signals.count(Signal.CANCELLED) == 1
        assert trio.current_time() < 5.0


@pytest.mark.parametrize("code", [400, 500, 0, 402])
async def test_a_dead_code_is_replaced(
    tmp_path: Path, autojump_clock: MockClock, code: int
) -> None:
    """400, 500, 0 and codes nobody knows end the uuid; another one is asked for."""
    stage = waiting(tmp_path)
    stage.fails("login", "ret", code)
    async with stage.playing():
        await code_shown(stage, 2)
        stage.sim.confirm()
        await stage.online()
        assert stage.signals[:3] == [Signal.UUID, Signal.EXPIRED, Signal.UUID]


@pytest.mark.parametrize("code", [202, 400, 500])
async def test_codes_that_die_at_once_come_ever_more_slowly(
    tmp_path: Path, autojump_clock: MockClock, code: int
) -> None:
    """A service that ends every code the moment it is polled for is not asked in a hot loop."""
    stage = waiting(tmp_path)
    stage.fails("login", "ret", code, times=None)
    async with stage.playing():
        await trio.sleep(MINUTES_10_S)
        assert len(stage.codes) <= 6 + MINUTES_10_S / 60
        assert len(stage.asked("login")) == len(stage.codes)


@pytest.mark.parametrize("code", [201, 408])
async def test_a_poll_that_answers_at_once_is_asked_once_a_second(
    tmp_path: Path, autojump_clock: MockClock, code: int
) -> None:
    """A service that does not hold the poll gets one a second."""
    stage = waiting(tmp_path)
    stage.fails("login", "ret", code, times=None)
    async with stage.playing():
        await code_shown(stage)
        await trio.sleep(100.0)
        assert 90 <= len(stage.asked("login")) <= 102
        assert stage.signals.count(Signal.SCANNED) == (code == 201)


async def test_an_unanswered_poll_is_ordinary(tmp_path: Path, autojump_clock: MockClock) -> None:
    """35 s of silence, and the same code is polled for again."""
    stage = waiting(tmp_path)
    stage.fails("login", "silence", times=2)
    async with stage.playing():
        await trio.sleep(100.0)
        assert stage.gaps("login")[:2] == [35.0, 35.0]
        assert len(stage.codes) == 1


@pytest.mark.parametrize("kind", ["html", "reset", "status"])
async def test_a_broken_poll_keeps_the_code(
    tmp_path: Path, autojump_clock: MockClock, kind: str
) -> None:
    """An outage while a code is shown: polls with pauses of up to 10 s, and the code stays good."""
    stage = waiting(tmp_path)
    stage.fails("login", kind, times=5)
    async with stage.playing():
        await trio.sleep(60.0)
        pauses = [gap_s for gap_s in stage.gaps("login")[:5] if gap_s]
        assert pauses == sorted(pauses)
        assert pauses[0] >= 1.0
        assert pauses[-1] <= 12.5
        stage.sim.confirm()
        await stage.online()
        assert len(stage.codes) == 1


# --- hosts --------------------------------------------------------------------------------------


async def test_the_login_host_changes_only_before_there_is_a_uuid(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Uuids are asked for at either login host; the code is then polled for where it was made."""
    stage = Stage(tmp_path, sim=service(auto=False), server=None)
    stage.wire.gone.add("login.weixin.qq.com")
    async with stage.playing():
        await code_shown(stage)
        assert [r.url.host for r in stage.requests("jslogin")] == [
            "login.weixin.qq.com",
            "login.wx.qq.com",
        ]
        stage.wire.gone.add("login.wx.qq.com")
        await trio.sleep(60.0)
        assert {r.url.host for r in stage.requests("login")} == {"login.wx.qq.com"}
        assert len(stage.codes) == 1
        stage.wire.gone.clear()
        stage.sim.confirm()
        await stage.online()
        assert stage.client.current().hosts.base == "https://wx2.qq.com"
        assert stage.sim.violations == []


async def test_without_a_network_codes_are_asked_for_with_growing_pauses(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Nothing connects: 1, 2, 4 … 60 s, each told; the first code comes when the network does."""
    stage = waiting(tmp_path)
    stage.link.down = True
    async with stage.playing():
        await trio.sleep(MINUTES_10_S)
        gaps = stage.gaps("jslogin")
        assert gaps[0] >= 1.0
        assert max(gaps) <= 75.0
        assert len(gaps) <= 6 + MINUTES_10_S / 60
        assert len(stage.troubles) == len(gaps) + 1
        stage.link.down = False
        await code_shown(stage)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [("html", None, "captive portal"), ("ret", 400, "answered 400"), ("empty", None, "no window")],
)
async def test_an_answer_without_a_uuid_is_told_and_asked_for_again(
    tmp_path: Path, autojump_clock: MockClock, kind: str, value: int | None, words: str
) -> None:
    """A portal's page, a code 400, an empty answer: a sentence, a pause, another attempt."""
    stage = waiting(tmp_path)
    stage.fails("jslogin", kind, value)
    async with stage.playing():
        await code_shown(stage)
        (trouble,) = stage.troubles
        assert words in trouble.sentence
        assert 1.0 <= trouble.pause_s <= 1.25


@pytest.mark.parametrize(
    "base_host", ["evil-qq.com.example", "wx.qq.com.evil.example", "wx2.qq.com:8443"]
)
async def test_a_redirect_to_a_foreign_host_is_refused(
    tmp_path: Path, autojump_clock: MockClock, base_host: str
) -> None:
    """The ticket goes to nobody but the service: told, and a new code instead."""
    stage = Stage(tmp_path, sim=service(base_host=base_host), server=None)
    async with stage.playing():
        await stage.until(lambda: len(stage.codes) >= 2)
        assert stage.asked(NEW_LOGIN_PAGE) == []
        assert "foreign host" in stage.troubles[0].sentence
        hosts = {one.request.url.host for one in stage.wire.asked}
        assert hosts == {"login.weixin.qq.com"}


async def test_a_pinned_server_keeps_every_call(tmp_path: Path, autojump_clock: MockClock) -> None:
    """A proxy that passes the service's own redirect on: the session stays at the proxy."""
    stage = Stage(tmp_path)

    def redirect(_: httpx.Request) -> httpx.Response:
        login = stage.sim.world.logins.listed()[-1]
        if not login.ticket:
            stage.sim.confirm()
        page = f"https://wx8.qq.com/cgi-bin/mmwebwx-bin/{NEW_LOGIN_PAGE}"
        query = f"ticket={login.ticket}&uuid={login.uuid}&lang=zh_CN&scan=1"
        return httpx.Response(200, text=f'window.code=200;window.redirect_uri="{page}?{query}";')

    stage.wire.inner = Between(stage.link, "login", redirect)
    async with stage.playing():
        await stage.online()
        origins = {f"{a.request.url.scheme}://{a.request.url.host}" for a in stage.wire.asked}
        assert origins == {ORIGIN}


async def test_a_pinned_server_may_not_send_us_elsewhere(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A redirect from the pinned server to a third party is refused, too."""
    stage = Stage(tmp_path)
    page = f"http://elsewhere.test/cgi-bin/mmwebwx-bin/{NEW_LOGIN_PAGE}?ticket=t"
    stage.wire.inner = Between(
        stage.link,
        "login",
        lambda _: httpx.Response(200, text=f'window.code=200;window.redirect_uri="{page}";'),
    )
    async with stage.playing():
        await stage.until(lambda: bool(stage.troubles))
        assert "foreign host, 'elsewhere.test'" in stage.troubles[0].sentence
        assert stage.asked(NEW_LOGIN_PAGE) == []


# --- the redirect becomes a session -------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "extspam", "is_uos"),
    [(Mode.UOS, "opaque", True), (Mode.UOS, "", False), (Mode.WEB, "opaque", False)],
)
async def test_the_headers_of_uos_stand_on_one_request(
    tmp_path: Path, autojump_clock: MockClock, mode: Mode, extspam: str, *, is_uos: bool
) -> None:
    """`extspam` and `client-version` go out with webwxnewloginpage as UOS, and nowhere else."""
    async with Stage(tmp_path, mode=mode, extspam=extspam).playing() as stage:
        await stage.online()
        stage.says("hello")
        assert await stage.heard_text(10.0) == ["hello"]
        (page,) = stage.requests(NEW_LOGIN_PAGE)
        assert page.headers.get("extspam") == (extspam if is_uos else None)
        assert page.headers.get("client-version") == ("2.0.0" if is_uos else None)
        assert page.url.params.get("mod") == ("desktop" if is_uos else None)
        assert page.headers["referer"].startswith("https://wx.qq.com/" if is_uos else ORIGIN)
        others = [one.request for one in stage.wire.asked if one.name != NEW_LOGIN_PAGE]
        assert all("extspam" not in r.headers for r in others)
        assert all("client-version" not in r.headers for r in others)


async def test_an_account_closed_to_plain_web_may_log_in_as_uos(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The same account: refused with 1203 as web, on line as UOS."""
    sim = service(refuse_plain=True)
    async with Stage(tmp_path, sim=sim, mode=Mode.WEB).playing() as web:
        error = await web.over()
        assert isinstance(error, LoginRefused)
        assert error.ret == 1203
    async with Stage(tmp_path, sim=sim, mode=Mode.UOS).playing() as uos:
        await uos.online()


async def test_a_ticket_is_sent_to_the_letter(tmp_path: Path, autojump_clock: MockClock) -> None:
    """The redirect's own query survives: `==` and `@` unencoded, `fun` and `version` behind it."""
    stage = Stage(tmp_path)
    async with stage.playing():
        await stage.online()
        (page,) = stage.requests(NEW_LOGIN_PAGE)
        query = page.url.query.decode()
        login = stage.sim.world.logins.listed()[-1]
        assert query.startswith(f"ticket={login.ticket}&uuid={login.uuid}&lang=zh_CN&scan=")
        assert "fun=new&version=v2" in query


@pytest.mark.parametrize("kind", ["html", "empty", "status", "reset", "silence"])
async def test_a_lost_page_is_asked_for_again(
    tmp_path: Path, autojump_clock: MockClock, kind: str
) -> None:
    """Two attempts come to nothing before they reach the service; the third opens the session."""
    stage = Stage(tmp_path)
    stage.fails(NEW_LOGIN_PAGE, kind, times=ENTER_ATTEMPTS - 1)
    async with stage.playing():
        await stage.online()
        assert len(stage.asked(NEW_LOGIN_PAGE)) == ENTER_ATTEMPTS
        assert min(stage.gaps(NEW_LOGIN_PAGE)) >= 1.0
        assert len(stage.codes) == 1


async def test_a_used_ticket_is_no_refusal(tmp_path: Path, autojump_clock: MockClock) -> None:
    """The session was opened but its answer lost: the repetition fails, and a new code is shown."""
    stage = Stage(tmp_path)
    stage.fails(NEW_LOGIN_PAGE, "reset", when="after")
    async with stage.playing():
        await stage.online()
        assert len(stage.codes) == 2
        sentence = stage.troubles[0].sentence
        assert "the ticket may have been used by an attempt before (webwxnewlogin" in sentence
        assert stage.error is None


async def test_a_refusal_after_a_failed_connection_is_final(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """What never left can not have used the ticket, so the refusal that follows is one."""
    stage = Stage(tmp_path, sim=service(refuse_web=True))
    failed = False

    def once(request: httpx.Request) -> httpx.Response:
        nonlocal failed
        if not failed:
            failed = True
            raise httpx.ConnectError("no route", request=request)
        text = "<error><ret>1203</ret><message>no</message></error>"
        return httpx.Response(200, text=text)

    stage.wire.inner = Between(stage.link, NEW_LOGIN_PAGE, once)
    async with stage.playing():
        error = await stage.over()
        assert isinstance(error, LoginRefused)
        assert (error.ret, len(stage.codes)) == (1203, 1)


async def test_a_page_that_stays_away_costs_the_code(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Three lost attempts end this code; the next one succeeds."""
    stage = Stage(tmp_path)
    stage.fails(NEW_LOGIN_PAGE, "status", 502, times=ENTER_ATTEMPTS)
    async with stage.playing():
        await stage.online()
        assert len(stage.asked(NEW_LOGIN_PAGE)) == ENTER_ATTEMPTS + 1
        assert [code.number for code in stage.codes] == [1, 1]


async def test_cookies_full_of_nonsense_end_no_program(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A uin that is no number anywhere: the login does not complete, and another is tried."""
    stage = Stage(tmp_path)
    headers = [("Set-Cookie", "wxsid=x; Path=/"), ("Set-Cookie", "wxuin=nonsense; Path=/")]
    text = "<error><ret>0</ret><skey>s</skey><pass_ticket>p</pass_ticket></error>"
    stage.wire.inner = Between(
        stage.link, NEW_LOGIN_PAGE, lambda _: httpx.Response(200, headers=headers, text=text)
    )
    async with stage.playing():
        await stage.until(lambda: len(stage.codes) >= 3)
        assert stage.signals.count(Signal.ENDED) == 2


# --- the session is initialised -----------------------------------------------------------------


@pytest.mark.parametrize(("kind", "value"), [("ret", -1), ("status", 502), ("html", None)])
async def test_an_opened_session_is_not_given_up_for_an_outage(
    tmp_path: Path, autojump_clock: MockClock, kind: str, value: int | None
) -> None:
    """An init that fails five times: asked again with pauses, told, and nobody scans twice."""
    stage = Stage(tmp_path)
    stage.fails("webwxinit", kind, value, times=5)
    async with stage.playing():
        await stage.online()
        assert len(stage.asked("webwxinit")) == 6
        gaps = stage.gaps("webwxinit")
        assert all(b > a for a, b in pairwise(gaps))
        assert (len(stage.codes), len(stage.troubles)) == (1, 5)


async def test_a_session_that_can_not_be_initialised_is_given_up_in_the_end(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Ten attempts over some minutes, then a new code."""
    stage = Stage(tmp_path)
    stage.fails("webwxinit", "status", 502, times=INIT_ATTEMPTS)
    async with stage.playing():
        await stage.until(lambda: len(stage.codes) == 2)
        assert len(stage.asked("webwxinit")) == INIT_ATTEMPTS
        assert 200.0 <= trio.current_time() <= 500.0
        await stage.online()


@pytest.mark.parametrize("ret", [1100, 1101, 1205, 4711])
async def test_a_session_that_dies_at_webwxinit_is_replaced(
    tmp_path: Path, autojump_clock: MockClock, ret: int
) -> None:
    """The codes that end a session, and those nobody knows, lead to a new code at once."""
    stage = Stage(tmp_path)
    stage.fails("webwxinit", "ret", ret)
    async with stage.playing():
        await stage.online()
        assert len(stage.codes) == 2
        assert Signal.ENDED in stage.signals


async def test_1102_at_webwxinit_is_a_refusal(tmp_path: Path, autojump_clock: MockClock) -> None:
    """The account is barred from the web right after the login: told, not tried again."""
    stage = Stage(tmp_path)
    stage.fails("webwxinit", "ret", 1102, message="forbidden")
    async with stage.playing():
        error = await stage.over()
        assert isinstance(error, LoginRefused)
        assert (error.ret, error.message) == (1102, "forbidden")
        assert stage.progress.state is State.BLOCKED


@pytest.mark.parametrize(("kind", "value"), [("ret", 1), ("ret", 1100), ("status", 500)])
async def test_a_phone_that_is_not_told_does_not_matter(
    tmp_path: Path, autojump_clock: MockClock, kind: str, value: int
) -> None:
    """The status notice is a courtesy: however it fails, the first poll decides."""
    stage = Stage(tmp_path)
    stage.fails("webwxstatusnotify", kind, value, times=None)
    async with stage.playing():
        await stage.online()
        stage.says("anyway")
        assert "anyway" in await stage.heard_text(10.0)


# --- without a scan -----------------------------------------------------------------------------


async def logged_out(stage: Stage, retcode: int = 1100) -> None:
    """On line, then thrown out, with a phone that does nothing by itself."""
    await stage.listening()
    stage.sim.confirm(auto=False)
    stage.sim.expire(retcode)


async def test_the_phone_is_asked_and_confirms(tmp_path: Path, autojump_clock: MockClock) -> None:
    """After 1100 the owner confirms on the phone: no code, and the book knows everybody again."""
    async with Stage(tmp_path).playing() as stage:
        online = await stage.online()
        ann = next(i for i in online.directory.book.identities.entries if i.nick_name == ANN)
        await logged_out(stage)
        await stage.until(lambda: stage.progress.state is State.WAIT_CONFIRM)
        await trio.sleep(60.0)
        stage.sim.confirm()
        again = await stage.online()
        assert (stage.codes, again.login_id == online.login_id) == ([], False)
        old = online.directory.book.user_name_of(ann.id)
        assert old != again.directory.book.user_name_of(ann.id) is not None
        assert stage.sim.violations == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [("ret", 3), ("html", None), ("status", 404), ("silence", None), ("set", {"uuid": ""})],
)
async def test_a_declined_question_falls_back_to_a_code(
    tmp_path: Path, autojump_clock: MockClock, kind: str, value: object
) -> None:
    """The service refuses, breaks off, or gives no uuid: the code is shown instead."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxpushloginurl", kind, value, times=None)
        await logged_out(stage)
        await code_shown(stage)
        stage.sim.confirm()
        await stage.online()


async def test_a_cancel_on_the_phone_falls_back_to_a_code(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """202 to the question: a code is shown, and the phone is not asked again."""
    async with Stage(tmp_path).playing() as stage:
        await logged_out(stage)
        await stage.until(lambda: stage.progress.state is State.WAIT_CONFIRM)
        await trio.sleep(0.1)
        stage.sim.cancel()
        await code_shown(stage)
        await trio.sleep(MINUTES_10_S)
        assert len(stage.asked("webwxpushloginurl")) == 1


async def test_a_question_nobody_answers_falls_back_to_a_code_after_five_minutes(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The service never ends the question: we do."""
    async with Stage(tmp_path, sim=service(qr_life_s=100_000.0)).playing() as stage:
        await logged_out(stage)
        await stage.until(lambda: stage.progress.state is State.WAIT_CONFIRM)
        asked_s = trio.current_time()
        await code_shown(stage)
        assert trio.current_time() - asked_s == pytest.approx(QUESTION_LIFE_S, abs=5.0)


async def test_without_the_devices_cookie_nobody_is_asked(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """No webwx_auth_ticket: the service would refuse, so the code comes at once."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.client.drop_cookies("webwx_auth_ticket")
        await logged_out(stage)
        await code_shown(stage)
        assert stage.asked("webwxpushloginurl") == []
