"""When something is done later: the kinds of value that its keys take.

They may be templates, for people name times in their messages. It must not know what is done. This
module has no `from __future__ import annotations`: Pydantic reads these annotations while the
program runs.
"""

from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from responder.rules.reading.nodes import Scalar, copied
from responder.rules.spec.fields import refuse
from responder.rules.spec.guesses import duration_hint
from responder.rules.spec.scalars import duration_s
from responder.rules.spec.stored import is_template

AFTER_EXPECTED = "a duration such as 5m, 4h or 1d"


class Missed(StrEnum):
    """Words of the key `missed`: what becomes of it where nobody was there at its time."""

    RUN = "run"
    SKIP = "skip"


def after_s(text: str) -> float | None:
    """Seconds of what stands at `in`; None if it is no duration above zero."""
    return duration_s(text.strip()) or None


def _after(node: object) -> str:
    text = node.text if isinstance(node, Scalar) else ""
    if not is_template(text) and after_s(text) is None:
        refuse(AFTER_EXPECTED, node, duration_hint(text))
    return copied(text)


After: TypeAlias = Annotated[str, PlainValidator(_after), WithJsonSchema({"type": "string"})]
"""So much later, perhaps a template."""
