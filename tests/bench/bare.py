"""The baseline: the least httpx-on-Trio loop that does the same requests as the daemon.

    python -m tests.bench.bare [JOURNAL] ORIGIN

With the path of a journal it writes each message there before it answers, in a commit of its own
that reaches the disk: the least that a program must do which loses and doubles nothing.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from typing import Any

import httpx
import trio

from tests.bench.server import SELF

BASE = {"Uin": 1, "Sid": "s", "Skey": "k", "DeviceID": "e123456789012345"}


async def send_all(
    http: httpx.AsyncClient, cgi: str, messages: trio.MemoryReceiveChannel[dict[str, Any]]
) -> None:
    """Answer each message."""
    async for message in messages:
        ms = str(int(time.time() * 1e7))
        body = {
            "BaseRequest": BASE,
            "Msg": {
                "Type": 1,
                "Content": "您好！",
                "FromUserName": SELF,
                "ToUserName": message["FromUserName"],
                "LocalID": ms,
                "ClientMsgId": ms,
            },
            "Scene": 0,
        }
        answer = await http.post(f"{cgi}/webwxsendmsg?lang=zh_CN&pass_ticket=p", json=body)
        answer.json()


def opened(path: str) -> sqlite3.Connection:
    """A database as the daemon's, with one table."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE message (id TEXT PRIMARY KEY, text TEXT)")
    connection.commit()
    return connection


async def main(origin: str, journal: str) -> None:
    """Poll, fetch, answer, for ever."""
    written = opened(journal) if journal else None
    cgi = f"{origin}/cgi-bin/mmwebwx-bin"
    async with httpx.AsyncClient(timeout=35) as http, trio.open_nursery() as nursery:
        into, out = trio.open_memory_channel[dict[str, Any]](64)
        nursery.start_soon(send_all, http, cgi, out)
        keys: dict[str, Any] = {"Count": 0, "List": []}
        await http.get(f"{cgi}/webwxgetcontact?seq=0")
        while True:
            await http.get(f"{cgi}/synccheck?r=1&skey=k&sid=s&uin=1&deviceid=e1&synckey=1_1&_=1")
            body = {"BaseRequest": BASE, "SyncKey": keys, "rr": -1}
            answer = (await http.post(f"{cgi}/webwxsync?sid=s&skey=k", json=body)).json()
            keys = answer["SyncKey"]
            for message in answer["AddMsgList"]:
                if written is not None:
                    row = (message["MsgId"], message["Content"])
                    written.execute("INSERT INTO message VALUES (?, ?)", row)
                    written.commit()
                await into.send(message)


if __name__ == "__main__":
    try:
        trio.run(main, sys.argv[-1], "".join(sys.argv[1:-1]))
    except* httpx.TransportError:
        pass
