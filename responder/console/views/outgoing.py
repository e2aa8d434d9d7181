"""What waits to be sent, and how the last texts ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from responder.console.room import Room

SHOWN = 50


async def show(room: Room, request: Request) -> Response:
    """The page.

    Raises:
        JournalError: The journal can not be read.
        EnvironmentFault: It takes too long.
    """
    waiting, ended = await room.read(lambda reader: (reader.waiting(SHOWN), reader.ended(SHOWN)))
    return await room.page(request, "outgoing", waiting=waiting, ended=ended)
