"""The acceptance of a friend request, as an action and as what a test expects.

It must not know how it is done. This module has no `from __future__ import annotations`: Pydantic
reads these annotations while the program runs.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from responder.rules.reading.nodes import Scalar
from responder.rules.spec.fields import refuse
from responder.rules.spec.scalars import boolean

ACCEPT = "accept"

BARE = frozenset({ACCEPT, "pin", "remove", "leave", "recall", "keep"})
"""Words that may stand alone in a list."""


def _accept(node: object) -> bool:
    if node is not True and not (isinstance(node, Scalar) and boolean(node)):
        refuse("true", node, "the word alone says it, as in - accept")
    return True


def bare_accept(node: object) -> object:
    """The word alone as the mapping that it stands for; everything else as it is."""
    return {node.text: True} if isinstance(node, Scalar) and node.text in BARE else node


Bare: TypeAlias = Literal["accept", "pin", "remove", "leave", "recall", "keep"]
"""These words, for editors."""

Accept: TypeAlias = Annotated[
    Literal[True], PlainValidator(_accept), WithJsonSchema({"const": True})
]
