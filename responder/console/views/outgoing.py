"""What waits to be sent and how the last texts ended; to be called off, or sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from responder.console.hints import Topic
from responder.console.room import form_of
from responder.errors import ResponderError
from responder.resend import AGAIN

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from responder.console.room import Room

SHOWN = 50

TOLD = frozenset({"cancelled", "unknown", "resent"})
"""What came of a button, as the address says it."""


async def show(room: Room, request: Request) -> Response:
    """The page.

    Raises:
        JournalError: The journal can not be read.
        EnvironmentFault: It takes too long.
    """
    waiting, ended = await room.read(lambda reader: (reader.waiting(SHOWN), reader.ended(SHOWN)))
    told = request.query_params.get("told", "")
    return await room.page(
        request,
        "outgoing",
        waiting=waiting,
        ended=ended,
        again=AGAIN,
        told=told if told in TOLD else "",
    )


async def cancel(room: Room, request: Request) -> Response:
    """Call off a text that waits."""
    which = form_of(request).get("id", "")
    return await _done(room, request, "cancel", id=which)


async def resend(room: Room, request: Request) -> Response:
    """Send a text again that was not sent, or perhaps not."""
    form = form_of(request)
    which, twice = form.get("id", ""), form.get("twice", "")
    return await _done(room, request, "resend", id=which, twice=twice)


async def _done(room: Room, request: Request, command: str, **values: str) -> Response:
    try:
        answer = await room.desk.do(command, **values)
    except ResponderError as error:
        return await room.page(request, "problem", code=409, sentence=str(error))
    room.hints.tell(Topic.MESSAGES)
    return RedirectResponse(f"/outgoing?told={answer.get('state', 'resent')}", 303)
