"""Actions that are no texts: for other people, about contacts and groups, and what was said.

It must not know how they are done. This module has no `from __future__ import annotations`:
Pydantic reads these annotations while the program runs.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from responder.models import Deed
from responder.rules.reading.nodes import Mapping, Scalar
from responder.rules.spec.accepting import Accept
from responder.rules.spec.fields import TEXT_SCHEMA, Flag, Text, digits_schema, read_text, refuse
from responder.rules.spec.scalars import boolean
from responder.rules.spec.section import Section
from responder.rules.spec.sending import To
from responder.rules.spec.spans import read_whole
from responder.rules.stored import LIST_ITEMS_MAX

WORDS = ("forward", "remark", "pin", "invite", "remove", "rename", "leave", "recall", "keep")
"""Their keys."""


def _keep(node: object) -> int:
    """The word alone, or `true`; otherwise a number of items."""
    if node is True or (isinstance(node, Scalar) and boolean(node)):
        return True
    return read_whole(node, 1, LIST_ITEMS_MAX, "items")


def _invite(node: object) -> str:
    if isinstance(node, Mapping):
        refuse("the name of a group", node, "it is written alone, as in `invite: 客户群`")
    return read_text(node)


Invite: TypeAlias = Annotated[str, PlainValidator(_invite), WithJsonSchema(TEXT_SCHEMA)]

Keep: TypeAlias = Annotated[
    int | Literal[True],
    PlainValidator(_keep),
    WithJsonSchema({"anyOf": [digits_schema(1, LIST_ITEMS_MAX), {"const": True}]}),
]


class DeedSection(Section):
    """A section with keys for them: in a rule with templates, in a test as it comes out.

    It leaves out `keep`, which is one of them where it is `true`; beside `push` it is a number, and
    something else.
    """

    forward: To | None = None
    remark: Text | None = None
    pin: Flag | None = None
    invite: Invite | None = None
    remove: Accept | None = None
    rename: Text | None = None
    leave: Accept | None = None
    recall: Accept | None = None

    def deeds(self) -> Iterator[str]:
        """The keys that are there."""
        there = ((word, getattr(self, word, None)) for word in WORDS)
        return (
            word
            for word, value in there
            if value is not None and (word != Deed.KEEP or value is True)
        )

    def verb_of(self, word: str) -> str:
        """What a key that is there wants done: a `Deed`, or `forward`."""
        return Deed.UNPIN if word == Deed.PIN and not self.pin else word
