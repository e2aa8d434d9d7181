"""Which names a template may use, and what each of them has.

It knows the views; it must not know Jinja.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.stored import Scope
from responder.rules.table import UnknownTable
from responder.rules.templates.moments import MOMENT_NUMBERS, MOMENT_TEXTS
from responder.rules.templates.views import ChatView, GroupView, MessageView, PersonView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.rules.stored import Kinds
    from responder.rules.table import Value

TEXT_METHODS = frozenset(
    {
        *("capitalize", "casefold", "lower", "swapcase", "title", "upper"),
        *("lstrip", "removeprefix", "removesuffix", "rstrip", "strip"),
        *("count", "endswith", "find", "startswith"),
        *("isalnum", "isalpha", "isdecimal", "isdigit", "isspace"),
        *("partition", "split", "splitlines"),
    }
)
"""Methods of texts that a template may call: none makes a text longer or takes more than one
pass."""

TABLE_METHODS = frozenset({"get", "items", "keys", "values"})

LOOP_NAMES = frozenset(
    {
        *("cycle", "first", "last", "length", "nextitem", "previtem"),
        *("depth", "depth0", "index", "index0", "revindex", "revindex0"),
    }
)

NAMES = (
    *("message", "sender", "chat", "group", "me", "match", "args", "now"),
    *("answers", "error", "memory", "vars", "lists", "tables"),
)
"""The names of a template, in the order of the documentation."""

EVERY = "*"
"""Noted among the entries a template asks for when only the message decides which."""


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

    def member(self, name: str) -> Known:
        """The shape of a member; None of a method."""
        return self.members.get(name)

    def used(self, name: str | None) -> None:
        """Take note that a template asks for a member, or with None for any of them."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """What a mapping of the rule file has, looked up in the mapping itself.

    A table may have 100,000 rows and be named by as many rules, so nothing is copied.

    Args:
        members: The mapping.
        seen: Takes the keys that templates ask for, and `EVERY`.
    """

    members: Mapping[str, Value]
    seen: set[str] | None = None

    @property
    def also(self) -> frozenset[str]:
        """Methods, which a suggestion does not offer."""
        return TABLE_METHODS

    def has(self, name: str) -> bool:
        """Whether `name` is one of its keys or methods."""
        return name in self.members or name in TABLE_METHODS

    def member(self, name: str) -> Known:
        """The shape of the value of a key; None of a method."""
        return shape_of(self.members[name]) if name in self.members else None

    def used(self, name: str | None) -> None:
        """Take note that a template asks for a key, or with None for any of them."""
        if self.seen is not None:
            self.seen.add(name if name is not None and name in self.members else EVERY)


Known: TypeAlias = "Shape | TableShape | None"

TEXT = Shape({}, TEXT_METHODS)
LIST = Shape({})
LOOP = Shape(dict.fromkeys(sorted(LOOP_NAMES - {"cycle"})), frozenset({"cycle"}))
"""What `loop` has inside of a loop."""

UNKNOWN_FINDS: dict[str, Known] = {"match": None, "args": None}
"""What conditions find that have faults: anything, as far as somebody knows."""


def _fields(view: type) -> dict[str, Known]:
    texts = {field.name for field in fields(view) if field.type == "str"}
    return {field.name: TEXT if field.name in texts else None for field in fields(view)}


MOMENT = Shape({**dict.fromkeys(MOMENT_TEXTS, TEXT), **dict.fromkeys(MOMENT_NUMBERS)})
_PERSON = Shape(_fields(PersonView))
_MESSAGE = Shape({**_fields(MessageView), "time": MOMENT})
_CHAT = Shape(_fields(ChatView))
_GROUP = Shape(_fields(GroupView))
"""The same for every rule, so they are made once: a file may have 100,000 of them."""


def names_of_rule(
    captures: Iterable[str],
    names: Mapping[str, Value],
    *,
    in_groups: bool,
    args: Mapping[str, Known] | None = None,
    value: Known = None,
    memory: Known = None,
    lists: Mapping[str, Value] | None = None,
    tables: Mapping[str, Value] | None = None,
    used: set[str] | None = None,
) -> dict[str, Known]:
    """The names of one rule's templates.

    Args:
        captures: What its conditions can find: group names and numbers, `keyword`, `value`, `rest`.
        names: `vars` of the file.
        in_groups: Whether it takes group messages; otherwise there is no `group`.
        args: Arguments of its command: `TEXT` of a text, None of a number. None: no command.
        value: What `match.value` is, see `shape_of_rows`; None where that is not known.
        memory: What is stored, see `shape_of_stored`; None where that is not known.
        lists: `lists` of the file; None: they are not known here.
        tables: `tables` of the file; None: they are not known here.
        used: Takes the names of lists and tables that templates ask for; `EVERY` where only the
            message decides which.
    """
    found: dict[str, Known] = dict.fromkeys(captures, TEXT)
    if "value" in found:
        found["value"] = value
    known: dict[str, Known] = {
        "message": _MESSAGE,
        "sender": _PERSON,
        "chat": _CHAT,
        "group": _GROUP,
        "me": _PERSON,
        "match": Shape(found),
        "now": MOMENT,
        "memory": memory,
        "vars": shape_of(names),
    }
    if not in_groups:
        del known["group"]
    if args is not None:
        known["args"] = Shape(args, TABLE_METHODS)
    if lists is not None:
        known["lists"] = shape_of(lists, used)
    if tables is not None:
        known["tables"] = shape_of(tables, used)
    return known


def shape_of_answers(names: Iterable[str]) -> Shape:
    """What `answers` has: a text for each question of the rule."""
    return Shape(dict.fromkeys(names, TEXT), TABLE_METHODS)


def shape_of_stored(kinds: Kinds) -> Shape:
    """What `memory` has: every name that the rule file stores something under."""
    return Shape(
        {
            scope.value: Shape({name: None for whose, name in kinds if whose is scope})
            for scope in Scope
        }
    )


def shape_of(value: Value | Mapping[str, Value], used: set[str] | None = None) -> Known:
    """What is known of a value of the rule file.

    Args:
        value: The value.
        used: Of a table, takes the keys that templates ask for.
    """
    if isinstance(value, UnknownTable):
        return None
    if isinstance(value, Mapping):
        return TableShape(value, used)
    if isinstance(value, tuple):
        return LIST
    return TEXT if isinstance(value, str) else None


def shape_of_rows(rows: Iterable[Value]) -> Known:
    """What every row of a table is: a text, or columns; None where rows differ in kind.

    It looks at each row, so a file asks once for each table.

    Args:
        rows: The values of a table.
    """
    columns: dict[str, Known] = {}
    texts = tables = others = 0
    for row in rows:
        if isinstance(row, Mapping):
            tables += 1
            for column, cell in row.items():
                shape = shape_of(cell)
                columns[column] = shape if columns.get(column, shape) == shape else None
        elif isinstance(row, str):
            texts += 1
        else:
            others += 1
    if others or (texts and tables):
        return None
    return TEXT if texts else Shape(columns, TABLE_METHODS) if tables else None
