"""Reading faults: from the JSON of the control interface, and from the compact text of `--faults`.

One entry of the text is `endpoint:kind[=value][*times][@probability][+after_calls][!after]`; commas
join entries: `webwxsync:status=502*2,synccheck:reset@0.1,webwxsendmsg:reset!after`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from responder.errors import SettingError
from responder.simulator.calls import CALLS
from responder.simulator.control.fields import Fields
from responder.simulator.faults import ANY_ENDPOINT, Fault, FaultKind, When

if TYPE_CHECKING:
    from responder.simulator.request import Json

DELAY_S_MAX = 3600.0
TIMES_MAX = 10**9

PLAIN = frozenset({"html", "empty", "reset", "malformed", "silence", "close", "shuffle"})
"""Kinds that take no value."""

NUMBERS: dict[str, tuple[int | None, int, int]] = {
    "status": (502, 100, 599),
    "redirect": (302, 300, 399),
    "cut": (40, 0, 10**9),
    "truncate": (40, 0, 10**9),
    "selector": (2, 0, 99),
    "ret": (None, -(10**6), 10**6),
}
"""Kinds with a whole number: default (None means it must be given), lowest, highest."""

WORDS: dict[str, tuple[str, ...]] = {
    "bytes": ("invalid_utf8", "control"),
    "encoding": ("gzip", "deflate", "raw_deflate", "identity"),
    "cookies": ("drop", "expire"),
    "duplicate": ("list", "next"),
}
"""Kinds with one of some words; the first is the default."""

PATHS = frozenset({"omit", "null", "retype"})
MAPPINGS = frozenset({"set", "header"})

_ENTRY = re.compile(
    r"(?P<endpoint>\w+|\*):(?P<kind>\w+)(?:=(?P<value>[^*@+!]*))?(?:\*(?P<times>\d+|all))?"
    r"(?:@(?P<probability>[0-9.]+))?(?:\+(?P<after_calls>\d+))?(?:!(?P<when>\w+))?"
)
_GRAMMAR = "endpoint:kind[=value][*times][@probability][+after_calls][!after]"


def fault_from_json(body: Json, where: str = "faults") -> Fault:
    """One fault of `POST /_sim/faults`.

    Raises:
        SettingError: A field is missing, unknown or out of range.
    """
    fields = Fields(body, where)
    endpoint = fields.text("endpoint")
    if endpoint not in CALLS and endpoint != ANY_ENDPOINT:
        raise SettingError(
            f"{where}: endpoint {endpoint!r} is no call of the service; {ANY_ENDPOINT} means all"
        )
    kind = FaultKind(fields.choice("kind", tuple(FaultKind)))
    value = _value(fields, kind)
    probability = fields.number("probability", 1.0, high=1.0)
    once = probability == 1 and "times" not in body
    times = fields.whole("times", 1, 1, TIMES_MAX) if once or fields.has("times") else None
    when = When(fields.choice("when", tuple(When), When.BEFORE))
    after_calls = fields.whole("after_calls", 0, 0, TIMES_MAX)
    after_s = fields.number("after_s", 0.0, high=DELAY_S_MAX)
    fields.seen("times")
    fields.done()
    return Fault(endpoint, kind, value, times, probability, when, after_calls, after_s)


def faults_from_text(text: str) -> list[Fault]:
    """The faults of `--faults`; none for an empty text.

    Raises:
        SettingError: An entry is not of the form in the module's docstring.
    """
    return [_entry(entry.strip()) for entry in text.split(",") if entry.strip()]


def _entry(text: str) -> Fault:
    match = _ENTRY.fullmatch(text)
    if match is None:
        raise SettingError(f"--faults: {text!r} is not of the form {_GRAMMAR}")
    parts = {name: part for name, part in match.groupdict().items() if part is not None}
    kind = parts["kind"]
    body: Json = {"endpoint": parts["endpoint"], "kind": kind}
    if kind in MAPPINGS:
        raise SettingError(f"--faults: {text!r}: {kind} needs JSON; use POST /_sim/faults")
    if "value" in parts:
        body[kind] = parts["value"].split("|") if kind in PATHS else _number(parts["value"])
    for name in ("probability", "after_calls", "times"):
        if name in parts:
            body[name] = None if parts[name] == "all" else _number(parts[name])
    if "when" in parts:
        body["when"] = parts["when"]
    return fault_from_json(body, f"--faults: {text!r}")


def _value(fields: Fields, kind: FaultKind) -> Any:  # noqa: ANN401 - its type is the kind's affair
    name = kind.value
    if kind is FaultKind.RET:
        ret = fields.whole(name, *NUMBERS[name])
        return {"ret": ret, "message": fields.text("message", "")}
    if kind is FaultKind.DELAY:
        return fields.number(name, None, high=DELAY_S_MAX)
    if name in NUMBERS:
        return fields.whole(name, *NUMBERS[name])
    if name in WORDS:
        return fields.choice(name, WORDS[name], WORDS[name][0])
    if name in PLAIN:
        return None
    return fields.texts(name) if name in PATHS else fields.mapping(name)


def _number(text: str) -> int | float | str:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text
