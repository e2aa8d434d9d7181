"""Prints its port, and a line when the first synccheck arrives."""

from __future__ import annotations

import json
from contextlib import suppress

import trio


async def main() -> None:
    """Answer everything with an empty success until the poll comes."""
    async with trio.open_nursery() as nursery:
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        print(listeners[0].socket.getsockname()[1], flush=True)

        async def handle(stream: trio.SocketStream) -> None:
            body = json.dumps({"BaseResponse": {"Ret": 0, "ErrMsg": ""}}).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            with suppress(trio.BrokenResourceError):  # the daemon is ended once it has polled
                while data := await stream.receive_some(65536):
                    if b"/synccheck" in data:
                        print("polled", flush=True)
                        nursery.cancel_scope.cancel()
                    await stream.send_all(head + body)

        nursery.start_soon(trio.serve_listeners, handle, listeners)


if __name__ == "__main__":
    trio.run(main)
