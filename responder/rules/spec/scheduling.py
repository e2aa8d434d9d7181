"""When a rule of `on: schedule` comes: the kinds of value that its keys take.

It must not know what is done then. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

import re
from datetime import time
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from responder.models import Span
from responder.rules.clockwork import cron_fault
from responder.rules.reading.nodes import Scalar, Sequence
from responder.rules.spec.fields import as_items, read_text, refuse
from responder.rules.spec.guesses import duration_hint, moment_hint, span_hint
from responder.rules.spec.scalars import duration_s, span

EVERY_S_MAX = 366 * 86_400.0
"""Longest `every`, one year and a day."""

JITTER_S_MAX = 12 * 3600.0
"""Longest `jitter`: what comes later is no longer what was meant for that time."""

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?", re.ASCII)
_AT_EXPECTED = "a time such as 09:00"


def _every(node: object) -> float:
    text = node.text if isinstance(node, Scalar) else ""
    found = duration_s(text)
    if not found or not 1 <= found <= EVERY_S_MAX:
        hint = duration_hint(text) or "days of the week or month are said by `cron`"
        refuse("a duration such as 30m, from 1s to a year", node, hint)
    return found


def _cron(node: object) -> str:
    text = " ".join(read_text(node).split())
    fault = cron_fault(text)
    if fault:
        hint = (
            f"{fault}; five fields: minute, hour, day, month, weekday; a sixth, first, is seconds"
        )
        refuse('a cron expression such as "0 9 * * mon-fri"', node, hint)
    return text


def _at(node: object) -> tuple[time, ...]:
    items = as_items(node) if isinstance(node, Sequence) else (node,)
    return tuple(sorted({_time(item) for item in items}))  # type: ignore[attr-defined]  # a tuple


def _time(node: object) -> time:
    text = node.text if isinstance(node, Scalar) else ""
    found = _TIME.fullmatch(text)
    if found is None:
        refuse(_AT_EXPECTED, node, moment_hint(text))
    hour, minute, second = (int(part or 0) for part in found.groups())
    return time(hour, minute, second)


def _jitter(node: object) -> Span:
    found = span(node.text) if isinstance(node, Scalar) else None
    if found is None or not 0 < found.high_s <= JITTER_S_MAX:
        hint = span_hint(node.text) if isinstance(node, Scalar) else ""
        refuse("a duration or range up to 12 hours such as 5m or 1m..5m", node, hint)
    is_range = found.low_s != found.high_s
    return found if is_range else Span(0.0, found.high_s)


_SPELLED = {"type": "string"}

Every: TypeAlias = Annotated[float, PlainValidator(_every), WithJsonSchema(_SPELLED)]
Cron: TypeAlias = Annotated[str, PlainValidator(_cron), WithJsonSchema(_SPELLED)]
At: TypeAlias = Annotated[
    tuple[time, ...],
    PlainValidator(_at),
    WithJsonSchema({"anyOf": [_SPELLED, {"type": "array", "items": _SPELLED, "minItems": 1}]}),
]
Jitter: TypeAlias = Annotated[Span, PlainValidator(_jitter), WithJsonSchema(_SPELLED)]
