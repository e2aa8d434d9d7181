"""Which names a template may use, and what each of them has.

It knows the views; it must not know Jinja.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.table import Table
from responder.rules.templates.views import ChatView, GroupView, MessageView, MomentView, PersonView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.rules.table import Value

TEXT_METHODS = frozenset(
    {
        *("capitalize", "casefold", "lower", "swapcase", "title", "upper"),
        *("lstrip", "removeprefix", "removesuffix", "rstrip", "strip"),
        *("count", "endswith", "find", "rfind", "startswith"),
        *("isalnum", "isalpha", "isdecimal", "isdigit", "isspace"),
        *("partition", "rpartition", "split", "splitlines"),
    }
)
"""Methods of texts that a template may call: none makes a text longer or takes more than one
pass."""

TABLE_METHODS = frozenset({"get", "items", "keys", "values"})

NAMES = ("message", "sender", "chat", "group", "me", "match", "now", "vars")
"""The names of a template, in the order of the documentation."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a name has; None in place of a shape says that nothing is known before the message.

    Args:
        members: Attributes and keys with their own shapes.
        also: Methods, which a suggestion does not offer.
    """

    members: Mapping[str, Known]
    also: frozenset[str] = frozenset()

    def has(self, name: str) -> bool:
        """Whether `name` is one of its members or methods."""
        return name in self.members or name in self.also


Known: TypeAlias = "Shape | None"

TEXT = Shape({}, TEXT_METHODS)


def _fields(view: type) -> dict[str, Known]:
    texts = {field.name for field in fields(view) if field.type == "str"}
    return {field.name: TEXT if field.name in texts else None for field in fields(view)}


_MOMENT = Shape(_fields(MomentView))
_PERSON = Shape(_fields(PersonView))
_MESSAGE = Shape({**_fields(MessageView), "time": _MOMENT})
_CHAT = Shape(_fields(ChatView))
_GROUP = Shape(_fields(GroupView))
"""The same for every rule, so they are made once: a file may have 10,000 of them."""


def names_of_rule(captures: Iterable[str], names: Table, *, in_groups: bool) -> dict[str, Known]:
    """The names of one rule's templates.

    Args:
        captures: What its text condition can find: group names and numbers, `keyword`.
        names: `vars` of the file.
        in_groups: Whether it takes group messages; otherwise there is no `group`.
    """
    known: dict[str, Known] = {
        "message": _MESSAGE,
        "sender": _PERSON,
        "chat": _CHAT,
        "group": _GROUP,
        "me": _PERSON,
        "match": Shape(dict.fromkeys(captures, TEXT)),
        "now": _MOMENT,
        "vars": names_of_table(names),
    }
    if not in_groups:
        del known["group"]
    return known


def names_of_table(table: Table) -> Shape:
    """The keys of a table, with those of the tables in it."""
    return Shape({key: _shape(value) for key, value in table.items()}, TABLE_METHODS)


def _shape(value: Value) -> Known:
    if isinstance(value, Table):
        return names_of_table(value)
    return TEXT if isinstance(value, str) else None
