"""Calls that no client needs, answered so that none stumbles over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.simulator.answer import Answer, base_answer, html_answer
from responder.simulator.media import JPEG

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.sessions import Session
    from responder.simulator.world import Call


def accepted(call: Call, session: Session, body: Json) -> Answer:
    """Telemetry and feedback: taken, and forgotten."""
    del call, session, body
    return base_answer()


def search(call: Call, session: Session, body: Json) -> Answer:
    """The search on the side of the service: finds nothing."""
    del call, session, body
    return base_answer(List=[], Count=0)


def page(call: Call, session: Session, body: Json) -> Answer:
    """The page in front of a link."""
    del call, session, body
    return html_answer("<html><head></head><body></body></html>")


def picture(call: Call, session: Session, body: Json) -> Answer:
    """A thumbnail."""
    del call, session, body
    return Answer(200, (("Content-Type", "image/jpeg"),), JPEG)
