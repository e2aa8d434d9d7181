"""Fault catalogue, rows 4 and 38 to 42: what goes wrong on the way into a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from responder.errors import LoginRefused
from responder.wechat.directory import LIST_AGAIN_S, PAGES_MAX
from responder.wechat.login import CODE_PAUSE_S, CODES_UNATTENDED
from responder.wechat.protocol.codes import Mode
from responder.wechat.protocol.states import Signal, State
from tests.wechat.stage import ANN, Stage, service

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

QR_LIFE_S = 300.0

BANNED = """<error><ret>1203</ret><message>
为了你的帐号安全，此微信号已不允许登录网页微信。
你可以使用Windows微信或Mac微信在电脑端登录。

Windows微信下载地址：https://pc.weixin.qq.com
Mac微信下载地址：https://mac.weixin.qq.com
</message></error>"""
"""A later wording of the refusal, with newlines and addresses."""


class Rewriting(httpx.AsyncBaseTransport):
    """Puts itself between client and service at webwxnewloginpage."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, body: str = "") -> None:
        self.inner = inner
        self.body = body
        self.statuses: list[int] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer with `body` if there is one; else ask without `version=v2`, as old clients do."""
        if not request.url.path.endswith("/webwxnewloginpage"):
            return await self.inner.handle_async_request(request)
        if self.body:
            await trio.lowlevel.checkpoint()
            return httpx.Response(200, text=self.body)
        url = request.url.copy_remove_param("version")
        without = httpx.Request("GET", url, headers=request.headers, extensions=request.extensions)
        response = await self.inner.handle_async_request(without)
        self.statuses.append(response.status_code)
        return response


async def test_row_04_a_301_without_location_opens_the_session(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Where the service ignores `version=v2` its 301 carries XML and cookies, and is a success."""
    stage = Stage(tmp_path)
    stage.wire.inner = rewriting = Rewriting(stage.link)
    async with stage.playing():
        await stage.online()
        assert rewriting.statuses == [301]
        stage.says("in")
        assert await stage.heard_text(10.0) == ["in"]


@pytest.mark.parametrize(("mode", "is_hinted"), [(Mode.UOS, True), (Mode.WEB, False)])
async def test_row_38_a_session_without_cookies_is_a_refusal(
    tmp_path: Path, autojump_clock: MockClock, mode: Mode, *, is_hinted: bool
) -> None:
    """No wxsid cookie beside `ret` 0: refused, not initialised; in UOS mode with a likely cause."""
    stage = Stage(tmp_path, mode=mode)
    stage.fails("webwxnewloginpage", "cookies", "drop")
    async with stage.playing():
        error = await stage.over()
        assert isinstance(error, LoginRefused)
        assert error.ret is None
        assert ("extspam" in str(error)) is is_hinted
        assert stage.asked("webwxinit") == []
        assert stage.progress.state is State.BLOCKED


async def test_row_38_old_cookies_do_not_pass_for_new_ones(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The jar still has the last wxsid when a new login brings none: refused all the same."""
    async with Stage(tmp_path).playing() as stage:
        await stage.listening()
        stage.fails("webwxnewloginpage", "cookies", "drop")
        stage.sim.expire(1101)
        error = await stage.over()
        assert isinstance(error, LoginRefused)
        assert error.ret is None
        assert stage.asked("webwxinit") == []


async def test_row_39_a_refusal_is_told_in_the_services_words(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """1203: final after one code, with the message on one line however it was broken."""
    stage = Stage(tmp_path)
    stage.wire.inner = Rewriting(stage.link, body=BANNED)
    async with stage.playing():
        error = await stage.over()
        assert isinstance(error, LoginRefused)
        assert error.ret == 1203
        assert "此微信号已不允许登录网页微信。 你可以使用Windows微信" in str(error)
        assert "\n" not in str(error)
        assert (len(stage.codes), stage.progress.state) == (1, State.BLOCKED)


async def test_row_39_the_services_own_refusal_stops_the_login(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """An account that may not use the web is told so once; no second code, no second attempt."""
    stage = Stage(tmp_path, sim=service(refuse_web=True))
    async with stage.playing():
        error = await stage.over()
        assert isinstance(error, LoginRefused)
        assert error.ret == 1203
        await trio.sleep(600.0)
        assert len(stage.asked("webwxnewloginpage")) == len(stage.asked("jslogin")) == 1


async def test_row_40_codes_expire_five_times_then_once_an_hour(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Nobody scans and nobody watches: five codes, a notice, then one code an hour."""
    stage = Stage(tmp_path, sim=service(auto=False), attended=False)
    async with stage.playing():
        await trio.sleep(CODES_UNATTENDED * (QR_LIFE_S + 30.0))
        assert [code.number for code in stage.codes] == [1, 2, 3, 4, 5]
        assert len(stage.pauses) == 1
        await trio.sleep(3 * (CODE_PAUSE_S + QR_LIFE_S))
        assert len(stage.codes) == CODES_UNATTENDED + 3
        assert len(stage.asked("login")) <= (CODES_UNATTENDED + 3) * QR_LIFE_S / 25.0
        assert stage.signals.count(Signal.EXPIRED) >= CODES_UNATTENDED


async def test_row_41_without_a_contact_list_people_are_looked_up(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The list fails for a huge account: the login completes, and a friend has a name."""
    stage = Stage(tmp_path)
    stage.fails("webwxgetcontact", "status", 500, times=None)
    async with stage.playing():
        await stage.listening()
        stage.says("do you know me?")
        (event,) = await stage.heard(10.0)
        assert (event.text, event.sender.name) == ("do you know me?", ANN)
        assert len(stage.asked("webwxbatchgetcontact")) == 1


async def test_row_41_a_cut_list_is_asked_for_again_later(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The second page is lost: the first counts, and a minute later the list is fetched whole."""
    stage = Stage(tmp_path, sim=service(contact_page=5))
    stage.sim.add_contacts([{"name": f"友{n}"} for n in range(40)])
    stage.fails("webwxgetcontact", "cut", 100, times=None, after_calls=1)
    async with stage.playing():
        online = await stage.online()
        known = online.directory.book.identities.entries
        assert 0 < len(known) < 43
        stage.sim.clear_faults()
        await stage.heard(LIST_AGAIN_S)
        stage.says("whoever")
        await stage.heard(5.0)
        names = {entry.nick_name for entry in online.directory.book.identities.entries}
        assert {f"友{n}" for n in range(40)} <= names


async def test_row_42_a_seq_that_repeats_ends_the_list(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The same Seq twice: two pages, and what they brought is known."""
    stage = Stage(tmp_path)
    stage.fails("webwxgetcontact", "set", {"Seq": 7}, times=None)
    async with stage.playing():
        online = await stage.online()
        assert len(stage.asked("webwxgetcontact")) == 2
        assert ANN in {entry.nick_name for entry in online.directory.book.identities.entries}


async def test_row_42_a_seq_without_end_is_cut(tmp_path: Path, autojump_clock: MockClock) -> None:
    """A Seq that grows with every page: twenty pages, then on with what is known."""
    stage = Stage(tmp_path)
    for page in range(2 * PAGES_MAX):
        stage.fails("webwxgetcontact", "set", {"Seq": page + 1}, after_calls=page)
    async with stage.playing():
        await stage.online()
        assert len(stage.asked("webwxgetcontact")) == PAGES_MAX
