"""What all mappings of the rule file have in common.

It must not know any key. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from responder.rules.reading.nodes import Mapping
from responder.rules.spec.fields import colon_hint, refuse


class Section(BaseModel):
    """A mapping of the rule file: its keys are known, each is checked, it never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    expects: ClassVar[str] = "a mapping"
    meant: ClassVar[dict[str, str]] = {}
    """What authors write who know other programs, and the key here that means it."""

    hints: ClassVar[dict[str, str]] = {}
    """What authors write here though it belongs elsewhere, and what to do about it."""

    @model_validator(mode="before")
    @classmethod
    def _from_node(cls, value: object) -> object:
        if isinstance(value, Mapping):
            return value.values or refuse(cls.expects, "an empty mapping")
        if not isinstance(value, dict):
            refuse(cls.expects, value, colon_hint(value))
        return value

    @property
    def said(self) -> dict[str, Any]:
        """What its keys say, by the names of their fields; nothing of those that are not there."""
        return {name: value for name, value in self if name in self.model_fields_set}

    @classmethod
    def key_names(cls) -> tuple[str, ...]:
        """Its keys as they are written in the rule file."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())
