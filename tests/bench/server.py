"""A service that only measures: canned answers, and the times between them.

It lets one burst of messages wait at a time and prints, for each, the microseconds between the end
of the webwxsync answer that carried it and the arrival of the last webwxsendmsg that answers it; a
burst is one message unless more are asked for. It runs as a process of its own, so that client and
server do not share an interpreter.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import trio

SELF, FRIEND = "@" + "5" * 32, "@" + "7" * 64
WARM_UP = 20
GAP_S = 0.005
"""Between an answered message and the next: the client is back in its poll by then."""


def key(number: int) -> dict[str, Any]:
    """A sync key that moves with every message."""
    return {"Count": 2, "List": [{"Key": 1, "Val": 1}, {"Key": 2, "Val": 1000 + number}]}


def contact(user_name: str, nick_name: str) -> dict[str, Any]:
    """A person, as thin as any client accepts."""
    return {"UserName": user_name, "NickName": nick_name, "VerifyFlag": 0, "ContactFlag": 3}


class Rounds:
    """One burst after the other, and their times."""

    def __init__(self, count: int, burst: int = 1) -> None:
        self.count = count
        self.burst = burst
        self.number = 0
        self.unanswered = 0
        self.waiting = False
        self.news = trio.Event()
        self.done = trio.Event()
        self.synced_s = 0.0
        self.latencies_us: list[float] = []

    def next(self) -> None:
        """Let the next burst wait."""
        self.unanswered = self.burst
        self.waiting = True
        self.news.set()
        self.news = trio.Event()

    def message(self) -> dict[str, Any]:
        """The next message."""
        self.number += 1
        return {
            "MsgId": str(8_000_000_000_000_000_000 + self.number),
            "NewMsgId": 8_000_000_000_000_000_000 + self.number,
            "FromUserName": FRIEND,
            "ToUserName": SELF,
            "MsgType": 1,
            "Content": "你好",
            "CreateTime": int(time.time()),
        }


async def answer(rounds: Rounds, path: str, nursery: trio.Nursery) -> bytes:
    """The body for a path."""
    if path.endswith("/synccheck"):
        if not rounds.waiting:
            await rounds.news.wait()
        return b'window.synccheck={retcode:"0",selector:"2"}'
    base = {"BaseResponse": {"Ret": 0, "ErrMsg": ""}}
    if path.endswith("/webwxsync"):
        messages = [rounds.message() for _ in range(rounds.burst)] if rounds.waiting else []
        rounds.waiting = False
        keys = {"SyncKey": key(rounds.number), "SyncCheckKey": key(rounds.number)}
        lists = {"AddMsgCount": len(messages), "AddMsgList": messages, "ContinueFlag": 0}
        return json.dumps(base | lists | keys).encode()
    if path.endswith("/webwxsendmsg"):
        rounds.unanswered -= 1
        if not rounds.unanswered:
            rounds.latencies_us.append((time.perf_counter() - rounds.synced_s) * 1e6)
            if len(rounds.latencies_us) >= rounds.count:
                rounds.done.set()
            else:
                nursery.start_soon(later, rounds)
        return json.dumps(base | {"MsgID": str(rounds.number), "LocalID": "1"}).encode()
    if path.endswith("/webwxgetcontact"):
        nursery.start_soon(later, rounds)
        people = [contact(FRIEND, "小明")]
        return json.dumps(base | {"MemberCount": 1, "MemberList": people, "Seq": 0}).encode()
    return json.dumps(base).encode()


async def later(rounds: Rounds) -> None:
    """Let the next burst wait in a moment."""
    await trio.sleep(GAP_S)
    rounds.next()


async def converse(rounds: Rounds, nursery: trio.Nursery, stream: trio.SocketStream) -> None:
    """Serve one kept-alive connection."""
    data = b""
    while True:
        while b"\r\n\r\n" not in data:
            more = await stream.receive_some(65536)
            if not more:
                return
            data += more
        head, _, data = data.partition(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(data) < length:
            data += await stream.receive_some(65536)
        data = data[length:]
        path = head.split(b" ", 2)[1].partition(b"?")[0].decode()
        body = await answer(rounds, path, nursery)
        lines = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}"
        await stream.send_all(lines.encode() + b"\r\n\r\n" + body)
        if path.endswith("/webwxsync"):
            rounds.synced_s = time.perf_counter()


async def main(count: int, burst: int) -> None:
    """Serve until every burst was answered, then print how long each took."""
    warm_up = WARM_UP if burst == 1 else 1
    rounds = Rounds(count + warm_up, burst)
    async with trio.open_nursery() as nursery:
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        print(listeners[0].socket.getsockname()[1], flush=True)

        async def handle(stream: trio.SocketStream) -> None:
            try:
                await converse(rounds, nursery, stream)
            except trio.BrokenResourceError:
                return

        nursery.start_soon(trio.serve_listeners, handle, listeners)
        await rounds.done.wait()
        print(json.dumps(rounds.latencies_us[warm_up:]), flush=True)
        nursery.cancel_scope.cancel()


if __name__ == "__main__":
    trio.run(main, int(sys.argv[1]), int(sys.argv[2]))
