"""Staying silent for somebody: the keys and the kinds of value they take.

It must not know how silence is kept. This module has no `from __future__ import annotations`:
Pydantic reads these annotations while the program runs.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema

from responder.rules.manners import MUTE_S_MAX
from responder.rules.reading.nodes import Scalar
from responder.rules.spec.fields import read_word, refuse, word_schema
from responder.rules.spec.guesses import duration_hint
from responder.rules.spec.scalars import duration_s
from responder.rules.spec.section import Section
from responder.rules.spec.spans import Bare


class Whom(StrEnum):
    """For whom it is silent: the words of `per`."""

    SENDER = "sender"
    CHAT = "chat"


def _time(node: object) -> float:
    found = duration_s(node.text) if isinstance(node, Scalar) else None
    if found is None or not 0 < found <= MUTE_S_MAX:
        hint = duration_hint(node.text) if isinstance(node, Scalar) else ""
        refuse("a duration such as 10m, above zero and up to 30d", node, hint)
    return found


Per: TypeAlias = Annotated[Whom, read_word(Whom), word_schema(Whom)]


class MuteSpec(Section):
    """For how long, and for whom."""

    expects: ClassVar[str] = "a duration, or a mapping such as {for: 10m, per: chat}"
    meant: ClassVar[dict[str, str]] = dict.fromkeys(("time", "duration", "expires"), "for")

    for_: Annotated[
        float, PlainValidator(_time), WithJsonSchema({"type": "string"}), Field(alias="for")
    ]
    per: Per = Whom.SENDER


Mute: TypeAlias = Annotated[MuteSpec, Bare("for")]
