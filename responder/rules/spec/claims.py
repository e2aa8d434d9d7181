"""Cooldowns and limits of rules: the keys and the kinds of value they take.

It must not know what they mean; `compiling` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, TypeAlias

from pydantic import Field, PlainValidator, WithJsonSchema

from responder.memory import TIMES_KEPT_MAX
from responder.models import Rate
from responder.rules.claims import Per
from responder.rules.reading.nodes import Scalar
from responder.rules.spec.fields import meant_words, read_word, refuse, word_schema
from responder.rules.spec.guesses import rate_hint
from responder.rules.spec.scalars import rate
from responder.rules.spec.section import Section
from responder.rules.spec.spans import Bare, OrOff, SomeTime
from responder.rules.spec.wanted import OneOrMore


class OtherwiseWord(StrEnum):
    """Words of the key `otherwise`: what becomes of a message that the rule may not answer."""

    SILENT = "silent"
    """The rule has it, and nobody answers."""

    NEXT = "next"
    """Later rules try."""


def _rate(node: object) -> Rate:
    found = rate(node.text) if isinstance(node, Scalar) else None
    if found is None:
        hint = rate_hint(node.text) if isinstance(node, Scalar) else ""
        refuse("a rate such as 3/day or 1/30s", node, hint)
    if found.count > TIMES_KEPT_MAX:
        refuse(f"at most {TIMES_KEPT_MAX:,} times, which is as far as rules remember", node)
    return found


_PER = {
    **meant_words(
        {
            "sender": ("user", "person", "member", "contact", "each", "人"),
            "chat": ("group", "room", "chatroom", "conversation", "群"),
            "rule": ("account", "all", "everyone", "everybody", "global", "total", "全部"),
        }
    ),
    **dict.fromkeys(
        ("second", "minute", "hour", "day", "week", "天", "小时", "分钟"),
        "per what time stands behind a /, as in 3/day; here: sender, chat or rule",
    ),
}
_OTHERWISE = meant_words(
    {
        "next": ("continue", "pass", "skip", "fallthrough", "others"),
        "silent": ("ignore", "nothing", "none", "stop", "drop", "quiet"),
    }
)
"""What authors write for the words of these keys."""

PerOf: TypeAlias = Annotated[Per, read_word(Per, _PER), word_schema(Per)]
Otherwise: TypeAlias = Annotated[
    OtherwiseWord, read_word(OtherwiseWord, _OTHERWISE), word_schema(OtherwiseWord)
]

_MEANT = {
    **dict.fromkeys(("scope", "by", "each", "of"), "per"),
    **dict.fromkeys(("else", "then", "continue"), "otherwise"),
}


class CooldownSpec(Section):
    """How long a rule rests after an answer."""

    expects: ClassVar[str] = "a duration, or a mapping such as {for: 30s, per: chat}"
    meant: ClassVar[dict[str, str]] = {
        **_MEANT,
        **dict.fromkeys(("time", "duration", "seconds", "after", "within", "every"), "for"),
    }

    for_: Annotated[SomeTime, Field(alias="for")]
    per: PerOf = Per.SENDER
    otherwise: Otherwise | None = None


class LimitSpec(Section):
    """How often a rule answers."""

    expects: ClassVar[str] = "a rate, or a mapping such as {rate: 3/day, per: chat}"
    meant: ClassVar[dict[str, str]] = {
        **_MEANT,
        **dict.fromkeys(("times", "count", "max", "limit", "at_most"), "rate"),
    }

    rate: Annotated[Rate, PlainValidator(_rate), WithJsonSchema({"type": "string"})]
    per: PerOf = Per.SENDER
    otherwise: Otherwise | None = None


CooldownOrOff: TypeAlias = Annotated[CooldownSpec, Bare("for"), OrOff()]
LimitsOrOff: TypeAlias = Annotated[
    tuple[Annotated[LimitSpec, Bare("rate")], ...], OneOrMore(), OrOff()
]
