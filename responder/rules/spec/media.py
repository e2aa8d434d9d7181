"""What a message may be made of besides texts: pictures, videos, files and stickers.

It must not know who gets it, or whether the files are there. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self, TypeAlias

from pydantic import AfterValidator, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from responder.models import Deed
from responder.rules.reading.cells import quote
from responder.rules.spec.fields import KEY, Flag, Text, Texts, refuse, refuse_at
from responder.rules.spec.section import Section
from responder.rules.spec.spans import Pause
from responder.sources import is_address

PATH_CHARS_MAX = 1_000
"""Longest name of a file that is sent."""

MEDIA = (Deed.IMAGE, Deed.VIDEO, Deed.FILE, Deed.STICKER)
"""Keys that name a file, in the order in which they are sent."""


def names_address(text: str) -> bool:
    """Whether a text is an address, or a template that gives one, and not the name of a file."""
    return is_address(text) or text.startswith("{{")


def _path(text: str) -> str:
    if "{{" in text and not names_address(text.strip()):
        hint = "of several files one is picked: image: [a.jpg, b.jpg]"
        refuse("the name of a file, which is looked at while loading", "a template", hint)
    if not text.strip() or not text.isprintable() or len(text) > PATH_CHARS_MAX:
        refuse("the name of a file", quote(text))
    return text.strip()


def _paths(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_path, texts))


File: TypeAlias = Annotated[Text, AfterValidator(_path)]
Files: TypeAlias = Annotated[Texts, AfterValidator(_paths)]


class MediaSection(Section):
    """A section with keys for media."""

    image: Files | None = None
    video: Files | None = None
    file: Files | None = None
    sticker: Files | None = None

    def media(self) -> Iterator[tuple[Deed, tuple[str, ...]]]:
        """As what, and the files of which one is sent."""
        for deed in MEDIA:
            paths: tuple[str, ...] | None = getattr(self, deed.value)
            if paths is not None:
                yield deed, paths

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """With something to send."""
        found = handler(schema)
        whole = handler.resolve_ref_schema(found)
        whole["anyOf"] = [{"required": [key]} for key in ("text", *(deed.value for deed in MEDIA))]
        return found


class ShownSection(Section):
    """A section with keys for media that a test expects, each by the name in the rule."""

    image: File | None = None
    video: File | None = None
    file: File | None = None
    sticker: File | None = None

    def shown(self) -> list[tuple[Deed, str]]:
        """As what, and which file."""
        named = [(deed, getattr(self, deed.value)) for deed in MEDIA]
        return [(deed, path) for deed, path in named if path is not None]


class MessageSpec(MediaSection):
    """An answer that is more than a text."""

    expects: ClassVar[str] = "a text, or a mapping such as {text: 菜单在这里, image: menu.jpg}"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("picture", "photo", "img", "pic"), "image"),
        **dict.fromkeys(("document", "attachment"), "file"),
        **dict.fromkeys(("emoji", "gif"), "sticker"),
        **dict.fromkeys(("says", "message", "content"), "text"),
    }

    text: Texts | None = None
    parts: Texts | None = None
    pause: Pause | None = None
    mention: Flag = False

    @model_validator(mode="after")
    def _something(self) -> Self:
        """Demand something to send, and one way to say it."""
        if self.parts is None:
            if self.text is None and not any(self.media()):
                refuse_at((), self.expects, "neither a text nor a file")
            if self.pause is not None:
                refuse_at(("pause", KEY), "pause beside parts", "one without")
            if "mention" in self.model_fields_set and self.text is None:
                refuse_at(("mention", KEY), "a text beside mention", "none")
        elif self.text is not None or any(self.media()):
            hint = "pictures and files are answers of their own, each behind a -"
            refuse_at(("parts", KEY), "parts alone", "text or files beside it", hint)
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """With something to send, and one way to say it."""
        found = super().__get_pydantic_json_schema__(schema, handler)
        whole = handler.resolve_ref_schema(found)
        media = [{"required": [key]} for key in ("text", *(deed.value for deed in MEDIA))]
        one = {"anyOf": media, "not": {"anyOf": [{"required": ["pause"]}, {"required": ["parts"]}]}}
        several = {"required": ["parts"], "not": {"anyOf": media}}
        whole["anyOf"] = [one, several]
        whole["dependentSchemas"] = {
            "mention": {"anyOf": [{"required": ["text"]}, {"required": ["parts"]}]}
        }
        return found
