"""The stream of news to an open page: names of topics, as server-sent events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import trio
from starlette.responses import Response

from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from responder.console.hints import Hints, Listener

BEAT_S = 15.0
"""So often a quiet stream says that it lives: proxies end those that say nothing for a minute."""

NEWS_EVERY_S = 0.4
"""A page asks for itself again at most so often, however much comes in."""

AGAIN_MS = 2_000
"""A browser that lost the stream comes back after so long."""

LATER_MS = 60_000
"""Likewise where too many pages are open."""


class News(Response):
    """An answer without an end.

    Args:
        hints: Where news come from.
    """

    media_type = "text/event-stream"

    def __init__(self, hints: Hints) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._hints = hints

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Tell until the browser leaves; while it does not read, nothing piles up but topics."""
        head = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(head)
        try:
            with self._hints.listening() as page:
                async with trio.open_nursery() as nursery:
                    nursery.start_soon(_tell, page, send)
                    while (await receive())["type"] != "http.disconnect":
                        pass
                    nursery.cancel_scope.cancel()
        except EnvironmentFault:
            last = {"type": "http.response.body", "body": b"retry: %d\n\n" % LATER_MS}
            await send(last)


async def _tell(page: Listener, send: Send) -> None:
    line = b"retry: %d\n\n" % AGAIN_MS
    while True:
        await send({"type": "http.response.body", "body": line, "more_body": True})
        await trio.sleep(NEWS_EVERY_S)
        line = b": \n\n"
        with trio.move_on_after(BEAT_S):
            topics = " ".join(sorted(await page.wait()))
            line = f"event: news\ndata: {topics}\n\n".encode()
