"""A message, real or made up, as a test for the rule file: to be copied, or as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

from responder.console.room import form_of
from responder.console.views.trial import said_by
from responder.errors import ResponderError
from responder.replay.retelling import NAMED_AS_THEY_ARE, Tried, retold, retold_trial
from responder.rules.trial.stage import StageError
from responder.tryout import tried

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from responder.console.room import Room
    from responder.journal.reader import Reader
    from responder.replay.case import Case

FILE = "test.yaml"


@dataclass(frozen=True, slots=True)
class Saved:
    """A test.

    Args:
        text: Of YAML, an entry under `tests:`.
        faithful: Whether the same comes of it.
    """

    text: str
    faithful: bool


async def of_message(room: Room, request: Request) -> Response:
    """A message that came in, by the rules that decided it."""
    event_id = request.path_params["event_id"]

    def look(reader: Reader) -> Saved | None:
        record = reader.one(event_id)
        return None if record is None else _saved(retold(reader, [record]))

    try:
        saved = await room.read(look)
    except ResponderError as error:
        return await room.page(request, "problem", code=409, sentence=str(error))
    if saved is None:
        return await room.page(request, "gone", code=404)
    return await _shown(room, request, saved, event_id=event_id)


async def of_trial(room: Room, request: Request) -> Response:
    """A made-up message, by the rules that hold."""
    form = form_of(request)
    said, rule_set, now_s = said_by(form), room.desk.rule_set(), room.desk.now()

    def look(reader: Reader) -> Saved:
        result = tried(rule_set, said, now_s)
        replies = [reply.text for reply in result.decision.replies]
        later = [text for course in result.later for text, _ in course]
        made_up = Tried(result.event, result.decision, (*replies, *later), result.event.time_s)
        return _saved(retold_trial(reader, rule_set, made_up))

    try:
        saved = await room.read(look)
    except StageError as error:
        fault = f"{error.key}: {error.message}"
        return await room.page(request, "problem", code=409, sentence=fault)
    except ResponderError as error:
        return await room.page(request, "problem", code=409, sentence=str(error))
    return await _shown(room, request, saved, said=said, as_file="file" in form)


async def _shown(
    room: Room,
    request: Request,
    saved: Saved,
    *,
    event_id: str = "",
    said: object = None,
    as_file: bool = False,
) -> Response:
    if saved.faithful and (as_file or "file" in request.query_params):
        head = {"content-disposition": f'attachment; filename="{FILE}"'}
        return PlainTextResponse(saved.text, headers=head, media_type="application/yaml")
    return await room.page(request, "saved", saved=saved, event_id=event_id, said=said)


def _saved(case: Case) -> Saved:
    named = [NAMED_AS_THEY_ARE + ", ".join(map(_on_one_line, case.kept))] if case.kept else []
    return Saved("\n".join([*named, *case.lines]) + "\n", case.faithful)


def _on_one_line(name: str) -> str:
    """Fit for a remark, which ends with its line."""
    return "".join(char if char.isprintable() else " " for char in name)
