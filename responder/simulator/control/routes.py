"""The control interface over HTTP: a path and a method to each function, errors as sentences."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from responder.errors import SettingError
from responder.simulator.answer import Answer
from responder.simulator.control import event, people, phone, report, say

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.world import Call

CONTROL_TYPE = ("Content-Type", "application/json")

Control = Callable[["Call", "Json"], Any]

CONTROLS: dict[tuple[str, str], Control] = {
    ("POST", "contacts"): people.add_contacts,
    ("POST", "groups"): people.add_groups,
    ("POST", "scan"): phone.scan,
    ("POST", "confirm"): phone.confirm,
    ("POST", "cancel"): phone.cancel,
    ("POST", "expire_qr"): phone.expire_qr,
    ("POST", "expire"): phone.expire,
    ("POST", "say"): say.say,
    ("POST", "event"): event.event,
    ("GET", "sent"): report.sent,
    ("DELETE", "sent"): report.clear_sent,
    ("GET", "violations"): report.violations,
    ("DELETE", "violations"): report.clear_violations,
    ("GET", "faults"): report.faults,
    ("POST", "faults"): report.arm_faults,
    ("DELETE", "faults"): report.clear_faults,
    ("GET", "settings"): report.settings,
    ("POST", "settings"): report.settings,
    ("GET", "state"): report.state,
}


def control(call: Call) -> Answer:
    """Answer a request below `/_sim/`: 200 with JSON, or 400, 404, 405 with `{"error": …}`."""
    topic = call.request.path.removeprefix("/_sim/").strip("/")
    function = CONTROLS.get((call.request.method, topic))
    if function is None:
        return _unknown(call.request.method, topic)
    body: Json | None = {}
    if call.request.body.strip():
        body = call.request.json()
    if body is None:
        return _error(400, f"{topic}: the body must be a JSON object")
    try:
        return Answer(200, (CONTROL_TYPE,), json=function(call, body))
    except SettingError as error:
        return _error(400, str(error))


def _unknown(method: str, topic: str) -> Answer:
    methods = [m for m, t in CONTROLS if t == topic]
    if methods:
        answer = _error(405, f"{topic}: {method} is not possible; use {' or '.join(methods)}")
        return Answer(405, (*answer.headers, ("Allow", ", ".join(methods))), json=answer.json)
    topics = ", ".join(sorted({t for _, t in CONTROLS}))
    return _error(404, f"there is no /_sim/{topic}; there are {topics}")


def _error(status: int, sentence: str) -> Answer:
    return Answer(status, (CONTROL_TYPE,), json={"error": sentence})
