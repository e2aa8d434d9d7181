"""Names of somebody who is forgotten, masked wherever they stand in what others wrote.

It knows in which columns there are words; it must not know whose names they are.
"""

from __future__ import annotations

import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from responder.journal import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "***"
"""Stands where a name stood."""

NAME_CHARS_MIN = 2
"""A shorter name would be found in the middle of words."""

WORDS_CHARS_MIN = 6
"""Shorter words that somebody wrote are anybody's, and stay where a rule has stored them."""

WORDS_MAX = 20_000
"""Of what somebody wrote, the newest, that are looked for in stored values."""

_EDGE = "[0-9A-Za-z_]"


class Masking:
    """Masks names in texts.

    Args:
        names: That are long enough; the longest are looked for first.
    """

    def __init__(self, names: Iterable[str]) -> None:
        known = {name for name in names if len(name) >= NAME_CHARS_MIN and name != MASK}
        # Also as JSON has them: a text may be stored escaped.
        both = {form for name in known for form in (name, *_escaped(name))}
        self.names = tuple(sorted(both, key=lambda one: (-len(one), one)))
        self._found = re.compile("|".join(map(_pattern, self.names))) if both else None

    def text(self, text: str) -> str:
        """The same without the names."""
        return text if self._found is None else self._found.sub(MASK, text)

    def is_in(self, text: str) -> bool:
        """Whether one of the names stands in it."""
        return self._found is not None and self._found.search(text) is not None

    def mask(self, connection: sa.Connection) -> int:
        """Mask the names in all tables, in the transaction of the caller.

        Returns:
            Rows in which one stood.
        """
        masked = 0
        for table, columns in _WORDS.items():
            masked += self._mask_table(connection, table, columns)
        return masked

    def drop_entries(self, connection: sa.Connection) -> int:
        """Delete stored values that stand under one of the names, likewise."""
        dropped = 0
        for table in (schema.stored, schema.stored_before):
            keys = [*table.primary_key.columns]
            entries = connection.execute(
                sa.select(*keys, table.c.entry.label("under")).where(table.c.entry != "")
            )
            for row in [one for one in entries if self.is_in(one.under)]:
                which = (column == row[number] for number, column in enumerate(keys))
                dropped += connection.execute(sa.delete(table).where(*which)).rowcount
        return dropped

    def rule_files(self, connection: sa.Connection) -> int:
        """How many kept versions of rule files and tables have one of the names."""
        contents = connection.scalars(sa.select(schema.rule_file.c.content))
        texts = (zlib.decompress(content).decode("utf-8", "replace") for content in contents)
        return sum(map(self.is_in, texts))

    def _mask_table(
        self, connection: sa.Connection, table: sa.Table, columns: tuple[sa.Column[Any], ...]
    ) -> int:
        keys = [*table.primary_key.columns]
        found = sa.or_(
            *(sa.func.instr(column, name) > 0 for column in columns for name in self.names)
        )
        masked = 0
        for row in connection.execute(sa.select(*keys, *columns).where(found)).all():
            texts = row[len(keys) :]
            changed = {
                column: self.text(text)
                for column, text in zip(columns, texts, strict=True)
                if text and self.is_in(text)
            }
            if changed:
                which = (column == row[number] for number, column in enumerate(keys))
                # Of two that would stand under the same key now, one is enough.
                update = sa.update(table).prefix_with("OR REPLACE")
                connection.execute(update.where(*which).values(changed))
                masked += 1
        return masked


def mask_words(connection: sa.Connection, words: Iterable[str]) -> int:
    """Mask what somebody wrote where rules have stored it, in the transaction of the caller.

    Args:
        connection: In a transaction.
        words: Whole messages.

    Returns:
        Values in which some of it stood.
    """
    known = {one for one in words if len(one) >= WORDS_CHARS_MIN}
    masked = 0
    for table in (schema.stored, schema.stored_before):
        keys = [*table.primary_key.columns]
        rows = connection.execute(
            sa.select(*keys, table.c.value.label("kept")).where(table.c.value.is_not(None))
        ).all()
        for row in rows:
            value = json.loads(row.kept)
            cleaned = _without(value, known)
            if cleaned != value:
                which = (column == row[number] for number, column in enumerate(keys))
                text = json.dumps(cleaned, ensure_ascii=False, separators=(",", ":"))
                connection.execute(sa.update(table).where(*which).values(value=text))
                masked += 1
    return masked


def _without(value: Any, words: set[str]) -> Any:  # noqa: ANN401 - whatever was stored
    if isinstance(value, list):
        return [_without(one, words) for one in value]
    if not isinstance(value, str) or len(value) < WORDS_CHARS_MIN:
        return value
    for one in words if value not in words else {value}:
        value = value.replace(one, MASK)
    return value


def _escaped(name: str) -> tuple[str, ...]:
    return json.dumps(name)[1:-1], json.dumps(name, ensure_ascii=False)[1:-1]


def _pattern(name: str) -> str:
    """A name of Latin letters is no part of a longer word; there are no such edges in Chinese."""
    # Of what JSON has escaped before it, the last letter is none of a word.
    before = rf"(?:(?<!{_EDGE})|(?<=\\[nrtbf])|(?<=\\u[0-9a-f]{{4}}))"
    before = before if re.match(_EDGE, name) else ""
    behind = f"(?!{_EDGE})" if re.search(f"{_EDGE}$", name) else ""
    return f"{before}{re.escape(name)}{behind}"


_WORDS: dict[sa.Table, tuple[sa.Column[Any], ...]] = {
    schema.event: (schema.event.c.event, schema.event.c.decision),
    schema.outgoing: (
        schema.outgoing.c.text,
        schema.outgoing.c.chat_name,
        schema.outgoing.c.reason,
        schema.outgoing.c.content,
    ),
    schema.stored: (schema.stored.c.value,),
    schema.stored_before: (schema.stored_before.c.value,),
    schema.run: (schema.run.c.key, schema.run.c.run),
    schema.run_before: (schema.run_before.c.key, schema.run_before.c.run),
}
"""Where words of people stand, or of what rules found in them."""
