"""A place to try a sentence: the very engine, the rules that hold, and nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.console.room import form_of
from responder.models import MessageType
from responder.rules.trial.stage import StageError
from responder.tryout import Said, tried

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from responder.console.room import Room

NAME_CHARS_MAX = 200
TEXT_CHARS_MAX = 5_000
"""Longer than any message of the service."""

NOTHING = Said(text="", sender="小明", group="", mention=False, type="text", at="")
KINDS = tuple(kind.value for kind in MessageType)


async def show(room: Room, request: Request) -> Response:
    """The page, before anything was tried."""
    return await room.page(request, "trial", said=NOTHING, kinds=KINDS, result=None, fault="")


def said_by(form: Mapping[str, str]) -> Said:
    """What a form of the page says."""
    return Said(
        text=form.get("text", "").replace("\r\n", "\n")[:TEXT_CHARS_MAX],
        sender=form.get("from", "").strip()[:NAME_CHARS_MAX],
        group=form.get("group", "").strip()[:NAME_CHARS_MAX],
        mention="mention" in form,
        type=form.get("type", "text"),
        at=form.get("at", "").strip(),
    )


async def try_it(room: Room, request: Request) -> Response:
    """The page with an answer.

    Raises:
        EnvironmentFault: It takes too long.
    """
    said = said_by(form_of(request))
    # Read once: an edit meanwhile changes nothing of this trial.
    rule_set, now_s = room.desk.rule_set(), room.desk.now()
    result, fault = None, ""
    try:
        result = await room.aside(lambda: tried(rule_set, said, now_s))
    except StageError as error:
        fault = f"{error.key}: {error.message}"
    return await room.page(
        request,
        "trial",
        said=said,
        kinds=KINDS,
        result=result,
        fault=fault,
        hash=rule_set.hash,
    )
