"""What each fault does to a call.

A fault that replaces the answer strikes before the call takes effect, or after it (then the effect
stands and the answer is lost). One that edits the answer lets the call happen first.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from responder.simulator.answer import (
    HTML_TYPE,
    SCRIPT_TYPE,
    Answer,
    Defect,
    Hold,
    Outcome,
    pretty,
    then,
    wait_until,
)
from responder.simulator.endpoints.sync import check_answer
from responder.simulator.expiry import dashed_date
from responder.simulator.faults import Fault, FaultKind, When
from responder.simulator.json_edit import edit
from responder.simulator.refuse import recode, refuse

if TYPE_CHECKING:
    from responder.simulator.world import Call

Go = Callable[["Call"], Outcome]

HTML = "<html>\n<head><title>微信</title></head>\n<body>请在手机上确认登录</body></html>\n"
REDIRECT_TARGET = "/?redirected=1"
LOOK_OF_TEXT = re.compile(rb'": "([^"\\]{2})')
BYTE_SAMPLES = {"invalid_utf8": b"\xff\xfe", "control": b"\x01\x0b"}


def struck(fault: Fault, call: Call, go: Go) -> Outcome:
    """The outcome of a call that a fault strikes; `go` is the call without it."""
    kind = fault.kind
    if kind is FaultKind.SELECTOR:
        return _selector(fault, call)
    if kind is FaultKind.DELAY or kind is FaultKind.SILENCE:
        return _late(fault, call, go)
    if kind is FaultKind.RET and fault.when is When.AFTER:
        ret, message = _ret(fault)
        return then(go(call), lambda answer, _: recode(call, answer, ret, message), call.now)
    if kind in REPLACING:
        make = REPLACING[kind]
        if fault.when is When.BEFORE:
            return _held(fault, call, make(fault, call, Answer()))
        return then(go(call), lambda answer, _: make(fault, call, answer), call.now)
    change = EDITING[kind]
    return then(go(call), lambda answer, _: change(fault, call, answer), call.now)


def _held(fault: Fault, call: Call, answer: Answer) -> Outcome:
    return wait_until(call.now + fault.after_s, lambda _now: answer, call.now)


def _late(fault: Fault, call: Call, go: Go) -> Outcome:
    delay_s = float("inf") if fault.kind is FaultKind.SILENCE else float(fault.value)
    if fault.when is When.BEFORE:
        return wait_until(call.now + delay_s, lambda now: go(replace(call, now=now)), call.now)
    return then(
        go(call), lambda answer, now: wait_until(now + delay_s, lambda _: answer, now), call.now
    )


def _selector(fault: Fault, call: Call) -> Outcome:
    answer = check_answer(0, int(fault.value))
    if fault.value:
        return answer
    until = call.now + call.world.settings.hold_s
    return Hold(until, lambda now: wait_until(until, lambda _: answer, now))


def _ret(fault: Fault) -> tuple[int, str]:
    if isinstance(fault.value, dict):
        return int(fault.value["ret"]), str(fault.value.get("message", ""))
    return int(fault.value), ""


def _refused(fault: Fault, call: Call, answer: Answer) -> Answer:
    del answer
    return refuse(call, *_ret(fault))


def _status(fault: Fault, call: Call, answer: Answer) -> Answer:
    del call, answer
    return Answer(int(fault.value), (HTML_TYPE,))


def _html(fault: Fault, call: Call, answer: Answer) -> Answer:
    del fault, call, answer
    return Answer(200, (HTML_TYPE,), HTML.encode())


def _empty(fault: Fault, call: Call, answer: Answer) -> Answer:
    del fault, call, answer
    return Answer(200, (SCRIPT_TYPE,))


def _redirect(fault: Fault, call: Call, answer: Answer) -> Answer:
    del call, answer
    return Answer(int(fault.value), (("Location", REDIRECT_TARGET),))


def _reset(fault: Fault, call: Call, answer: Answer) -> Answer:
    del fault, call
    return replace(answer, defect=Defect.RESET)


def _malformed(fault: Fault, call: Call, answer: Answer) -> Answer:
    del fault, call
    return replace(answer, defect=Defect.MALFORMED)


def _cut(fault: Fault, call: Call, answer: Answer) -> Answer:
    del call
    return replace(answer, defect=Defect.CUT, sent_bytes=int(fault.value))


def _truncate(fault: Fault, call: Call, answer: Answer) -> Answer:
    del call
    return replace(answer, body=_bytes(answer)[: int(fault.value)], json=None)


def _close(fault: Fault, call: Call, answer: Answer) -> Answer:
    del fault, call
    return replace(answer, closes=True)


def _json(fault: Fault, call: Call, answer: Answer) -> Answer:
    del call
    if answer.json is None:
        return answer
    value = copy.deepcopy(answer.json)
    edit(value, fault.kind.value, fault.value)
    return replace(answer, json=value)


def _raw_bytes(fault: Fault, call: Call, answer: Answer) -> Answer:
    del call
    body = LOOK_OF_TEXT.sub(
        lambda m: m[0][:-2] + BYTE_SAMPLES[str(fault.value)] + m[0][-2:], _bytes(answer)
    )
    return replace(answer, body=body, json=None)


def _encoding(fault: Fault, call: Call, answer: Answer) -> Answer:
    del call
    return replace(answer, encoding=str(fault.value))


def _header(fault: Fault, call: Call, answer: Answer) -> Answer:
    del call
    changes: dict[str, Any] = dict(fault.value)
    changed = {name.lower() for name in changes}
    kept = [header for header in answer.headers if header[0].lower() not in changed]
    added = [(name, str(value)) for name, value in changes.items() if value is not None]
    return replace(answer, headers=(*kept, *added))


def _cookies(fault: Fault, call: Call, answer: Answer) -> Answer:
    past = dashed_date(call.now + call.world.cookie_shift_s - 86_400)
    headers = []
    for name, value in answer.headers:
        if name == "Set-Cookie" and fault.value == "drop":
            continue
        is_cookie = name == "Set-Cookie"
        headers.append(
            (name, re.sub("Expires=[^;]*", f"Expires={past}", value))
            if is_cookie
            else (name, value)
        )
    return replace(answer, headers=tuple(headers))


def _duplicate(fault: Fault, call: Call, answer: Answer) -> Answer:
    if not isinstance(answer.json, dict) or "AddMsgList" not in answer.json:
        return answer
    value = dict(answer.json)
    if fault.value == "next":
        key = (call.request.json() or {}).get("SyncKey")
        value.update(SyncKey=key, SyncCheckKey=key)
    else:
        value["AddMsgList"] = [entry for entry in value["AddMsgList"] for _ in range(2)]
        value["AddMsgCount"] = len(value["AddMsgList"])
    return replace(answer, json=value)


def _shuffle(fault: Fault, call: Call, answer: Answer) -> Answer:
    del fault
    if not isinstance(answer.json, dict) or "AddMsgList" not in answer.json:
        return answer
    messages = list(answer.json["AddMsgList"])
    call.rng.shuffle(messages)
    return replace(answer, json={**answer.json, "AddMsgList": messages})


def _bytes(answer: Answer) -> bytes:
    return answer.body if answer.json is None else pretty(answer.json)


Change = Callable[[Fault, "Call", Answer], Answer]

REPLACING: dict[FaultKind, Change] = {
    FaultKind.STATUS: _status,
    FaultKind.HTML: _html,
    FaultKind.EMPTY: _empty,
    FaultKind.REDIRECT: _redirect,
    FaultKind.RESET: _reset,
    FaultKind.MALFORMED: _malformed,
    FaultKind.RET: _refused,
}
EDITING: dict[FaultKind, Change] = {
    FaultKind.CUT: _cut,
    FaultKind.TRUNCATE: _truncate,
    FaultKind.CLOSE: _close,
    FaultKind.SET: _json,
    FaultKind.OMIT: _json,
    FaultKind.NULL: _json,
    FaultKind.RETYPE: _json,
    FaultKind.BYTES: _raw_bytes,
    FaultKind.ENCODING: _encoding,
    FaultKind.HEADER: _header,
    FaultKind.COOKIES: _cookies,
    FaultKind.DUPLICATE: _duplicate,
    FaultKind.SHUFFLE: _shuffle,
}
