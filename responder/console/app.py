"""The application: which page stands where, how changes are made, and the stream of news."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import trio
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from responder.console.guard import Guard
from responder.console.hints import Topic
from responder.console.news import News
from responder.console.room import SEEN
from responder.console.views import live, outgoing, overview, rules, saved, trial
from responder.errors import ResponderError
from responder.terminal import svg_of_code
from responder.wechat.protocol.states import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from responder.console.address import Address
    from responder.console.room import Room

    View = Callable[[Room, Request], Awaitable[Response]]


def application(room: Room, address: Address) -> ASGIApp:
    """All pages, behind their door.

    Args:
        room: What they have at hand.
        address: Where they are served.
    """
    pages: tuple[tuple[str, View], ...] = (
        ("/", overview.show),
        ("/live", live.show),
        ("/live/{event_id}", live.show_one),
        ("/live/{event_id}/test", saved.of_message),
        ("/try", trial.show),
        ("/rules", rules.show),
        ("/rules/history", rules.show_history),
        ("/rules/difference", rules.show_difference),
        ("/outgoing", outgoing.show),
        ("/qr.svg", _code),
        ("/news", _news),
        ("/metrics", _metrics),
        ("/healthz", _health),
        ("/readyz", _ready),
    )
    changes: tuple[tuple[str, View], ...] = (
        ("/try", trial.try_it),
        ("/try/test", saved.of_trial),
        ("/pause", partial(_command, "pause")),
        ("/resume", partial(_command, "resume")),
        ("/login", partial(_command, "login")),
        ("/outgoing/cancel", outgoing.cancel),
        ("/outgoing/resend", outgoing.resend),
        ("/rules/rollback", rules.roll_back),
        ("/rules/reload", rules.reload),
    )
    routes = [
        *(Route(path, partial(_shown, room, view), methods=["GET"]) for path, view in pages),
        *(Route(path, partial(_shown, room, view), methods=["POST"]) for path, view in changes),
        Mount("/static", StaticFiles(packages=[("responder.console", "static")])),
        Route("/{path:path}", partial(_shown, room, _nothing), methods=["GET", "POST"]),
    ]
    stranger = partial(_stranger, room)
    return Guard(Starlette(routes=routes), room.access, address, stranger)


async def _shown(room: Room, view: View, request: Request) -> Response:
    request.scope[SEEN] = room.hints.count  # before anything is read for the page
    try:
        return await view(room, request)
    except ResponderError as error:
        return await room.page(request, "problem", code=503, sentence=str(error))


def _stranger(room: Room, request: Request) -> Response:
    return room.bare(request, "stranger", 401)


async def _nothing(room: Room, request: Request) -> Response:
    return await room.page(request, "gone", code=404)


async def _command(command: str, room: Room, _: Request) -> Response:
    """Carry out a command and go back to the first page, which shows what came of it."""
    await room.desk.do(command)
    room.hints.tell(Topic.STATE)
    return RedirectResponse("/", 303)


async def _code(room: Room, _: Request) -> Response:
    """The code to be scanned, as a picture."""
    await trio.lowlevel.checkpoint()
    if not room.signin.code:
        return PlainTextResponse("There is no code to scan now.", 404)
    return Response(svg_of_code(room.signin.code), media_type="image/svg+xml")


async def _news(room: Room, request: Request) -> Response:
    """What is new, as it happens."""
    await trio.lowlevel.checkpoint()
    since = request.query_params.get("since", "")
    return News(room.hints, int(since) if re.fullmatch("[0-9]{1,15}", since) else 0)


async def _metrics(room: Room, _: Request) -> Response:
    text = room.metrics.text(await room.desk.status())
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")


async def _health(_: Room, __: Request) -> Response:
    await trio.lowlevel.checkpoint()
    return PlainTextResponse("alive\n")


async def _ready(room: Room, _: Request) -> Response:
    await trio.lowlevel.checkpoint()
    online = room.signin.state is State.ONLINE
    return PlainTextResponse("on line\n") if online else PlainTextResponse("not on line\n", 503)
