"""Faithful is proved by a stranger: itchat-uos, unmodified, on the loopback simulator."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from responder.simulator.server import serve
from responder.simulator.simulator import Simulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PROGRAM = Path(__file__).with_name("itchat_program.py")
PATIENCE_S = 30
"""Bound of each step; all of them together take about two seconds."""


@pytest.fixture
async def base(nursery: trio.Nursery) -> AsyncIterator[str]:
    """Address of a simulator on a free port, whose phone confirms by itself."""
    simulator = Simulator(seed=7)

    async def run(*, task_status: trio.TaskStatus[str]) -> None:
        await serve(simulator, task_status=task_status)

    yield await nursery.start(run)
    nursery.cancel_scope.cancel()


class Remote:
    """The simulator's control interface, as a script outside of this program uses it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def do(self, topic: str, **body: object) -> object:
        """POST; gives the answer."""
        response = await self.http.post(topic, json=body)
        assert response.status_code == 200, response.text
        return response.json()

    async def wait_sent(self, count: int) -> list[tuple[str, str, str]]:
        """Receiver, text and type of every send, once there are so many."""
        with trio.fail_after(PATIENCE_S):
            while len(sent := (await self.http.get("sent")).json()) < count:  # noqa: ASYNC110 - over HTTP
                await trio.sleep(0.02)
        return [(one["to"], one["text"], one["type"]) for one in sent]

    async def is_polling(self) -> bool:
        """Whether a session is there and holds synccheck."""
        session = (await self.http.get("state")).json()["session"]
        return bool(session and session["polling"])

    async def wait_polling(self) -> None:
        """Wait until the client polls."""
        with trio.fail_after(PATIENCE_S):
            while not await self.is_polling():  # noqa: ASYNC110 - over HTTP
                await trio.sleep(0.02)


@pytest.fixture
async def remote(base: str) -> AsyncIterator[Remote]:
    """A script that controls the simulator."""
    async with httpx.AsyncClient(base_url=f"{base}/_sim/") as http:
        yield Remote(http)


async def test_itchat_logs_in_hears_and_answers(base: str, remote: Remote, tmp_path: Path) -> None:
    """It answers texts of friends and mentions in groups, in the right chat, and breaks nothing."""
    await remote.do("contacts", contacts=[{"name": "小明"}, {"name": "小红", "remark": "红姐"}])
    await remote.do("contacts", contacts=[{"name": "新闻", "kind": "official"}])
    await remote.do("groups", groups=[{"name": "客户群", "members": ["小明", "路人"]}])
    await remote.do("confirm", auto=True)
    command = [sys.executable, str(PROGRAM), base]
    async with trio.open_nursery() as nursery:
        process = await nursery.start(
            partial(
                trio.run_process,
                command,
                cwd=tmp_path,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        )
        await remote.wait_polling()
        await remote.do("say", **{"from": "小明", "text": "你好 <b>&amp;\n第二行 😄"})
        await remote.do("say", **{"from": "红姐", "text": "在吗"})
        await remote.do("say", **{"from": "路人", "group": "客户群", "text": "大家好"})
        await remote.do(
            "say", **{"from": "路人", "group": "客户群", "text": "在？", "mention": True}
        )
        await remote.do("say", **{"from": "小明", "type": "image"})
        await remote.do("event", kind="friend_request", name="王五")
        await remote.do("say", **{"from": "me", "to": "小明", "text": "我来回"})
        await remote.do("say", **{"from": "小红", "text": "最后", "count": 3})
        sent = await remote.wait_sent(6)
        violations = (await remote.http.get("violations?level=error")).json()
        await remote.do("expire", retcode=1100)
        with trio.fail_after(PATIENCE_S):
            await process.wait()
    assert sorted(sent) == sorted(
        [
            ("小明", "回 你好 <b>&amp;\n第二行 😄", "text"),
            ("小红", "回 在吗", "text"),
            ("客户群", "@路人 收到", "text"),
            *[("小红", "回 最后", "text")] * 3,
        ]
    )
    assert violations == []
