"""What there is to see: sends, violations, the state; and the knobs and faults."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from responder.errors import SettingError
from responder.simulator.control.fields import Fields
from responder.simulator.fault_spec import fault_from_json, faults_from_text
from responder.simulator.people import Kind
from responder.simulator.settings import changed
from responder.simulator.violations import Level

if TYPE_CHECKING:
    from responder.simulator.request import Json
    from responder.simulator.world import Call, World


def sent(call: Call, body: Json) -> list[Any]:
    """`GET /_sim/sent`: every accepted send once, in order; `?since=N` leaves out the first N."""
    del body
    since = call.request.query.get("since", "0")
    if not since.isdecimal():
        raise SettingError(f"sent: since must be a whole number, not {since!r}")
    return [asdict(one) for one in call.world.outbox.listed(int(since))]


def clear_sent(call: Call, body: Json) -> Json:
    """`DELETE /_sim/sent`: forget them."""
    del body
    call.world.outbox.clear()
    return {}


def violations(call: Call, body: Json) -> list[Any]:
    """`GET /_sim/violations`: what clients did wrong; `?level=error` without the warnings."""
    del body
    level = call.request.query.get("level", "")
    if level not in {"", *Level}:
        raise SettingError(f"violations: level must be {' or '.join(Level)}, not {level!r}")
    listed = call.world.violations.listed()
    return [asdict(one) for one in listed if level in {"", one.level}]


def clear_violations(call: Call, body: Json) -> Json:
    """`DELETE /_sim/violations`: forget them."""
    del body
    call.world.violations.clear()
    return {}


def state(call: Call, body: Json) -> Json:
    """`GET /_sim/state`: where everything stands."""
    del body
    return snapshot(call.world, call.now)


def settings(call: Call, body: Json) -> Json:
    """`GET /_sim/settings` shows the knobs, `POST` turns some."""
    call.world.settings = changed(call.world.settings, body)
    call.world.touch()
    return asdict(call.world.settings)


def arm_faults(call: Call, body: Json) -> Json:
    """`POST /_sim/faults`: add faults, as objects under `faults` or as text under `spec`."""
    fields = Fields(body, "faults")
    spec = fields.text("spec", "")
    entries = fields.objects("faults") if fields.has("faults") or not spec else []
    fields.done()
    made = [fault_from_json(entry, f"faults[{i}]") for i, entry in enumerate(entries)]
    call.world.faults.arm([*faults_from_text(spec), *made])
    return faults(call, {})


def faults(call: Call, body: Json) -> Json:
    """`GET /_sim/faults`: what is armed, and what has struck."""
    del body
    armed = call.world.faults
    return {"faults": armed.listed(), "struck": armed.struck}


def clear_faults(call: Call, body: Json) -> Json:
    """`DELETE /_sim/faults`: disarm all."""
    call.world.faults.clear()
    return faults(call, body)


def snapshot(world: World, now: float) -> Json:
    """The state as plain values."""
    live = world.sessions.live
    for login in world.logins.listed():
        login.age_out(now)
    kinds = [person.kind for person in world.book.persons.values()]
    return {
        "now": now,
        "account": {"name": world.account.name, "uin": world.account.uin},
        "logins": [
            {"uuid": login.uuid, "state": login.state.value, "mode": login.mode, "push": login.push}
            for login in world.logins.listed()
        ],
        "auto_confirm": world.logins.auto,
        "session": None
        if live is None
        else {
            "state": live.state.value,
            "notified": live.notified,
            "polling": bool(live.polls.begun),
            "unread": world.log.count_after(live.handed_out.seq, live.sid),
            "since": live.created,
        },
        "contacts": {kind.value: kinds.count(kind) for kind in Kind},
        "groups": len(world.book.rooms),
        "events": world.log.last_seq,
        "sent": world.outbox.total,
        "violations": len(world.violations.listed()),
        "calls": dict(world.calls),
        "faults": world.faults.listed(),
        "settings": asdict(world.settings),
    }
