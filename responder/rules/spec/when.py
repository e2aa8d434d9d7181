"""The conditions of a rule: their keys and the kinds of value they take.

It must not know what they mean; `compiling` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BeforeValidator

from responder.models import MessageType
from responder.rules.spec import not_yet
from responder.rules.spec.fields import Flag, Shorthand, Texts, as_items, read_word, words_schema
from responder.rules.spec.section import Section


class ChatWord(StrEnum):
    """Words of the key `chat`."""

    PRIVATE = "private"
    GROUP = "group"
    FILEHELPER = "filehelper"
    OFFICIAL = "official"
    ANY = "any"


class NamesSpec(Section):
    """Whose names: a name, a list, or how they look."""

    expects: ClassVar[str] = "a name, a list of names, or a mapping of contains or regex"
    refused: ClassVar[frozenset[str]] = not_yet.NAMES

    equals: Texts | None = None
    contains: Texts | None = None
    regex: Texts | None = None


class TextSpec(Section):
    """What the text must be."""

    expects: ClassVar[str] = "text, a list of texts, or a mapping of equals, contains or regex"
    refused: ClassVar[frozenset[str]] = not_yet.TEXT

    equals: Texts | None = None
    contains: Texts | None = None
    regex: Texts | None = None
    exact: Flag = False


class WhenSpec(Section):
    """The conditions of a rule; all must hold."""

    expects: ClassVar[str] = "text, a list of texts, or a mapping of conditions"
    refused: ClassVar[frozenset[str]] = not_yet.WHEN

    text: Annotated[TextSpec, Shorthand("equals")] | None = None
    type: (
        Annotated[
            tuple[Annotated[MessageType, read_word(MessageType)], ...],
            BeforeValidator(as_items),
            words_schema(MessageType),
        ]
        | None
    ) = None
    chat: (
        Annotated[
            tuple[Annotated[ChatWord, read_word(ChatWord)], ...],
            BeforeValidator(as_items),
            words_schema(ChatWord),
        ]
        | None
    ) = None
    sender: Annotated[NamesSpec, Shorthand("equals")] | None = None
    group: Annotated[NamesSpec, Shorthand("equals")] | None = None
    mentioned: Flag | None = None
    from_me: Flag | None = None
